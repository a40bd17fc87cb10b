/**
 * The summary table of one sample, as a user would see it.
 *
 * @module
 */

import type { Stage } from "../../engine/stage.ts";
import * as modules from "../modules.ts";
import type { PartContext } from "../parts.ts";
import { queryStage } from "../query.ts";
import { EXOGENOUS } from "./entries.ts";

/** The summary of the first sample of a size with five folds. */
export function oneSample(
  { study, seed }: PartContext,
  stages: readonly Stage[],
  n: number,
): readonly Stage[] {
  const means = stages.find(({ kind, name, parameters }) =>
    kind === "nuisances" && parameters.n === n && name.includes("/sum-fourier:folds=5/")
  )!;
  const name = `${study}/inference/one-sample`;
  const sample: Stage = {
    name,
    kind: "one-sample",
    code: {
      entry: "pipeline/stages/one_sample.ts",
      slots: { problem: EXOGENOUS.code, estimator: modules.score("doublyRobustScores") },
    },
    parameters: { design: { folds: 5 }, draws: 9999 },
    random: [seed, study, EXOGENOUS.name],
    inputs: { ...means.inputs, means: { stage: means.name, output: "means" } },
    outputs: ["rows"],
  };
  return [
    sample,
    queryStage(
      `${name}/table`,
      "summary",
      "reports/sql/one_sample.sql",
      { sample: { stage: name, output: "rows" } },
      { sample: "json" },
    ),
  ];
}
