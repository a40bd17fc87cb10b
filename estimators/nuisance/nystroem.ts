/**
 * Kernel ridge regression on landmarks, for more rows than an n×n matrix can hold.
 *
 * @module
 */

import {
  type PivotedCholesky,
  pivotedCholesky,
  type PivotedCholeskyOptions,
} from "../../numerics/pivoted_cholesky.ts";
import { solveTriangular } from "../../numerics/kernels.ts";
import { identity, rowsOf } from "../../numerics/matrix.ts";
import type { Learner } from "./contract.ts";
import type { Kernel } from "./kernel.ts";
import { kernelExpansion, requirePenalties } from "./kernel_ridge.ts";
import { fitPenalised, type PenaltyOptions } from "./penalised_least_squares.ts";
import type { Basis } from "./penalised_series.ts";
import { requireRegressionData } from "./regression_data.ts";

/** Settings of `nystroem`. */
export interface NystroemOptions extends PenaltyOptions {
  /** The kernel k. */
  readonly kernel: Kernel;
  /** The most landmarks r ≥ 1. */
  readonly rank: number;
  /** The share of the trace of K that may be left over; 1e-10 unless said. */
  readonly tolerance?: number;
  /** Whether a constant is added that is not penalised; true unless said. */
  readonly intercept?: boolean;
}

const DEFAULT_TOLERANCE = 1e-10;

/**
 * Nyström's approximation of `kernelRidge`: f = Σ_l α_l k(x_l, ·) + b over r of the training points,
 * minimising the same Σ‖y − f‖²/n + λ‖f − b‖². K is replaced by K_nr K_rr⁻¹ K_rn = FF', so that with all
 * distinct points as landmarks it is exact. C. K. I. Williams, M. Seeger, "Using the Nyström method
 * to speed up kernel machines", NIPS 2000.
 *
 * The landmarks are the pivots of the greedy Cholesky factor F, each the point that those before it
 * explain the least: of n points all alike only one is taken. O(nr²) operations, O(nr) numbers.
 *
 * Cross-validation takes the landmarks as given. The regression's `chosen` is that of
 * `fitPenalised`, with `rank`, the number of landmarks,
 * `left`, the share tr(K − FF')/tr(K) that they do not explain, and the kernel's `sigma`.
 *
 * @throws {RangeError} if a setting is out of range; the learner, if its data are malformed or the
 * kernel is not positive definite.
 *
 * @example
 * ```ts
 * import { gaussian, nystroem, Stream } from "@bigrad/bigrad";
 *
 * const n = 200;
 * const random = Stream.of("my data");
 * const x = Float64Array.from({ length: n }, () => 2 * random.uniform() - 1);
 * const y = x.map((value) => Math.sin(3 * value) + 0.1 * random.normal());
 * const learner = nystroem({ kernel: gaussian(1), rank: 20, lambdas: [1e-4, 1e-3] });
 * const { predict } = learner({ n, d: 1, q: 1, x, y });
 * console.log(predict(Float64Array.of(0.5), 1)[0].toFixed(2), Math.sin(1.5).toFixed(2));
 * // 0.99 1.00
 * ```
 */
export function nystroem(options: NystroemOptions): Learner {
  const { kernel, rank, tolerance = DEFAULT_TOLERANCE, intercept = true, ...penalties } = options;
  requirePenalties(options.lambdas);
  if (!(Number.isInteger(rank) && rank >= 1)) {
    throw new RangeError(`rank is ${rank}: give a whole number of landmarks, at least 1`);
  }
  if (!(tolerance >= 0 && tolerance < 1)) {
    throw new RangeError(`tolerance is ${tolerance}: give a share of the trace, from 0 to below 1`);
  }
  const constants = intercept ? 1 : 0;
  return (data) => {
    requireRegressionData(data);
    const { n, d, q, x } = data;
    const { factor, pivots, residualTrace, trace } = kernelCholesky(kernel, x, n, d, (trace) => ({
      tolerance: tolerance * trace,
      maxRank: rank,
    }));
    const r = pivots.length;
    const landmarks = rowsOf(x, n, pivots);
    const penalty = new Float64Array(constants + r).fill(1).fill(0, 0, constants);
    const z = intercept ? afterOnes(factor, n, r) : factor;
    const { beta, chosen } = fitPenalised(z, penalty, data, penalties);
    const constant = new Float64Array(q);
    if (intercept) constant.set(beta.subarray(0, q));
    // F at the landmarks is lower triangular, L: k(x, landmarks) L⁻ᵀ is the row of F at any x
    const triangle = rowsOf(factor, n, pivots);
    const alpha = solveTriangular(triangle, r, beta.slice(constants * q), q, { transposed: true });
    const sigma: Record<string, number> = kernel.sigma === undefined ? {} : { sigma: kernel.sigma };
    return {
      predict: kernelExpansion(kernel, landmarks, r, d, alpha, constant),
      chosen: { ...chosen, ...sigma, rank: r, left: residualTrace / trace },
    };
  };
}

/**
 * The span of 1 and of k(x_l, ·) at r landmarks as a basis whose penalty is ‖f − b‖²: with it
 * `penalisedSeries` is kernel ridge regression on landmarks, for any weights.
 *
 * @param x Training points, n×d; the landmarks are among them.
 * @param rank The most landmarks.
 * @throws {RangeError} if the kernel is not positive definite.
 */
export function nystroemBasis(
  kernel: Kernel,
  x: Float64Array,
  n: number,
  d: number,
  rank: number,
): Basis {
  const { factor, pivots } = kernelCholesky(kernel, x, n, d, (trace) => ({
    tolerance: DEFAULT_TOLERANCE * trace,
    maxRank: rank,
  }));
  const r = pivots.length;
  const landmarks = rowsOf(x, n, pivots);
  const inverse = solveTriangular(rowsOf(factor, n, pivots), r, identity(r), r, {
    transposed: true,
  });
  return {
    penalty: new Float64Array(1 + r).fill(1, 1),
    design: (points, m) => afterOnes(kernel.times(points, m, landmarks, r, d, inverse, r), m, r),
  };
}

/**
 * A low-rank factor of a kernel's matrix, which is not formed.
 *
 * @param x n points in d dimensions.
 * @param options From the trace of the matrix.
 * @throws {RangeError} if the kernel is not positive definite.
 */
export function kernelCholesky(
  kernel: Kernel,
  x: Float64Array,
  n: number,
  d: number,
  options: (trace: number) => PivotedCholeskyOptions,
): PivotedCholesky & { readonly trace: number } {
  const one = Float64Array.of(1);
  const point = (i: number) => x.subarray(i * d, (i + 1) * d);
  const diagonal = new Float64Array(n);
  for (let i = 0; i < n; i++) diagonal[i] = kernel.times(point(i), 1, point(i), 1, d, one, 1)[0];
  const trace = diagonal.reduce((sum, value) => sum + value, 0);
  const column = (i: number, out: Float64Array) =>
    out.set(kernel.times(x, n, point(i), 1, d, one, 1));
  return { ...pivotedCholesky(diagonal, column, options(trace)), trace };
}

/** (1, F), n×(1 + r). */
function afterOnes(factor: Float64Array, n: number, r: number): Float64Array {
  const out = new Float64Array(n * (r + 1)).fill(1);
  for (let i = 0; i < n; i++) out.set(factor.subarray(i * r, (i + 1) * r), i * (r + 1) + 1);
  return out;
}
