/**
 * Bounds of the eigenvalues of positive semidefinite matrices, that hold and are close.
 *
 * @module
 */

import { cholesky, gemm, gram, solveTriangular } from "../../numerics/kernels.ts";
import { identity } from "../../numerics/matrix.ts";

/** Bounds of all eigenvalues of a matrix: least ≤ λ ≤ greatest. */
export interface SpectrumBounds {
  /** Not above the least eigenvalue. */
  readonly least: number;
  /** Not below the greatest eigenvalue. */
  readonly greatest: number;
}

/** Squarings: the bounds are off by a factor of at most n^{1/2048}, 1.004 for n = 1000. */
const SQUARINGS = 10;

/**
 * Bounds of the eigenvalues of a symmetric positive semidefinite matrix, n×n; each within a factor
 * n^{1/2048} of the extreme eigenvalue, and `least` is 0 if the matrix is singular to rounding. About
 * 20 n³ operations.
 */
export function spectrumBounds(a: Float64Array, n: number): SpectrumBounds {
  let factor: Float64Array;
  try {
    factor = cholesky(a, n);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { least: 0, greatest: greatestEigenvalue(a, n) };
  }
  const root = solveTriangular(factor, n, identity(n), n);
  return {
    least: 1 / greatestEigenvalue(gram(root, n, n), n),
    greatest: greatestEigenvalue(a, n),
  };
}

/** The same for X'X, X n×p. */
export function spectrumOfGram(x: Float64Array, n: number, p: number): SpectrumBounds {
  if (n >= p) return spectrumBounds(gram(x, n, p), p);
  return { least: 0, greatest: greatestOfGram(x, n, p) };
}

/** Its greatest eigenvalue alone, or a bound above it as good. */
export function greatestOfGram(x: Float64Array, n: number, p: number): number {
  if (n >= p) return greatestEigenvalue(gram(x, n, p), p);
  return greatestEigenvalue(gemm(x, x, n, p, n, { transposeB: true }), n);
}

/**
 * λ ≤ ‖A^m‖_F^{1/m} ≤ n^{1/2m} λ for the greatest eigenvalue λ and m = 2^SQUARINGS. Each power is
 * scaled by its norm before it is squared, and the logarithms of the norms are added up.
 */
function greatestEigenvalue(a: Float64Array, n: number): number {
  let power = a;
  let norm = frobenius(power);
  if (norm === 0) return 0;
  let bound = Math.log(norm);
  for (let s = 1, exponent = 2; s <= SQUARINGS; s++, exponent *= 2) {
    const scaled = new Float64Array(power.length);
    for (let at = 0; at < power.length; at++) scaled[at] = power[at] / norm;
    power = gemm(scaled, scaled, n, n, n, { symmetric: true });
    norm = frobenius(power);
    bound += Math.log(norm) / exponent;
  }
  return Math.exp(bound);
}

function frobenius(a: Float64Array): number {
  let most = 0;
  for (let at = 0; at < a.length; at++) most = Math.max(most, Math.abs(a[at]));
  if (most === 0) return 0;
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] / most) * (a[at] / most);
  return most * Math.sqrt(sum);
}
