/**
 * The summary of one sample as its user would print it, with DoubleML's columns and joint
 * inference over the coordinates.
 *
 * @module
 */

import type { NuisanceValues, OuterEvaluation } from "../../estimators/functional/contract.ts";
import { doubleNuisanceValues } from "../../estimators/functional/double_cross_fit.ts";
import { outerEvaluation } from "../../estimators/functional/evaluate.ts";
import { criticalValue } from "../../estimators/inference/bands.ts";
import { romanoWolf } from "../../estimators/inference/multiple_testing.ts";
import { multiplierDraws } from "../../estimators/inference/multiplier_bootstrap.ts";
import { summaryTable } from "../../estimators/inference/summary_table.ts";
import { waldEstimate } from "../../estimators/inference/wald.ts";
import { Stream } from "../../numerics/random.ts";
import type { StageOutputs } from "../engine/stage.ts";
import type { OneSample, OnSamples } from "../stages/on_samples.ts";
import { encodeRows, type Types } from "../table.ts";
import { all } from "./columns.ts";

interface Slots {
  /** Scores whose mean estimates the gradient, n×p. */
  readonly estimator: (evaluation: OuterEvaluation, nuisances: NuisanceValues) => Float64Array;
}

const SUMMARY: Types = {
  coordinate: "text",
  ...all("double", "n", "value", "standard_error", "t", "p", "low_95", "high_95", "low_90"),
  ...all("double", "high_90", "joint_low", "joint_high", "joint_p", "truth"),
};

/** Output "rows", one a coordinate, of the first sample, with so many draws of the multiplier bootstrap. */
export function firstSample(
  { problem, slots: { estimator }, parameters: { draws }, random }: OnSamples<
    Slots,
    { readonly draws: number }
  >,
  [{ outer, means: [means] }]: readonly OneSample[],
): StageOutputs {
  const { p, outerPoint: w } = problem;
  const evaluation = outerEvaluation(problem.innerTarget(outer), outer.y, w);
  const scores = estimator(evaluation, doubleNuisanceValues(means, w));
  const { gradient, standardError } = waldEstimate(scores, outer.n, p);
  const names = Array.from(gradient, (_, k) => `coordinate ${k + 1}`);
  const table = summaryTable(names, gradient, standardError, [0.95, 0.9]);
  const draw = multiplierDraws(scores, outer.n, p, Stream.of(...random, "one sample"), { draws });
  const c = criticalValue(draw, 0.95);
  const joint = romanoWolf(Float64Array.from(table, ({ t }) => t), draw);
  const truth = problem.gradient(w);
  const rows = table.map(({ name, coefficient, standardError, t, pValue, bounds }, k) => ({
    coordinate: name,
    n: outer.n,
    value: coefficient,
    standard_error: standardError,
    t,
    p: pValue,
    low_95: bounds[0]?.value,
    high_95: bounds[1]?.value,
    low_90: bounds[2]?.value,
    high_90: bounds[3]?.value,
    joint_low: coefficient - c * standardError,
    joint_high: coefficient + c * standardError,
    joint_p: joint[k],
    truth: truth[k],
  }));
  return { rows: encodeRows(SUMMARY, rows) };
}
