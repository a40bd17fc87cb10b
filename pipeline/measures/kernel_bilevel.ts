/**
 * Kernel bilevel optimisation on the two parts of each sample, all penalties at once.
 *
 * @module
 */

import { kernelBilevelRoot } from "../../estimators/functional/kernel_bilevel_affine.ts";
import { featureBilevel } from "../../estimators/functional/kernel_bilevel_features.ts";
import { kernelBilevelMeans } from "../../estimators/functional/kernel_bilevel_means.ts";
import { gaussian } from "../../estimators/nuisance/kernel.ts";
import type { AffineFunctionalProblem } from "../../problems/functional/contract.ts";
import type { IdentifiedProblem } from "../../problems/functional/identified.ts";
import { encodeMeans, learnedOnce } from "../blocks/means.ts";
import type { StageOutputs } from "../engine/stage.ts";
import { type FourierDraw, fourierDraw } from "../slots/fourier_draw.ts";
import type { OneSample, OnSamples } from "../stages/on_samples.ts";
import { encodeEstimates } from "./estimates.ts";
import { type Penalties, penaltySettings } from "./settings.ts";

/** The two parts of a sample as estimators take them. */
export function splitSample(problem: AffineFunctionalProblem, { inner, outer }: OneSample) {
  return { inner, target: problem.innerTarget(inner), outer };
}

/** Output "means": what is learned for gradients with a Gaussian kernel of width `sigma`. */
export function kernelMeans(
  { problem, parameters }: OnSamples<unknown, Penalties & { readonly sigma: number }>,
  samples: readonly OneSample[],
): StageOutputs {
  const options = { kernel: gaussian(parameters.sigma), lambdas: parameters.lambdas };
  const learned = samples.map((one) =>
    kernelBilevelMeans(splitSample(problem, one), options).map((means) => learnedOnce(means))
  );
  return { means: encodeMeans(learned) };
}

/** Gradients on one fixed draw of random Fourier features. */
export function featureGradients(
  { problem, parameters, labels }: OnSamples<unknown, Penalties & { features: FourierDraw }>,
  samples: readonly OneSample[],
): StageOutputs {
  const { lambdas } = parameters;
  const w = problem.outerPoint;
  const options = { features: fourierDraw(problem.d, parameters.features), lambdas };
  const estimates = samples.flatMap((one) => featureBilevel(splitSample(problem, one), w, options));
  const settings = penaltySettings(parameters);
  return { estimates: encodeEstimates(labels, problem.gradient(w), estimates, settings) };
}

/** Roots with a Gaussian kernel of width `sigma`. */
export function kernelRoots(
  { problem, parameters, labels }: OnSamples<
    unknown,
    Penalties & { readonly sigma: number },
    IdentifiedProblem
  >,
  samples: readonly OneSample[],
): StageOutputs {
  const options = { kernel: gaussian(parameters.sigma), lambdas: parameters.lambdas };
  const estimates = samples.flatMap((one) =>
    kernelBilevelRoot(splitSample(problem, one), options)
      .map(({ root, standardError }) => ({ gradient: root, standardError }))
  );
  const settings = penaltySettings(parameters);
  return { estimates: encodeEstimates(labels, problem.root, estimates, settings) };
}
