/**
 * The orthogonal gradient, whose nuisances err only through their product, and the oracle.
 *
 * @module
 */

import type { ScoreEstimator } from "./contract.ts";
import { gradientOf } from "./score.ts";
import { ORTHOGONAL } from "./terms.ts";

/**
 * Mean of the doubly robust scores over all observations.
 *
 * With fixed nuisances its bias is exactly −E[((ĥ − m̂) − (h − m)) (ĵ − j)]; with cross-fitted ones it
 * is asymptotically efficient if that product is o(n^-½). Estimator of El Khoury, Zenati, Kallus,
 * Arbel, Bibaut, *Semiparametric Efficient Bilevel Gradient Estimation*, arXiv 2605.21341 (2026);
 * their standard errors, too: √(sample variance of the scores / n).
 *
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
export const orthogonal: ScoreEstimator = /* @__PURE__ */ gradientOf(ORTHOGONAL);

/**
 * The same at the true nuisances, the best that could be done if they were known. Its variance is the
 * efficiency bound over n, exactly.
 *
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
export const oracle: ScoreEstimator = orthogonal;
