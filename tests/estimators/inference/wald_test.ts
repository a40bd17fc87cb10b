import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { scoreCovariance, waldEstimate, waldInterval } from "../../../estimators/inference/wald.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference, normals } from "../functional/support.ts";

// 1 2 4 | 3 1 7: means 7/3, 11/3; deviations give variances 7/3 and 28/3, covariance 11/3
const SCORES = Float64Array.of(1, 3, 2, 1, 4, 7);

Deno.test("Wald estimates by hand: mean, sample covariance and standard errors", () => {
  const { gradient, standardError } = waldEstimate(SCORES, 3, 2);
  assert(maxDifference(gradient, [7 / 3, 11 / 3]) < 1e-15);
  assert(maxDifference(standardError, [Math.sqrt(7) / 3, Math.sqrt(28) / 3]) < 1e-15);
  assert(maxDifference(scoreCovariance(SCORES, 3, 2), [7 / 3, 11 / 3, 11 / 3, 28 / 3]) < 1e-14);
});

Deno.test("scores whose squares are no numbers have standard errors in their units", () => {
  const far = 5.260135901548374e210; // 2⁷⁰⁰
  const wanted = waldEstimate(SCORES, 3, 2).standardError;
  for (const scale of [far, 1 / far]) {
    const { standardError } = waldEstimate(SCORES.map((value) => scale * value), 3, 2);
    assertEquals(standardError, wanted.map((value) => scale * value));
  }
});

Deno.test("degrees of freedom rescale the variance and leave the mean alone", () => {
  const usual = waldEstimate(SCORES, 3, 2);
  const population = waldEstimate(SCORES, 3, 2, 0);
  assertEquals(population.gradient, usual.gradient);
  const ratio = population.standardError.map((value, k) => value / usual.standardError[k]);
  assert(maxDifference(ratio, [Math.sqrt(2 / 3), Math.sqrt(2 / 3)]) < 1e-15);
});

Deno.test("a single score has a mean but no standard error", () => {
  const { gradient, standardError } = waldEstimate(Float64Array.of(2, -1), 1, 2);
  assertEquals([...gradient], [2, -1]);
  assert(standardError.every(Number.isNaN));
  assert(scoreCovariance(Float64Array.of(2, -1), 1, 2).every(Number.isNaN));
  assert(waldEstimate(Float64Array.of(2, -1), 1, 2, 2).standardError.every(Number.isNaN));
  assert(scoreCovariance(SCORES, 3, 2, 4).every(Number.isNaN));
});

Deno.test("the covariance is symmetric, shift-free, and its diagonal gives the standard errors", () => {
  const n = 500;
  const p = 3;
  const scores = normals(n * p, Stream.of("tests", "wald"));
  const covariance = scoreCovariance(scores, n, p);
  const shifted = scoreCovariance(scores.map((s, at) => s + 1e6 * (at % p + 1)), n, p);
  const { standardError } = waldEstimate(scores, n, p);
  for (let k = 0; k < p; k++) {
    assertAlmostEquals(standardError[k], Math.sqrt(covariance[k * p + k] / n), 1e-15);
    for (let l = 0; l < p; l++) assertEquals(covariance[k * p + l], covariance[l * p + k]);
  }
  assert(maxDifference(covariance, shifted) < 1e-8);
});

Deno.test("the 95 % interval is ±1.959964 standard errors, and a wider level is wider", () => {
  const estimate = { gradient: Float64Array.of(1), standardError: Float64Array.of(2) };
  const { low, high } = waldInterval(estimate);
  assertAlmostEquals(high[0], 1 + 2 * 1.959963984540054, 1e-12);
  assertAlmostEquals(low[0], 1 - 2 * 1.959963984540054, 1e-12);
  assertAlmostEquals(waldInterval(estimate, 0.9).high[0], 1 + 2 * 1.6448536269514722, 1e-12);
});

Deno.test("Wald intervals of a normal mean cover as they promise", () => {
  const replications = 2000;
  const n = 400;
  let covered = 0;
  for (let r = 0; r < replications; r++) {
    const scores = normals(n, Stream.of("tests", "coverage", r));
    const { low, high } = waldInterval(waldEstimate(scores, n, 1), 0.9);
    if (low[0] < 0 && 0 < high[0]) covered++;
  }
  const z = (covered / replications - 0.9) / Math.sqrt(0.09 / replications);
  assert(Math.abs(z) < 4, `coverage ${covered / replications}`);
});

Deno.test("Wald inference rejects malformed input", () => {
  assertThrows(() => waldEstimate(SCORES, 4, 2), RangeError, "scores has 6 values: 4×2 need 8");
  assertThrows(() => waldEstimate(new Float64Array(0), 0, 2), RangeError, "0×2 scores");
  assertThrows(() => scoreCovariance(SCORES, 2, 2), RangeError, "scores has 6");
  const estimate = waldEstimate(SCORES, 3, 2);
  assertThrows(() => waldInterval(estimate, 1), RangeError, "level is 1");
  assertThrows(() => waldInterval(estimate, 95), RangeError, "level is 95");
});
