/**
 * Stage: one root estimator on blocks of samples with learned conditional means; with the true ones
 * when the input "means" is absent (the oracle).
 *
 * @module
 */

import type { RootEstimator } from "../../estimators/functional/root.ts";
import type { IdentifiedProblem } from "../../problems/functional/identified.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { type Design, outerRows } from "./design.ts";
import { encodeEstimates, type EstimateLabels } from "./estimates.ts";
import { decodeMeans } from "./nuisances.ts";
import { decodeSamples } from "./samples.ts";

interface Slots {
  readonly problem: IdentifiedProblem;
  readonly estimator: RootEstimator;
}

type RootParameters = JsonObject & {
  readonly labels: EstimateLabels & JsonObject;
  readonly design: Design & JsonObject;
  readonly setting: string;
};

/** Inputs "samples" and, but for the oracle, "means"; output "estimates". */
export function stage({ problem, estimator }: Slots): StageRun<RootParameters> {
  return ({ labels, design, setting }, inputs) => {
    const { p } = problem;
    const samples = decodeSamples(inputs.samples![0]!);
    const learned = inputs.means && decodeMeans(inputs.means[0]!);
    const root = new Float64Array(samples.length * p);
    const standardError = new Float64Array(samples.length * p);
    samples.forEach((sample, i) => {
      const outer = outerRows(sample, design);
      const means = learned ? learned[i]! : problem.conditionalMeans(outer.x);
      const estimate = estimator(outer.y, means, problem.innerTarget(outer));
      root.set(estimate.root, i * p);
      standardError.set(estimate.standardError, i * p);
    });
    const meta = {
      ...labels,
      count: samples.length,
      settings: [setting],
      p,
      truth: [...problem.root],
    };
    return { estimates: encodeEstimates(meta, root, standardError) };
  };
}
