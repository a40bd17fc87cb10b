import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { inverse, Matrix } from "ml-matrix";
import { nuisanceValues, outerEvaluation } from "../../../estimators/functional/evaluate.ts";
import { oracle, orthogonal } from "../../../estimators/functional/orthogonal.ts";
import { published } from "../../../estimators/functional/plug_in.ts";
import { orthogonalRoot, plugInRoot } from "../../../estimators/functional/root.ts";
import { doublyRobustScores } from "../../../estimators/functional/score.ts";
import { scoreCovariance } from "../../../estimators/inference/wald.ts";
import { Stream } from "../../../numerics/random.ts";
import { linearIV } from "../../../problems/functional/linear_iv.ts";
import { sineIVExogenous } from "../../../problems/functional/sine_iv.ts";
import { cellMeans, discretePopulation, maxDifference, normals } from "./support.ts";

const N = 60;
const P = 3;
const random = Stream.of("tests", "root");
const draw = (label: string, size: number) => normals(size, random.split(label));
const outcome = draw("y", N);
const inner = { g: draw("g", N * P), t0: draw("t0", N) };
const means = { j: draw("j", N * P), h0: draw("h0", N), m: draw("m", N) };

Deno.test("the mean score vanishes at the orthogonal root, that of the plug-in at its own", () => {
  const largest = (values: Float64Array) => Math.max(...values.map(Math.abs));
  const { root } = orthogonalRoot(outcome, means, inner);
  const at = outerEvaluation(inner, outcome, root);
  assert(largest(orthogonal(at, nuisanceValues(means, root)).gradient) < 1e-12);
  const plugIn = plugInRoot(outcome, means, inner).root;
  const there = outerEvaluation(inner, outcome, plugIn);
  assert(largest(published(there, nuisanceValues(means, plugIn)).gradient) < 1e-12);
  assert(maxDifference(root, plugIn) > 0.1);
});

Deno.test("the plug-in root is the least squares of Y - h_0 on j", () => {
  const j = Matrix.from1DArray(N, P, means.j);
  const rhs = Matrix.columnVector(outcome.map((y, i) => y - means.h0[i]));
  const expected = inverse(j.transpose().mmul(j)).mmul(j.transpose()).mmul(rhs).to1DArray();
  assert(maxDifference(plugInRoot(outcome, means, inner).root, expected) < 1e-12);
});

Deno.test("the standard errors of the orthogonal root are those of the sandwich", () => {
  const { root, standardError, leastSingularValue } = orthogonalRoot(outcome, means, inner);
  // the derivative of the mean score in w, by differences, exact for an affine function
  const gradient = (w: Float64Array) =>
    orthogonal(outerEvaluation(inner, outcome, w), nuisanceValues(means, w)).gradient;
  const jacobian = Matrix.zeros(P, P);
  for (let k = 0; k < P; k++) {
    const moved = gradient(root.map((value, l) => value + (l === k ? 1 : 0)));
    for (let l = 0; l < P; l++) jacobian.set(l, k, moved[l] - gradient(root)[l]);
  }
  assert(maxDifference(jacobian.to1DArray(), jacobian.transpose().to1DArray()) < 1e-12);
  const scores = doublyRobustScores(
    outerEvaluation(inner, outcome, root),
    nuisanceValues(means, root),
  );
  const v = Matrix.from1DArray(P, P, scoreCovariance(scores, N, P));
  const bread = inverse(jacobian);
  const expected = bread.mmul(v).mmul(bread.transpose()).diagonal().map((s) => Math.sqrt(s / N));
  assert(maxDifference(standardError, expected) < 1e-12);
  assert(leastSingularValue > 0.01);
});

Deno.test("on a whole population every root with the true means is the minimiser", () => {
  const { n, x, g, t0, y } = discretePopulation();
  const weights = new Float64Array(n).fill(1);
  const mean = (values: Float64Array) => cellMeans(x, values, weights);
  const truth = { j: mean(g), h0: mean(t0), m: mean(y) };
  const minimiser = plugInRoot(y, truth, { g, t0 }).root;
  assert(maxDifference(orthogonalRoot(y, truth, { g, t0 }).root, minimiser) < 1e-12);
  // double robustness: with the true j the others do not matter
  const wrong = { ...truth, h0: truth.h0.map((value) => value + 1), m: draw("wrong", n) };
  const spoilt = { ...wrong, m: mean(wrong.m) };
  assert(maxDifference(orthogonalRoot(y, spoilt, { g, t0 }).root, minimiser) < 1e-12);
});

