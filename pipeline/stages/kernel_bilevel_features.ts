/**
 * Stage: kernel bilevel optimisation on random Fourier features, on split samples, all penalties at
 * once.
 *
 * @module
 */

import { featureBilevel } from "../../estimators/functional/kernel_bilevel_features.ts";
import type { AffineFunctionalProblem } from "../../problems/functional/contract.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { type FourierDraw, fourierDraw } from "./fourier_draw.ts";
import {
  kernelBilevelOutputs,
  type KernelBilevelParameters,
  splitSamples,
} from "./kernel_bilevel_blocks.ts";
import { problemOf, type ProblemSlot } from "./problem.ts";

type FeatureParameters = KernelBilevelParameters & { readonly features: FourierDraw & JsonObject };

/** Input "samples"; output "estimates". */
export function stage(
  slots: { readonly problem: ProblemSlot<AffineFunctionalProblem> },
): StageRun<FeatureParameters> {
  return (parameters, inputs) => {
    const { lambdas, features } = parameters;
    const problem = problemOf(slots.problem, parameters.problem);
    const w = problem.outerPoint;
    const options = { features: fourierDraw(problem.d, features), lambdas };
    const estimates = splitSamples(inputs, problem, parameters.inner).map((sample) =>
      featureBilevel(sample, w, options).map(
        ({ gradient, standardError }) => [gradient, standardError] as const,
      )
    );
    return kernelBilevelOutputs(parameters, problem.gradient(w), estimates);
  };
}
