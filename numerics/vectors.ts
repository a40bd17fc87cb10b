/**
 * The few operations on vectors that problems and methods need.
 *
 * @module
 */

/** Σ a_l b_l. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let l = 0; l < a.length; l++) sum += a[l] * b[l];
  return sum;
}

/** ‖a‖². */
export function squaredNorm(a: Float64Array): number {
  return dot(a, a);
}

/** ‖a‖. */
export function norm(a: Float64Array): number {
  return Math.sqrt(squaredNorm(a));
}

/** a + factor·b, a new array. */
export function plus(a: Float64Array, b: Float64Array, factor: number): Float64Array {
  const out = new Float64Array(a.length);
  for (let l = 0; l < a.length; l++) out[l] = a[l] + factor * b[l];
  return out;
}

/** a ← a + factor·b; returns a. */
export function add(a: Float64Array, b: Float64Array, factor: number): Float64Array {
  for (let l = 0; l < a.length; l++) a[l] += factor * b[l];
  return a;
}

/** b ← a + factor·b, as `plus` without a new array; returns b. */
export function plusInto(a: Float64Array, b: Float64Array, factor: number): Float64Array {
  for (let l = 0; l < a.length; l++) b[l] = a[l] + factor * b[l];
  return b;
}

/** Row i of a row-major matrix of rows of n numbers, as a view; the matrix itself, if it has no other. */
export function row(matrix: Float64Array, i: number, n: number): Float64Array {
  return matrix.length === n ? matrix : matrix.subarray(i * n, (i + 1) * n);
}

/** How many numbers the given arrays hold in all. */
export function numbersIn(...arrays: Float64Array[]): number {
  let sum = 0;
  for (const array of arrays) sum += array.length;
  return sum;
}
