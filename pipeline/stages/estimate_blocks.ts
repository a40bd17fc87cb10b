/**
 * What the stages of all estimators from learned means have in common: one estimate for each sample
 * of a block, with the learned conditional means, or with the true ones when the input "means" is
 * absent (the oracle).
 *
 * @module
 */

import type { GradientEstimate } from "../../estimators/functional/contract.ts";
import type { DoubleMeans } from "../../estimators/functional/double_cross_fit.ts";
import { medianEstimate } from "../../estimators/inference/repeated.ts";
import type { AffineFunctionalProblem, Sample } from "../../problems/functional/contract.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageInputs, StageOutputs } from "../engine/stage.ts";
import { type Design, outerRows } from "./design.ts";
import { encodeEstimates, type EstimateLabels } from "./estimates.ts";
import { decodeRepetitions } from "./nuisances.ts";
import { decodeSamples } from "./samples.ts";

/** The parameters of such a stage. */
export type EstimateParameters = JsonObject & {
  readonly labels: EstimateLabels & JsonObject;
  readonly design: Design & JsonObject;
  readonly setting: string;
  /** Options of the problem, if its slot takes any. */
  readonly problem?: JsonObject;
};

/**
 * Inputs "samples" and, but for the oracle, "means"; output "estimates", over repetitions of the
 * design their medians.
 */
export function estimateBlocks(
  { labels, design, setting }: EstimateParameters,
  inputs: StageInputs,
  problem: AffineFunctionalProblem,
  truth: Float64Array,
  estimate: (outer: Sample, means: DoubleMeans) => GradientEstimate,
): StageOutputs {
  const { p } = problem;
  const samples = decodeSamples(inputs.samples![0]!);
  const learned = inputs.means && decodeRepetitions(inputs.means[0]!);
  const estimates = new Float64Array(samples.length * p);
  const standardErrors = new Float64Array(samples.length * p);
  samples.forEach((sample, i) => {
    const outer = outerRows(sample, design);
    const repetitions = learned?.[i] ?? [trueMeans(problem, outer)];
    const one = medianEstimate(repetitions.map((means) => estimate(outer, means)));
    estimates.set(one.gradient, i * p);
    standardErrors.set(one.standardError, i * p);
  });
  const meta = { ...labels, count: samples.length, settings: [setting], p, truth: [...truth] };
  return { estimates: encodeEstimates(meta, estimates, standardErrors) };
}

/** The true means in the place of learned ones. */
export function trueMeans(problem: AffineFunctionalProblem, outer: Sample): DoubleMeans {
  const means = problem.conditionalMeans(outer.x);
  return { direction: means, residual: means };
}
