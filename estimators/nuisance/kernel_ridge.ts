/**
 * Kernel ridge regression, with the penalty chosen by leave-one-out error.
 *
 * @module
 */

import { ShiftedSolver } from "../numerics/shifted_solver.ts";
import type { Learner, Regression, RegressionData } from "./contract.ts";
import type { Kernel } from "./kernel.ts";
import { requirePoints, requireRegressionData } from "./regression_data.ts";

/** Settings of `kernelRidge`. */
export interface KernelRidgeOptions {
  /** The kernel k. */
  readonly kernel: Kernel;
  /** The grid of penalties λ > 0; a single one is used as it is. */
  readonly lambdas: readonly number[];
  /** Whether a constant is added that is not penalised; true unless said. */
  readonly intercept?: boolean;
}

/**
 * Kernel ridge regression: f = Σ_i α_i k(x_i, ·) + b minimises Σ‖y − f‖²/n + λ‖f − b‖², so that
 * (K + nλI) α = y − b1, and 1'α = 0 if there is an intercept. As λ → ∞ it predicts the training mean
 * (0 without intercept).
 *
 * Of a grid of λ, the one with the least leave-one-out error is taken, the sum over outputs of
 * squared errors divided by the output's variance; the largest one if there are several. The
 * left-out errors are exact refits at the same nλ: α_i / Q_ii with Q = M⁻¹, M = K + nλI, or with an
 * intercept Q = M⁻¹ − vv'/(1'v), v = M⁻¹1.
 *
 * The regression's `chosen` holds `lambda` and, if it was chosen from several, `leaveOneOut` (that
 * error per row and output: the mean's is about 1) and `atEdge` (1 if λ is the least or the greatest
 * of the grid, else 0).
 *
 * @throws {RangeError} if a λ is not positive; the learner, if its data are malformed.
 */
export function kernelRidge(options: KernelRidgeOptions): Learner {
  const { kernel, lambdas, intercept = true } = options;
  requirePenalties(lambdas);
  const descending = Float64Array.from(new Set(lambdas)).sort().reverse();
  return (data) => fit(data, kernel, descending, intercept);
}

/**
 * Checks a grid of penalties.
 *
 * @throws {RangeError} if it is empty or one of them is not positive and finite.
 */
export function requirePenalties(lambdas: readonly number[]): void {
  if (lambdas.length === 0) throw new RangeError("lambdas is empty: give at least one penalty");
  for (const lambda of lambdas) {
    if (!(lambda > 0 && lambda < Infinity)) {
      throw new RangeError(`lambda is ${lambda}: a penalty must be positive and finite`);
    }
  }
}

function fit(
  data: RegressionData,
  kernel: Kernel,
  descending: Float64Array,
  intercept: boolean,
): Regression {
  requireRegressionData(data);
  const { n, d, q, x } = data;
  const solver = new ShiftedSolver(kernel.gram(x, n, d), n);
  const fits = solveAll(solver, descending.map((lambda) => n * lambda), data, intercept);
  const { best, chosen } = choose(fits, descending, solver, data);
  const { alpha, constant } = fits[best];
  return {
    predict(points, count) {
      requirePoints(points, count, d);
      const out = kernel.times(points, count, x, n, d, alpha, q);
      for (let at = 0; at < out.length; at++) out[at] += constant[at % q];
      return out;
    },
    chosen,
  };
}

/** The fit at one penalty. */
interface Fit {
  /** α, n×q. */
  readonly alpha: Float64Array;
  /** The intercepts, q; zeros without. */
  readonly constant: Float64Array;
  /** What the intercept takes off the diagonal of M⁻¹: v_i²/(1'v), n; zeros without. */
  readonly correction: Float64Array;
}

function solveAll(
  solver: ShiftedSolver,
  shifts: Float64Array,
  { n, q, y }: RegressionData,
  intercept: boolean,
): Fit[] {
  // (y, 1), so that v = M⁻¹1 comes along
  const block = intercept ? q + 1 : q;
  const rhs = new Float64Array(n * block).fill(1);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < q; c++) rhs[i * block + c] = y[i * q + c];
  }
  const width = shifts.length * block;
  const solutions = solver.solveAll(shifts, rhs, block);
  return Array.from(shifts, (_, s) => {
    const alpha = new Float64Array(n * q);
    const constant = new Float64Array(q);
    const correction = new Float64Array(n);
    let total = 0; // 1'v
    for (let i = 0; i < n; i++) {
      const row = i * width + s * block;
      for (let c = 0; c < q; c++) {
        alpha[i * q + c] = solutions[row + c];
        constant[c] += solutions[row + c];
      }
      if (intercept) total += solutions[row + q];
    }
    if (!intercept) return { alpha, constant: constant.fill(0), correction };
    for (let c = 0; c < q; c++) constant[c] /= total;
    for (let i = 0; i < n; i++) {
      const v = solutions[i * width + s * block + q];
      for (let c = 0; c < q; c++) alpha[i * q + c] -= constant[c] * v;
      correction[i] = v * v / total;
    }
    return { alpha, constant, correction };
  });
}

/** The fit with the least leave-one-out error. */
function choose(
  fits: readonly Fit[],
  descending: Float64Array,
  solver: ShiftedSolver,
  data: RegressionData,
): { best: number; chosen: Record<string, number> } {
  const last = fits.length - 1;
  if (last === 0) return { best: 0, chosen: { lambda: descending[0] } };
  const weights = outputWeights(data);
  let best = 0;
  let leaveOneOut = Infinity;
  fits.forEach((fit, s) => {
    const error = leaveOneOutError(fit, solver.inverseDiagonal(data.n * descending[s]), weights);
    if (error < leaveOneOut) {
      best = s;
      leaveOneOut = error;
    }
  });
  const atEdge = best === 0 || best === last ? 1 : 0;
  return { best, chosen: { lambda: descending[best], leaveOneOut, atEdge } };
}

/** The mean over rows and outputs of squared leave-one-out errors times the outputs' weights. */
function leaveOneOutError(
  { alpha, correction }: Fit,
  inverseDiagonal: Float64Array,
  weights: Float64Array,
): number {
  const n = inverseDiagonal.length;
  const q = weights.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const diagonal = inverseDiagonal[i] - correction[i];
    for (let c = 0; c < q; c++) {
      const error = alpha[i * q + c] / diagonal;
      sum += weights[c] * error * error;
    }
  }
  return sum / (n * q);
}

/** One over the variance of each output; 0 for one that does not vary. */
function outputWeights({ n, q, y }: RegressionData): Float64Array {
  const weights = new Float64Array(q);
  for (let c = 0; c < q; c++) {
    // from the first value, so that the variance of a constant is 0 exactly
    let mean = 0;
    for (let i = 0; i < n; i++) mean += (y[i * q + c] - y[c]) / n;
    let variance = 0;
    for (let i = 0; i < n; i++) {
      const deviation = y[i * q + c] - y[c] - mean;
      variance += deviation * deviation / n;
    }
    weights[c] = variance > 0 ? 1 / variance : 0;
  }
  return weights;
}
