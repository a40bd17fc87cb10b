import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import type { AffineFunctionalProblem, Sample } from "../../../problems/functional/contract.ts";

/** The least z at which a simulation contradicts a formula. */
const REFUTED = 4;

/** The scores ψ_i at w with the true nuisances, n×p. */
export function trueScores(
  problem: AffineFunctionalProblem,
  sample: Sample,
  w: Float64Array,
): Float64Array {
  const { p } = problem;
  const { g, t0 } = problem.innerTarget(sample);
  const { j, h0, m } = problem.conditionalMeans(sample.x);
  const scores = new Float64Array(sample.n * p);
  for (let i = 0; i < sample.n; i++) {
    let residual = t0[i] - sample.y[i];
    let r = h0[i] - m[i];
    for (let k = 0; k < p; k++) {
      residual += w[k] * g[i * p + k];
      r += w[k] * j[i * p + k];
    }
    for (let k = 0; k < p; k++) {
      scores[i * p + k] = j[i * p + k] * residual + r * (g[i * p + k] - j[i * p + k]);
    }
  }
  return scores;
}

/** Asserts that the mean of each column of n×q values is `expected` within its own error. */
export function assertColumnMeans(
  what: string,
  values: Float64Array,
  expected: ArrayLike<number>,
): void {
  const q = expected.length;
  const n = values.length / q;
  for (let c = 0; c < q; c++) {
    let mean = 0;
    let square = 0;
    for (let at = c; at < values.length; at += q) {
      mean += (values[at] - expected[c]) / n;
      square += (values[at] - expected[c]) * (values[at] - expected[c]) / n;
    }
    const z = mean / Math.sqrt((square - mean * mean) / n);
    assert(Math.abs(z) < REFUTED, `${what}, column ${c}: off by ${mean}, z = ${z}`);
  }
}

/** Asserts that simulated scores at w have the exact gradient as mean and V(w) as covariance. */
export function assertScoreMoments(
  problem: AffineFunctionalProblem,
  w: Float64Array,
  n: number,
  random: Stream,
): void {
  const { p } = problem;
  const scores = trueScores(problem, problem.sample(n, random), w);
  const psi = problem.gradient(w);
  assertColumnMeans(`${problem.name}: score`, scores, psi);
  const products = new Float64Array(n * p * p);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < p; k++) {
      for (let l = 0; l < p; l++) {
        products[(i * p + k) * p + l] = (scores[i * p + k] - psi[k]) * (scores[i * p + l] - psi[l]);
      }
    }
  }
  assertColumnMeans(`${problem.name}: covariance`, products, problem.efficiencyBound(w));
}

/** Asserts that G, T_0 and Y are off their conditional means by what no function of X explains. */
export function assertConditionalMeans(
  problem: AffineFunctionalProblem,
  n: number,
  random: Stream,
): void {
  const { d, p } = problem;
  const sample = problem.sample(n, random);
  const { g, t0 } = problem.innerTarget(sample);
  const { j, h0, m } = problem.conditionalMeans(sample.x);
  const explainers: [string, (i: number) => number][] = [["1", () => 1]];
  for (let k = 0; k < d; k++) explainers.push([`x${k}`, (i) => sample.x[i * d + k]]);
  for (let k = 0; k < p; k++) explainers.push([`j${k}`, (i) => j[i * p + k]]);
  for (const [name, f] of explainers) {
    const columns = (a: Float64Array, mean: Float64Array, q: number) =>
      a.map((value, at) => (value - mean[at]) * f(Math.floor(at / q)));
    assertColumnMeans(`(G - j) ${name}`, columns(g, j, p), new Float64Array(p));
    assertColumnMeans(`(Y - m) ${name}`, columns(sample.y, m, 1), [0]);
    if (t0.some((value) => value !== 0)) {
      assertColumnMeans(`(T_0 - h_0) ${name}`, columns(t0, h0, 1), [0]);
    }
  }
}

/** Asserts what every problem promises of its samples' shapes and of smaller samples. */
export function assertSamples(problem: AffineFunctionalProblem): void {
  const { d, rawDimension } = problem;
  const [small, large] = [10, 25].map((n) => problem.sample(n, Stream.of("tests", problem.name)));
  assertEquals(
    [large.n, large.x.length, large.t.length, large.y.length],
    [25, 25 * d, 25 * rawDimension, 25],
  );
  assertEquals(large.x.slice(0, 10 * d), small.x);
  assertEquals(large.t.slice(0, 10 * rawDimension), small.t);
  assertEquals(large.y.slice(0, 10), small.y);
}

/** Asserts that two arrays agree to an absolute error. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  assertEquals(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) assertAlmostEquals(actual[i], expected[i], tolerance);
}

/** a (p×p) times v. */
export function multiply(a: Float64Array, v: Float64Array): Float64Array {
  return v.map((_, l) => v.reduce((sum, value, k) => sum + a[l * v.length + k] * value, 0));
}
