/**
 * The few operations on vectors that problems and methods need, by the names of BLAS and PETSc.
 *
 * @module
 */

import { zeros } from "./arrays.ts";

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

/** max |a_l|, 0 of none. */
export function maxNorm(a: Float64Array): number {
  let most = 0;
  for (let l = 0; l < a.length; l++) most = Math.max(most, Math.abs(a[l]));
  return most;
}

/** 2⁷⁰⁰. */
const FAR = 5.260135901548374e210;

/**
 * A power of two that brings numbers of which the largest has this size to where their squares are neither
 * lost nor infinite; 1 where they are there.
 */
export function squarable(largest: number): number {
  if (!(largest > 0 && largest < Infinity)) return 1;
  return largest < 1e-100 ? FAR : largest > 1e100 ? 1 / FAR : 1;
}

/** ‖a‖, also where its square is lost or infinite; elsewhere to the bit what `norm` gives. */
export function scaledNorm(a: Float64Array): number {
  const scale = squarable(maxNorm(a));
  if (scale === 1) return norm(a);
  let sum = 0;
  for (let l = 0; l < a.length; l++) sum += scale * a[l] * (scale * a[l]);
  return Math.sqrt(sum) / scale;
}

/** x ← factor·x; returns x. */
export function scal(factor: number, x: Float64Array): Float64Array {
  for (let l = 0; l < x.length; l++) x[l] *= factor;
  return x;
}

/** y ← factor·x + y; returns y. */
export function axpy(factor: number, x: Float64Array, y: Float64Array): Float64Array {
  for (let l = 0; l < y.length; l++) y[l] += factor * x[l];
  return y;
}

/** y ← factor·y + x; returns y. */
export function aypx(factor: number, x: Float64Array, y: Float64Array): Float64Array {
  for (let l = 0; l < x.length; l++) y[l] = x[l] + factor * y[l];
  return y;
}

/** factor·x + y, a new array. */
export function waxpy(factor: number, x: Float64Array, y: Float64Array): Float64Array {
  const out = zeros(y.length);
  for (let l = 0; l < y.length; l++) out[l] = y[l] + factor * x[l];
  return out;
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
