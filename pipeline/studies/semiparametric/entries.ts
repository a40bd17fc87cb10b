/**
 * What several parts of the study share: problems, learners, estimators.
 *
 * @module
 */

import { PUBLISHED_SUM_FOURIER } from "../../../estimators/nuisance/sum_fourier.ts";
import type { LearnerEntry } from "../grid.ts";

/** Sine-IV with exogenous outcomes, figures 1 and 2. */
export const EXOGENOUS = {
  name: "sine-iv",
  code: "problems/functional/sine_iv.ts#sineIVExogenous",
};

/** Sine-IV with endogenous outcomes, figure 3. */
export const ENDOGENOUS = {
  name: "sine-iv-endogenous",
  code: "problems/functional/sine_iv.ts#sineIVEndogenous",
};

/** Cosine series in one dimension, smooth. */
export const SMOOTH = {
  name: "cos-sobolev-d1-p2",
  code: "problems/functional/cos_sobolev.ts#smoothCosSobolev",
  options: { d: 1, p: 2 },
};

/** Gradient estimators from learned means. To add one is to add a file and a line here. */
export const ESTIMATORS = {
  orthogonal: "estimators/functional/orthogonal.ts#orthogonal",
  "plug-in": "estimators/functional/plug_in.ts#published",
  "plug-in-full": "estimators/functional/plug_in.ts#full",
  "plug-in-adjoint": "estimators/functional/plug_in.ts#adjoint",
  "plug-in-forward": "estimators/functional/plug_in.ts#forward",
};

/** Root estimators from learned means. */
export const ROOTS = {
  orthogonal: "estimators/functional/root.ts#orthogonalRoot",
  "plug-in": "estimators/functional/root.ts#plugInRoot",
};

/** The sieve of sines and cosines of multiples of the sum of the covariates. */
export const SUM_FOURIER = "estimators/nuisance/sum_fourier.ts#sumFourier";

/** That sieve as published: hardly penalised. */
export const PUBLISHED_SIEVE: LearnerEntry = {
  name: "sum-fourier",
  code: SUM_FOURIER,
  options: () => ({ ...PUBLISHED_SUM_FOURIER }),
};

/** The basis of the Bellman experiments, ridge as given. */
export const bellmanBasis = (ridge: number): LearnerEntry => ({
  name: "bellman-basis",
  code: "pipeline/stages/learners.ts#bellmanRidge",
  options: () => ({ ridge }),
});

/** Kernel bilevel optimisation as published: the kernel's width, half-decades of its penalty. */
export const KERNEL = {
  sigma: 0.5,
  lambdas: [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1],
};

/** The exact gradient of the regularised sine-IV problem. */
export const KERNEL_GRADIENT = "problems/functional/sine_iv_kernel.ts#sineIVKernelGradient";
