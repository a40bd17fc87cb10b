/**
 * Kernel bilevel optimisation with random Fourier features in place of the kernel.
 *
 * @module
 */

import { requirePenalties } from "../nuisance/kernel_ridge.ts";
import { type FourierFeatures, fourierFeatures } from "../nuisance/random_fourier.ts";
import { gemm, gram } from "../../numerics/kernels.ts";
import { ShiftedSolver } from "../../numerics/shifted_solver.ts";
import type { GradientEstimate } from "./contract.ts";
import {
  type KernelBilevelData,
  requireKernelBilevelData,
  targetColumns,
} from "./kernel_bilevel_data.ts";
import { affineFunction } from "./affine_gradient.ts";
import { smoothAffine, unaccompanied } from "./kernel_bilevel_smooth.ts";

/** Settings of `featureBilevel`. */
export interface FeatureBilevelOptions {
  /** The features z, D of them. */
  readonly features: FourierFeatures;
  /** Penalties λ > 0. */
  readonly lambdas: readonly number[];
}

/**
 * The gradient Ĉ'(Ĉw + ĥ_0 − Ỹ)/m for every λ, where Ĉ and ĥ_0 are the predictions at the outer points
 * of ridge regressions of G and T_0 on the features: Z̃(Z'Z + nλI)⁻¹Z'(G, T_0). It is the gradient of
 * kernel bilevel optimisation for the kernel z(x)'z(x'), at the cost of D×D systems; the baseline of experiment B4
 * of El Khoury, Zenati, Kallus, Arbel, Bibaut, *Semiparametric Efficient Bilevel Gradient Estimation*,
 * arXiv 2605.21341 (2026).
 *
 * @param w Outer point, p.
 * @returns One estimate for each λ; the method has no standard errors, so they are NaN.
 * @throws {RangeError} if a λ is not positive, sizes do not agree or a value is not finite.
 */
export function featureBilevel(
  data: KernelBilevelData,
  w: Float64Array,
  { features, lambdas }: FeatureBilevelOptions,
): GradientEstimate[] {
  requirePenalties(lambdas);
  const { inner, target, outer } = data;
  const { d, p } = requireKernelBilevelData(data, w.length);
  if (d !== features.d) {
    throw new RangeError(`there are ${d} covariates: the features were drawn for ${features.d}`);
  }
  const { count } = features;
  const n = inner.n;
  const q = p + 1;
  const z = fourierFeatures(features, inner.x, n);
  const rhs = gemm(z, targetColumns(target, n, p), count, n, q, { transposeA: true });
  const shifts = lambdas.map((lambda) => n * lambda);
  const beta = new ShiftedSolver(gram(z, n, count), count).solveAll(shifts, rhs, q);
  const width = q * lambdas.length;
  const smooth = gemm(fourierFeatures(features, outer.x, outer.n), beta, outer.n, count, width);
  return smoothAffine(smooth, outer.y, p).map((gradient) =>
    unaccompanied(affineFunction(gradient)(w))
  );
}
