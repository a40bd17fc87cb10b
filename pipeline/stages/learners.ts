/**
 * Learners by options that JSON can hold.
 *
 * @module
 */

import { bellmanBasis } from "../../estimators/nuisance/bellman_basis.ts";
import type { Learner } from "../../estimators/nuisance/contract.ts";
import { gaussian } from "../../estimators/nuisance/kernel.ts";
import { ridge as linearRidge } from "../../estimators/nuisance/ridge.ts";
import { kernelRidge } from "../../estimators/nuisance/kernel_ridge.ts";

/** Kernel ridge regression with a Gaussian kernel, penalty by leave-one-out error. */
export function gaussianKernelRidge(
  { sigma, lambdas }: { readonly sigma: number; readonly lambdas: readonly number[] },
): Learner {
  return kernelRidge({ kernel: gaussian(sigma), lambdas });
}

/** Ridge regression on the basis of the Bellman experiments. */
export function bellmanRidge({ ridge }: { readonly ridge: number }): Learner {
  return bellmanBasis(ridge);
}

/** Linear ridge regression on the covariates. */
export function linear({ ridge }: { readonly ridge: number }): Learner {
  return linearRidge(ridge);
}
