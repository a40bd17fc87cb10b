/**
 * What several parts of the study share: problems, learners, estimators.
 *
 * @module
 */

import type { LearnerEntry } from "../grid.ts";
import * as modules from "../modules.ts";
import { from } from "../ref.ts";

/** Sine-IV with exogenous outcomes, figures 1 and 2. */
export const EXOGENOUS = {
  name: "sine-iv",
  code: modules.sineIV("sineIVExogenous"),
};

/** Sine-IV with endogenous outcomes, figure 3. */
export const ENDOGENOUS = {
  name: "sine-iv-endogenous",
  code: modules.sineIV("sineIVEndogenous"),
};

/** Cosine series in one dimension, smooth. */
export const SMOOTH = {
  name: "cos-sobolev-d1-p2",
  ...modules.cosSobolev("smoothCosSobolev", { d: 1, p: 2 }),
};

/**
 * Rows of terms that are not the orthogonal one: each serves as gradient, root, scores and descent. To
 * add one is a line here.
 */
const TERMS = {
  "plug-in": modules.terms("PUBLISHED"),
  "plug-in-full": modules.terms("FULL"),
  "plug-in-adjoint": modules.terms("ADJOINT"),
  "plug-in-forward": modules.terms("FORWARD"),
};

/** Plug-ins that are not the published one: they stand where plug-ins are compared. */
export const OTHER_PLUG_INS: readonly string[] = [
  "plug-in-full",
  "plug-in-adjoint",
  "plug-in-forward",
];

/** Gradient estimators from learned means. To add one is a row of terms above, or a file and a line here. */
export const ESTIMATORS = {
  orthogonal: from<typeof import("../../../estimators/functional/orthogonal.ts")>(
    "estimators/functional/orthogonal.ts",
  )("orthogonal"),
  ...TERMS,
};

/** Those without the other plug-ins: what is compared where plug-ins are not the question. */
export const COMPARED = withoutOthers(ESTIMATORS);

/** Root estimators from learned means. */
export const ROOTS = withoutOthers({ orthogonal: modules.terms("ORTHOGONAL"), ...TERMS });

function withoutOthers(all: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !OTHER_PLUG_INS.includes(name)));
}

/** The sieve of sines and cosines of multiples of the sum of the covariates. */
export const SUM_FOURIER = modules.sumFourier("sumFourier");

/** That sieve as published: hardly penalised. */
export const PUBLISHED_SIEVE: LearnerEntry = {
  name: "sum-fourier",
  code: SUM_FOURIER,
  options: () => ({ harmonics: 8, ridge: 1e-6 }),
};

/** The basis of the Bellman experiments, ridge as given. */
export const bellmanBasis = (ridge: number): LearnerEntry => ({
  name: "bellman-basis",
  ...modules.learners.bySize("bellmanRidge", () => ({ ridge })),
});

/** Kernel bilevel optimisation as published: the kernel's width, half-decades of its penalty. */
export const KERNEL = {
  sigma: 0.5,
  lambdas: [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1],
};

/** The exact gradient of the regularised sine-IV problem. */
export const KERNEL_GRADIENT = modules.sineIVKernel("sineIVKernelGradient");
