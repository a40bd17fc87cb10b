/**
 * Stage: one gradient estimator on blocks of samples.
 *
 * @module
 */

import type { ScoreEstimator } from "../../estimators/functional/contract.ts";
import { doubleNuisanceValues } from "../../estimators/functional/double_cross_fit.ts";
import { outerEvaluation } from "../../estimators/functional/evaluate.ts";
import { gradientOf } from "../../estimators/functional/score.ts";
import { formOf, type Terms } from "../../estimators/functional/terms.ts";
import type { AffineFunctionalProblem } from "../../problems/functional/contract.ts";
import type { StageRun } from "../engine/stage.ts";
import { estimateBlocks, type EstimateParameters } from "./estimate_blocks.ts";
import { problemOf, type ProblemSlot } from "./problem.ts";

interface Slots {
  readonly problem: ProblemSlot<AffineFunctionalProblem>;
  /** A row of terms, or a function. */
  readonly estimator: ScoreEstimator | Terms;
}

/** Inputs and output of `estimateBlocks`. */
export function stage(slots: Slots): StageRun<EstimateParameters> {
  const estimator = formOf(slots.estimator, gradientOf);
  return (parameters, inputs) => {
    const problem = problemOf(slots.problem, parameters.problem);
    const w = problem.outerPoint;
    return estimateBlocks(parameters, inputs, problem, problem.gradient(w), (outer, means) => {
      const evaluation = outerEvaluation(problem.innerTarget(outer), outer.y, w);
      return estimator(evaluation, doubleNuisanceValues(means, w));
    });
  };
}
