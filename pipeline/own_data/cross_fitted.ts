/**
 * The scores of a user's problem at one split into folds, and how well the nuisances were learned.
 *
 * @module
 */

import { crossFit } from "../../estimators/functional/cross_fit.ts";
import { nuisanceValues, outerEvaluation } from "../../estimators/functional/evaluate.ts";
import { generalGradient } from "../../estimators/functional/general_gradient.ts";
import type {
  GeneralObservations,
  GuardRails,
} from "../../estimators/functional/general_nuisances.ts";
import { doublyRobustScores } from "../../estimators/functional/score.ts";
import { plainRegression } from "../../estimators/nuisance/plain_regression.ts";
import type { QuadraticRiskLearner } from "../../estimators/nuisance/quadratic_risk.ts";
import type { OwnProblem } from "./problem.ts";

/** How well one nuisance predicts rows that it was not learned from. */
export interface NuisanceLoss {
  /** Which one, in the words of the README. */
  readonly nuisance: string;
  /** `loss`: the mean inner loss; `risk`: E_n[½ W f² + U f], 0 at f = 0; `rmse`. */
  readonly measure: "loss" | "risk" | "rmse";
  readonly value: number;
}

/** What one split gives. */
export interface CrossFitted {
  /** n×p. */
  readonly scores: Float64Array;
  readonly losses: readonly NuisanceLoss[];
  /** One record a fold; none with quadratic losses, whose curvature is 1. */
  readonly guardRails: readonly GuardRails[];
}

/**
 * Learns the nuisances out of fold and computes the scores.
 *
 * @param jackknife Whether the bias of noise that nuisances share is removed; quadratic losses go
 * without.
 */
export function crossFitted(
  sample: GeneralObservations,
  problem: OwnProblem,
  fold: Uint32Array,
  learner: QuadraticRiskLearner,
  jackknife: boolean,
): CrossFitted {
  const { model, at, coordinates } = problem;
  if (model.kind === "quadratic") {
    return quadratic(sample, problem, model.hasConstant, fold, learner);
  }
  const { scores, nuisanceLosses: { h, a, b, c }, nuisances } = generalGradient(
    sample,
    model.pair,
    at,
    learner,
    { fold, jackknife },
  );
  const risks = (name: string, values: Float64Array): NuisanceLoss[] =>
    coordinates.map((coordinate, k) => ({
      nuisance: `${name} ${coordinate}`,
      measure: "risk",
      value: values[k],
    }));
  return {
    scores,
    losses: [
      { nuisance: "h", measure: "loss", value: h },
      { nuisance: "a", measure: "risk", value: a },
      ...risks("b", b),
      ...risks("c", c),
    ],
    guardRails: nuisances.guardRails,
  };
}

function quadratic(
  { n, x, z }: GeneralObservations,
  { at, coordinates }: OwnProblem,
  hasConstant: boolean,
  fold: Uint32Array,
  learner: QuadraticRiskLearner,
): CrossFitted {
  const p = at.length;
  const width = z.length / n;
  const inner = {
    g: new Float64Array(n * p).map((_, at) => z[Math.floor(at / p) * width + at % p]),
    t0: new Float64Array(n).map((_, i) => (hasConstant ? z[i * width + p] : 0)),
  };
  const y = new Float64Array(n).map((_, i) => z[i * width + width - 1]);
  const { means } = crossFit({ n, x, t: inner.g, y }, inner, fold, plainRegression(learner));
  const evaluation = outerEvaluation(inner, y, at);
  const nuisances = nuisanceValues(means, at);
  const rmse = (size: number, error: (i: number) => number): number => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += error(i) * error(i);
    return Math.sqrt(sum / size);
  };
  const ofEach = coordinates.map((coordinate, k): NuisanceLoss => ({
    nuisance: `j ${coordinate}`,
    measure: "rmse",
    value: rmse(n, (i) => inner.g[i * p + k] - means.j[i * p + k]),
  }));
  return {
    scores: doublyRobustScores(evaluation, nuisances),
    losses: [
      {
        nuisance: "h",
        measure: "rmse",
        value: rmse(n, (i) => evaluation.target[i] - nuisances.h[i]),
      },
      ...ofEach,
      { nuisance: "m", measure: "rmse", value: rmse(n, (i) => y[i] - nuisances.m[i]) },
    ],
    guardRails: [],
  };
}
