/**
 * What several parts of the study share: problems, learners, estimators.
 *
 * @module
 */

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

/** Rows of terms that are not the orthogonal one: each serves as gradient, root, scores and descent. */
const PLUG_INS = {
  "plug-in": "estimators/functional/terms.ts#PUBLISHED",
  "plug-in-full": "estimators/functional/terms.ts#FULL",
  "plug-in-adjoint": "estimators/functional/terms.ts#ADJOINT",
  "plug-in-forward": "estimators/functional/terms.ts#FORWARD",
};

/** Gradient estimators from learned means. To add one is to add a row, or a file, and a line here. */
export const ESTIMATORS = {
  orthogonal: "estimators/functional/orthogonal.ts#orthogonal",
  ...PLUG_INS,
};

/** Root estimators from learned means. */
export const ROOTS = {
  orthogonal: "estimators/functional/terms.ts#ORTHOGONAL",
  "plug-in": PLUG_INS["plug-in"],
};

/** The sieve of sines and cosines of multiples of the sum of the covariates. */
export const SUM_FOURIER = "estimators/nuisance/sum_fourier.ts#sumFourier";

/** That sieve as published: hardly penalised. */
export const PUBLISHED_SIEVE: LearnerEntry = {
  name: "sum-fourier",
  code: SUM_FOURIER,
  options: () => ({ harmonics: 8, ridge: 1e-6 }),
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
