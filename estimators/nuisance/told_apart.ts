/**
 * Whether functions without a penalty can be told apart at the training points.
 *
 * @module
 */

/** The share of a column that may be rounding where those before it explain it all, times √n. */
const ROUNDING = 8 * Number.EPSILON;

/**
 * Whether no column without a penalty is, to rounding, a combination of those before it. The factorisation may go
 * through where one is, since a pivot that is rounding can be positive, and coefficients are then rounding too.
 * Where there is a penalty it decides between equals.
 *
 * @param diagonal The diagonal of the system Z'Z + penalty, by column.
 * @param factor Its Cholesky factor, size×size.
 * @param isFree Whether a column has no penalty.
 * @param n The number of rows.
 */
export function areToldApart(
  diagonal: (k: number) => number,
  factor: Float64Array,
  size: number,
  isFree: (k: number) => boolean,
  n: number,
): boolean {
  const least = ROUNDING * Math.sqrt(n);
  for (let k = 0; k < size; k++) {
    const pivot = factor[k * size + k];
    if (isFree(k) && !(pivot * pivot > least * diagonal(k))) return false;
  }
  return true;
}
