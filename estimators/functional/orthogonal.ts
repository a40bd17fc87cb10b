/**
 * The orthogonal gradient: errors of the nuisances enter only through their product.
 *
 * @module
 */

import type { GradientEstimate, NuisanceValues, OuterEvaluation } from "./contract.ts";
import { doublyRobustScores } from "./score.ts";
import { waldEstimate } from "../inference/wald.ts";

/** What is subtracted from n in the sample variance of the scores: the published convention. */
const DEGREES_OF_FREEDOM = 1;

/**
 * Mean of the doubly robust scores over all observations, a `ScoreEstimator`.
 *
 * With fixed nuisances its bias is exactly −E[((ĥ − m̂) − (h − m)) (ĵ − j)]; with cross-fitted ones it
 * is asymptotically efficient if that product is o(n^-½). Estimator of El Khoury, Zenati, Kallus,
 * Arbel, Bibaut, *Semiparametric Efficient Bilevel Gradient Estimation*, arXiv 2605.21341 (2026);
 * their standard errors, too: √(sample variance of the scores / n).
 *
 * @param outOfFold Values of ĵ, ĥ and m̂ where each observation is predicted from the others' folds.
 * @throws {RangeError} if the arrays' sizes do not agree.
 */
export function orthogonal(
  evaluation: OuterEvaluation,
  outOfFold: NuisanceValues,
): GradientEstimate {
  const scores = doublyRobustScores(evaluation, outOfFold);
  return waldEstimate(scores, evaluation.n, evaluation.p, DEGREES_OF_FREEDOM);
}
