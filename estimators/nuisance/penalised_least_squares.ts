/**
 * Least squares in few basis functions with a penalty, chosen by cross-validation.
 *
 * @module
 */

import { cholesky, gemm, gram, solveTriangular } from "../../numerics/kernels.ts";
import { identity } from "../../numerics/matrix.ts";
import { unlessRefused } from "../../numerics/unless_refused.ts";
import type { Learner, RegressionData } from "./contract.ts";
import {
  chooseLeast,
  clearSlack,
  type Criterion,
  outputWeights,
  validationError,
} from "./cross_validation.ts";
import { requirePenalties } from "./kernel_ridge.ts";
import type { Basis } from "./penalised_series.ts";
import { requirePoints, requireRegressionData } from "./regression_data.ts";
import { areToldApart } from "./told_apart.ts";

/** How a penalty is chosen. */
export interface PenaltyOptions {
  /** The penalties λ > 0 to choose from; a single one is used as it is. */
  readonly lambdas: readonly number[];
  /**
   * What the choice minimises; "gcv" unless said. For n rows and r functions it costs O(r³) a
   * penalty, "loo" O(nr²).
   */
  readonly criterion?: Criterion;
}

/** Settings of `penalisedLeastSquares`. */
export interface PenalisedLeastSquaresOptions extends PenaltyOptions {
  /** The basis functions φ_k and the diagonal P of the penalty. */
  readonly basis: Basis;
}

/**
 * Penalised series: f = Σ_k β_k φ_k minimises Σ‖y − f‖²/n + λ Σ_k P_k ‖β_k‖²; with `cosineBasis` a
 * ridge that grows with the frequency. As λ → ∞ what is not penalised is left, there the mean.
 *
 * Of several λ the one with the least criterion is taken, the greatest of several. The
 * regression's `chosen` holds `lambda` and, if it was chosen, `gcv` or `leaveOneOut` and `atEdge`
 * (1 if λ is the least or the greatest of the grid, else 0).
 *
 * @throws {RangeError} if a λ is not positive; the learner, if its data are malformed, or too few
 * for the basis.
 */
export function penalisedLeastSquares(options: PenalisedLeastSquaresOptions): Learner {
  const { basis, ...penalties } = options;
  requirePenalties(options.lambdas);
  const size = basis.penalty.length;
  return (data) => {
    requireRegressionData(data);
    const { n, d, q, x } = data;
    const { beta, chosen } = fitPenalised(basis.design(x, n, d), basis.penalty, data, penalties);
    return {
      predict(points, count) {
        requirePoints(points, count, d);
        return gemm(basis.design(points, count, d), beta, count, size, q);
      },
      chosen,
    };
  };
}

/** Penalised coefficients, and how the penalty was chosen. */
export interface PenalisedFit {
  /** β, size×q. */
  readonly beta: Float64Array;
  /** `lambda` and, if it was chosen, `gcv` or `leaveOneOut` and `atEdge`. */
  readonly chosen: Readonly<Record<string, number>>;
}

/**
 * Minimises Σ‖y − Zβ‖²/n + λ Σ_k P_k ‖β_k‖², by (Z'Z + nλP) β = Z'y.
 *
 * @param z Z, n×size.
 * @param penalty P, one entry ≥ 0 a column of Z.
 * @param data Of which x is not used.
 * @throws {RangeError} if the columns are collinear to working precision and λ does not help.
 */
export function fitPenalised(
  z: Float64Array,
  penalty: Float64Array,
  data: Pick<RegressionData, "n" | "q" | "y">,
  options: PenaltyOptions,
): PenalisedFit {
  const { n, q, y } = data;
  const { criterion = "gcv" } = options;
  const lambdas = Float64Array.from(new Set(options.lambdas)).sort().reverse();
  const size = penalty.length;
  const moments = gram(z, n, size);
  const rhs = gemm(z, y, size, n, q, { transposeA: true });
  const solve = (lambda: number): { factor: Float64Array; beta: Float64Array } => {
    const matrix = moments.slice();
    for (let k = 0; k < size; k++) matrix[k * size + k] += n * lambda * penalty[k];
    const factor = unlessRefused(() => cholesky(matrix, size, matrix));
    const diagonal = (k: number) => moments[k * size + k];
    const isFree = (k: number) => penalty[k] === 0;
    if (factor === undefined || !areToldApart(diagonal, factor, size, isFree, n)) {
      throw new RangeError(
        `the ${size} basis functions cannot be told apart with lambda = ${lambda} at the ${n} training ` +
          `points: give covariates with more values, fewer functions or a larger penalty`,
      );
    }
    const half = solveTriangular(factor, size, rhs, q);
    return { factor, beta: solveTriangular(factor, size, half, q, { transposed: true }) };
  };
  if (lambdas.length === 1) {
    return { beta: solve(lambdas[0]).beta, chosen: { lambda: lambdas[0] } };
  }
  const weights = outputWeights(data);
  const fits = Array.from(lambdas, (lambda) => {
    const { factor, beta } = solve(lambda);
    const residuals = gemm(z, beta, n, size, q, { alpha: -1, beta: 1, c: y.slice() });
    const inverse = solveTriangular(factor, size, identity(size), size);
    const slack = criterion === "gcv"
      ? meanSlack(inverse, penalty, n, lambda)
      : slacks(z, inverse, n, size);
    return { beta, error: validationError(residuals, slack, weights) };
  });
  const { best, record } = chooseLeast(fits.map(({ error }) => error), criterion);
  return { beta: fits[best].beta, chosen: { lambda: lambdas[best], ...record } };
}

/**
 * 1 − tr(H)/n for H = Z M⁻¹ Z', M = Z'Z + nλP = LL': its trace is size − nλ Σ_k P_k (M⁻¹)_kk.
 *
 * @param inverse L⁻¹.
 */
function meanSlack(
  inverse: Float64Array,
  penalty: Float64Array,
  n: number,
  lambda: number,
): number {
  const size = penalty.length;
  let trace = size;
  for (let i = 0; i < size; i++) {
    for (let k = 0; k <= i; k++) {
      const entry = inverse[i * size + k];
      trace -= n * lambda * penalty[k] * entry * entry;
    }
  }
  return clearSlack(1 - trace / n);
}

/** Rows that are worked on together, so that no second n×size matrix is needed. */
const ROWS = 1024;
/**
 * 1 − H_ii = 1 − ‖L⁻¹z_i‖² for the n rows of Z; 0 where nothing but rounding is left.
 *
 * @param inverse L⁻¹.
 */
function slacks(z: Float64Array, inverse: Float64Array, n: number, size: number): Float64Array {
  const out = new Float64Array(n);
  for (let from = 0; from < n; from += ROWS) {
    const rows = Math.min(ROWS, n - from);
    const part = z.subarray(from * size, (from + rows) * size);
    const half = gemm(part, inverse, rows, size, size, { transposeB: true });
    for (let i = 0; i < rows; i++) {
      let slack = 1;
      for (let at = i * size; at < (i + 1) * size; at++) slack -= half[at] * half[at];
      out[from + i] = clearSlack(slack);
    }
  }
  return out;
}
