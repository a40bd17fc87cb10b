import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { medianEstimate, medianInterval } from "../../../estimators/inference/repeated.ts";
import { waldInterval } from "../../../estimators/inference/wald.ts";
import { maxDifference } from "../functional/support.ts";

const one = (gradient: number[], standardError: number[]) => ({
  gradient: Float64Array.from(gradient),
  standardError: Float64Array.from(standardError),
});

// Coordinate 0: θ = 1, 2, 6 and σ = 1, 2, 0.5. Coordinate 1: θ = 0, −3, 1 and σ = 1, 1, 1.
const THREE = [one([1, 0], [1, 1]), one([2, -3], [2, 1]), one([6, 1], [0.5, 1])];

Deno.test("Python's rule by hand: the median of the upper bounds gives the standard error", () => {
  const { gradient, standardError } = medianEstimate(THREE);
  assertEquals([...gradient], [2, 0]);
  // upper bounds 2.96, 5.92, 6.98 and 1.96, −1.04, 2.96
  assert(maxDifference(standardError, [(5.92 - 2) / 1.96, 1]) < 1e-15);
});

Deno.test("Python's rule takes its bounds at 1.96, also where another repetition is in the middle", () => {
  const { gradient, standardError } = medianEstimate([
    one([1], [2]),
    one([2], [0.5]),
    one([3], [1]),
  ]);
  // upper bounds 4.92, 2.98, 4.96
  assertEquals([...gradient], [2]);
  assertAlmostEquals(standardError[0], (4.92 - 2) / 1.96, 1e-15);
});

Deno.test("R's rule by hand: the median of the variances about the median", () => {
  const { gradient, standardError } = medianEstimate(THREE, "variance");
  assertEquals([...gradient], [2, 0]);
  // 1 + 1, 4 + 0, 0.25 + 16 and 1 + 0, 1 + 9, 1 + 1
  assert(maxDifference(standardError, [2, Math.sqrt(2)]) < 1e-15);
});

Deno.test("an even number of repetitions takes the mean of the two in the middle", () => {
  const two = [one([1], [0.3]), one([2], [0.7])];
  assertEquals([...medianEstimate(two).gradient], [1.5]);
  assertAlmostEquals(medianEstimate(two).standardError[0], 0.5, 1e-15);
  assertAlmostEquals(
    medianEstimate(two, "variance").standardError[0],
    Math.sqrt((0.09 + 0.49) / 2 + 0.25),
    1e-15,
  );
});

Deno.test("one repetition is itself, by both rules and at any level", () => {
  const estimate = THREE[0];
  for (const rule of ["bounds", "variance"] as const) {
    assertEquals(medianEstimate([estimate], rule), estimate);
    assertEquals(medianInterval([estimate], 0.9, rule), waldInterval(estimate, 0.9));
  }
});

Deno.test("equal repetitions are one, and their order does not matter", () => {
  for (const rule of ["bounds", "variance"] as const) {
    const { gradient, standardError } = medianEstimate([THREE[1], THREE[1], THREE[1]], rule);
    assertEquals(gradient, THREE[1].gradient);
    assert(maxDifference(standardError, THREE[1].standardError) < 1e-15);
    assertEquals(medianEstimate(THREE.toReversed(), rule), medianEstimate(THREE, rule));
  }
});

Deno.test("one wild split among five hardly moves the median", () => {
  const calm = [1.0, 1.1, 0.9, 1.05].map((theta) => one([theta], [0.2]));
  const { gradient, standardError } = medianEstimate([...calm, one([1e9], [1e9])]);
  assertEquals(gradient[0], 1.05);
  assert(standardError[0] < 0.3);
});

Deno.test("intervals are medians of bounds in Python's way, symmetric in R's", () => {
  const z = 1.959963984540054;
  const { low, high } = medianInterval(THREE);
  // lower bounds 1 − z, 2 − 2z, 6 − z/2 and −z, −3 − z, 1 − z
  assert(maxDifference(low, [1 - z, -z]) < 1e-14);
  assert(maxDifference(high, [2 + 2 * z, z]) < 1e-14);
  const symmetric = medianInterval(THREE, 0.95, "variance");
  assert(maxDifference(symmetric.low, [2 - 2 * z, -Math.SQRT2 * z]) < 1e-14);
  assert(maxDifference(symmetric.high, [2 + 2 * z, Math.SQRT2 * z]) < 1e-14);
});

Deno.test("a repetition without a standard error leaves none", () => {
  const { gradient, standardError } = medianEstimate([...THREE, one([2, 0], [NaN, 1])]);
  assertEquals([...gradient], [2, 0]);
  assertEquals([Number.isNaN(standardError[0]), Number.isNaN(standardError[1])], [true, false]);
});

Deno.test("repetitions must be there and of one size", () => {
  assertThrows(() => medianEstimate([]), RangeError, "repetitions is empty");
  assertThrows(() => medianInterval([]), RangeError, "repetitions is empty");
  assertThrows(
    () => medianEstimate([THREE[0], one([1], [1])]),
    RangeError,
    "repetition 1 has 1 coordinates and 1 standard errors: give 2",
  );
  assertThrows(() => medianInterval(THREE, 1), RangeError, "level is 1");
});
