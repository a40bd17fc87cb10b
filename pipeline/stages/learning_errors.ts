/**
 * Stage: how far the learned conditional means are from the true ones.
 *
 * @module
 */

import { nuisanceValues } from "../../estimators/functional/evaluate.ts";
import { nuisanceErrors } from "../../estimators/functional/nuisance_errors.ts";
import type { AffineFunctionalProblem } from "../../problems/functional/contract.ts";
import type { StageRun } from "../engine/stage.ts";
import { encodeBlock } from "./block.ts";
import { outerRows } from "./design.ts";
import type { EstimateParameters } from "./estimate_blocks.ts";
import { decodeMeans } from "./nuisances.ts";
import { problemOf, type ProblemSlot } from "./problem.ts";
import { decodeSamples } from "./samples.ts";

/** The errors reported, in the order of their column. */
export const LEARNING_ERRORS = ["error_h", "error_j", "error_m", "product_bias"] as const;

/** Inputs "samples" and "means"; output "errors", count × 4. */
export function stage(
  slots: { problem: ProblemSlot<AffineFunctionalProblem> },
): StageRun<EstimateParameters> {
  return ({ labels, design, setting, problem: options }, inputs) => {
    const problem = problemOf(slots.problem, options);
    const w = problem.outerPoint;
    const samples = decodeSamples(inputs.samples![0]!);
    const learned = decodeMeans(inputs.means![0]!);
    const value = Float64Array.from(samples.flatMap((sample, i) => {
      const truth = nuisanceValues(problem.conditionalMeans(outerRows(sample, design).x), w);
      const { h, j, m, product } = nuisanceErrors(nuisanceValues(learned[i]!, w), truth);
      return [h, j, m, product];
    }));
    const meta = { ...labels, count: samples.length, setting, metrics: [...LEARNING_ERRORS] };
    return { errors: encodeBlock(meta, { value }) };
  };
}
