/**
 * Stage: one estimator on blocks of samples with learned conditional means; with the true ones
 * when the input "means" is absent (the oracle).
 *
 * @module
 */

import type { ScoreEstimator } from "../../estimators/functional/contract.ts";
import { nuisanceValues, outerEvaluation } from "../../estimators/functional/evaluate.ts";
import type { AffineFunctionalProblem } from "../../problems/functional/contract.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { type Design, outerRows } from "./design.ts";
import { encodeEstimates, type EstimateLabels } from "./estimates.ts";
import { decodeMeans } from "./nuisances.ts";
import { decodeSamples } from "./samples.ts";

interface Slots {
  readonly problem: AffineFunctionalProblem;
  readonly estimator: ScoreEstimator;
}

type EstimateParameters = JsonObject & {
  readonly labels: EstimateLabels & JsonObject;
  readonly design: Design & JsonObject;
  readonly setting: string;
};

/** Inputs "samples" and, but for the oracle, "means"; output "estimates". */
export function stage({ problem, estimator }: Slots): StageRun<EstimateParameters> {
  return ({ labels, design, setting }, inputs) => {
    const { p, outerPoint: w } = problem;
    const samples = decodeSamples(inputs.samples![0]!);
    const learned = inputs.means && decodeMeans(inputs.means[0]!);
    const gradient = new Float64Array(samples.length * p);
    const standardError = new Float64Array(samples.length * p);
    samples.forEach((sample, i) => {
      const outer = outerRows(sample, design);
      const means = learned ? learned[i]! : problem.conditionalMeans(outer.x);
      const evaluation = outerEvaluation(problem.innerTarget(outer), outer.y, w);
      const estimate = estimator(evaluation, nuisanceValues(means, w));
      gradient.set(estimate.gradient, i * p);
      standardError.set(estimate.standardError, i * p);
    });
    const meta = {
      ...labels,
      count: samples.length,
      settings: [setting],
      p,
      truth: [...problem.gradient(w)],
    };
    return { estimates: encodeEstimates(meta, gradient, standardError) };
  };
}
