/**
 * Stage: one root estimator on blocks of samples.
 *
 * @module
 */

import { type RootEstimator, rootOf } from "../../estimators/functional/root.ts";
import { formOf, type Terms } from "../../estimators/functional/terms.ts";
import type { IdentifiedProblem } from "../../problems/functional/identified.ts";
import type { StageRun } from "../engine/stage.ts";
import { estimateBlocks, type EstimateParameters } from "./estimate_blocks.ts";
import { problemOf, type ProblemSlot } from "./problem.ts";

interface Slots {
  readonly problem: ProblemSlot<IdentifiedProblem>;
  /** A row of terms, or a function. */
  readonly estimator: RootEstimator | Terms;
}

/** Inputs and output of `estimateBlocks`. */
export function stage(slots: Slots): StageRun<EstimateParameters> {
  const estimator = formOf(slots.estimator, rootOf);
  return (parameters, inputs) => {
    const problem = problemOf(slots.problem, parameters.problem);
    return estimateBlocks(parameters, inputs, problem, problem.root, (outer, means) => {
      if (means.direction !== means.residual) {
        throw new RangeError(
          "roots are not estimated by double cross-fitting: set double to false",
        );
      }
      const inner = problem.innerTarget(outer);
      const { root, standardError } = estimator(outer.y, means.residual, inner);
      return { gradient: root, standardError };
    });
  };
}
