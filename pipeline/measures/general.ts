/**
 * What is recorded of samples of a problem with general losses: learned nuisances and their errors,
 * estimated gradients, and descents along them.
 *
 * @module
 */

import type { GradientEstimate } from "../../estimators/functional/contract.ts";
import { descend } from "../../estimators/functional/descent.ts";
import { generalTarget } from "../../estimators/functional/descent_target.ts";
import { jackknifeOrthogonal } from "../../estimators/functional/general_jackknife.ts";
import { nuisanceLosses } from "../../estimators/functional/general_nuisance_losses.ts";
import type { GuardRails } from "../../estimators/functional/general_nuisances.ts";
import {
  crossFitNuisances,
  crossFitReduced,
} from "../../estimators/functional/general_orthogonal.ts";
import type {
  GeneralEstimator,
  generalOrthogonal,
} from "../../estimators/functional/general_score.ts";
import { lossDerivatives } from "../../estimators/functional/losses.ts";
import {
  cosineBasis,
  penalisedSeries,
  ratePenalty,
} from "../../estimators/nuisance/penalised_series.ts";
import type { QuadraticRiskLearner } from "../../estimators/nuisance/quadratic_risk.ts";
import type {
  GeneralNuisances,
  GeneralSample,
} from "../../problems/functional/general_contract.ts";
import { encodeNuisances } from "../blocks/nuisances.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageOutputs } from "../engine/stage.ts";
import { made, type Maker } from "../slots/made.ts";
import type { OneGeneralSample, OnGeneralSamples } from "../stages/on_general_samples.ts";
import { type Descending, descentOptions, descentOutputs } from "./descents.ts";
import { encodeErrors, encodeEstimates } from "./estimates.ts";

type Samples = Iterable<OneGeneralSample>;

type Learning = { readonly learner: Maker<QuadraticRiskLearner> };

type LearnerOptions = { readonly learner: JsonObject };

/** Output "nuisances", learned at the outer point by cross-fitting. */
export function nuisances(
  { problem, pair, slots, parameters }: OnGeneralSamples<Learning, LearnerOptions>,
  samples: Samples,
): StageOutputs {
  const learner = made(slots.learner, parameters.learner);
  const learned = Array.from(
    samples,
    ({ sample, folds }) => crossFitNuisances(sample, pair, problem.outerPoint, folds(), learner),
  );
  return { nuisances: encodeNuisances(learned) };
}

/** Nuisances with the losses' derivatives at their h and the problem's outer point. */
function withLosses<Nuisances extends GeneralNuisances>(
  { problem, pair }: OnGeneralSamples,
  nuisances: Nuisances,
  { z }: GeneralSample,
) {
  return { ...nuisances, losses: lossDerivatives(pair, problem.outerPoint, nuisances.h, z) };
}

/** Output "estimates": one estimate a sample, from learned nuisances or from the true ones. */
function estimated(
  { problem, labels }: OnGeneralSamples,
  samples: Samples,
  estimate: (one: OneGeneralSample) => GradientEstimate,
): StageOutputs {
  const truth = problem.gradient(problem.outerPoint);
  return { estimates: encodeEstimates(labels, truth, Array.from(samples, estimate)) };
}

/** Gradients by an estimator. */
export function generalGradients(
  on: OnGeneralSamples<{ readonly estimator: GeneralEstimator }>,
  samples: Samples,
): StageOutputs {
  const { problem, slots: { estimator } } = on;
  return estimated(on, samples, ({ sample, learned }) => {
    const known = learned ?? problem.nuisances(sample.x, problem.outerPoint);
    return estimator(withLosses(on, known, sample).losses, known);
  });
}

/**
 * The orthogonal gradient, freed by the jackknife over folds of the bias of shared noise. It learns the
 * nuisances from one fold less, which would be too much to store.
 */
