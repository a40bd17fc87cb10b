/**
 * The oracle gradient: the best that could be done if the nuisance functions were known.
 *
 * @module
 */

import type { GradientEstimate, NuisanceValues, OuterEvaluation } from "./contract.ts";
import { doublyRobustScores } from "./score.ts";
import { waldEstimate } from "../inference/wald.ts";

/**
 * Mean of the doubly robust scores at the true nuisances, a `ScoreEstimator`. Its variance is the
 * efficiency bound over n, exactly.
 *
 * @param truth The true j, h and m at the observations.
 * @throws {RangeError} if the arrays' sizes do not agree.
 */
export function oracle(evaluation: OuterEvaluation, truth: NuisanceValues): GradientEstimate {
  return waldEstimate(doublyRobustScores(evaluation, truth), evaluation.n, evaluation.p);
}
