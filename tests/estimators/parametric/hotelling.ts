/**
 * Hotelling's test that a mean vector is zero.
 *
 * @module
 */

import { cholesky, solveTriangular } from "../../../numerics/kernels.ts";

/** The outcome of the test. */
export interface Hotelling {
  /** T² = n x̄' S⁻¹ x̄, with the mean x̄ and the covariance S of n vectors. */
  readonly statistic: number;
  /**
   * The standard normal score of T², as a χ² variable with as many degrees of freedom as a vector has
   * coordinates, by the cube root of E. B. Wilson and M. M. Hilferty (1931): for many vectors.
   */
  readonly score: number;
}

/**
 * The test for `n` vectors in the rows of `rows`.
 *
 * @throws {RangeError} If their covariance is singular.
 */
export function hotelling(rows: Float64Array, n: number): Hotelling {
  const d = rows.length / n;
  const mean = new Float64Array(d);
  for (let i = 0; i < n; i++) for (let l = 0; l < d; l++) mean[l] += rows[i * d + l] / n;
  const covariance = new Float64Array(d * d);
  const off = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    for (let l = 0; l < d; l++) off[l] = rows[i * d + l] - mean[l];
    for (let l = 0; l < d; l++) {
      for (let m = 0; m <= l; m++) covariance[l * d + m] += off[l] * off[m] / (n - 1);
    }
  }
  const z = solveTriangular(cholesky(covariance, d), d, mean, 1);
  let statistic = 0;
  for (const value of z) statistic += n * value * value;
  const spread = 2 / (9 * d);
  return { statistic, score: (Math.cbrt(statistic / d) - (1 - spread)) / Math.sqrt(spread) };
}
