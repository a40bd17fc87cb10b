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
 *
 * @example
 * ```ts
 * import { nuisanceValues, oracle, outerEvaluation } from "@bigrad/bigrad";
 * import { projectedBellmanB1, Stream } from "@bigrad/bigrad";
 *
 * const sample = projectedBellmanB1.sample(300, Stream.of("my table"));
 * const w = projectedBellmanB1.outerPoint;
 * const evaluation = outerEvaluation(projectedBellmanB1.innerTarget(sample), sample.y, w);
 * const truth = nuisanceValues(projectedBellmanB1.conditionalMeans(sample.x), w);
 * const { gradient, standardError } = oracle(evaluation, truth);
 * console.log(gradient[0].toFixed(3), standardError[0].toFixed(3)); // 0.066 0.008
 * ```
 */
export function oracle(evaluation: OuterEvaluation, truth: NuisanceValues): GradientEstimate {
  return waldEstimate(doublyRobustScores(evaluation, truth), evaluation.n, evaluation.p);
}
