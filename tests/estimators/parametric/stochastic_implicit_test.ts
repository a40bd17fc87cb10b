import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { implicit } from "../../../estimators/parametric/implicit.ts";
import type { Hypergradient } from "../../../estimators/parametric/contract.ts";
import {
  stochasticImplicit,
  type StochasticImplicitOptions,
} from "../../../estimators/parametric/stochastic_implicit.ts";
import { stepSequence } from "../../../estimators/parametric/step_sequence.ts";
import { countedFixedPoint } from "../../../problems/parametric/counted.ts";
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

Deno.test("without noise and with steps of 1, SID is AID by fixed point", () => {
  for (const [name, problem] of Object.entries(kinds)) {
    const { x } = problem.start;
    const y = normals(problem.dy, name);
    for (const [t, k, J] of [[0, 0, 1], [1, 1, 1], [7, 5, 3], [40, 30, 2]]) {
      const sid = stochasticImplicit({ t, k, J, steps: ONE })(problem, x, { y });
      const adjoint = { solver: "fixed-point", iterations: k } as const;
      const aid = implicit({ lowerSteps: t, adjoint })(problem, x, { y });
      assertNear(sid.gradient, aid.gradient, 1e-13, `${name} ${t} ${k}`);
      assertEquals(sid.y, aid.y, `${name} ${t} ${k}`);
      assertNear(sid.u!, aid.u!, 1e-13, `${name} ${t} ${k}`);
    }
  }
});

Deno.test("without noise SID converges to the exact gradient, whatever the steps", () => {
  const steps = [ONE, HALF, { rule: "decreasing", beta: 6, gamma: 6 }] as const;
  for (const [name, problem] of Object.entries(kinds)) {
    const { x, y } = problem.start;
    for (const rule of steps) {
      const estimate = stochasticImplicit({ t: 700, k: 700, J: 1, steps: rule });
      const { gradient } = estimate(problem, x, { y });
      assertNear(gradient, problem.exactGradient(x), 1e-8, `${name} ${rule.rule}`);
    }
  }
});

