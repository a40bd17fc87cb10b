/**
 * Standard errors of what solves an equation that was estimated.
 *
 * @module
 */

/**
 * √((B V B')_kk / n), p.
 *
 * @param inverse B, the inverse of the equation's derivative, p×p.
 * @param covariance V, of its scores, p×p.
 * @param n The number of rows; 1 where V is the covariance of their mean.
 */
export function sandwich(inverse: Float64Array, covariance: Float64Array, n = 1): Float64Array {
  const p = Math.sqrt(inverse.length);
  return Float64Array.from({ length: p }, (_, k) => {
    let variance = 0;
    for (let l = 0; l < p; l++) {
      for (let q = 0; q < p; q++) {
        variance += inverse[k * p + l] * covariance[l * p + q] * inverse[k * p + q];
      }
    }
    return Math.sqrt(variance / n);
  });
}
