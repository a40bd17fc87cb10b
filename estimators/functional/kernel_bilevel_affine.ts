/**
 * Kernel bilevel optimisation: the lower level is kernel ridge regression on one sample, the outer
 * objective a mean over another.
 *
 * F̂(w) = ‖h_w(X̃) − Ỹ‖²/(2m), h_w(X̃) = K(X̃, X)(K(X, X) + nλI)⁻¹ T_w, whose gradient is also the
 * plug-in estimator of the gradient of the regularised population problem. El Khoury, Pauwels,
 * Vaiter, Arbel, NeurIPS 2025, arXiv 2502.08457.
 *
 * @module
 */

import { requirePenalties } from "../nuisance/kernel_ridge.ts";
import type { AffineGradient } from "./affine_gradient.ts";
import {
  type KernelBilevelData,
  type KernelBilevelOptions,
  requireKernelBilevelData,
  targetColumns,
} from "./kernel_bilevel_data.ts";
import { kernelSmooth, smoothAffine, type SmoothRoute } from "./kernel_bilevel_smooth.ts";
import { affineRoot, type RootEstimate } from "./root.ts";

/**
 * The gradient of F̂ for every λ: A = Ĉ'Ĉ/m, c = Ĉ'(ĥ_0 − Ỹ)/m, with Ĉ = K(X̃, X)(K + nλI)⁻¹G and
 * ĥ_0 = K(X̃, X)(K + nλI)⁻¹T_0. One factorisation and one product with K(X̃, X) serve all λ and all w.
 *
 * @param route How the kernel matrix is factored.
 * @throws {RangeError} if a λ is not positive, sizes do not agree or a value is not finite.
 */
export function kernelBilevelAffine(
  data: KernelBilevelData,
  options: KernelBilevelOptions,
  route: SmoothRoute = {},
): AffineGradient[] {
  requirePenalties(options.lambdas);
  const { inner, target, outer } = data;
  const { p } = requireKernelBilevelData(data);
  const columns = targetColumns(target, inner.n, p);
  return smoothAffine(kernelSmooth(inner, outer, columns, p + 1, options, route), outer.y, p);
}

const LOW_RANK: SmoothRoute = { tolerance: 1e-8 };

/**
 * The w at which Ĉ'(Ĉw + ĥ_0 − Ỹ) = 0, for every λ: the minimiser of F̂. It tends to the minimiser of the
 * regularised problem, not to that of the problem itself.
 *
 * @param route How K is factored. Unless said, a K of low rank, as wide kernels give, is not formed:
 * in the published design of figure 4 that changes roots by less than 1e-11 of themselves.
 * @returns One estimate for each λ; the method has no standard errors, so they are NaN.
 * @throws {RangeError} if a λ is not positive, sizes do not agree or a value is not finite.
 */
export function kernelBilevelRoot(
  data: KernelBilevelData,
  options: KernelBilevelOptions,
  route: SmoothRoute = LOW_RANK,
): RootEstimate[] {
  return kernelBilevelAffine(data, options, route).map(affineRoot);
}
