/**
 * The gradient of kernel bilevel optimisation as a function of the outer point.
 *
 * @module
 */

import { requirePenalties } from "../nuisance/kernel_ridge.ts";
import { type AffineGradient, publishedAffine } from "./affine_gradient.ts";
import {
  type KernelBilevelData,
  type KernelBilevelOptions,
  requireKernelBilevelData,
  targetColumns,
} from "./kernel_bilevel_data.ts";
import { columnsOf, kernelSmooth, type SmoothRoute } from "./kernel_bilevel_smooth.ts";

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
  const q = p + 1;
  const columns = targetColumns(target, inner.n, p, q);
  const smooth = kernelSmooth(inner, outer, columns, q, options, route);
  return options.lambdas.map((_, block) => {
    const j = columnsOf(smooth, outer.n, block * q, p);
    const h0 = columnsOf(smooth, outer.n, block * q + p, 1);
    return publishedAffine(outer.y, { j, h0 });
  });
}
