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
 * import { nuisanceValues, outerEvaluation, plugInFull } from "@bigrad/bigrad";
 * import { projectedBellmanB1 as problem, Stream } from "@bigrad/bigrad";
 *
 * const w = problem.outerPoint;
 * const sample = problem.sample(300, Stream.of("my table"));
 * const evaluation = outerEvaluation(problem.innerTarget(sample), sample.y, w);
 * const means = nuisanceValues(problem.conditionalMeans(sample.x), w);
 * console.log(plugInFull(evaluation, means).gradient[0].toFixed(3)); // 0.065
 * ```
 */
export const full: ScoreEstimator = /* @__PURE__ */ gradientOf(FULL);

/**
 * Mean of G (ĥ − m̂).
 *
 * @example
 * ```ts
 * import { nuisanceValues, outerEvaluation, plugInAdjoint } from "@bigrad/bigrad";
 * import { projectedBellmanB1 as problem, Stream } from "@bigrad/bigrad";
 *
 * const w = problem.outerPoint;
 * const sample = problem.sample(300, Stream.of("my table"));
 * const evaluation = outerEvaluation(problem.innerTarget(sample), sample.y, w);
 * const means = nuisanceValues(problem.conditionalMeans(sample.x), w);
 * console.log(plugInAdjoint(evaluation, means).gradient[0].toFixed(3)); // 0.064
 * ```
 */
export const adjoint: ScoreEstimator = /* @__PURE__ */ gradientOf(ADJOINT);

/**
 * Mean of ĵ (T_w − Y).
 *
 * @example
 * ```ts
 * import { nuisanceValues, outerEvaluation, plugInForward } from "@bigrad/bigrad";
 * import { projectedBellmanB1 as problem, Stream } from "@bigrad/bigrad";
 *
 * const w = problem.outerPoint;
 * const sample = problem.sample(300, Stream.of("my table"));
 * const evaluation = outerEvaluation(problem.innerTarget(sample), sample.y, w);
 * const means = nuisanceValues(problem.conditionalMeans(sample.x), w);
 * console.log(plugInForward(evaluation, means).gradient[0].toFixed(3)); // 0.067
 * ```
 */
export const forward: ScoreEstimator = /* @__PURE__ */ gradientOf(FORWARD);
