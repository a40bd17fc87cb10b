/**
 * The pseudo-inverse of a small square matrix.
 *
 * @module
 */

import { Matrix, SingularValueDecomposition } from "ml-matrix";

/**
 * Σ v_s u_s' / σ_s over the singular values that are not rounding, p×p; NaN where the matrix is not finite.
 *
 * @param a The matrix, p×p.
 */
export function pseudoInverse(a: Float64Array, p: number): Float64Array {
  // ml-matrix would look for singular values for ever
  if (!a.every(Number.isFinite)) return a.map(() => NaN);
  const svd = new SingularValueDecomposition(Matrix.from1DArray(p, p, a), { autoTranspose: true });
  const { diagonal, leftSingularVectors: u, rightSingularVectors: v } = svd;
  const out = new Float64Array(p * p);
  diagonal.forEach((value, s) => {
    if (value <= ROUNDING * diagonal[0]) return;
    for (let k = 0; k < p; k++) {
      for (let l = 0; l < p; l++) out[k * p + l] += v.get(k, s) * u.get(l, s) / value;
    }
  });
  return out;
}

const ROUNDING = 1e-14;
