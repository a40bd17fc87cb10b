import { assert, assertAlmostEquals, assertLessOrEqual, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import {
  constantStepsBound,
  decreasingStepsBound,
  errorFloor,
  gradientErrorBound,
  type IterationConstants,
  linearSystemNoise,
  longestStep,
  lowerSensitivity,
} from "../../../estimators/parametric/sid_bounds.ts";
import {
  stochasticImplicit,
  type StochasticImplicitOptions,
} from "../../../estimators/parametric/stochastic_implicit.ts";
import { type StepOptions, stepSequence } from "../../../estimators/parametric/step_sequence.ts";
import type { FixedPointProblem } from "../../../problems/parametric/fixed_point_contract.ts";
import { gradientMap } from "../../../problems/parametric/gradient_map.ts";
import { linearData, ridge } from "../../../problems/parametric/ridge.ts";
import { ridgeConstants } from "../../../problems/parametric/ridge_constants.ts";
import { samplingVariance } from "../../../problems/parametric/sampling_variance.ts";
import { squared } from "./fixed_point_support.ts";
import { logSlope, normals } from "./support.ts";

const P = 3;
const N = 60;
const BATCH = 10;
const RADIUS = 2;
const data = linearData({ n: N, validation: 40, p: P }, Stream.of("sid bounds"));
const LAMBDA = Float64Array.of(-1, -0.5, 0);
const constants = ridgeConstants(data, LAMBDA, { batch: BATCH, radius: RADIUS });
const { q, solution } = constants;
const problem = gradientMap(ridge(data), { step: constants.step });
const START = new Float64Array(P);
const INITIAL = squared(START, solution);
const iteration = { ...constants, initial: INITIAL };

/** Near solution + size·direction, on the sphere. */
function around(size: number, ...path: (string | number)[]): Float64Array {
  const d = normals(P, ...path);
  const length = Math.sqrt(squared(d, new Float64Array(P)));
  return solution.map((value, l) => value + size * d[l] / length);
}

/**
 * The exact ρ_t of a linear map: m = E e and M = E ee' follow
 * e ← ((1 − η) I + η J_i) e + η c_i with c_i = Φ̂_i(y*) − y*, for a mean over b independent rows i.
 */
function exactErrors(
  { mapSum, map }: FixedPointProblem,
  batch: number,
  size: (i: number) => number,
  steps: number,
): number[] {
  const rows = Array.from({ length: mapSum.size }, (_, i) => mapSum.batch(Uint32Array.of(i)));
  const units = Array.from({ length: P }, (_, l) => START.map((_, k) => k === l ? 1 : 0));
  const linear = (of: typeof map): Float64Array[] => units.map((e) => of.jvp(LAMBDA, solution, e));
  const shift = (of: typeof map): Float64Array =>
    of.phi(LAMBDA, solution).map((value, l) => value - solution[l]);
  const deviations = rows.map((of) => ({ j: linear(of), c: shift(of) }));
  const mean = { j: linear(map), c: shift(map) };
  let m: Float64Array = START.map((value, l) => value - solution[l]);
  let second = Float64Array.from({ length: P * P }, (_, at) => m[Math.floor(at / P)] * m[at % P]);
  const apply = (j: Float64Array[], e: Float64Array): Float64Array =>
    START.map((_, l) => j.reduce((total, column, k) => total + column[l] * e[k], 0));
  // E[ξξ'] is linear in E[(e, 1)(e, 1)'], where ξ_i = (J_i − J) e + c_i − c has the columns d
  const W = P + 1;
  const moments = new Float64Array(P * P * W * W);
  for (const { j, c } of deviations) {
    const d = [...j, c].map((column, k) => column.map((v, l) => v - [...mean.j, mean.c][k][l]));
    for (let l = 0; l < P; l++) {
      for (let k = 0; k < P; k++) {
        for (let x = 0; x < W; x++) {
          for (let y = 0; y < W; y++) {
            moments[((l * P + k) * W + x) * W + y] += d[x][l] * d[y][k] / (rows.length * batch);
          }
        }
      }
    }
  }
  const out = [INITIAL];
  for (let t = 0; t < steps; t++) {
    const eta = size(t);
    const extended = new Float64Array(W * W).fill(1);
    for (let x = 0; x < P; x++) {
      extended[x * W + P] = extended[P * W + x] = m[x];
      for (let y = 0; y < P; y++) extended[x * W + y] = second[x * P + y];
    }
    const noise = second.map((_, at) =>
      extended.reduce((total, value, xy) => total + value * moments[at * W * W + xy], 0)
    );
    const b = units.map((e, k) => e.map((value, l) => (1 - eta) * value + eta * mean.j[k][l]));
    const next = new Float64Array(P * P);
    for (let l = 0; l < P; l++) {
      for (let k = 0; k < P; k++) {
        let value = eta * eta * noise[l * P + k];
        for (let x = 0; x < P; x++) {
          for (let y = 0; y < P; y++) value += b[x][l] * second[x * P + y] * b[y][k];
        }
        next[l * P + k] = value;
      }
    }
    m = apply(b, m);
    second = next;
    out.push(second[0] + second[P + 1] + second[2 * P + 2]);
  }
  return out;
}

function monteCarlo(
  options: StochasticImplicitOptions,
  runs: number,
  measure: (estimate: ReturnType<ReturnType<typeof stochasticImplicit>>) => number,
): { readonly mean: number; readonly error: number } {
  const estimate = stochasticImplicit(options);
  const values = Array.from({ length: runs }, (_, r) => {
    const random = Stream.of("monte carlo", options.t, r);
    return measure(estimate(problem, LAMBDA, { y: START, random }));
  });
  const mean = values.reduce((a, b) => a + b) / runs;
  const variance = values.reduce((a, b) => a + (b - mean) * (b - mean), 0) / (runs - 1);
  return { mean, error: Math.sqrt(variance / runs) };
}

const STANDARD: StepOptions = { rule: "decreasing" };

Deno.test("the ridge's noise is bounded by σ₁ + σ₂‖Φ(y) − y‖², and m₁ and m₂", () => {
  for (let i = 0; i < 30; i++) {
    const y = around([0, 0.1, 1, 10, 100][i % 5], "noise", i);
    const v = normals(P, "noise direction", i);
    const variance = samplingVariance(problem, LAMBDA, y, v);
    const moved = squared(problem.map.phi(LAMBDA, y), y);
    assertLessOrEqual(variance.phi / BATCH, constants.sigma1 + constants.sigma2 * moved);
    assertLessOrEqual(variance.vjp / BATCH, constants.m1 * squared(v, START) * (1 + 1e-12));
    assertLessOrEqual(variance.vjpX, 1e-25);
  }
  // σ₁ is twice what is there, and m₁ is reached within the spectrum's bound
  const { phi } = samplingVariance(problem, LAMBDA, solution, solution);
  assertAlmostEquals(constants.sigma1 / (2 * phi / BATCH), 1, 1e-12);
  const reached = Math.max(
    ...Array.from({ length: 300 }, (_, i) => {
      const v = around(1, "reached", i).map((value, l) => value - solution[l]);
      return samplingVariance(problem, LAMBDA, solution, v).vjp / BATCH;
    }),
  );
  assert(reached > 0.95 * constants.m1, `${reached} ${constants.m1}`);
});

/** (1 − η(1 − q²)) ρ + η²σ₁. */
function oneStepBound(
  error: number,
  eta: number,
  { q, sigma1 }: Pick<IterationConstants, "q" | "sigma1">,
): number {
  return (1 - eta * (1 - q * q)) * error + eta * eta * sigma1;
}

Deno.test("one exact step is below its bound, for every admissible step", () => {
  for (const share of [0.1, 0.5, 1]) {
    const eta = share * longestStep(constants);
    for (const size of [0, 0.5, 20]) {
      const y = around(size, "one", size);
      const moved = problem.map.phi(LAMBDA, y);
      const centre = y.map((value, l) => (1 - eta) * value + eta * moved[l]);
      const { phi } = samplingVariance(problem, LAMBDA, y, y);
      const exact = squared(centre, solution) + eta * eta * phi / BATCH;
      assertLessOrEqual(exact, oneStepBound(squared(y, solution), eta, constants));
    }
  }
});

Deno.test("constant steps stay below their bound and go to a floor in proportion to η", () => {
  const [long, short] = [0.1, 0.02].map((share) => share * longestStep(constants));
  const floors = [long, short].map((eta) => {
    const errors = exactErrors(problem, BATCH, () => eta, Math.ceil(30 / (eta * (1 - q))));
    for (let t = 0; t < errors.length; t += 50) {
      assertLessOrEqual(errors[t], constantStepsBound(t, eta, iteration) * (1 + 1e-12));
    }
    const last = errors[errors.length - 1];
    assertLessOrEqual(last, errorFloor(eta, constants));
    assertAlmostEquals(errors[errors.length - 100] / last, 1, 1e-6);
    return last;
  });
  const ratio = floors[0] / floors[1];
  assert(Math.abs(ratio / 5 - 1) < 0.1, `${ratio}`);
});

Deno.test("the bound of constant steps is the one-step bound, again and again", () => {
  const eta = longestStep(constants) / 2;
  let bound = INITIAL;
  for (let t = 0; t < 40; t++) {
    assertAlmostEquals(constantStepsBound(t, eta, iteration) / bound, 1, 1e-12);
    bound = oneStepBound(bound, eta, constants);
  }
  assertAlmostEquals(constantStepsBound(1e6, eta, iteration), errorFloor(eta, constants), 1e-14);
});

Deno.test("decreasing steps stay below c/(γ + t), and fall as 1/t", () => {
  const beta = 2 / (1 - q * q);
  const gamma = beta * (1 + constants.sigma2);
  const steps: StepOptions = { rule: "decreasing", gamma: 1 + constants.sigma2 };
  const size = stepSequence("test", steps)(q);
  assertAlmostEquals(size(0), longestStep(constants), 1e-14);
  const errors = exactErrors(problem, BATCH, size, 3000);
  errors.forEach((error, t) => {
    const bound = decreasingStepsBound(t, { beta, gamma }, iteration);
    assertLessOrEqual(error, bound * (1 + 1e-12));
  });
  const at = [750, 1500, 3000];
  const slope = logSlope(at.map((t) => t + gamma), at.map((t) => errors[t]));
  assert(Math.abs(slope + 1) < 0.1, `${slope}`);
});

Deno.test("the bound of decreasing steps is above the one-step bound along the way", () => {
  for (const [sigma1, initial] of [[1, 0.01], [0.01, 5], [0, 1]]) {
    const made = { q: 0.7, sigma1, sigma2: 0.5, initial };
    const [beta, gamma] = [1.2 / 0.51, 4];
    let bound = initial;
    for (let t = 0; t < 200; t++) {
      assertLessOrEqual(bound, decreasingStepsBound(t, { beta, gamma }, made) * (1 + 1e-12));
      bound = oneStepBound(bound, beta / (gamma + t), made);
    }
  }
});

Deno.test("SID's lower error has the exact mean, and the slope −1 in t (z = 4)", () => {
  const times = [100, 300, 900];
  const size = stepSequence("test", STANDARD)(q);
  const exact = exactErrors(problem, BATCH, size, 900);
  const found = times.map((t) => {
    const effort = { t, k: 0, J: 1, batch: BATCH, steps: STANDARD };
    const { mean, error } = monteCarlo(effort, 100, ({ y }) => squared(y, solution));
    assert(Math.abs(mean - exact[t]) < 4 * error, `${t}: ${mean} ± ${error}, not ${exact[t]}`);
    return { mean, relative: error / mean };
  });
  const slope = logSlope(times, found.map(({ mean }) => mean));
  // Of three equally spaced points the slope is (last − first)/2 log 3
  const error = Math.sqrt(
    found[0].relative * found[0].relative + found[2].relative * found[2].relative,
  ) / Math.log(9);
  const truth = logSlope(times, times.map((t) => exact[t]));
  assert(Math.abs(truth + 1) < 0.05, `${truth}`);
  assert(Math.abs(slope - truth) < 4 * error, `${slope} ± ${error}`);
  assert(4 * error < 0.3, `${error}`);
});

Deno.test("the linear system's noise is bounded by its constants", () => {
  const noise = linearSystemNoise(constants);
  for (let i = 0; i < 20; i++) {
    const y = around(RADIUS * (i % 4) / 3, "y", i);
    const b = problem.outer.gradientY(LAMBDA, y);
    assertLessOrEqual(squared(b, START), constants.LE * constants.LE);
    const v = normals(P, "v", i).map((value) => value * [0.1, 1, 10][i % 3]);
    const moved = problem.map.vjp(LAMBDA, y, v).map((value, l) => value + b[l]);
    const { vjp } = samplingVariance(problem, LAMBDA, y, v);
    assertLessOrEqual(vjp / BATCH, noise.sigma1 + noise.sigma2 * squared(moved, v));
  }
});

/** ∇_x f + ∂_xΦᵀ v at y, v solved there. */
function gradientAt(y: Float64Array): Float64Array {
  const steps = { rule: "constant", size: 1 } as const;
  return stochasticImplicit({ t: 0, k: 200, J: 1, steps })(problem, LAMBDA, { y }).gradient;
}

Deno.test("the gradient formula is off by c_w ‖y − y*‖ at most", () => {
  const c = lowerSensitivity(constants);
  const truth = problem.exactGradient(LAMBDA);
  let worst = 0;
  for (let i = 0; i < 60; i++) {
    const size = RADIUS * ((i % 6) + 1) / 6;
    const off = Math.sqrt(squared(gradientAt(around(size, "c_w", i)), truth));
    worst = Math.max(worst, off / (c * size));
  }
  assert(worst <= 1 && worst > 0.02, `${worst}`);
});

Deno.test("the error of the gradient is below the three terms of its bound", () => {
  const t = 60;
  const eta = longestStep(constants);
  const rho = constantStepsBound(t, eta, iteration);
  const noise = { ...linearSystemNoise(constants), q };
  const step = Math.min(eta, longestStep(noise));
  const initial = constants.LE * constants.LE / ((1 - q) * (1 - q));
  const sigma = constantStepsBound(t, step, { ...noise, initial });
  const bound = gradientErrorBound(constants, { rho, sigma, J: 1 });
  const truth = problem.exactGradient(LAMBDA);
  let furthest = 0;
  const { mean } = monteCarlo(
    {
      t,
      k: t,
      J: 1,
      batch: BATCH,
      steps: { rule: "constant", size: eta },
      adjointSteps: { rule: "constant", size: step },
    },
    100,
    ({ gradient, y }) => {
      furthest = Math.max(furthest, Math.sqrt(squared(y, solution)));
      return squared(gradient, truth);
    },
  );
  assert(furthest < RADIUS, `${furthest}`);
  const { lower, linearSystem, cross } = bound;
  assert(cross === 0 && lower > 0 && linearSystem > 0);
  assertLessOrEqual(mean, lower + linearSystem);
});

Deno.test("the three terms by hand", () => {
  const made = {
    q: 0.5,
    LE: 3,
    LPhi: 2,
    mu: [0.5, 0.25] as const,
    nu: [0.1, 0.2] as const,
    m2: 0.7,
  };
  // 0.25 + 0.2·3·2 + 2(0.5·2 + 0.1·3·4)
  assertAlmostEquals(lowerSensitivity(made), 0.25 + 1.2 + 2 * (1 + 1.2), 1e-14);
  const { lower, linearSystem, cross } = gradientErrorBound(made, { rho: 0.1, sigma: 0.2, J: 7 });
  assertAlmostEquals(lower, 2 * 5.85 * 5.85 * 0.1, 1e-13);
  assertAlmostEquals(linearSystem, 8 * 0.2, 1e-14);
  assertAlmostEquals(cross, 0.2 * (36 + 0.2), 1e-14);
  const noise = linearSystemNoise({ q: 0.5, m1: 0.3, LE: 3 });
  assertAlmostEquals(noise.sigma2, 2.4, 1e-14);
  assertAlmostEquals(noise.sigma1, 21.6, 1e-13);
});

Deno.test("constants outside the theory are refused in one sentence", () => {
  const made = { q: 0.5, sigma1: 1, sigma2: 1, initial: 1 };
  const cases: [() => unknown, string][] = [
    [() => errorFloor(0.1, { q: 1, sigma1: 1 }), "q is 1: give"],
    [() => constantStepsBound(2, 0.6, made), "the step is 0.6: give a positive one, at most"],
    [() => constantStepsBound(2, 0, made), "the step is 0"],
    [() => decreasingStepsBound(2, { beta: 1.2, gamma: 9 }, made), "beta is 1.2: give more than"],
    [() => decreasingStepsBound(2, { beta: 2, gamma: 3 }, made), "the step is 0.66"],
    [() => ridgeConstants(data, LAMBDA, { batch: 0 }), "batch is 0"],
    [() => ridgeConstants(data, START.slice(1)), "x has 2 numbers: give 3"],
  ];
  for (const [call, message] of cases) assertThrows(call, RangeError, message);
});
