/**
 * Estimated gradients and roots, and errors of what was learned for them, one a sample.
 *
 * @module
 */

import type { ScoreEstimator } from "../../estimators/functional/contract.ts";
import { doubleNuisanceValues } from "../../estimators/functional/double_cross_fit.ts";
import { outerEvaluation } from "../../estimators/functional/evaluate.ts";
import { nuisanceErrors } from "../../estimators/functional/nuisance_errors.ts";
import { type RootEstimator, rootOf } from "../../estimators/functional/root.ts";
import { gradientOf } from "../../estimators/functional/score.ts";
import { formOf, type Terms } from "../../estimators/functional/terms.ts";
import { medianEstimate } from "../../estimators/inference/repeated.ts";
import type { IdentifiedProblem } from "../../problems/functional/identified.ts";
import { trueMeans } from "../blocks/means.ts";
import type { StageOutputs } from "../engine/stage.ts";
import type { OneSample, OnSamples } from "../stages/on_samples.ts";
import { encodeErrors, encodeEstimates } from "./estimates.ts";
import { type Penalties, penaltySettings } from "./settings.ts";

/** A row of terms, or a function. */
interface Estimating<Estimator> {
  readonly estimator: Estimator | Terms;
}

/** Gradients: the median over repetitions, or one for each of the penalties. */
export function gradients(
  { problem, slots, parameters, labels }: OnSamples<Estimating<ScoreEstimator>, Partial<Penalties>>,
  samples: readonly OneSample[],
): StageOutputs {
  const estimator = formOf(slots.estimator, gradientOf);
  const w = problem.outerPoint;
  const settings = penaltySettings(parameters);
  const estimates = samples.flatMap(({ outer, means }) => {
    const evaluation = outerEvaluation(problem.innerTarget(outer), outer.y, w);
    const each = means.map((one) => estimator(evaluation, doubleNuisanceValues(one, w)));
    return settings === undefined ? [medianEstimate(each)] : each;
  });
  return { estimates: encodeEstimates(labels, problem.gradient(w), estimates, settings) };
}

/** Roots: the median over repetitions. */
export function roots(
  { problem, slots, labels }: OnSamples<Estimating<RootEstimator>, unknown, IdentifiedProblem>,
  samples: readonly OneSample[],
): StageOutputs {
  const estimator = formOf(slots.estimator, rootOf);
  const estimates = samples.map(({ outer, means }) =>
    medianEstimate(means.map(({ direction, residual }) => {
      if (direction !== residual) {
        throw new RangeError(
          "roots are not estimated by double cross-fitting: set double to false",
        );
      }
      const { root, standardError } = estimator(outer.y, residual, problem.innerTarget(outer));
      return { gradient: root, standardError };
    }))
  );
  return { estimates: encodeEstimates(labels, problem.root, estimates) };
}

/** How far the learned conditional means are from the true ones, on average over repetitions. */
export function learningErrors(
  { problem, labels }: OnSamples,
  samples: readonly OneSample[],
): StageOutputs {
  const w = problem.outerPoint;
  const errors = samples.map(({ outer, means }) => {
    const truth = doubleNuisanceValues(trueMeans(problem, outer), w);
    const each = means.map((one) => nuisanceErrors(doubleNuisanceValues(one, w), truth));
    const mean = (name: "h" | "j" | "m" | "product"): number =>
      each.reduce((sum, error) => sum + error[name] / each.length, 0);
    return {
      error_h: mean("h"),
      error_j: mean("j"),
      error_m: mean("m"),
      product_bias: mean("product"),
    };
  });
  return { errors: encodeErrors(labels, errors) };
}
