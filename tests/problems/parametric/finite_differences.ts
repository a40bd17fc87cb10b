import { assert } from "@std/assert";

const EPSILON = 2.220446049250313e-16;

/**
 * Asserts that a claimed derivative at 0 of a function of one variable agrees with central
 * differences, coordinate by coordinate.
 *
 * Steps h and 2h are extrapolated: the differences are off by c₂h² + c₄h⁴ and 4c₂h² + 16c₄h⁴, so the
 * extrapolation is off by 4c₄h⁴, for which 16h² times the two's distance stands. Rounding adds
 * `noise` units in the last place of the function, divided by h.
 */
export function assertDerivative(
  what: string,
  f: (t: number) => Float64Array,
  claimed: Float64Array,
  { h = 1e-3, noise = 100 }: { readonly h?: number; readonly noise?: number } = {},
): void {
  const [plus, minus, plus2, minus2] = [h, -h, 2 * h, -2 * h].map(f);
  assert(claimed.length === plus.length, `${what}: ${claimed.length} against ${plus.length}`);
  let scale = 0;
  let distance = 0;
  const extrapolated = claimed.map((_, l) => {
    const near = (plus[l] - minus[l]) / (2 * h);
    const far = (plus2[l] - minus2[l]) / (4 * h);
    scale = Math.max(scale, Math.abs(plus2[l]), Math.abs(minus2[l]));
    distance = Math.max(distance, Math.abs(near - far));
    return (4 * near - far) / 3;
  });
  const tolerance = 16 * h * h * distance + noise * EPSILON * scale / h;
  for (let l = 0; l < claimed.length; l++) {
    const error = Math.abs(claimed[l] - extrapolated[l]);
    assert(
      error <= tolerance,
      `${what}: coordinate ${l} is ${claimed[l]}, the differences say ${extrapolated[l]}: ` +
        `off by ${error}, more than ${tolerance}`,
    );
  }
}

/** a + t·d. */
export function along(a: Float64Array, d: Float64Array, t: number): Float64Array {
  return a.map((value, l) => value + t * d[l]);
}

/** ⟨a, b⟩. */
export function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, l) => sum + value * b[l], 0);
}

/** Asserts that two arrays agree to `ulps` units in the last place of the greatest number in them. */
export function assertSame(
  what: string,
  actual: Float64Array,
  expected: Float64Array,
  ulps = 100,
): void {
  assert(actual.length === expected.length, `${what}: ${actual.length}, not ${expected.length}`);
  let scale = 0;
  for (const value of expected) scale = Math.max(scale, Math.abs(value));
  for (let l = 0; l < actual.length; l++) {
    assert(
      Math.abs(actual[l] - expected[l]) <= ulps * EPSILON * scale,
      `${what}: entry ${l} is ${actual[l]}, not ${expected[l]} (scale ${scale})`,
    );
  }
}
