import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Row } from "../../../reports/charts/table_data.ts";
import { panelsOf } from "./panels.ts";
import { methodCurves } from "../../../reports/charts/forms/curves.ts";

const figure = methodCurves({
  title: "A toy of one method",
  caption: "Made up.",
  panels: [{ panel: "a", title: "First", x: "calls", what: "gap", log: true }],
  across: 1,
  looks: {},
});

const row = (x: number, value: number, low: number, high: number): Row => ({
  ...{ panel: "a", estimator: "one", x, value, low, high },
  step: 1,
});

type Layer = {
  mark: { type: string };
  data: { values: { low: number; high: number }[] };
  encoding: { y: { scale: { domain: [number, number] } } };
};

Deno.test("whose curve ends early, and what bars are cut off, is said", () => {
  const whole = [row(10, 1, 0.5, 2), row(100, 0.1, 0.05, 0.2)];
  assertEquals(figure.notes(whole).includes("diverged"), false);
  assertEquals(figure.notes(whole).includes("cut off"), false);
  const lost = { ...row(1000, 1, 1, 1), value: null, low: null, high: null };
  assertStringIncludes(
    figure.notes([...whole, lost]),
    "Curves that end where a run has diverged: one.",
  );
  assertStringIncludes(
    figure.notes([row(10, 1, 0.5, 1000), whole[1]]),
    "Long error bars are cut off",
  );
});

Deno.test("bars far beyond all values are cut off inside the panel, others are whole", () => {
  const rows = [row(10, 1, 0.5, 1000), row(100, 0.1, 1e-9, 0.2)];
  const [{ layer }] = panelsOf(figure.spec(rows)) as unknown as { layer: Layer[] }[];
  const bars = layer.find(({ mark }) => mark.type === "rule")!;
  const [first, second] = bars.data.values;
  assertEquals([first.low, second.high], [0.5, 0.2]);
  const [bottom, top] = bars.encoding.y.scale.domain;
  assert(first.high > 1 && first.high < top, "the upper end leaves the panel");
  assert(second.low < 0.1 && second.low > bottom, "the lower end leaves the panel");
});

Deno.test("where curves end at different spending the finding says after how much", () => {
  const two = (x: number): Row => ({ ...row(x, 0.3, 0.2, 0.4), estimator: "two" });
  const one = row(100, 0.1, 0.05, 0.2);
  assertEquals(figure.finding([one, two(104)]), "Gap at the end: 0.1000 (one) to 0.3000 (two)");
  assertEquals(
    figure.finding([one, two(120)]),
    "Gap at the end, after 100 to 120 calls: 0.1000 (one) to 0.3000 (two)",
  );
});