Deno.test("a singular system has the least-norm root and no standard errors", () => {
  const twice = (a: Float64Array) => Float64Array.from({ length: 2 * N }, (_, at) => a[at >> 1]);
  const g = draw("single g", N);
  const j = draw("single j", N);
  const one = orthogonalRoot(outcome, { ...means, j }, { ...inner, g });
  const two = orthogonalRoot(outcome, { ...means, j: twice(j) }, { ...inner, g: twice(g) });
  assertAlmostEquals(two.root[0], one.root[0] / 2, 1e-12);
  assertAlmostEquals(two.root[1], one.root[0] / 2, 1e-12);
  assert(two.leastSingularValue < 1e-10 && one.leastSingularValue > 1e-3);
  assert(two.standardError.every(Number.isNaN) && one.standardError.every(Number.isFinite));
});

Deno.test("roots do not depend on the units of G, though what counts as zero is a number", () => {
  const wanted = orthogonalRoot(outcome, means, inner);
  for (const units of [[2 ** -20, 2 ** -20, 2 ** -20], [2 ** -30, 1, 2 ** 40], [2 ** -600, 1, 1]]) {
    const times = (values: Float64Array) => values.map((value, at) => value * units[at % P]);
    const scaled = { ...means, j: times(means.j) };
    const found = orthogonalRoot(outcome, scaled, { ...inner, g: times(inner.g) });
    // a coordinate of w has the inverse unit
    assertEquals(times(found.root), wanted.root);
    assertEquals(times(found.standardError), wanted.standardError);
    assertEquals(found.leastSingularValue, wanted.leastSingularValue);
  }
});

Deno.test("sine-IV has no root to estimate, and the oracle's estimate says so", () => {
  const sample = sineIVExogenous.sample(300, Stream.of("tests", "no root"));
  const target = sineIVExogenous.innerTarget(sample);
  const truth = sineIVExogenous.conditionalMeans(sample.x);
  const { root, leastSingularValue, standardError } = orthogonalRoot(sample.y, truth, target);
  assert(leastSingularValue < 1e-10 && standardError.every(Number.isNaN));
  // it still solves the system
  const at = outerEvaluation(target, sample.y, root);
  const gradient = oracle(at, nuisanceValues(truth, root)).gradient;
  assert(Math.max(...gradient.map(Math.abs)) < 1e-12);
});

Deno.test("the oracle root's interval covers as often as it says", () => {
  const replications = 1500;
  const n = 400;
  let covered = 0;
  let squares = 0;
  let meanVariance = 0;
  for (let r = 0; r < replications; r++) {
    const sample = linearIV.sample(n, Stream.of("tests", "root coverage", r));
    const truth = linearIV.conditionalMeans(sample.x);
    const { root, standardError } = orthogonalRoot(sample.y, truth, linearIV.innerTarget(sample));
    const error = root[0] - linearIV.root[0];
    if (Math.abs(error) < 1.959964 * standardError[0]) covered++;
    squares += error * error / replications;
    meanVariance += standardError[0] * standardError[0] / replications;
  }
  const bound = linearIV.rootBound()[0] / n;
  assert(Math.abs(squares / bound - 1) < 4 * Math.sqrt(2 / replications), `${squares / bound}`);
  assertAlmostEquals(meanVariance / bound, 1, 0.03);
  const z = (covered / replications - 0.95) / Math.sqrt(0.95 * 0.05 / replications);
  assert(Math.abs(z) < 4, `z = ${z}`);
});

Deno.test("what is not finite gives a root that is not a number", () => {
  const spoilt = { ...means, j: means.j.map((value, at) => at === 5 ? NaN : value) };
  const { root, standardError } = plugInRoot(outcome, spoilt, inner);
  assert(root.every(Number.isNaN) && standardError.every(Number.isNaN));
  assertEquals([root.length, standardError.length], [P, P]);
});

Deno.test("roots reject malformed input", () => {
  const cut = (a: Float64Array) => a.subarray(1);
  const attempt = (change: Partial<typeof means>, target = inner, y = outcome) => () =>
    orthogonalRoot(y, { ...means, ...change }, target);
  assertThrows(attempt({}, inner, new Float64Array(0)), RangeError, "outcome is empty");
  assertThrows(attempt({ j: cut(means.j) }), RangeError, "j has 179");
  assertThrows(attempt({ h0: cut(means.h0) }), RangeError, "h_0 has 59");
  assertThrows(attempt({ m: cut(means.m) }), RangeError, "m has 59");
  assertThrows(attempt({}, { ...inner, g: cut(inner.g) }), RangeError, "G has 179");
  assertThrows(attempt({}, { ...inner, t0: cut(inner.t0) }), RangeError, "T_0 has 59");
  assertThrows(() => plugInRoot(cut(outcome), means, inner), RangeError, "h_0 has 60");
});
