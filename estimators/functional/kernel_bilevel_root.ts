/**
 * The root of kernel bilevel optimisation: the minimiser of its empirical outer objective.
 *
 * @module
 */

import type { InnerTarget } from "../../problems/functional/contract.ts";
import { requirePenalties } from "../nuisance/kernel_ridge.ts";
import { ShiftedSolver } from "../numerics/shifted_solver.ts";
import type { KernelBilevelData, KernelBilevelOptions } from "./kernel_bilevel.ts";
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
  const { d, p } = requireSizes(data);
  const n = inner.n;
  const q = p + 1;
  const solver = new ShiftedSolver(kernel.gram(inner.x, n, d), n);
  const shifts = lambdas.map((lambda) => n * lambda);
  const alpha = solver.solveAll(shifts, columns(target, n, p), q);
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

/** (G, T_0), n×(p + 1). */
function columns({ g, t0 }: InnerTarget, n: number, p: number): Float64Array {
  const out = new Float64Array(n * (p + 1));
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < p; k++) out[i * (p + 1) + k] = g[i * p + k];
    out[i * (p + 1) + p] = t0[i];
  }
  return out;
}

/** The numbers of columns of x and G, once everything is known to fit and to be finite. */
function requireSizes({ inner, target, outer }: KernelBilevelData): { d: number; p: number } {
  for (const [name, n] of [["inner", inner.n], ["outer", outer.n]] as const) {
    if (!(Number.isInteger(n) && n >= 1)) {
      throw new RangeError(`the ${name} sample size is ${n}: give a whole number, at least 1`);
    }
  }
  const d = inner.x.length / inner.n;
  const p = target.g.length / inner.n;
  const sizes: [string, Float64Array, number][] = [
    ["inner x", inner.x, inner.n * Math.max(1, Math.round(d))],
    ["G", target.g, inner.n * Math.max(1, Math.round(p))],
    ["T_0", target.t0, inner.n],
    ["outer x", outer.x, outer.n * d],
    ["outer y", outer.y, outer.n],
  ];
  for (const [name, array, size] of sizes) {
    if (array.length !== size) {
      throw new RangeError(`${name} has ${array.length} values: ${size} are needed`);
    }
    const at = array.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) {
      throw new RangeError(
        `${name} holds ${array[at]} at position ${at}: remove such observations`,
      );
    }
  }
  return { d, p };
}
