import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { batchImplicit } from "../../../estimators/parametric/batch_implicit.ts";
import type { FixedPointGradient } from "../../../estimators/parametric/fixed_point_estimator.ts";
import {
  stochasticImplicit,
  type StochasticImplicitOptions,
} from "../../../estimators/parametric/stochastic_implicit.ts";
import { stepSequence } from "../../../estimators/parametric/step_sequence.ts";
import { countedFixedPoint } from "../../../problems/parametric/counted_fixed_point.ts";
import { samplingVariance } from "../../../problems/parametric/sampling_variance.ts";
import {
  everySequence,
  kinds,
  mean,
  rowSource,
  squared,
  tinyRidge,
  tinyWeighted,
} from "./fixed_point_support.ts";
import { assertNear, normals } from "./support.ts";

const ONE = { rule: "constant", size: 1 } as const;
const HALF = { rule: "constant", size: 0.5 } as const;
const N = 5;

Deno.test("without noise and with steps of 1, SID is AID by fixed point to the bit", () => {
  for (const [name, problem] of Object.entries(kinds)) {
    const { lambda } = problem.start;
    const w = normals(problem.dw, name);
    for (const [t, k, J] of [[0, 0, 1], [1, 1, 1], [7, 5, 3], [40, 30, 2]]) {
      const sid = stochasticImplicit({ t, k, J, steps: ONE })(problem, lambda, { w });
      const adjoint = { solver: "fixed-point", iterations: k } as const;
      const aid = batchImplicit({ t, adjoint })(problem, lambda, { w });
      assertEquals(sid.gradient, aid.gradient, `${name} ${t} ${k}`);
      assertEquals([sid.w, sid.v], [aid.w, aid.v], `${name} ${t} ${k}`);
    }
  }
});

Deno.test("without noise SID converges to the exact gradient, whatever the steps", () => {
  const steps = [ONE, HALF, { rule: "decreasing", beta: 6, gamma: 6 }] as const;
  for (const [name, problem] of Object.entries(kinds)) {
    const { lambda, w } = problem.start;
    for (const rule of steps) {
      const estimate = stochasticImplicit({ t: 700, k: 700, J: 1, steps: rule });
      const { gradient } = estimate(problem, lambda, { w });
      assertNear(gradient, problem.exactGradient(lambda), 1e-8, `${name} ${rule.rule}`);
    }
  }
});

Deno.test("one step: E‖w₁ − w*‖² is ‖(1 − η)e + ηe'‖² + η² Var Φ̂(w₀), by enumeration", () => {
  for (const problem of [tinyRidge, tinyWeighted]) {
    const { lambda } = problem.start;
    const w = normals(2, "one step");
    const solution = problem.exactSolution(lambda);
    const moved = problem.map.phi(w, lambda);
    const { phi } = samplingVariance(problem, w, lambda, w);
    for (const eta of [0.3, 1]) {
      for (const batch of [1, 2]) {
        const steps = { rule: "constant", size: eta } as const;
        const estimate = stochasticImplicit({ t: 1, k: 0, J: 1, batch, steps });
        const errors = everySequence(N, { lower: batch }).map((random) =>
          squared(estimate(problem, lambda, { w, random: withCross(random, batch) }).w, solution)
        );
        const centre = w.map((value, l) => (1 - eta) * value + eta * moved[l]);
        const expected = squared(centre, solution) + eta * eta * phi / batch;
        assertAlmostEquals(errors.reduce((a, b) => a + b) / errors.length, expected, 1e-13);
      }
    }
  }
});

/** The same source, whose cross stream draws row 0. */
function withCross(of: ReturnType<typeof rowSource>, draws: number): typeof of {
  const zeros = rowSource(N, { cross: Array.from({ length: draws }, () => 0) });
  return { ...of, split: (label) => label === "cross" ? zeros.split(label) : of.split(label) };
}

Deno.test("given w, v and the gradient are unbiased for those of AID, by enumeration", () => {
  const { lambda } = tinyWeighted.start;
  const w = normals(2, "given w");
  for (const k of [1, 2, 3]) {
    const estimate = stochasticImplicit({ t: 0, k, J: 1, batch: 1, steps: HALF });
    const sources = everySequence(N, { linsys: k - 1, cross: 1 });
    const all = sources.map((random) => estimate(tinyWeighted, lambda, { w, random }));
    const still = stochasticImplicit({ t: 0, k, J: 1, steps: HALF })(tinyWeighted, lambda, { w });
    assertNear(mean(all.map(({ v }) => v)), still.v, 1e-13);
    assertNear(mean(all.map(({ gradient }) => gradient)), still.gradient, 1e-13);
  }
});

