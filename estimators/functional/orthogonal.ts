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
 *
 * @example
 * ```ts
 * import { crossFit, gaussian, kernelRidge, nuisanceValues } from "@bigrad/bigrad";
 * import { orthogonal, outerEvaluation, projectedBellmanB1 } from "@bigrad/bigrad";
 * import { randomFolds, Stream } from "@bigrad/bigrad";
 *
 * const sample = projectedBellmanB1.sample(300, Stream.of("my table"));
 * const target = projectedBellmanB1.innerTarget(sample);
 * const folds = randomFolds(sample.n, 5, Stream.of("my folds"));
 * const learner = kernelRidge({ kernel: gaussian(1), lambdas: [1e-4, 1e-3, 1e-2] });
 * const { means } = crossFit(sample, target, folds, learner);
 * const w = projectedBellmanB1.outerPoint;
 * const evaluation = outerEvaluation(target, sample.y, w);
 * const { gradient, standardError } = orthogonal(evaluation, nuisanceValues(means, w));
 * console.log(gradient[0].toFixed(3), standardError[0].toFixed(3)); // 0.066 0.008
 * console.log(projectedBellmanB1.gradient(w)[0].toFixed(3)); // 0.074
 * ```
 */
export function orthogonal(
  evaluation: OuterEvaluation,
  outOfFold: NuisanceValues,
): GradientEstimate {
  const scores = doublyRobustScores(evaluation, outOfFold);
  return waldEstimate(scores, evaluation.n, evaluation.p, DEGREES_OF_FREEDOM);
}
