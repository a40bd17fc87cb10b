/**
 * What kernel bilevel optimisation on random features converges to on projected Bellman: the exact
 * gradient of the regularised problem on infinitely many observations, for the features as drawn.
 *
 * @module
 */

import { gemm, gram } from "../../numerics/kernels.ts";
import { gaussHermiteNormal } from "../../numerics/quadrature.ts";
import { ShiftedSolver } from "../../numerics/shifted_solver.ts";
import { projectedBellmanB1 } from "./projected_bellman.ts";
import { requireOuterPoint } from "./require.ts";

/** Settings of `bellmanFeatureGradients`. */
export interface BellmanFeatureOptions {
  /** The features at n rows of X = (S, A): n×count. */
  readonly features: (x: Float64Array, n: number) => Float64Array;
  /** Number of features. */
  readonly count: number;
  /** Penalties λ > 0. */
  readonly lambdas: readonly number[];
  /** Number of quadrature nodes for S. */
  readonly nodes?: number;
}

/**
 * Ψ_λ(w), p, for every λ: the limit of the random-feature bilevel gradient of experiment B4 as both
 * samples grow and the features stay.
 *
 * With M = E[zz'] the learned functions are z'(M + λI)⁻¹E[z(j', h_0)], and
 * Ψ_λ = E[j_λ (h_{0,λ} + j_λ'w − m)], by Gauss–Hermite quadrature over S and an exact sum over A.
 *
 * @throws {RangeError} if sizes do not agree or a λ is too small for M to working precision.
 */
export function bellmanFeatureGradients(
  w: Float64Array,
  { features, count, lambdas, nodes = 200 }: BellmanFeatureOptions,
): Float64Array[] {
  const { name, p, d, conditionalMeans } = projectedBellmanB1;
  requireOuterPoint(name, w, p);
  for (const lambda of lambdas) {
    if (!(lambda > 0)) throw new RangeError(`lambda is ${lambda}: it must be positive`);
  }
  const { x, root, n } = population(nodes, d);
  const { j, h0, m } = conditionalMeans(x);
  const z = features(x, n);
  if (z.length !== n * count) {
    throw new RangeError(`features gave ${z.length} values: ${n}×${count} are needed`);
  }
  // all functions times the square roots of the weights, so that products are expectations
  const q = p + 1;
  const target = new Float64Array(n * q);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < count; k++) z[i * count + k] *= root[i];
    for (let k = 0; k < p; k++) target[i * q + k] = root[i] * j[i * p + k];
    target[i * q + p] = root[i] * h0[i];
  }
  const rhs = gemm(z, target, count, n, q, { transposeA: true });
  const beta = new ShiftedSolver(gram(z, n, count), count).solveAll(lambdas, rhs, q);
  const width = q * lambdas.length;
  const learned = gemm(z, beta, n, count, width);
  return lambdas.map((_, block) => {
    const gradient = new Float64Array(p);
    for (let i = 0; i < n; i++) {
      const at = i * width + block * q;
      let residual = learned[at + p] - root[i] * m[i];
      for (let k = 0; k < p; k++) residual += learned[at + k] * w[k];
      for (let k = 0; k < p; k++) gradient[k] += learned[at + k] * residual;
    }
    return gradient;
  });
}

/** Points (S, A) for S standard normal and a fair coin A, with the square roots of their weights. */
function population(
  count: number,
  d: number,
): { readonly x: Float64Array; readonly root: Float64Array; readonly n: number } {
  const { nodes, weights } = gaussHermiteNormal(count);
  const n = 2 * count;
  const x = new Float64Array(n * d);
  const root = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    x[i * d] = nodes[i >> 1];
    x[i * d + 1] = i & 1;
    root[i] = Math.sqrt(weights[i >> 1] / 2);
  }
  return { x, root, n };
}