Deno.test("the variance of the cross term is that of one sample over J, by enumeration", () => {
  const { lambda } = tinyWeighted.start;
  const w = normals(2, "J");
  const still = stochasticImplicit({ t: 0, k: 1, J: 1, steps: ONE })(tinyWeighted, lambda, { w });
  const { d2T } = samplingVariance(tinyWeighted, w, lambda, still.v);
  assert(d2T > 1e-4);
  for (const [J, batch] of [[1, 1], [2, 1], [3, 1], [4, 1], [1, 2], [2, 2]]) {
    const estimate = stochasticImplicit({ t: 0, k: 1, J, batch, steps: ONE });
    const all = everySequence(N, { cross: J * batch }).map((random) =>
      estimate(tinyWeighted, lambda, { w, random }).gradient
    );
    const variance = all.reduce((sum, g) => sum + squared(g, still.gradient), 0) / all.length;
    assertAlmostEquals(variance / (d2T / (J * batch)), 1, 1e-12);
  }
});

Deno.test("J is irrelevant where λ enters a deterministic regulariser only", () => {
  const { lambda, w } = tinyRidge.start;
  const of = (J: number): Float64Array =>
    stochasticImplicit({ t: 20, k: 20, J, batch: 1 })(tinyRidge, lambda, {
      w,
      random: Stream.of("irrelevant"),
    }).gradient;
  assertEquals(of(1), of(7));
});

Deno.test("each stream moves its own part, and a longer run begins as a shorter one", () => {
  const { lambda, w } = tinyWeighted.start;
  const estimate = (
    effort: Partial<StochasticImplicitOptions>,
    rows: Record<string, number[]>,
  ): FixedPointGradient =>
    stochasticImplicit({ t: 2, k: 3, J: 1, batch: 1, steps: HALF, ...effort })(
      tinyWeighted,
      lambda,
      { w, random: rowSource(N, rows) },
    );
  const rows = { lower: [0, 1], linsys: [2, 3], cross: [4] };
  const base = estimate({}, rows);
  const cross = estimate({}, { ...rows, cross: [0] });
  assertEquals([cross.w, cross.v], [base.w, base.v]);
  assert(squared(cross.gradient, base.gradient) > 1e-6);
  const linsys = estimate({}, { ...rows, linsys: [2, 0] });
  assertEquals(linsys.w, base.w);
  assert(squared(linsys.v, base.v) > 1e-6);
  const lower = estimate({}, { ...rows, lower: [0, 2] });
  assert(squared(lower.w, base.w) > 1e-6);
  // One more step of w from a shorter run's end, on the same rows
  const shorter = estimate({ t: 1, k: 0 }, { lower: [0], cross: [4] });
  const next = tinyWeighted.sum.batch(Uint32Array.of(1)).phi(shorter.w, lambda);
  assertNear(base.w, shorter.w.map((value, l) => (value + next[l]) / 2), 1e-15);
  const more = estimate({ J: 2 }, { ...rows, cross: [4, 0] });
  assertNear(more.gradient, mean([base.gradient, cross.gradient]), 1e-14);
});

Deno.test("the named streams are drawn from independently", () => {
  // With Stream the three uses of one source must differ in what they draw
  const random = Stream.of("streams");
  const draws = ["lower", "linsys", "cross"].map((use) => random.split(use).uniform());
  assertEquals(new Set(draws).size, 3);
  const { lambda, w } = tinyWeighted.start;
  const run = (label: string): Float64Array =>
    stochasticImplicit({ t: 5, k: 5, J: 2, batch: 1 })(tinyWeighted, lambda, {
      w,
      random: Stream.of(label),
    }).gradient;
  assertEquals(run("a"), run("a"));
  assert(squared(run("a"), run("b")) > 1e-8);
});

Deno.test("Polyak's variant is the mean of the iterates, for w and for v", () => {
  const { lambda, w } = tinyWeighted.start;
  const base = { t: 4, k: 4, J: 1, batch: 1, steps: HALF } as const;
  const run = (options: StochasticImplicitOptions): FixedPointGradient =>
    stochasticImplicit(options)(tinyWeighted, lambda, { w, random: Stream.of("polyak") });
  const last = [1, 2, 3, 4].map((t) => run({ ...base, t }).w);
  assertNear(run({ ...base, averaging: "polyak" }).w, mean(last), 1e-14);
  const adjoint = [1, 2, 3, 4].map((k) => run({ ...base, k }).v);
  const averaged = run({ ...base, adjointAveraging: "polyak" });
  assertNear(averaged.v, mean(adjoint), 1e-14);
  assertEquals(averaged.w, last[3]);
  const both = run({ ...base, averaging: "polyak" });
  const one = run({ ...base, averaging: "polyak", adjointAveraging: "last" });
  assertEquals(both.w, one.w);
  assert(squared(both.v, one.v) > 1e-8);
});

Deno.test("v goes on from where it is given", () => {
  const { lambda, w } = tinyRidge.start;
  const run = (k: number, v?: Float64Array): Float64Array =>
    stochasticImplicit({ t: 0, k, J: 1, steps: ONE })(
      tinyRidge,
      lambda,
      v === undefined ? { w } : { w, v },
    ).v;
  assertNear(run(3, run(4)), run(7), 1e-15);
});

