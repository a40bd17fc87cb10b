/**
 * Stage: how far the learned conditional means are from the true ones.
 *
 * @module
 */

import { doubleNuisanceValues } from "../../estimators/functional/double_cross_fit.ts";
import { nuisanceErrors } from "../../estimators/functional/nuisance_errors.ts";
import type { AffineFunctionalProblem } from "../../problems/functional/contract.ts";
import type { StageRun } from "../engine/stage.ts";
import { encodeBlock } from "./block.ts";
import { outerRows } from "./design.ts";
import { type EstimateParameters, trueMeans } from "./estimate_blocks.ts";
import { decodeRepetitions } from "./nuisances.ts";
import { problemOf, type ProblemSlot } from "./problem.ts";
import { decodeSamples } from "./samples.ts";

/** The errors reported, in the order of their column. */
export const LEARNING_ERRORS = ["error_h", "error_j", "error_m", "product_bias"] as const;

/** Inputs "samples" and "means"; output "errors", count × 4, means over repetitions of the design. */
export function stage(
  slots: { problem: ProblemSlot<AffineFunctionalProblem> },
): StageRun<EstimateParameters> {
  return ({ labels, design, setting, problem: options }, inputs) => {
    const problem = problemOf(slots.problem, options);
    const w = problem.outerPoint;
    const samples = decodeSamples(inputs.samples![0]!);
    const learned = decodeRepetitions(inputs.means![0]!);
    const value = Float64Array.from(samples.flatMap((sample, i) => {
      const truth = doubleNuisanceValues(trueMeans(problem, outerRows(sample, design)), w);
      const errors = learned[i]!.map((means) => {
        const { h, j, m, product } = nuisanceErrors(doubleNuisanceValues(means, w), truth);
        return [h, j, m, product];
      });
      return LEARNING_ERRORS.map((_, k) =>
        errors.reduce((sum, error) => sum + error[k]! / errors.length, 0)
      );
    }));
    const meta = { ...labels, count: samples.length, setting, metrics: [...LEARNING_ERRORS] };
    return { errors: encodeBlock(meta, { value }) };
  };
}
