/**
 * Plug-in gradients: products of a learned function and either another one or the data.
 *
 * Each is consistent, and each keeps the error of what it plugs in to first order; `terms.ts` says what
 * each is.
 *
 * @module
 */

import type { ScoreEstimator } from "./contract.ts";
import { gradientOf } from "./score.ts";
import { ADJOINT, FORWARD, FULL, PUBLISHED } from "./terms.ts";

/**
 * Mean of ĵ (ĥ − Y).
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
export const published: ScoreEstimator = /* @__PURE__ */ gradientOf(PUBLISHED);

/**
 * Mean of ĵ (ĥ − m̂).
 *
 * @example
 * ```ts
 * import { linearIV, nuisanceValues, outerEvaluation, plugInFull, Stream } from "@bigrad/bigrad";
 *
 * const sample = linearIV.sample(300, Stream.of("my table"));
 * const w = Float64Array.of(1);
 * const evaluation = outerEvaluation(linearIV.innerTarget(sample), sample.y, w);
 * const means = nuisanceValues(linearIV.conditionalMeans(sample.x), w);
 * const { gradient, standardError } = plugInFull(evaluation, means);
 * console.log(gradient[0].toFixed(2), standardError[0].toFixed(2)); // -12.29 1.01
 * console.log(linearIV.gradient(w)[0]); // -12
 * ```
 */
export const full: ScoreEstimator = /* @__PURE__ */ gradientOf(FULL);

/**
 * Mean of G (ĥ − m̂).
 *
 * @example
 * ```ts
 * import { linearIV, nuisanceValues, outerEvaluation, plugInAdjoint, Stream } from "@bigrad/bigrad";
 *
 * const sample = linearIV.sample(300, Stream.of("my table"));
 * const w = Float64Array.of(1);
 * const evaluation = outerEvaluation(linearIV.innerTarget(sample), sample.y, w);
 * const means = nuisanceValues(linearIV.conditionalMeans(sample.x), w);
 * const { gradient, standardError } = plugInAdjoint(evaluation, means);
 * console.log(gradient[0].toFixed(2), standardError[0].toFixed(2)); // -12.27 1.02
 * console.log(linearIV.gradient(w)[0]); // -12
 * ```
 */
export const adjoint: ScoreEstimator = /* @__PURE__ */ gradientOf(ADJOINT);

/**
 * Mean of ĵ (T_w − Y).
 *
 * @example
 * ```ts
 * import { linearIV, nuisanceValues, outerEvaluation, plugInForward, Stream } from "@bigrad/bigrad";
 *
 * const sample = linearIV.sample(300, Stream.of("my table"));
 * const w = Float64Array.of(1);
 * const evaluation = outerEvaluation(linearIV.innerTarget(sample), sample.y, w);
 * const means = nuisanceValues(linearIV.conditionalMeans(sample.x), w);
 * const { gradient, standardError } = plugInForward(evaluation, means);
 * console.log(gradient[0].toFixed(2), standardError[0].toFixed(2)); // -12.26 1.03
 * console.log(linearIV.gradient(w)[0]); // -12
 * ```
 */
export const forward: ScoreEstimator = /* @__PURE__ */ gradientOf(FORWARD);
