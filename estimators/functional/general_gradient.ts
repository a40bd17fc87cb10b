/**
 * The gradient of a functional bilevel problem with any losses, from data to intervals.
 *
 * ```ts
 * const learner = penalisedSeries(
 *   naturalSplineBasis({ modes: 10, low: -1, high: 1 }),
 *   ratePenalty(sample.n),
 * );
 * const { gradient, standardError, interval, guardRails } = generalGradient(
 *   sample,
 *   weightedLogisticLosses(2),
 *   Float64Array.of(1, 1.5),
 *   learner,
 *   { random: Stream.of("my folds") },
 * );
 * ```
 *
 * @module
 */

import {
  type ConfidenceInterval,
  scoreCovariance,
  waldEstimate,
  waldInterval,
} from "../inference/wald.ts";
import {
  DEFAULT_WEIGHT_FLOOR,
  type NewtonOptions,
  type QuadraticRiskLearner,
} from "../nuisance/quadratic_risk.ts";
import type { GradientEstimate } from "./contract.ts";
import { randomFolds } from "./cross_fit.ts";
import { jackknifeScores, scoresAt } from "./general_jackknife.ts";
import { type NuisanceLosses, nuisanceLosses } from "./general_nuisance_losses.ts";
import type { GeneralObservations, GuardRails } from "./general_nuisances.ts";
import {
  crossFitNuisances,
  crossFitReduced,
  type CrossFittedNuisances,
} from "./general_orthogonal.ts";
import type { LossPair } from "./losses.ts";

/** Folds drawn at random, or given. */
export type FoldOptions =
  | {
    /** Number of folds K; 5 unless said. */
    readonly folds?: number;
    /** What the folds are drawn from. */
    readonly random: { permutation(n: number): Uint32Array };
  }
  | {
    /** The fold of each observation, n: 0, …, K − 1 and no fold empty. */
    readonly fold: Uint32Array;
  };

/** Settings of `generalGradient`; the least weight and the most steps are Newton's. */
export type GeneralGradientOptions = FoldOptions & NewtonOptions & {
  /** Whether the bias of shared noise is removed, for which K ≥ 3; true unless said. */
  readonly jackknife?: boolean;
  /** Confidence level of the intervals; 0.95 unless said. */
  readonly level?: number;
};

/** An estimate of the gradient with all that belongs to it. */
export interface GeneralGradient extends GradientEstimate {
  /** Intervals of the coordinates. */
  readonly interval: ConfidenceInterval;
  /** Estimated covariance matrix of the estimate, p×p. */
  readonly covariance: Float64Array;
  /** The scores whose mean the estimate is, n×p: what bands and repetitions are made from. */
  readonly scores: Float64Array;
  /** The nuisances out of fold. */
  readonly nuisances: CrossFittedNuisances;
  /** Their mean losses. */
  readonly nuisanceLosses: NuisanceLosses;
  /** What happened in learning, one record a fit: K of them, and K(K − 1)/2 for the jackknife. */
  readonly guardRails: readonly GuardRails[];
}

const FOLDS = 5;

/**
 * Estimates Ψ(w), the gradient of E[l_out(w, h_w(X), Z)] with
 * h_w(x) = argmin_v E[l_in(w, v, Z) | X = x], by the cross-fitted orthogonal score; the jackknife over
 * folds takes away the bias that is left where nuisances share their noise.
 *
 * @param sample The data: n rows of x and of z.
 * @param pair The losses with their derivatives.
 * @param w Outer point, p.
 * @throws {RangeError} if sizes do not agree, a value is not finite, an option is out of range or all weights are
 * below the floor.
 *
 * @example
 * ```ts
 * import { generalGradient, hyperCleaning, naturalSplineBasis } from "@bigrad/bigrad";
 * import { penalisedSeries, ratePenalty, Stream } from "@bigrad/bigrad";
 * import { weightedLogisticLosses } from "@bigrad/bigrad";
 *
 * const sample = hyperCleaning.sample(500, Stream.of("my data"));
 * const basis = naturalSplineBasis({ modes: 10, low: -1, high: 1 });
 * const { gradient, standardError } = generalGradient(
 *   sample,
 *   weightedLogisticLosses(2),
 *   hyperCleaning.outerPoint,
 *   penalisedSeries(basis, ratePenalty(sample.n)),
 *   { random: Stream.of("my folds") },
 * );
 * console.log(gradient[0].toFixed(3), standardError[0].toFixed(3)); // -0.010 0.008
 * console.log(hyperCleaning.gradient(hyperCleaning.outerPoint)[0].toFixed(3)); // -0.012
 * ```
 */
export function generalGradient(
  sample: GeneralObservations,
  pair: LossPair,
  w: Float64Array,
  learner: QuadraticRiskLearner,
  options: GeneralGradientOptions,
): GeneralGradient {
  const { jackknife = true, level = 0.95 } = options;
  const { n } = sample;
  const { p } = pair;
  const fold = "fold" in options
    ? options.fold
    : randomFolds(n, options.folds ?? FOLDS, options.random);
  const nuisances = crossFitNuisances(sample, pair, w, fold, learner, options);
  requireCurvature(nuisances.guardRails, n, options.floor);
  const reduced = jackknife ? crossFitReduced(sample, pair, w, fold, learner, options) : [];
  const own = scoresAt(nuisances);
  const scores = jackknife ? jackknifeScores(own, reduced.map(scoresAt)) : own;
  const estimate = waldEstimate(scores, n, p);
  // a fit without two folds is in two sets
  const others = reduced.flatMap(({ guardRails }) => guardRails);
  return {
    ...estimate,
    interval: waldInterval(estimate, level),
    covariance: scoreCovariance(scores, n, p).map((value) => value / n),
    scores,
    nuisances,
    nuisanceLosses: nuisanceLosses(nuisances),
    guardRails: [...nuisances.guardRails, ...new Set(others)],
  };
}

/** Refuses losses in units in which all weights are raised to the floor, so that it stands for the losses. */
function requireCurvature(
  guardRails: readonly GuardRails[],
  n: number,
  floor = DEFAULT_WEIGHT_FLOOR,
): void {
  const all = guardRails.reduce((sum, { clipped }) => sum + clipped, 0);
  if (all < (guardRails.length - 1) * n) return;
  throw new RangeError(
    `the curvature of the inner loss is below floor = ${floor} in every row: give the inner loss and its ` +
      `penalty in larger units, or a smaller floor`,
  );
}
