/**
 * Kernel ridge regression, with penalty and bandwidth chosen by cross-validation.
 *
 * @module
 */

import { requirePositive } from "../../numerics/require.ts";
import { solvePositiveDefinite } from "../../numerics/kernels.ts";
import { ShiftedSolver } from "../../numerics/shifted_solver.ts";
import type { Learner, Regression, RegressionData } from "./contract.ts";
import {
  type Criterion,
  criterionName,
  least,
  outputWeights,
  validationError,
} from "./cross_validation.ts";
import type { Kernel } from "./kernel.ts";
import { requirePoints, requireRegressionData } from "./regression_data.ts";

/** Settings of `kernelRidge`. */
export interface KernelRidgeOptions {
  /** The kernel k, or several to choose from, for instance of several bandwidths. */
  readonly kernel: Kernel | readonly Kernel[];
  /** The penalties λ > 0 to choose from; a single one, with a single kernel, is used as it is. */
  readonly lambdas: readonly number[];
  /** What the choice minimises; "loo" unless said. "gcv" costs less. */
  readonly criterion?: Criterion;
  /** Whether a constant is added that is not penalised; true unless said. */
  readonly intercept?: boolean;
}

/**
 * Kernel ridge regression: f = Σ_i α_i k(x_i, ·) + b minimises Σ‖y − f‖²/n + λ‖f − b‖², so that
 * (K + nλI) α = y − b1, and 1'α = 0 if there is an intercept. As λ → ∞ it predicts the training mean
 * (0 without intercept).
 *
 * Of all kernels and λ the pair with the least criterion is taken; if there are several, the
 * greatest σ and then the greatest λ. A kernel costs one reduction of its matrix, whatever the
 * number of penalties. Leave-one-out errors are those of exact refits at the same nλ: α_i / Q_ii
 * with Q = M⁻¹, M = K + nλI, or with an intercept Q = M⁻¹ − vv'/(1'v), v = M⁻¹1; nλQ is one minus the
 * matrix of the smoother.
 *
 * The regression's `chosen` holds `lambda`, the kernel's `sigma`, and, if there was a choice,
 * `leaveOneOut` or `gcv` (the criterion's value) and `atEdge` (1 if λ or σ is the least or the
 * greatest of several, else 0).
 *
 * @throws {RangeError} if there is no kernel or no λ, or a λ is not positive; the learner, if its
 * data are malformed.
 *
 * @example
 * ```ts
 * import { gaussian, kernelRidge, Stream } from "@bigrad/bigrad";
 *
 * const n = 200;
 * const random = Stream.of("my data");
 * const x = Float64Array.from({ length: n }, () => 2 * random.uniform() - 1);
 * const y = x.map((value) => Math.sin(3 * value) + 0.1 * random.normal());
 * const learner = kernelRidge({ kernel: gaussian(1), lambdas: [1e-4, 1e-3, 1e-2] });
 * const { predict } = learner({ n, d: 1, q: 1, x, y });
 * console.log(predict(Float64Array.of(0.5), 1)[0].toFixed(2), Math.sin(1.5).toFixed(2));
 * // 0.99 1.00
 * ```
 */
export function kernelRidge(options: KernelRidgeOptions): Learner {
  const { kernel, lambdas, criterion = "loo", intercept = true } = options;
  requirePenalties(lambdas);
  const kernels = [kernel].flat().sort((a, b) => (b.sigma ?? 0) - (a.sigma ?? 0));
  if (kernels.length === 0) throw new RangeError("kernel is an empty list: give at least one");
  const descending = Float64Array.from(new Set(lambdas)).sort().reverse();
  return (data) => {
    requireRegressionData(data);
    return kernels.length === 1 && descending.length === 1
      ? regression(fixed(data, kernels[0], descending[0], intercept), data)
      : regression(choose(data, kernels, descending, criterion, intercept), data);
  };
}

/**
 * Checks a grid of penalties.
 *
 * @throws {RangeError} if it is empty or one of them is not positive and finite.
 */
export function requirePenalties(lambdas: readonly number[]): void {
  if (lambdas.length === 0) throw new RangeError("lambdas is empty: give at least one penalty");
  for (const lambda of lambdas) {
    requirePositive("lambda", lambda);
  }
}

/** The fit with one kernel at one penalty. */
interface Fit {
  /** α, n×q. */
  readonly alpha: Float64Array;
  /** The intercepts, q; zeros without. */
  readonly constant: Float64Array;
  /** What the intercept takes off the diagonal of M⁻¹: v_i²/(1'v), n; zeros without. */
  readonly correction: Float64Array;
}

/** A fit that is to be used. */
interface Chosen extends Fit {
  readonly kernel: Kernel;
  readonly chosen: Readonly<Record<string, number>>;
}