Deno.test("samples are counted: t of Φ, k − 1 of ∂₁Φᵀ from 0, and J of ∂₂Φᵀ", () => {
  const { problem, counts, reset } = countedFixedPoint(tinyWeighted);
  const { lambda, w } = problem.start;
  const random = Stream.of("counts");
  stochasticImplicit({ t: 7, k: 6, J: 5, batch: 3 })(problem, lambda, { w, random });
  const outer = { value: 0, gradientW: 4, gradientLambda: 4 };
  assertEquals(counts.samples, { phi: 21, d1: 0, d1T: 15, d2T: 15, ...outer });
  reset();
  stochasticImplicit({ t: 7, k: 6, J: 5, batch: 3 })(problem, lambda, { w, v: w, random });
  assertEquals(counts.samples.d1T, 18);
  reset();
  stochasticImplicit({ t: 7, k: 6, J: 5 })(problem, lambda, { w });
  assertEquals(counts.samples, { phi: 35, d1: 0, d1T: 25, d2T: 5, ...outer });
});

Deno.test("memory is that of the vectors, and grows with none of t, k and J", () => {
  const { lambda, w } = tinyWeighted.start;
  const memory = (t: number, averaging: "last" | "polyak" = "last"): number =>
    stochasticImplicit({ t, k: t, J: 1, averaging })(tinyWeighted, lambda, { w }).memory;
  // w, v and twice the gradient of five weights
  assertEquals([memory(1), memory(50)], [14, 14]);
  const { dw, start } = kinds.layer;
  const averaged = stochasticImplicit({ t: 2, k: 2, J: 1, averaging: "polyak" });
  assertEquals(averaged(kinds.layer, start.lambda, start).memory, 5 * dw);
});

Deno.test("step sizes are β/(γ + i) in units of 2/(1 − q²)", () => {
  const q = 0.6;
  const unit = 2 / 0.64;
  const standard = stepSequence("s", { rule: "decreasing" })(q);
  assertEquals(standard(0), 1);
  assertAlmostEquals(standard(10), unit / (unit + 10), 1e-15);
  const other = stepSequence("s", { rule: "decreasing", beta: 0.75, gamma: 3 })(q);
  assertAlmostEquals(other(4), 0.75 * unit / (3 * unit + 4), 1e-15);
  const constant = stepSequence("s", { rule: "constant", size: 0.2 })(2);
  assertEquals([constant(0), constant(99)], [0.2, 0.2]);
});

Deno.test("each of the two iterations has its steps", () => {
  const { lambda, w } = tinyRidge.start;
  const run = (options: Partial<StochasticImplicitOptions>): FixedPointGradient =>
    stochasticImplicit({ t: 3, k: 3, J: 1, ...options })(tinyRidge, lambda, { w });
  const mixed = run({ steps: HALF, adjointSteps: ONE });
  assertEquals(mixed.w, run({ steps: HALF }).w);
  const at = { w: mixed.w };
  const still = stochasticImplicit({ t: 0, k: 3, J: 1, steps: ONE })(tinyRidge, lambda, at);
  assertEquals(mixed.v, still.v);
  const same = stochasticImplicit({ t: 0, k: 3, J: 1, steps: HALF })(tinyRidge, lambda, at);
  assertEquals(run({ steps: HALF }).v, same.v);
});

Deno.test("divergence is an outcome, not an error", () => {
  const { lambda, w } = tinyRidge.start;
  const { gradient } = stochasticImplicit({
    t: 5000,
    k: 3,
    J: 1,
    steps: { rule: "constant", size: 9 },
  })(tinyRidge, lambda, { w });
  assert(gradient.every(Number.isNaN));
});

Deno.test("malformed options are refused in one sentence", () => {
  const fine = { t: 1, k: 1, J: 1 };
  const cases: [object, string][] = [
    [{ ...fine, t: -1 }, "stochastic implicit: t is -1: give a whole number, at least 0"],
    [{ ...fine, J: 0 }, "J is 0: give a whole number, at least 1"],
    [{ t: 1, J: 1 }, "k is missing"],
    [{ ...fine, batch: 0.5 }, "batch is 0.5"],
    [{ ...fine, averaging: "mean" }, 'averaging is "mean": give "last" or "polyak"'],
    [{ ...fine, steps: { rule: "constant" } }, "stochastic implicit: steps: size is missing"],
    [{ ...fine, steps: { rule: "sqrt" } }, 'rule is "sqrt": give "constant" or "decreasing"'],
    [{ ...fine, adjointSteps: { rule: "decreasing", beta: 0 } }, "adjointSteps: beta is 0"],
    [{ ...fine, steps: { rule: "decreasing", size: 1 } }, "there is no option size"],
    [{ ...fine, T: 1 }, "there is no option T"],
  ];
  for (const [options, message] of cases) {
    assertThrows(
      () => stochasticImplicit(options as StochasticImplicitOptions),
      RangeError,
      message,
    );
  }
  const { lambda, w } = tinyRidge.start;
  assertThrows(
    () => stochasticImplicit({ ...fine, batch: 2 })(tinyRidge, lambda, { w }),
    RangeError,
    "batch is 2, but there is no random source",
  );
  const wild = { ...tinyRidge, contraction: () => 1.5 };
  assertThrows(
    () => stochasticImplicit(fine)(wild, lambda, { w }),
    RangeError,
    "the contraction constant is 1.5",
  );
});
