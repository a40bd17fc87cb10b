import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Row } from "../../../reports/charts/table_data.ts";
import { panelsOf } from "./panels.ts";
import { slopePanels } from "../../../reports/charts/forms/slope_panels.ts";

const figure = slopePanels({
  title: "A toy of two powers",
  caption: "Made up.",
  x: "size",
  panels: [
    {
      panel: "a",
      title: "First",
      what: "cost",
      guides: [{ slope: 2, label: "slope 2", beside: "one", factor: 3 }],
    },
    {
      panel: "b",
      title: "Second",
      what: "cost",
      guides: [{ slope: 1, label: "slope 1", beside: "nobody", factor: 0.5 }],
    },
  ],
});

const row = (panel: string, estimator: string, x: number, value: number | null): Row => ({
  panel,
  estimator,
  x,
  value,
  mc_error: value === null ? null : value / 100,
  replications: value === null ? 0 : 10,
  tried: 10,
  slope: 2,
  slope_low: -0.5,
  slope_high: 2.25,
});

const rows: Row[] = [
  row("a", "one", 10, 5 * 100),
  row("a", "one", 1000, 5 * 1e6),
  row("b", "two", 10, null),
  row("b", "two", 1000, 7),
];

type Layer = { mark: { type: string; text?: string }; data: { values: Record<string, number>[] } };
const layersOf = (rows: Row[]): Layer[][] =>
  panelsOf(figure.spec(rows)).map(({ layer }) => layer as unknown as Layer[]);

Deno.test("a guide is parallel to the power that it is named after, a factor above its curve", () => {
  const [first, second] = layersOf(rows);
  const [guide] = first.filter(({ data, mark }) =>
    mark.type === "line" && data.values[0].series === undefined
  );
  const [left, right] = guide.data.values;
  assertEquals([left.x, right.x], [10, 1000]);
  assert(Math.abs(left.y / 1500 - 1) < 1e-12 && Math.abs(right.y / 15e6 - 1) < 1e-12);
  assertEquals(second.filter(({ mark }) => mark.type === "text"), []);
});

Deno.test("the alternative says slopes with intervals, ends, and who is left out", () => {
  const text = figure.describe(rows);
  assertStringIncludes(text, "one: slope 2.00 (−0.50 to 2.25), 500.0 ± 5.0 at 10.00");
  assertStringIncludes(text, "two: slope 2.00 (−0.50 to 2.25), 7.000 ± 0.070 at 1000");
  assertStringIncludes(
    text,
    "Replications without a value: 10 of 10 left out for two at 10.00 (b).",
  );
  assertStringIncludes(text, "1 value is missing");
  const without = rows.map((one) => ({ ...one, slope: null }));
  assertStringIncludes(figure.describe(without), "one: 500.0 ± 5.0 at 10.00");
  const exact = rows.map((one) => ({ ...one, slope: null, mc_error: null }));
  assertStringIncludes(figure.describe(exact), "one: exactly ∝ size^2, 500.0 at 10.00");
});

Deno.test("a panel without rows is not drawn", () => {
  assertEquals(layersOf(rows.slice(0, 2)).length, 1);
});
