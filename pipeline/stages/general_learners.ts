/**
 * Learners of the nuisances of general losses, by options that JSON can hold.
 *
 * @module
 */

import {
  naturalSplineBasis,
  type NaturalSplineOptions,
} from "../../estimators/nuisance/natural_spline.ts";
import { penalisedSeries, ratePenalty } from "../../estimators/nuisance/penalised_series.ts";
import type { QuadraticRiskLearner } from "../../estimators/nuisance/quadratic_risk.ts";

/** Settings of `naturalSplines`. */
export interface NaturalSplinesChoice extends NaturalSplineOptions {
  /** The sample size n, from all of which λ = scale · n^−4/5 follows: it is the same in all folds. */
  readonly n: number;
  readonly scale: number;
}

const ORDER = 2;

/** Natural splines with a penalty on the second derivative. */
export function naturalSplines(
  { n, scale, ...basis }: NaturalSplinesChoice,
): QuadraticRiskLearner {
  return penalisedSeries(naturalSplineBasis(basis), ratePenalty(n, ORDER, scale));
}
