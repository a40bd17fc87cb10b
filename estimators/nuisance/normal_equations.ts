/**
 * Ridge regression on few features from its normal equations.
 *
 * @module
 */

import { requireFinite } from "../../numerics/require.ts";

/**
 * Solves (Z'Z + ridge·D) β = Z'y, where D is the identity but for feature 0, the intercept, which is
 * not penalised: β minimises Σ‖y − zβ‖² + ridge‖β‖² with no division by n. By Cholesky.
 *
 * @param gram Z'Z, size×size, of which the lower triangle is read; overwritten.
 * @param rhs Z'y, size×q; overwritten with β.
 * @returns β, size×q.
 * @throws {RangeError} if ridge is negative or not finite, or the features are collinear.
 */
export function solveRidge(
  gram: Float64Array,
  rhs: Float64Array,
  size: number,
  q: number,
  ridge: number,
): Float64Array {
  requireFinite("ridge", ridge, 0);
  for (let i = 1; i < size; i++) gram[i * size + i] += ridge;
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j <= i; j++) {
      let sum = gram[row + j];
      for (let k = 0; k < j; k++) sum -= gram[row + k] * gram[j * size + k];
      if (j < i) {
        gram[row + j] = sum / gram[j * size + j];
      } else if (sum > 1e-14 * gram[row + i]) {
        gram[row + i] = Math.sqrt(sum);
      } else {
        throw new RangeError(
          `feature ${i} is a combination of those before it at ridge ${ridge}: raise the ridge`,
        );
      }
    }
  }
  for (let c = 0; c < q; c++) {
    for (let i = 0; i < size; i++) {
      let sum = rhs[i * q + c];
      for (let k = 0; k < i; k++) sum -= gram[i * size + k] * rhs[k * q + c];
      rhs[i * q + c] = sum / gram[i * size + i];
    }
    for (let i = size - 1; i >= 0; i--) {
      let sum = rhs[i * q + c];
      for (let k = i + 1; k < size; k++) sum -= gram[k * size + i] * rhs[k * q + c];
      rhs[i * q + c] = sum / gram[i * size + i];
    }
  }
  return rhs;
}
