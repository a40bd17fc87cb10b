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
import { ShiftedSolver } from "../../numerics/shifted_solver.ts";
import type { GradientEstimate } from "./contract.ts";
import {
  type KernelBilevelData,
  type KernelBilevelOptions,
  requireKernelBilevelData,
  targetColumns,
} from "./kernel_bilevel_data.ts";
import { kernelSmooth, smoothGradients, unaccompanied } from "./kernel_bilevel_smooth.ts";

export type { KernelBilevelData, KernelBilevelOptions } from "./kernel_bilevel_data.ts";

/**
 * The gradient of F̂ at w for every λ: Ĉ'(ĥ − Ỹ)/m with Ĉ = K(X̃, X)(K + nλI)⁻¹G and
 * ĥ = Ĉw + K(X̃, X)(K + nλI)⁻¹T_0. One factorisation and one product with K(X̃, X) serve all λ.
 *
 * @param w Outer point, p.
 * @returns One estimate for each λ; the method has no standard errors, so they are NaN.
 * @throws {RangeError} if a λ is not positive or sizes do not agree.
 */
export function kernelBilevel(
  data: KernelBilevelData,
  w: Float64Array,
  options: KernelBilevelOptions,
): GradientEstimate[] {
  requirePenalties(options.lambdas);
  const { inner, target, outer } = data;
  const { p } = requireKernelBilevelData(data, w.length);
  // one block of q columns (G, T_0 unless it is zero) for each λ
  const q = target.t0.some((value) => value !== 0) ? p + 1 : p;
  const smooth = kernelSmooth(inner, outer, targetColumns(target, inner.n, p, q), q, options);
  return smoothGradients(smooth, outer.y, q, w);
}

/**
 * The same gradient by the adjoint: −(1/n) Σ_i G_i a(x_i), where at the inner points
 * a = −(n/m)(K + nλI)⁻¹ K(X, X̃)(ĥ − Ỹ). It never forms Ĉ, so it suits a large p.
 *
 * @param w Outer point, p.
 * @returns One estimate for each λ, equal to that of `kernelBilevel` but for rounding.
 * @throws {RangeError} if a λ is not positive or sizes do not agree.
 */
export function kernelBilevelAdjoint(
  data: KernelBilevelData,
  w: Float64Array,
  options: KernelBilevelOptions,
): GradientEstimate[] {
  requirePenalties(options.lambdas);
  const { inner, target, outer } = data;
  const { d, p } = requireKernelBilevelData(data, w.length);
  const { kernel, lambdas } = options;
  const n = inner.n;
  const m = outer.n;
  const solver = new ShiftedSolver(kernel.gram(inner.x, n, d), n);
  const targetAtW = target.t0.map((value, i) => {
    for (let k = 0; k < p; k++) value += w[k] * target.g[i * p + k];
    return value;
  });
  return lambdas.map((lambda) => {
    const alpha = solver.solve(n * lambda, targetAtW, 1);
    const residual = kernel.times(outer.x, m, inner.x, n, d, alpha, 1)
      .map((h, i) => h - outer.y[i]);
    const pulledBack = kernel.times(inner.x, n, outer.x, m, d, residual, 1);
    const a = solver.solve(n * lambda, pulledBack, 1).map((value) => -n / m * value);
    const gradient = new Float64Array(p);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < p; k++) gradient[k] -= a[i] * target.g[i * p + k] / n;
    }
    return unaccompanied(gradient);
  });
}
