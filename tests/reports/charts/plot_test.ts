import { assertEquals, assertMatch } from "@std/assert";
import { headingOf, rowsOf } from "./panels.ts";
import { logAxis, plot } from "../../../reports/charts/plot.ts";
import { number, text } from "../../../reports/charts/table_data.ts";

const figure = plot({ title: "A toy of two panels", caption: "Made up." }, {
  opening: "Line charts.",
  columns: {
    estimator: text("Estimator"),
    part: text("Part"),
    x: number("x", "positive"),
    value: number("Value", "positive"),
    mc_error: number(),
  },
  size: [100, 80],
  panels: (points) =>
    ["a", "b"].map((part) => ({
      ...{ title: part, row: part, own: points.filter((point) => point.part === part) },
      axes: { y: logAxis(`height in ${part}`, 1) },
    })),
  axes: { x: logAxis("width", 1) },
  x: ({ x }) => x,
  where: ({ x }) => `x = ${x}`,
  cut: 0.5,
  lines: () => [{ at: 64 }, { at: 1e6, room: 0, clip: true }],
  facts: ({ own }) => own.map(({ value }) => `here ${value}`),
});

const row = (part: string, x: number, value: number, mc_error: number) => (
  { estimator: "one", part, x, value, mc_error }
);
const rows = [row("a", 1, 4, 0), row("a", 8, 16, 100), row("b", 2, 9, 0)];

type Layer = {
  data: { values: { x: number; y: number; low?: number }[] };
  encoding: { y: { scale: { domain: number[] } } };
};

Deno.test("an axis holds points, bars that are cut off, and the lines that have room", () => {
  const lines = rowsOf(figure.spec(rows));
  assertEquals(lines.map((row) => row.map(headingOf)), [["a"], ["b"]]);
  const [level, , bars] = lines[0][0].layer as unknown as Layer[];
  assertEquals(level.data.values, [{ x: 1, y: 64 }, { x: 8, y: 64 }]);
  assertEquals(bars.data.values.map(({ low }) => low), [2]);
  const [low, high] = bars.encoding.y.scale.domain;
  assertEquals([low, Math.round(high)], [2, 212]);
});

Deno.test("an axis of all panels is said once, that of a panel with its facts", () => {
  assertMatch(
    figure.describe(rows),
    /^Line charts\. Horizontal axis: width, 1\.000 to 8\.000\. Vertical axis: height in a, .*\. here 4; here 16\. Vertical axis: height in b, only 9\.000\. here 9\.$/,
  );
});
