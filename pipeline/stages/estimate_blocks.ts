/**
 * What the stages of all estimators from learned means have in common: one estimate for each sample
 * of a block, with the learned conditional means, or with the true ones when the input "means" is
 * absent (the oracle).
 *
 * @module
 */

import type {
  AffineFunctionalProblem,
  ConditionalMeans,
  Sample,
} from "../../problems/functional/contract.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageInputs, StageOutputs } from "../engine/stage.ts";
import { type Design, outerRows } from "./design.ts";
import { encodeEstimates, type EstimateLabels } from "./estimates.ts";
import { decodeMeans } from "./nuisances.ts";
import { decodeSamples } from "./samples.ts";

/** The parameters of such a stage. */
export type EstimateParameters = JsonObject & {
  readonly labels: EstimateLabels & JsonObject;
  readonly design: Design & JsonObject;
  readonly setting: string;
  /** Options of the problem, if its slot takes any. */
  readonly problem?: JsonObject;
};

/** An estimate and its standard errors, p each. */
type Estimated = readonly [estimate: Float64Array, standardError: Float64Array];

/** Inputs "samples" and, but for the oracle, "means"; output "estimates". */
export function estimateBlocks(
  { labels, design, setting }: EstimateParameters,
  inputs: StageInputs,
  problem: AffineFunctionalProblem,
  truth: Float64Array,
  estimate: (outer: Sample, means: ConditionalMeans) => Estimated,
): StageOutputs {
  const { p } = problem;
  const samples = decodeSamples(inputs.samples![0]!);
  const learned = inputs.means && decodeMeans(inputs.means[0]!);
  const estimates = new Float64Array(samples.length * p);
  const standardErrors = new Float64Array(samples.length * p);
  samples.forEach((sample, i) => {
    const outer = outerRows(sample, design);
    const means = learned ? learned[i]! : problem.conditionalMeans(outer.x);
    const [one, error] = estimate(outer, means);
    estimates.set(one, i * p);
    standardErrors.set(error, i * p);
  });
  const meta = { ...labels, count: samples.length, settings: [setting], p, truth: [...truth] };
  return { estimates: encodeEstimates(meta, estimates, standardErrors) };
}
