/**
 * What kernel bilevel optimisation is given, for its gradients and its roots.
 *
 * @module
 */

import { requireWhole } from "../../numerics/require.ts";
import type { InnerTarget, Sample } from "../../problems/functional/contract.ts";
import type { Kernel } from "../nuisance/kernel.ts";
import { requireFinite, requireLengths } from "./require.ts";

/** The two samples of kernel bilevel optimisation. */
export interface KernelBilevelData {
  /** The sample of the lower level: n rows of X. */
  readonly inner: Pick<Sample, "n" | "x">;
  /** T_0 and G of the inner sample. */
  readonly target: InnerTarget;
  /** The sample of the outer objective: m rows of X̃ and Ỹ. */
  readonly outer: Pick<Sample, "n" | "x" | "y">;
}

/** Settings of kernel bilevel optimisation. */
export interface KernelBilevelOptions {
  /** The kernel. */
  readonly kernel: Kernel;
  /** Penalties λ > 0. */
  readonly lambdas: readonly number[];
}

/**
 * The numbers of columns of x and G, once everything is known to fit and to be finite.
 *
 * @param p How many columns G must have; as many as it has, unless given.
 * @throws {RangeError} if sizes do not agree or a value is not finite.
 */
export function requireKernelBilevelData(
  { inner, target, outer }: KernelBilevelData,
  p: number = target.g.length / inner.n,
): { readonly d: number; readonly p: number } {
  for (const [name, n] of [["inner", inner.n], ["outer", outer.n]] as const) {
    requireWhole(`the ${name} sample size`, n, 1);
  }
  const d = inner.x.length / inner.n;
  const sizes: [string, Float64Array, number][] = [
    ["inner x", inner.x, inner.n * Math.max(1, Math.round(d))],
    ["G", target.g, inner.n * Math.max(1, Math.round(p))],
    ["T_0", target.t0, inner.n],
    ["outer x", outer.x, outer.n * d],
    ["outer y", outer.y, outer.n],
  ];
  requireLengths(sizes);
  for (const [name, array] of sizes) requireFinite(name, array);
  return { d, p };
}

/** The regression targets (G, T_0), n×(p + 1). */
export function targetColumns({ g, t0 }: InnerTarget, n: number, p: number): Float64Array {
  const out = new Float64Array(n * (p + 1));
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < p; k++) out[i * (p + 1) + k] = g[i * p + k];
    out[i * (p + 1) + p] = t0[i];
  }
  return out;
}
