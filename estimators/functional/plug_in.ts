/**
 * Plug-in gradients: products of a learned function and either another one or the data.
 *
 * Each is a `ScoreEstimator` and consistent, and each keeps the error of what it plugs in to first
 * order. Their standard errors are those of a mean of their own scores, so they leave out the noise
 * of the learned functions.
 *
 * @module
 */

import type { GradientEstimate, NuisanceValues, OuterEvaluation } from "./contract.ts";
import { waldEstimate } from "../inference/wald.ts";
import { productScores, publishedPlugInScores } from "./score.ts";

/**
 * Mean of ĵ (ĥ − Y): the comparator called "plug-in" by El Khoury, Zenati, Kallus, Arbel, Bibaut,
 * *Semiparametric Efficient Bilevel Gradient Estimation*, arXiv 2605.21341 (2026).
 *
 * @example
 * ```ts
 * import { crossFit, gaussian, kernelRidge, nuisanceValues } from "@bigrad/bigrad";
 * import { outerEvaluation, plugIn, projectedBellmanB1, randomFolds } from "@bigrad/bigrad";
 * import { Stream } from "@bigrad/bigrad";
 *
 * const sample = projectedBellmanB1.sample(300, Stream.of("my table"));
 * const target = projectedBellmanB1.innerTarget(sample);
 * const folds = randomFolds(sample.n, 5, Stream.of("my folds"));
 * const learner = kernelRidge({ kernel: gaussian(1), lambdas: [1e-4, 1e-3, 1e-2] });
 * const { means } = crossFit(sample, target, folds, learner);
 * const w = projectedBellmanB1.outerPoint;
 * const evaluation = outerEvaluation(target, sample.y, w);
 * const { gradient, standardError } = plugIn(evaluation, nuisanceValues(means, w));
 * console.log(gradient[0].toFixed(3), standardError[0].toFixed(3)); // 0.064 0.010
 * console.log(projectedBellmanB1.gradient(w)[0].toFixed(3)); // 0.074
 * ```
 */
export function published(
  evaluation: OuterEvaluation,
  nuisances: NuisanceValues,
): GradientEstimate {
  const { n, p } = evaluation;
  return waldEstimate(publishedPlugInScores(evaluation, nuisances), n, p);
}

/**
 * Mean of ĵ (ĥ − m̂): nothing but learned functions.
 *
 * @example
 * ```ts
 * import { crossFit, gaussian, kernelRidge, nuisanceValues } from "@bigrad/bigrad";
 * import { outerEvaluation, plugInFull, projectedBellmanB1 } from "@bigrad/bigrad";
 * import { randomFolds, Stream } from "@bigrad/bigrad";
 *
 * const sample = projectedBellmanB1.sample(300, Stream.of("my table"));
 * const target = projectedBellmanB1.innerTarget(sample);
 * const folds = randomFolds(sample.n, 5, Stream.of("my folds"));
 * const learner = kernelRidge({ kernel: gaussian(1), lambdas: [1e-4, 1e-3, 1e-2] });
 * const { means } = crossFit(sample, target, folds, learner);
 * const w = projectedBellmanB1.outerPoint;
 * const evaluation = outerEvaluation(target, sample.y, w);
 * const { gradient, standardError } = plugInFull(evaluation, nuisanceValues(means, w));
 * console.log(gradient[0].toFixed(3), standardError[0].toFixed(3)); // 0.064 0.005
 * console.log(projectedBellmanB1.gradient(w)[0].toFixed(3)); // 0.074
 * ```
 */
export function full(
  evaluation: OuterEvaluation,
  nuisances: NuisanceValues,
): GradientEstimate {
  return productMean(evaluation, nuisances, nuisances.j, nuisances.h, nuisances.m);
}

/**
 * Mean of G (ĥ − m̂): the learned adjoint against the data's Jacobian, which is functional implicit
 * differentiation (Petrulionyte, Mairal, Arbel, NeurIPS 2024, arXiv 2403.20233) in its statistical
 * form. Unbiased if ĥ − m̂ is right.
 *
 * @example
 * ```ts
 * import { crossFit, gaussian, kernelRidge, nuisanceValues } from "@bigrad/bigrad";
 * import { outerEvaluation, plugInAdjoint, projectedBellmanB1 } from "@bigrad/bigrad";
 * import { randomFolds, Stream } from "@bigrad/bigrad";
 *
 * const sample = projectedBellmanB1.sample(300, Stream.of("my table"));
 * const target = projectedBellmanB1.innerTarget(sample);
 * const folds = randomFolds(sample.n, 5, Stream.of("my folds"));
 * const learner = kernelRidge({ kernel: gaussian(1), lambdas: [1e-4, 1e-3, 1e-2] });
 * const { means } = crossFit(sample, target, folds, learner);
 * const w = projectedBellmanB1.outerPoint;
 * const evaluation = outerEvaluation(target, sample.y, w);
 * const { gradient, standardError } = plugInAdjoint(evaluation, nuisanceValues(means, w));
 * console.log(gradient[0].toFixed(3), standardError[0].toFixed(3)); // 0.064 0.005
 * console.log(projectedBellmanB1.gradient(w)[0].toFixed(3)); // 0.074
 * ```
 */
export function adjoint(
  evaluation: OuterEvaluation,
  nuisances: NuisanceValues,
): GradientEstimate {
  return productMean(evaluation, nuisances, evaluation.jacobian, nuisances.h, nuisances.m);
}

/**
 * Mean of ĵ (T_w − Y): the learned Jacobian against the data's residual. Unbiased if ĵ is right.
 *
 * @example
 * ```ts
 * import { crossFit, gaussian, kernelRidge, nuisanceValues } from "@bigrad/bigrad";
 * import { outerEvaluation, plugInForward, projectedBellmanB1 } from "@bigrad/bigrad";
 * import { randomFolds, Stream } from "@bigrad/bigrad";
 *
 * const sample = projectedBellmanB1.sample(300, Stream.of("my table"));
 * const target = projectedBellmanB1.innerTarget(sample);
 * const folds = randomFolds(sample.n, 5, Stream.of("my folds"));
 * const learner = kernelRidge({ kernel: gaussian(1), lambdas: [1e-4, 1e-3, 1e-2] });
 * const { means } = crossFit(sample, target, folds, learner);
 * const w = projectedBellmanB1.outerPoint;
 * const evaluation = outerEvaluation(target, sample.y, w);
 * const { gradient, standardError } = plugInForward(evaluation, nuisanceValues(means, w));
 * console.log(gradient[0].toFixed(3), standardError[0].toFixed(3)); // 0.065 0.008
 * console.log(projectedBellmanB1.gradient(w)[0].toFixed(3)); // 0.074
 * ```
 */
export function forward(
  evaluation: OuterEvaluation,
  nuisances: NuisanceValues,
): GradientEstimate {
  return productMean(evaluation, nuisances, nuisances.j, evaluation.target, evaluation.outcome);
}

/** Mean of the scores direction_i (a_i − b_i), with direction n×p. */
function productMean(
  evaluation: OuterEvaluation,
  nuisances: NuisanceValues,
  direction: Float64Array,
  a: Float64Array,
  b: Float64Array,
): GradientEstimate {
  const { n, p } = evaluation;
  return waldEstimate(productScores(evaluation, nuisances, direction, a, b), n, p);
}
