/**
 * Low-rank factors of positive semidefinite matrices that are never formed.
 *
 * @module
 */

/** When `pivotedCholesky` stops. */
export interface PivotedCholeskyOptions {
  /** The residual trace tr(K − LL') that is good enough, in the units of K; at least 0. */
  readonly tolerance: number;
  /** The most columns of L, a whole number, at least 0; n or more does not limit. */
  readonly maxRank: number;
}

/** K ≈ LL', and what is left of K. */
export interface PivotedCholesky {
  /** Number of columns of L. */
  readonly rank: number;
  /** The indices whose columns of K were used, in order; `rank` numbers. */
  readonly pivots: Uint32Array;
  /** L, n×rank row-major. Its rows at the pivots are lower triangular. */
  readonly factor: Float64Array;
  /** tr(K − LL'). No eigenvalue and no entry of K − LL' is greater. */
  readonly residualTrace: number;
}

/** A diagonal entry this far below 0, in units of the greatest one, is not rounding. */
const INDEFINITE = 1e-10;

/**
 * The partial Cholesky factor of a positive semidefinite matrix K, with greedy diagonal pivoting:
 * each step takes the index with the greatest entry on the diagonal of K − LL', the first one if
 * there are several. `rank` columns of K are read and no others, in O(n·rank²) operations.
 *
 * It stops at the tolerance, at the greatest rank, or when nothing but rounding is left: no entry on
 * the diagonal above 2⁻⁵² n times the greatest one of K (LAPACK's dpstrf does likewise). H. Harbrecht,
 * M. Peters, R. Schneider, "On the low-rank approximation by the pivoted Cholesky decomposition",
 * Applied Numerical Mathematics 62 (2012) 428–440.
 *
 * @param diagonal The diagonal of K, n.
 * @param column Writes column `index` of K, n numbers, to `out`.
 * @throws {RangeError} if an option is out of range, a number is not finite, or K turns out not to
 * be positive semidefinite.
 */
export function pivotedCholesky(
  diagonal: Float64Array,
  column: (index: number, out: Float64Array) => void,
  { tolerance, maxRank }: PivotedCholeskyOptions,
): PivotedCholesky {
  if (!(tolerance >= 0 && tolerance < Infinity)) {
    throw new RangeError(`pivotedCholesky: tolerance is ${tolerance}: give a finite number ≥ 0`);
  }
  if (!(Number.isInteger(maxRank) && maxRank >= 0)) {
    throw new RangeError(`pivotedCholesky: maxRank is ${maxRank}: give a whole number ≥ 0`);
  }
  const n = diagonal.length;
  const residual = diagonal.slice();
  const largest = residual.reduce((most, value) => Math.max(most, value), 0);
  requireResidual(residual, largest);
  const columns: Float64Array[] = [];
  const pivots: number[] = [];
  let trace = sum(residual);
  while (trace > tolerance && columns.length < maxRank) {
    let pivot = 0;
    for (let i = 1; i < n; i++) if (residual[i] > residual[pivot]) pivot = i;
    const size = residual[pivot];
    if (!(size > n * Number.EPSILON * largest)) break;
    const next = new Float64Array(n);
    column(pivot, next);
    subtractProducts(next, columns, pivot);
    const root = Math.sqrt(size);
    for (let i = 0; i < n; i++) {
      const entry = next[i] /= root;
      residual[i] -= entry * entry;
    }
    // those that were pivots have no residual left: what rounding leaves is no part of L
    for (const used of pivots) next[used] = residual[used] = 0;
    residual[pivot] = 0;
    requireResidual(residual, largest);
    columns.push(next);
    pivots.push(pivot);
    trace = sum(residual);
  }
  return {
    rank: columns.length,
    pivots: Uint32Array.from(pivots),
    factor: rowMajor(columns, n),
    residualTrace: trace,
  };
}

/** Subtracts from `target` the columns times their entries in row `pivot`, four at a time. */
function subtractProducts(
  target: Float64Array,
  columns: readonly Float64Array[],
  pivot: number,
): void {
  const n = target.length;
  const whole = columns.length - columns.length % 4;
  for (let k = 0; k < whole; k += 4) {
    const a = columns[k];
    const b = columns[k + 1];
    const c = columns[k + 2];
    const d = columns[k + 3];
    const ap = a[pivot];
    const bp = b[pivot];
    const cp = c[pivot];
    const dp = d[pivot];
    for (let i = 0; i < n; i++) {
      target[i] -= (a[i] * ap + b[i] * bp) + (c[i] * cp + d[i] * dp);
    }
  }
  for (let k = whole; k < columns.length; k++) {
    const a = columns[k];
    const ap = a[pivot];
    for (let i = 0; i < n; i++) target[i] -= a[i] * ap;
  }
}

/** Puts entries that rounding left below 0 to 0. */
function requireResidual(residual: Float64Array, largest: number): void {
  for (let i = 0; i < residual.length; i++) {
    const value = residual[i];
    if (!(Math.abs(value) < Infinity)) {
      throw new RangeError(
        `pivotedCholesky: the matrix holds ${value} in row ${i}: remove what is not finite`,
      );
    }
    if (value < -INDEFINITE * largest) {
      throw new RangeError(
        `pivotedCholesky: the matrix is not positive semidefinite: what is left of its diagonal ` +
          `is ${value} at ${i}; check the diagonal and the columns`,
      );
    }
    if (value < 0) residual[i] = 0;
  }
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

function rowMajor(columns: readonly Float64Array[], n: number): Float64Array {
  const rank = columns.length;
  const out = new Float64Array(n * rank);
  columns.forEach((column, k) => {
    for (let i = 0; i < n; i++) out[i * rank + k] = column[i];
  });
  return out;
}
