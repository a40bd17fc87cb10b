/**
 * The lower level of kernel bilevel optimisation: kernel ridge regression for many penalties at
 * once, evaluated on another sample.
 *
 * @module
 */

import { columnsOf } from "../../numerics/matrix.ts";
import type { Sample } from "../../problems/functional/contract.ts";
import type { Kernel } from "../nuisance/kernel.ts";
import { kernelCholesky } from "../nuisance/nystroem.ts";
import { gemm, gram, solvePositiveDefinite } from "../../numerics/kernels.ts";
import { ShiftedSolver } from "../../numerics/shifted_solver.ts";
import { type AffineGradient, termsAtAll } from "./affine_gradient.ts";
import type { GradientEstimate } from "./contract.ts";
import type { KernelBilevelOptions } from "./kernel_bilevel_data.ts";
import { PUBLISHED } from "./terms.ts";

/** How K is factored. */
export interface SmoothRoute {
  /**
   * The relative error ‖α̂ − α‖/‖α‖ of a solution that is allowed for leaving K unformed; 0, which
   * is the default, forms it.
   */
  readonly tolerance?: number;
}

/** The greatest rank, in units of n, at which a low-rank factor is faster than K itself. */
const WORTHWHILE_RANK = 0.5;

/**
 * K(X̃, X)(K + nλI)⁻¹B for every λ, from one factorisation.
 *
 * With a tolerance ε, K is replaced by LL' from a pivoted Cholesky factor whose residual trace is at
 * most ε·n·min λ, so that (LL' + nλI)⁻¹ costs a system of the rank's size. As 0 ≤ K − LL' ≤ its
 * trace, every solution α̂ is right to ε‖α‖; K(X̃, X) stays exact. Where that needs a rank above n/2,
 * K is formed after all.
 *
 * @param inner n rows of X.
 * @param outer m rows of X̃.
 * @param rhs B, n×q.
 * @returns m×(q·number of λ): columns s q, …, s q + q − 1 belong to λ number s.
 * @throws {RangeError} if a λ is not positive to working precision, or sizes do not agree.
 */
export function kernelSmooth(
  inner: Pick<Sample, "n" | "x">,
  outer: Pick<Sample, "n" | "x">,
  rhs: Float64Array,
  q: number,
  { kernel, lambdas }: KernelBilevelOptions,
  { tolerance = 0 }: SmoothRoute = {},
): Float64Array {
  const { n, x } = inner;
  const d = x.length / n;
  const shifts = lambdas.map((lambda) => n * lambda);
  const alpha = (tolerance > 0 && lowRank(kernel, inner, rhs, q, shifts, tolerance)) ||
    new ShiftedSolver(kernel.gram(x, n, d), n).solveAll(shifts, rhs, q);
  return kernel.times(outer.x, outer.n, x, n, d, alpha, q * lambdas.length);
}

/**
 * The gradients Ĉ'(Ĉw + ĥ_0 − Ỹ)/m for every λ as functions of w: A = Ĉ'Ĉ/m, c = Ĉ'(ĥ_0 − Ỹ)/m.
 *
 * @param smooth One block of p + 1 columns for each λ: Ĉ and ĥ_0.
 * @param outcome Ỹ, m.
 */
export function smoothAffine(
  smooth: Float64Array,
  outcome: Float64Array,
  p: number,
): AffineGradient[] {
  const m = outcome.length;
  const q = p + 1;
  return Array.from({ length: smooth.length / (m * q) }, (_, block) => {
    const j = columnsOf(smooth, m, range(block * q, p));
    const h = columnsOf(smooth, m, [block * q + p]);
    return termsAtAll(PUBLISHED, m, p, { outcome, j, h });
  });
}

/** `count` whole numbers from `from` on. */
export function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => from + k);
}

/** A gradient without standard errors. */
export function unaccompanied(gradient: Float64Array): GradientEstimate {
  return { gradient, standardError: gradient.map(() => NaN) };
}

/**
 * α = (LL' + sI)⁻¹B = (B − L(L'L + sI)⁻¹L'B)/s for every shift s, n×(q·shifts), or nothing if L
 * would be too wide.
 */
function lowRank(
  kernel: Kernel,
  { n, x }: Pick<Sample, "n" | "x">,
  rhs: Float64Array,
  q: number,
  shifts: readonly number[],
  tolerance: number,
): Float64Array | undefined {
  const d = x.length / n;
  const { rank, factor, residualTrace } = kernelCholesky(kernel, x, n, d, () => ({
    tolerance: tolerance * Math.min(...shifts),
    maxRank: Math.floor(WORTHWHILE_RANK * n),
  }));
  if (residualTrace > tolerance * Math.min(...shifts)) return undefined;
  const inside = gram(factor, n, rank);
  const projected = gemm(factor, rhs, rank, n, q, { transposeA: true });
  const width = q * shifts.length;
  const alpha = new Float64Array(n * width);
  shifts.forEach((shift, s) => {
    const shifted = inside.slice();
    for (let k = 0; k < rank; k++) shifted[k * rank + k] += shift;
    const fit = gemm(factor, solvePositiveDefinite(shifted, rank, projected, q), n, rank, q);
    for (let i = 0; i < n; i++) {
      for (let c = 0; c < q; c++) {
        alpha[i * width + s * q + c] = (rhs[i * q + c] - fit[i * q + c]) / shift;
      }
    }
  });
  return alpha;
}
