/**
 * The root of kernel bilevel optimisation: the minimiser of its empirical outer objective.
 *
 * @module
 */

import { requirePenalties } from "../nuisance/kernel_ridge.ts";
import { ShiftedSolver } from "../numerics/shifted_solver.ts";
import {
  type KernelBilevelData,
  type KernelBilevelOptions,
  requireKernelBilevelData,
  targetColumns,
} from "./kernel_bilevel_data.ts";
import { plugInRoot, type RootEstimate } from "./root.ts";

/**
 * The w at which Ĉ'(Ĉw + ĥ_0 − Ỹ) = 0, for every λ, with Ĉ = K(X̃, X)(K + nλI)⁻¹G and
 * ĥ_0 = K(X̃, X)(K + nλI)⁻¹T_0. One factorisation and one product with K(X̃, X) serve all λ. It tends
 * to the minimiser of the regularised problem, not to that of the problem itself.
 *
 * @returns One estimate for each λ; the method has no standard errors, so they are NaN.
 * @throws {RangeError} if a λ is not positive, sizes do not agree or a value is not finite.
 */
export function kernelBilevelRoot(
  data: KernelBilevelData,
  { kernel, lambdas }: KernelBilevelOptions,
): RootEstimate[] {
  requirePenalties(lambdas);
  const { inner, target, outer } = data;
  const { d, p } = requireKernelBilevelData(data);
  const n = inner.n;
  const q = p + 1;
  const solver = new ShiftedSolver(kernel.gram(inner.x, n, d), n);
  const shifts = lambdas.map((lambda) => n * lambda);
  const alpha = solver.solveAll(shifts, targetColumns(target, n, p, q), q);
  const width = q * lambdas.length;
  const smooth = kernel.times(outer.x, outer.n, inner.x, n, d, alpha, width);
  return lambdas.map((_, block) => {
    const j = new Float64Array(outer.n * p);
    const h0 = new Float64Array(outer.n);
    for (let i = 0; i < outer.n; i++) {
      const at = i * width + block * q;
      for (let k = 0; k < p; k++) j[i * p + k] = smooth[at + k];
      h0[i] = smooth[at + p];
    }
    const estimate = plugInRoot(outer.y, { j, h0 });
    return { ...estimate, standardError: estimate.root.map(() => NaN) };
  });
}
