/**
 * Stage: the summary of one sample as its user would print it, with DoubleML's columns and joint
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
import type { AffineFunctionalProblem } from "../../problems/functional/contract.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { type Design, outerRows } from "./design.ts";
import { encodeJson } from "./json.ts";
import { decodeRepetitions } from "./nuisances.ts";
import { decodeSamples } from "./samples.ts";

interface Slots {
  readonly problem: AffineFunctionalProblem;
  /** Scores whose mean estimates the gradient, n×p. */
  readonly estimator: (evaluation: OuterEvaluation, nuisances: NuisanceValues) => Float64Array;
}

type OneSampleParameters = JsonObject & {
  readonly design: Design & JsonObject;
  /** Draws of the multiplier bootstrap. */
  readonly draws: number;
};

/** Inputs "samples" and "means", of which the first are taken; output "rows", one a coordinate. */
export function stage({ problem, estimator }: Slots): StageRun<OneSampleParameters> {
  return ({ design, draws }, inputs, random) => {
    const { p, outerPoint: w } = problem;
    const sample = outerRows(decodeSamples(inputs.samples![0]!)[0]!, design);
    const means = decodeRepetitions(inputs.means![0]!)[0]![0]!;
    const evaluation = outerEvaluation(problem.innerTarget(sample), sample.y, w);
    const scores = estimator(evaluation, doubleNuisanceValues(means, w));
    const { gradient, standardError } = waldEstimate(scores, sample.n, p);
    const names = Array.from(gradient, (_, k) => `coordinate ${k + 1}`);
    const table = summaryTable(names, gradient, standardError, [0.95, 0.9]);
    const draw = multiplierDraws(scores, sample.n, p, Stream.of(...random, "one sample"), {
      draws,
    });
    const c = criticalValue(draw, 0.95);
    const joint = romanoWolf(Float64Array.from(table, ({ t }) => t), draw);
    const truth = problem.gradient(w);
    return {
      rows: encodeJson(table.map(({ name, coefficient, standardError, t, pValue, bounds }, k) => ({
        coordinate: name,
        n: sample.n,
        value: coefficient,
        standard_error: standardError,
        t,
        p: pValue,
        low_95: bounds[0]!.value,
        high_95: bounds[1]!.value,
        low_90: bounds[2]!.value,
        high_90: bounds[3]!.value,
        joint_low: coefficient - c * standardError,
        joint_high: coefficient + c * standardError,
        joint_p: joint[k]!,
        truth: truth[k]!,
      }))),
    };
  };
}