function regression(
  { kernel, alpha, constant, chosen }: Chosen,
  { n, d, x }: RegressionData,
): Regression {
  return { predict: kernelExpansion(kernel, x, n, d, alpha, constant), chosen };
}

/** The predictions Σ_i α_i k(x_i, ·) + constant, for n centres, α n×q and q constants. */
export function kernelExpansion(
  kernel: Kernel,
  centres: Float64Array,
  n: number,
  d: number,
  alpha: Float64Array,
  constant: Float64Array,
): Regression["predict"] {
  const q = constant.length;
  return (points, count) => {
    requirePoints(points, count, d);
    const out = kernel.times(points, count, centres, n, d, alpha, q);
    for (let at = 0; at < out.length; at++) out[at] += constant[at % q];
    return out;
  };
}

function fixed(data: RegressionData, kernel: Kernel, lambda: number, intercept: boolean): Chosen {
  const { n, d, x } = data;
  const matrix = kernel.gram(x, n, d);
  for (let i = 0; i < n; i++) matrix[i * n + i] += n * lambda;
  const { block, rhs } = rightHandSides(data, intercept);
  const solution = solvePositiveDefinite(matrix, n, rhs, block);
  return { ...unpack(solution, 0, 1, data, block), kernel, chosen: settings(kernel, lambda) };
}

function choose(
  data: RegressionData,
  kernels: readonly Kernel[],
  lambdas: Float64Array,
  criterion: Criterion,
  intercept: boolean,
): Chosen {
  const { n, d, x } = data;
  const weights = outputWeights(data);
  const shifts = lambdas.map((lambda) => n * lambda);
  const { block, rhs } = rightHandSides(data, intercept);
  const best = kernels.map((kernel, k) => {
    const solver = new ShiftedSolver(kernel.gram(x, n, d), n);
    const solutions = solver.solveAll(shifts, rhs, block);
    const fits = Array.from(
      shifts,
      (_, s) => unpack(solutions, s, shifts.length, data, block),
    );
    const errors = fits.map(({ alpha, correction }, s) =>
      validationError(alpha, slack(solver, shifts[s], correction, criterion), weights)
    );
    const s = least(errors);
    const atEdge = isEdge(s, lambdas.length) || isEdge(k, kernels.length) ? 1 : 0;
    return { kernel, fit: fits[s], lambda: lambdas[s], error: errors[s], atEdge };
  });
  const { kernel, fit, lambda, error, atEdge } = best[least(best.map(({ error }) => error))];
  const chosen = { ...settings(kernel, lambda), [criterionName(criterion)]: error, atEdge };
  return { ...fit, kernel, chosen };
}

function isEdge(index: number, length: number): boolean {
  return length > 1 && (index === 0 || index === length - 1);
}

function settings(kernel: Kernel, lambda: number): Record<string, number> {
  return kernel.sigma === undefined ? { lambda } : { lambda, sigma: kernel.sigma };
}

/** (y, 1), so that v = M⁻¹1 comes along with M⁻¹y; y alone without intercept. */
function rightHandSides(
  { n, q, y }: RegressionData,
  intercept: boolean,
): { block: number; rhs: Float64Array } {
  if (!intercept) return { block: q, rhs: y };
  const block = q + 1;
  const rhs = new Float64Array(n * block).fill(1);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < q; c++) rhs[i * block + c] = y[i * q + c];
  }
  return { block, rhs };
}

/** The fit from block number s of `count` solutions that stand side by side. */
function unpack(
  solutions: Float64Array,
  s: number,
  count: number,
  { n, q }: RegressionData,
  block: number,
): Fit {
  const alpha = new Float64Array(n * q);
  const constant = new Float64Array(q);
  const correction = new Float64Array(n);
  const row = (i: number) => (i * count + s) * block;
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < q; c++) alpha[i * q + c] = solutions[row(i) + c];
  }
  if (block === q) return { alpha, constant, correction };
  let total = 0; // 1'v
  for (let i = 0; i < n; i++) {
    total += solutions[row(i) + q];
    for (let c = 0; c < q; c++) constant[c] += alpha[i * q + c];
  }
  for (let c = 0; c < q; c++) constant[c] /= total;
  for (let i = 0; i < n; i++) {
    const v = solutions[row(i) + q];
    for (let c = 0; c < q; c++) alpha[i * q + c] -= constant[c] * v;
    correction[i] = v * v / total;
  }
  return { alpha, constant, correction };
}

/** The diagonal of Q, or for generalised cross-validation its mean. */
function slack(
  solver: ShiftedSolver,
  shift: number,
  correction: Float64Array,
  criterion: Criterion,
): Float64Array | number {
  if (criterion === "loo") {
    return solver.inverseDiagonal(shift).map((entry, i) => entry - correction[i]);
  }
  const n = correction.length;
  return (solver.inverseTrace(shift) - correction.reduce((sum, value) => sum + value, 0)) / n;
}
