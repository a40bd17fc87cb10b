/**
 * Scores of a functional bilevel gradient under quadratic losses, whose means estimate it.
 *
 * @module
 */

import { waldEstimate } from "../inference/wald.ts";
import type { NuisanceValues, OuterEvaluation, ScoreEstimator } from "./contract.ts";
import { requireLengths } from "./require.ts";
import { ORTHOGONAL, type Terms, termScores } from "./terms.ts";

/** The scores of each observation, n×p, from the data and the values of the nuisances. */
export type Scores = (evaluation: OuterEvaluation, nuisances: NuisanceValues) => Float64Array;

/**
 * The scores of a row of terms. They throw a RangeError if an array does not have the size that n and p
 * ask for, whether a term needs it or not.
 */
export function scoresOf(terms: Terms): Scores {
  return (evaluation, { j, h, m }) => {
    const { n, p, target, jacobian, outcome } = evaluation;
    requireLengths([
      ["target", target, n],
      ["jacobian", jacobian, n * p],
      ["outcome", outcome, n],
      ["j", j, n * p],
      ["h", h, n],
      ["m", m, n],
    ], ` for n = ${n} and p = ${p}`);
    return termScores(terms, n, p, { g: jacobian, target, outcome, j, h, m });
  };
}

/**
 * The mean of the scores of a row of terms. Its standard errors are those of a mean, so they leave out
 * the noise of learned functions, which is of second order only if the score is orthogonal.
 */
export function gradientOf(terms: Terms): ScoreEstimator {
  const scores = scoresOf(terms);
  return (evaluation, nuisances) =>
    waldEstimate(scores(evaluation, nuisances), evaluation.n, evaluation.p);
}

/**
 * The scores ψ_i = j_i R_i + r_i (G_i − j_i), n×p, with R = T_w − Y and r = h − m.
 *
 * E ψ is the gradient if either j or (h, m) is right, and ψ minus its mean is then the efficient
 * influence function. Score of El Khoury, Zenati, Kallus, Arbel, Bibaut, *Semiparametric Efficient
 * Bilevel Gradient Estimation*, arXiv 2605.21341 (2026).
 */
export const doublyRobustScores: Scores = /* @__PURE__ */ scoresOf(ORTHOGONAL);
