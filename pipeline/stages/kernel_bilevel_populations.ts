/**
 * The limits of kernel bilevel optimisation by options that JSON can hold.
 *
 * @module
 */

import { fourierFeatures } from "../../estimators/nuisance/random_fourier.ts";
import { linearIVKernelRoot } from "../../problems/functional/linear_iv_kernel.ts";
import { projectedBellmanB1 } from "../../problems/functional/projected_bellman.ts";
import { bellmanFeatureGradients } from "../../problems/functional/projected_bellman_kernel.ts";
import { type FourierDraw, fourierDraw } from "./fourier_draw.ts";

/** Roots of linear-IV for a Gaussian kernel. */
export function linearIVRoots(
  lambdas: readonly number[],
  { sigma }: { readonly sigma: number },
): Float64Array[] {
  return lambdas.map((lambda) => linearIVKernelRoot({ lambda, sigma }));
}

/** Gradients of projected Bellman B4 for a fixed draw of random Fourier features. */
export function bellmanGradients(lambdas: readonly number[], draw: FourierDraw): Float64Array[] {
  const { d, outerPoint } = projectedBellmanB1;
  const drawn = fourierDraw(d, draw);
  return bellmanFeatureGradients(outerPoint, {
    features: (x, n) => fourierFeatures(drawn, x, n),
    count: draw.count,
    lambdas,
  });
}
