/**
 * What kernel bilevel optimisation converges to, by penalty.
 *
 * @module
 */

import { fourierFeatures } from "../../estimators/nuisance/random_fourier.ts";
import { linearIVKernelRoot } from "../../problems/functional/linear_iv_kernel.ts";
import { projectedBellmanB1 } from "../../problems/functional/projected_bellman.ts";
import { bellmanFeatureGradients } from "../../problems/functional/projected_bellman_kernel.ts";
import { byCoordinate, type ExactValue } from "../measures/exact_values.ts";
import { lambdaSetting } from "../measures/settings.ts";
import { type FourierDraw, fourierDraw } from "./fourier_draw.ts";

interface Penalties {
  readonly lambdas: readonly number[];
}

/** The quantity kernel_root: roots of linear-IV for a Gaussian kernel. */
export function linearIVRoots(
  { lambdas, sigma }: Penalties & { readonly sigma: number },
): ExactValue[] {
  return lambdas.flatMap((lambda) =>
    byCoordinate(penalised("kernel_root", lambda), linearIVKernelRoot({ lambda, sigma }))
  );
}

/** The quantity kernel_gradient: gradients of projected Bellman B4 for fixed random Fourier features. */
export function bellmanGradients({ lambdas, ...draw }: Penalties & FourierDraw): ExactValue[] {
  const { d, outerPoint } = projectedBellmanB1;
  const drawn = fourierDraw(d, draw);
  const gradients = bellmanFeatureGradients(outerPoint, {
    features: (x, n) => fourierFeatures(drawn, x, n),
    count: draw.count,
    lambdas,
  });
  return gradients.flatMap((gradient, i) =>
    byCoordinate(penalised("kernel_gradient", lambdas[i] ?? NaN), gradient)
  );
}

function penalised(quantity: string, lambda: number) {
  return { quantity, setting: lambdaSetting(lambda), level: lambda };
}
