/**
 * The pseudo-inverse of a small square matrix.
 *
 * @module
 */

import { Matrix, SingularValueDecomposition } from "ml-matrix";

/** A pseudo-inverse, p×p, and what tells whether it is an inverse. */
export interface PseudoInverse {
  /** Row-major. */
  readonly inverse: Float64Array;
  /** Of the matrix itself; NaN where it is not finite. */
  readonly leastSingularValue: number;
}

/** Singular values that are rounding beside the largest. */
const isRounding = (value: number, largest: number): boolean => value <= 1e-14 * largest;

/**
 * Σ v_s u_s' / σ_s over the singular values that do not count as zero; NaN where the matrix is not finite.
 *
 * @param a The matrix, p×p.
 * @param isZero Which singular values count as zero: those that are rounding beside the largest unless said.
 */
export function pseudoInverse(a: Float64Array, p: number, isZero = isRounding): PseudoInverse {
  // ml-matrix would look for singular values for ever
  if (!a.every(Number.isFinite)) return { inverse: a.map(() => NaN), leastSingularValue: NaN };
  const svd = new SingularValueDecomposition(Matrix.from1DArray(p, p, a), { autoTranspose: true });
  const { diagonal, leftSingularVectors: u, rightSingularVectors: v } = svd;
  const inverse = new Float64Array(p * p);
  diagonal.forEach((value, s) => {
    if (isZero(value, diagonal[0])) return;
    for (let k = 0; k < p; k++) {
      for (let l = 0; l < p; l++) inverse[k * p + l] += v.get(k, s) * u.get(l, s) / value;
    }
  });
  return { inverse, leastSingularValue: diagonal[p - 1] };
}
