import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Row } from "../../../reports/charts/table_data.ts";
import { renderSvg } from "../../../reports/charts/render.ts";
import { byId } from "./figures.ts";
import { headingOf, panelsOf } from "./panels.ts";

const doubleRobustness = byId("double_robustness");
const phaseDiagram = byId("phase_diagram");
const sobolevBias = byId("sobolev_bias");
const teaching = byId("teaching_distributions");

const cell = (residual: number, jacobian: number, coverage: number): Row => ({
  estimator: "orthogonal",
  residual,
  jacobian,
  n: 800,
  coverage,
  mc_error: 0.01,
  bias: -1,
  bias_error: 0.1,
  ratio: 0.5,
  ratio_error: 0.05,
});
const draw = (rows: readonly Row[]): Promise<string> =>
  renderSvg(phaseDiagram.spec(rows), { id: "phase", title: "t", description: "d" });

Deno.test("phase_diagram: coverage is said by region, and every cell carries its number", async () => {
  const rows = [
    cell(0.25, 0.25, 0.1),
    cell(0.25, 0.65, 0.88),
    cell(0.65, 0.25, 0.9),
    cell(0.65, 0.65, 0.94),
  ];
  const text = phaseDiagram.describe(rows);
  assertStringIncludes(
    text,
    "orthogonal: 0.94 to 0.94 inside the product-rate boundary, 0.88 to 0.90 beyond it with one " +
      "factor smoother than ½, 0.10 to 0.10 beyond it with both rougher",
  );
  assertStringIncludes(text, "smoothness of the Jacobian, 0.25 and 0.65");
  const svg = await draw(rows);
  for (const number of ["0.10", "0.88", "0.90", "0.94"]) {
    assertStringIncludes(svg, `>${number}</text>`);
  }
  // three levels of coverage, from the lightest shade to the strongest
  for (const [shade, there] of [[1, true], [2, true], [3, false], [4, false], [5, true]] as const) {
    const cells = svg.split(`fill="var(--f-shade-${shade})"`).length - 1;
    // one of each is in the key
    assertEquals(cells > 1, there, String(shade));
  }
});

Deno.test("phase_diagram: on the product-rate boundary the two rates add up to ½", () => {
  interface Line {
    readonly data: { readonly values: readonly { readonly x: number; readonly y: number }[] };
    readonly mark: { readonly type: string; readonly strokeDash: readonly number[] };
  }
  const rows = [0.125, 1.5].flatMap((a) => [0.125, 1.5].map((b) => cell(a, b, 0.9)));
  const [panel] = panelsOf(phaseDiagram.spec(rows)) as unknown as { layer: Line[] }[];
  const lines = panel.layer.filter(({ mark }) => mark.type === "line");
  assertEquals(lines.length, 2);
  for (const { x, y } of lines[0].data.values) assert(Math.abs(x + y - 0.5) < 1e-15);
  // both rougher than ½: a corner at the rate ¼
  assertEquals(lines[1].data.values.map(({ x, y }) => Math.max(x, y)), [0.25, 0.25, 0.25]);
});

Deno.test("teaching_distributions: the bars of each panel have area 1, and moments are said", () => {
  interface Bars {
    readonly data: {
      readonly values: readonly { readonly from: number; readonly density: number }[];
    };
  }
  const rows = [-1, 0, 0.2, 3].map((sample) => ({ panel: "plug-in", sample }));
  const [panel] = panelsOf(teaching.spec(rows));
  assertEquals(headingOf(panel), "Plug-in, cross-fitted");
  const bars = (panel.layer as unknown as Bars[])[0].data.values;
  assertEquals(bars.map(({ from, density }) => [from, density]), [[-1, 0.5], [0, 1], [3, 0.5]]);
  assertStringIncludes(teaching.describe(rows), "4 errors with mean 0.55 ± 0.86");
  assertStringIncludes(teaching.describe(rows), "75.0 % within ±1.96");
});

Deno.test("sobolev_bias: both ends are said, and no slope that no claim has", () => {
  const rows = [100, 400].map((n) => ({
    learner: "kernel-ridge",
    estimator: "plug-in",
    n,
    value: 1 / Math.sqrt(n),
    mc_error: 0.001,
  }));
  const text = sobolevBias.describe(rows);
  assertStringIncludes(text, "kernel ridge, plug-in: 0.1000 ± 0.0010 at n = 100, 0.0500 ± 0.0010");
  assert(!text.includes("slope"));
});

Deno.test("double_robustness: rounding is called zero, and slopes are said", () => {
  const rows = [0.01, 1].flatMap((error) => [
    { estimator: "orthogonal", wrong: "both", error, bias: 2 * error * error },
    { estimator: "orthogonal", wrong: "residual", error, bias: 3e-16 },
    { estimator: "plug-in", wrong: "residual", error, bias: error },
  ]);
  const text = doubleRobustness.describe(rows);
  assertStringIncludes(text, "Both wrong: orthogonal 2.000 at ε = 10⁰ exactly ∝ ε^2");
  assertStringIncludes(
    text,
    "Residual wrong alone: plug-in 1.000 at ε = 10⁰ exactly ∝ ε^1, zero but for " +
      "rounding for orthogonal",
  );
  const jacobian = { estimator: "orthogonal", wrong: "jacobian", error: 1, bias: 0 };
  assertEquals(
    doubleRobustness.finding([...rows, jacobian]),
    "Unbiased but for rounding: Both wrong, nobody; Residual wrong alone, orthogonal; " +
      "Jacobian wrong alone, orthogonal",
  );
});
