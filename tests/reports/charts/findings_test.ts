import { assertEquals, assertStringIncludes } from "@std/assert";
import { bandCoverage, coverageBySize } from "../../../reports/charts/forms/levels.ts";
import { momentChecks } from "../../../reports/charts/forms/moment_checks.ts";
import { intervalCurves } from "../../../reports/charts/forms/curves.ts";
import { normality } from "../../../reports/charts/forms/normality.ts";
import { slopePanels } from "../../../reports/charts/forms/slope_panels.ts";
import { format, short } from "../../../reports/charts/number.ts";

const WORDS = { title: "A toy", caption: "Made up." };

Deno.test("numbers that were chosen are written as they were, others as measured", () => {
  assertEquals([0.7, 2, 0.0022, -0.5].map(short), ["0.7", "2", "0.0022", "−0.5"]);
  assertEquals([1 / 3, 12345, 1e-7].map(short), [1 / 3, 12345, 1e-7].map((x) => format(x)));
});

Deno.test("curves against an option say where they are least, or how one goes", () => {
  const options = {
    ...WORDS,
    x: "step",
    panels: [{ panel: "a", title: "First", what: "loss", log: true }],
  };
  const rows = [[0.1, 3, 2], [0.5, 1, 4], [2, 2, 1]].flatMap(([x, one, two]) =>
    [["one", one] as const, ["two", two] as const].map(([estimator, value]) => ({
      ...{ panel: "a", estimator, x, value, low: null, high: null },
    }))
  );
  const least = intervalCurves({ ...options, found: "least" });
  assertEquals(least.finding(rows), "Best step: First, 0.5 (one) to 2, the largest tried (two)");
  const along = intervalCurves({ ...options, found: { along: "two" } });
  assertEquals(along.finding(rows), "First: 2 at step 0.1, 1 at 2");
  assertEquals(along.finding(rows.filter(({ estimator }) => estimator === "one")), null);
});

Deno.test("a slope through several series is found, and stands in the table alone", () => {
  const figure = slopePanels({
    ...WORDS,
    x: "steps",
    panels: [{ panel: "a", title: "First", what: "error", guides: [] }],
  });
  const none = { replications: 5, tried: 5, slope: null, slope_low: null, slope_high: null };
  const points = [[10, 1], [100, 0.1]].flatMap(([x, value]) =>
    ["one", "two"].map((estimator, i) => ({
      ...{ panel: "a", estimator, x, value: value * (1 + i), mc_error: 0.01 },
      ...none,
    }))
  );
  const through = {
    ...{ panel: "a", estimator: "all of them", x: null, value: null, mc_error: null },
    ...{ ...none, slope: -1, slope_low: -1.1, slope_high: -0.9 },
  };
  assertEquals(figure.finding([...points, through]), "Log–log slopes: First, −1.00 (all of them)");
  assertEquals(figure.describe([...points, through]), figure.describe(points));
  assertEquals(figure.table([...points, through]).rows.length, 5);
  assertEquals(
    figure.finding(points),
    "At the greatest steps, error: 0.1000 (one) to 0.2000 (two)",
  );
});

Deno.test("errors beyond the 5 % point are farther from normal than 95 % of normal samples", () => {
  const row = (coordinate: string, value: number) => ({ coordinate, n: 200, value, critical: 0.1 });
  const said = (values: readonly number[]) =>
    normality(WORDS).finding(values.map((value, i) => row(`coordinate ${i}`, value)));
  const end = "farther from normal than 95 % of normal samples are";
  assertEquals(
    said([0.05, 0.2]),
    `At n = 200 the studentized errors of 1 of 2 coordinates are ${end}`,
  );
  assertEquals(
    said([0.05, 0.06]),
    `At n = 200 the studentized errors of no coordinates are ${end}`,
  );
});

Deno.test("the least and the most coverage have each their own Monte Carlo error", () => {
  const figure = coverageBySize({ title: "A toy", quantity: "gradient" });
  const row = (n: number, coverage: number, mc_error: number) => ({
    ...{ estimator: "plug-in", n, coverage, mc_error },
  });
  assertStringIncludes(
    figure.describe([row(400, 0.688, 0.009), row(1600, 0.26, 0.007), row(6400, 0.003, 0.0009)]),
    "plug-in: from 0.00300 ± 0.00090 to 0.6880 ± 0.0090, 0.00300 ± 0.00090 at n = 6400",
  );
});

Deno.test("bands are found at the largest size of each learner, though one has fewer", () => {
  const row = (learner: string, n: number, coverage: number) => ({
    ...{ learner, estimator: "plug-in", n, coverage, mc_error: 0.01 },
    ...{ pointwise: null, pointwise_error: null, length: 1, length_error: 0.1 },
  });
  const rows = [row("small", 200, 0.9), row("small", 800, 0.01), row("large", 800, 0.94)];
  assertEquals(
    bandCoverage(WORDS).finding(rows),
    "At n = 800, 95 % bands hold the whole gradient in 1.0 % (plug-in, small) to 94.0 % " +
      "(plug-in, large) of samples",
  );
  assertEquals(
    bandCoverage(WORDS).finding([...rows, row("large", 1600, 0.95)]),
    "At the largest n, 95 % bands hold the whole gradient in 1.0 % (plug-in, small, n = 800) to " +
      "95.0 % (plug-in, large, n = 1600) of samples",
  );
});

Deno.test("a check of moments that shows some instances says so", () => {
  const panel = {
    panel: "mean",
    title: "Mean",
    what: "error",
    scale: "rounding",
    levels: [],
  } as const;
  const rows = [1e-10, 3e-10].map((value, theta) => ({
    ...{ panel: "mean", problem: "a", q: 0.1, theta, value, mc_error: null },
  }));
  assertEquals(
    momentChecks({ ...WORDS, panels: [panel] }).finding(rows),
    "In the instances shown the debiased mean over both outcomes of the coin is off by at most 3.000×10⁻¹⁰",
  );
});
