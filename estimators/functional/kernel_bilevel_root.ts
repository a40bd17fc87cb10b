/**
 * The root of kernel bilevel optimisation: the minimiser of its empirical outer objective.
 *
 * @module
 */

import { kernelBilevelAffine } from "./kernel_bilevel_affine.ts";
import type { KernelBilevelData, KernelBilevelOptions } from "./kernel_bilevel_data.ts";
import type { SmoothRoute } from "./kernel_bilevel_smooth.ts";
import { affineRoot, type RootEstimate } from "./root.ts";

const LOW_RANK: SmoothRoute = { tolerance: 1e-8 };

/**
 * The w at which Ĉ'(Ĉw + ĥ_0 − Ỹ) = 0, for every λ, with Ĉ = K(X̃, X)(K + nλI)⁻¹G and
 * ĥ_0 = K(X̃, X)(K + nλI)⁻¹T_0. One factorisation and one product with K(X̃, X) serve all λ. It tends
 * to the minimiser of the regularised problem, not to that of the problem itself.
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
