/**
 * Kernel bilevel optimisation in its several forms, as experiments refer to it.
 *
 * @module
 */

import type { KernelBilevelEntry } from "../grid.ts";
import { ESTIMATORS, KERNEL } from "./entries.ts";
import * as modules from "../modules.ts";

/** Kernel bilevel optimisation as an estimator from the means that it learns. */
const KERNEL_SCORE = {
  "kernel-bilevel": modules.kernelBilevelMeans("kernelBilevelScore"),
};

/** With the kernel of figure 3, and the estimators from its means that an experiment wants. */
export function gaussianKernelBilevel(
  estimators: Readonly<Record<string, string>> = {},
): KernelBilevelEntry {
  return {
    entry: "pipeline/stages/kernel_bilevel_means.ts",
    learner: "gaussian-kernel",
    parameters: () => KERNEL,
    estimators: { ...KERNEL_SCORE, ...estimators },
  };
}

/** What else can be made of the same means; the published plug-in is kernel bilevel optimisation. */
export const OTHER_SCORES: Readonly<Record<string, string>> = {
  orthogonal: ESTIMATORS.orthogonal,
  "plug-in-full": ESTIMATORS["plug-in-full"],
  "plug-in-adjoint": ESTIMATORS["plug-in-adjoint"],
  "plug-in-forward": ESTIMATORS["plug-in-forward"],
};

/** Width of the kernel of figure 4. */
export const ROOT_SIGMA = 2;

/** The penalties of figure 4: a fixed one, and one that falls with n. */
export const rootLambdas = (n: number): number[] => [0.01, 0.05 * Math.exp(-0.6 * Math.log(n))];

/** Roots, with the kernel and the penalties of figure 4. */
export const KERNEL_ROOTS: KernelBilevelEntry = {
  entry: "pipeline/stages/kernel_bilevel_root.ts",
  learner: "gaussian-kernel",
  parameters: (n) => ({
    sigma: ROOT_SIGMA,
    lambdas: rootLambdas(n),
    settings: ["lambda=0.01", "lambda=0.05n^-0.6"],
  }),
};

/** The random Fourier features of experiment B4: one fixed draw, ours. */
export const FEATURES = { count: 256, gamma: 0.35, draw: 1 };

/** On those features. */
export const FEATURE_BILEVEL: KernelBilevelEntry = {
  entry: "pipeline/stages/kernel_bilevel_features.ts",
  learner: "random-fourier",
  parameters: () => ({ features: FEATURES, lambdas: KERNEL.lambdas }),
};