Deno.test("one step: E‖w₁ − y*‖² is ‖(1 − η)e + ηe'‖² + η² Var Φ̂(w₀), by enumeration", () => {
  for (const problem of [tinyRidge, tinyWeighted]) {
    const { x } = problem.start;
    const y = normals(2, "one step");
    const solution = problem.exactLower(x);
    const moved = problem.map.phi(x, y);
    const { phi } = samplingVariance(problem, x, y, y);
    for (const eta of [0.3, 1]) {
      for (const batch of [1, 2]) {
        const steps = { rule: "constant", size: eta } as const;
        const estimate = stochasticImplicit({ t: 1, k: 0, J: 1, batch, steps });
        const errors = everySequence(N, { lower: batch }).map((random) =>
          squared(estimate(problem, x, { y, random: withCross(random, batch) }).y, solution)
        );
        const centre = y.map((value, l) => (1 - eta) * value + eta * moved[l]);
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

Deno.test("given y, v and the gradient are unbiased for those of AID, by enumeration", () => {
  const { x } = tinyWeighted.start;
  const y = normals(2, "given y");
  for (const k of [1, 2, 3]) {
    const estimate = stochasticImplicit({ t: 0, k, J: 1, batch: 1, steps: HALF });
    const sources = everySequence(N, { linsys: k - 1, cross: 1 });
    const all = sources.map((random) => estimate(tinyWeighted, x, { y, random }));
    const still = stochasticImplicit({ t: 0, k, J: 1, steps: HALF })(tinyWeighted, x, { y });
    assertNear(mean(all.map(({ u }) => u!)), still.u!, 1e-13);
    assertNear(mean(all.map(({ gradient }) => gradient)), still.gradient, 1e-13);
  }
});

Deno.test("the variance of the cross term is that of one sample over J, by enumeration", () => {
  const { x } = tinyWeighted.start;
  const y = normals(2, "J");
  const still = stochasticImplicit({ t: 0, k: 1, J: 1, steps: ONE })(tinyWeighted, x, { y });
  const { vjpX } = samplingVariance(tinyWeighted, x, y, still.u!);
  assert(vjpX > 1e-4);
  for (const [J, batch] of [[1, 1], [2, 1], [3, 1], [4, 1], [1, 2], [2, 2]]) {
    const estimate = stochasticImplicit({ t: 0, k: 1, J, batch, steps: ONE });
    const all = everySequence(N, { cross: J * batch }).map((random) =>
      estimate(tinyWeighted, x, { y, random }).gradient
    );
    const variance = all.reduce((sum, g) => sum + squared(g, still.gradient), 0) / all.length;
    assertAlmostEquals(variance / (vjpX / (J * batch)), 1, 1e-12);
  }
});

Deno.test("J is irrelevant where x enters a deterministic regulariser only", () => {
  const { x, y } = tinyRidge.start;
  const of = (J: number): Float64Array =>
    stochasticImplicit({ t: 20, k: 20, J, batch: 1 })(tinyRidge, x, {
      y,
      random: Stream.of("irrelevant"),
    }).gradient;
  assertEquals(of(1), of(7));
});

Deno.test("each stream moves its own part, and a longer run begins as a shorter one", () => {
  const { x, y } = tinyWeighted.start;
  const estimate = (
    effort: Partial<StochasticImplicitOptions>,
    rows: Record<string, number[]>,
  ): Hypergradient =>
    stochasticImplicit({ t: 2, k: 3, J: 1, batch: 1, steps: HALF, ...effort })(
      tinyWeighted,
      x,
      { y, random: rowSource(N, rows) },
    );
  const rows = { lower: [0, 1], linsys: [2, 3], cross: [4] };
  const base = estimate({}, rows);
  const cross = estimate({}, { ...rows, cross: [0] });
  assertEquals([cross.y, cross.u!], [base.y, base.u!]);
  assert(squared(cross.gradient, base.gradient) > 1e-6);
  const linsys = estimate({}, { ...rows, linsys: [2, 0] });
  assertEquals(linsys.y, base.y);
  assert(squared(linsys.u!, base.u!) > 1e-6);
  const lower = estimate({}, { ...rows, lower: [0, 2] });
  assert(squared(lower.y, base.y) > 1e-6);
  // One more step of y from a shorter run's end, on the same rows
  const shorter = estimate({ t: 1, k: 0 }, { lower: [0], cross: [4] });
  const next = tinyWeighted.mapSum.batch(Uint32Array.of(1)).phi(x, shorter.y);
  assertNear(base.y, shorter.y.map((value, l) => (value + next[l]) / 2), 1e-15);
  const more = estimate({ J: 2 }, { ...rows, cross: [4, 0] });
  assertNear(more.gradient, mean([base.gradient, cross.gradient]), 1e-14);
});

Deno.test("the named streams are drawn from independently", () => {
  // With Stream the three uses of one source must differ in what they draw
  const random = Stream.of("streams");
  const draws = ["lower", "linsys", "cross"].map((use) => random.split(use).uniform());
  assertEquals(new Set(draws).size, 3);
  const { x, y } = tinyWeighted.start;
  const run = (label: string): Float64Array =>
    stochasticImplicit({ t: 5, k: 5, J: 2, batch: 1 })(tinyWeighted, x, {
      y,
      random: Stream.of(label),
    }).gradient;
  assertEquals(run("a"), run("a"));
  assert(squared(run("a"), run("b")) > 1e-8);
});

Deno.test("Polyak's variant is the mean of the iterates, for y and for v", () => {
  const { x, y } = tinyWeighted.start;
  const base = { t: 4, k: 4, J: 1, batch: 1, steps: HALF } as const;
  const run = (options: StochasticImplicitOptions): Hypergradient =>
    stochasticImplicit(options)(tinyWeighted, x, { y, random: Stream.of("polyak") });
  const last = [1, 2, 3, 4].map((t) => run({ ...base, t }).y);
  assertNear(run({ ...base, averaging: "polyak" }).y, mean(last), 1e-14);
  const adjoint = [1, 2, 3, 4].map((k) => run({ ...base, k }).u!);
  const averaged = run({ ...base, adjointAveraging: "polyak" });
  assertNear(averaged.u!, mean(adjoint), 1e-14);
  assertEquals(averaged.y, last[3]);
  const both = run({ ...base, averaging: "polyak" });
  const one = run({ ...base, averaging: "polyak", adjointAveraging: "last" });
  assertEquals(both.y, one.y);
  assert(squared(both.u!, one.u!) > 1e-8);
});

Deno.test("v goes on from where it is given", () => {
  const { x, y } = tinyRidge.start;
  const run = (k: number, v?: Float64Array): Float64Array =>
    stochasticImplicit({ t: 0, k, J: 1, steps: ONE })(
      tinyRidge,
      x,
      v === undefined ? { y } : { y, u: v },
    ).u!;
  assertNear(run(3, run(4)), run(7), 1e-15);
});

Deno.test("samples are counted: t of Φ, k − 1 of ∂_yΦᵀ from 0, and J of ∂_xΦᵀ", () => {
  const { problem, counts, reset } = countedFixedPoint(tinyWeighted);
  const { x, y } = problem.start;
  const random = Stream.of("counts");
  stochasticImplicit({ t: 7, k: 6, J: 5, batch: 3 })(problem, x, { y, random });
  const outer = { outerValue: 0, outerGradientY: 4, outerGradientX: 4 };
  assertEquals(counts.samples, { phi: 21, jvp: 0, vjp: 15, vjpX: 15, ...outer });
  reset();
  stochasticImplicit({ t: 7, k: 6, J: 5, batch: 3 })(problem, x, { y, u: y, random });
  assertEquals(counts.samples.vjp, 18);
  reset();
  stochasticImplicit({ t: 7, k: 6, J: 5 })(problem, x, { y });
  assertEquals(counts.samples, { phi: 35, jvp: 0, vjp: 25, vjpX: 5, ...outer });
});

Deno.test("memory is that of the vectors, and grows with none of t, k and J", () => {
  const { x, y } = tinyWeighted.start;
  const memory = (t: number, averaging: "last" | "polyak" = "last"): number =>
    stochasticImplicit({ t, k: t, J: 1, averaging })(tinyWeighted, x, { y }).memory;
  // y, v and twice the gradient of five weights
  assertEquals([memory(1), memory(50)], [14, 14]);
  const { dy, start } = kinds.layer;
  const averaged = stochasticImplicit({ t: 2, k: 2, J: 1, averaging: "polyak" });
  assertEquals(averaged(kinds.layer, start.x, start).memory, 5 * dy);
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
  const { x, y } = tinyRidge.start;
  const run = (options: Partial<StochasticImplicitOptions>): Hypergradient =>
    stochasticImplicit({ t: 3, k: 3, J: 1, ...options })(tinyRidge, x, { y });
  const mixed = run({ steps: HALF, adjointSteps: ONE });
  assertEquals(mixed.y, run({ steps: HALF }).y);
  const at = { y: mixed.y };
  const still = stochasticImplicit({ t: 0, k: 3, J: 1, steps: ONE })(tinyRidge, x, at);
  assertEquals(mixed.u!, still.u!);
  const same = stochasticImplicit({ t: 0, k: 3, J: 1, steps: HALF })(tinyRidge, x, at);
  assertEquals(run({ steps: HALF }).u!, same.u!);
});

Deno.test("divergence is an outcome, not an error", () => {
  const { x, y } = tinyRidge.start;
  const { gradient } = stochasticImplicit({
    t: 5000,
    k: 3,
    J: 1,
    steps: { rule: "constant", size: 9 },
  })(tinyRidge, x, { y });
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
  const { x, y } = tinyRidge.start;
  assertThrows(
    () => stochasticImplicit({ ...fine, batch: 2 })(tinyRidge, x, { y }),
    RangeError,
    "batch is 2, but there is no random source",
  );
  const wild = { ...tinyRidge, contraction: () => 1.5 };
  assertThrows(
    () => stochasticImplicit(fine)(wild, x, { y }),
    RangeError,
    "the contraction constant is 1.5",
  );
});
