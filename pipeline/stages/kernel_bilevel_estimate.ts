/**
 * Stage: one gradient estimator from the means of kernel bilevel optimisation, at all penalties.
 *
 * @module
 */

import type { ScoreEstimator } from "../../estimators/functional/contract.ts";
import { nuisanceValues, outerEvaluation } from "../../estimators/functional/evaluate.ts";
import { gradientOf } from "../../estimators/functional/score.ts";
import { formOf, type Terms } from "../../estimators/functional/terms.ts";
import type { AffineFunctionalProblem } from "../../problems/functional/contract.ts";
import type { StageRun } from "../engine/stage.ts";
import {
  kernelBilevelOutputs,
  type KernelBilevelParameters,
  splitSamples,
} from "./kernel_bilevel_blocks.ts";
import { decodeKernelMeans } from "./kernel_bilevel_means.ts";
import { problemOf, type ProblemSlot } from "./problem.ts";

interface Slots {
  readonly problem: ProblemSlot<AffineFunctionalProblem>;
  /** A row of terms, or a function. */
  readonly estimator: ScoreEstimator | Terms;
}

/** Inputs "samples" and "means"; output "estimates". */
export function stage(slots: Slots): StageRun<KernelBilevelParameters> {
  const estimator = formOf(slots.estimator, gradientOf);
  return (parameters, inputs) => {
    const problem = problemOf(slots.problem, parameters.problem);
    const w = problem.outerPoint;
    const means = decodeKernelMeans(inputs.means![0]!);
    const samples = splitSamples(inputs, problem, parameters.inner);
    const estimates = samples.map(({ outer }, r) => {
      const evaluation = outerEvaluation(problem.innerTarget(outer), outer.y, w);
      return means[r]!.map((one) => {
        const { gradient, standardError } = estimator(evaluation, nuisanceValues(one, w));
        return [gradient, standardError] as const;
      });
    });
    return kernelBilevelOutputs(parameters, problem.gradient(w), estimates);
  };
}
