/**
 * Stage: one gradient estimator on blocks of samples.
 *
 * @module
 */

import type { ScoreEstimator } from "../../estimators/functional/contract.ts";
import { nuisanceValues, outerEvaluation } from "../../estimators/functional/evaluate.ts";
import type { AffineFunctionalProblem } from "../../problems/functional/contract.ts";
import type { StageRun } from "../engine/stage.ts";
import { estimateBlocks, type EstimateParameters } from "./estimate_blocks.ts";

interface Slots {
  readonly problem: AffineFunctionalProblem;
  readonly estimator: ScoreEstimator;
}

/** Inputs and output of `estimateBlocks`. */
export function stage({ problem, estimator }: Slots): StageRun<EstimateParameters> {
  const w = problem.outerPoint;
  return (parameters, inputs) =>
    estimateBlocks(parameters, inputs, problem, problem.gradient(w), (outer, means) => {
      const evaluation = outerEvaluation(problem.innerTarget(outer), outer.y, w);
      const { gradient, standardError } = estimator(evaluation, nuisanceValues(means, w));
      return [gradient, standardError];
    });
}
