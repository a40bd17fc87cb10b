/**
 * Derivatives by differences: truths that need nothing but values of a function.
 *
 * @module
 */

/**
 * f'(0) by central differences over h and 2h, extrapolated: off by h⁴/30 times the fifth derivative, and
 * by rounding, some units in the last place of f over h.
 */
export function differenceAt0(f: (t: number) => number, h = 3e-4): number {
  return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
}

/** a + t·direction. */
export function along(a: Float64Array, direction: Float64Array, t: number): Float64Array {
  return a.map((value, l) => value + t * direction[l]);
}