export function jackknife(
  on: OnGeneralSamples<Learning, LearnerOptions>,
  samples: Samples,
): StageOutputs {
  const { problem, pair, slots, parameters } = on;
  const learner = made(slots.learner, parameters.learner);
  return estimated(on, samples, ({ sample, folds, learned }) => {
    const reduced = crossFitReduced(sample, pair, problem.outerPoint, folds(), learner);
    return jackknifeOrthogonal(withLosses(on, needed(learned), sample), reduced);
  });
}

function needed<Learned>(learned: Learned | undefined): Learned {
  if (learned === undefined) throw new RangeError("no nuisances were learned: learn them before");
  return learned;
}

/**
 * Output "errors": how far the learned nuisances are from the true ones, their losses out of fold, and the
 * guard rails.
 */
export function nuisanceErrors(on: OnGeneralSamples, samples: Samples): StageOutputs {
  const { problem, labels } = on;
  const errors = Array.from(samples, ({ sample, learned: given }) => {
    const learned = withLosses(on, needed(given), sample);
    const truth = problem.nuisances(sample.x, problem.outerPoint);
    const { h, a, b, c } = nuisanceLosses(learned);
    return {
      error_h: distance(learned.h, truth.h, sample.n),
      error_a: distance(learned.a, truth.a, sample.n),
      error_b: distance(learned.b, truth.b, sample.n),
      error_c: distance(learned.c, truth.c, sample.n),
      loss_h: h,
      risk_a: a,
      risk_b: sum(b),
      risk_c: sum(c),
      ...railMetrics(learned.guardRails, sample.n),
    };
  });
  return { errors: encodeErrors(labels, errors) };
}

/** The guard rails of one replication: over K folds n(K − 1) weights were used. */
function railMetrics(rails: readonly GuardRails[], n: number): Record<string, number> {
  const total = (of: (rail: GuardRails) => number): number =>
    rails.reduce((sum, rail) => sum + of(rail), 0);
  return {
    clipped_share: total(({ clipped }) => clipped) / (n * (rails.length - 1)),
    smallest_weight: Math.min(...rails.map(({ smallestWeight }) => smallestWeight)),
    newton_steps: total(({ iterations }) => iterations) / rails.length,
    not_converged: total(({ converged }) => (converged ? 0 : 1)),
  };
}

/** The root mean square over n observations of the distance of two functions. */
function distance(learned: Float64Array, truth: Float64Array, n: number): number {
  const squares = learned.map((value, at) => (value - truth[at]) * (value - truth[at]));
  return Math.sqrt(sum(squares) / n);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

interface GeneralDescending extends Descending {
  readonly n: number;
  /** 0 to take the true nuisances (the oracle). */
  readonly folds: number;
  /** The basis of the penalised series. */
  readonly series: { readonly frequencies: number; readonly low: number; readonly high: number };
}

interface Descended {
  readonly estimator: (
    ...of: Parameters<typeof generalOrthogonal>
  ) => Pick<GradientEstimate, "gradient">;
}

/**
 * Descents along an estimated gradient. The nuisances depend on the outer point, so they are learned anew,
 * by cross-fitting over the same folds, at each step.
 */
export function generalDescents(
  { problem, pair, slots: { estimator }, parameters, labels }: OnGeneralSamples<
    Descended,
    GeneralDescending
  >,
  samples: Samples,
): StageOutputs {
  const options = descentOptions(parameters.descent);
  const target = generalTarget(problem, options.stepSize);
  const learner = penalisedSeries(cosineBasis(parameters.series), ratePenalty(parameters.n));
  const traces = Array.from(samples, ({ sample, folds: drawn }) => {
    const folds = parameters.folds === 0 ? undefined : drawn();
    const gradient = (w: Float64Array): Float64Array => {
      if (folds !== undefined) {
        const learned = crossFitNuisances(sample, pair, w, folds, learner);
        return estimator(learned.losses, learned).gradient;
      }
      const truth = problem.nuisances(sample.x, w);
      return estimator(lossDerivatives(pair, w, truth.h, sample.z), truth).gradient;
    };
    return target.progress(descend(gradient, options));
  });
  return descentOutputs(labels, parameters, traces);
}
