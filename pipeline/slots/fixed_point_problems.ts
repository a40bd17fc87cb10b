/**
 * Fixed-point problems by options that JSON can hold and a random source for their data. Those that are
 * no gradient steps, `recurrentLayer` and `bellmanMap`, are slots as they are.
 *
 * @module
 */

import { elasticNet, type ElasticNetOptions } from "../../problems/parametric/elastic_net.ts";
import type { FixedPointProblem } from "../../problems/parametric/fixed_point_contract.ts";
import { gradientMap } from "../../problems/parametric/gradient_map.ts";
import {
  logistic,
  logisticData,
  type LogisticDataOptions,
  type LogisticOptions,
} from "../../problems/parametric/logistic.ts";
import { lowRankData, type LowRankDataOptions } from "../../problems/parametric/low_rank_data.ts";
import {
  linearData,
  type LinearDataOptions,
  ridge,
  type RidgeOptions,
} from "../../problems/parametric/ridge.ts";
import {
  weightedRidge,
  type WeightedRidgeOptions,
} from "../../problems/parametric/weighted_fit.ts";
import type { RandomSource } from "../../problems/random_source.ts";

/** Options of a problem and of its data. */
type WithData<Options, DataOptions> = Options & { readonly data?: DataOptions };

/** Gradient steps on ridge regression. */
export function ridgeMap(
  { data = {}, ...options }: WithData<RidgeOptions, LinearDataOptions>,
  random: RandomSource,
): FixedPointProblem {
  return gradientMap(ridge(linearData(data, random), options));
}

/** Gradient steps on ridge regression with weighted observations. */
export function weightedRidgeMap(
  { data = {}, ...options }: WithData<WeightedRidgeOptions, LinearDataOptions>,
  random: RandomSource,
): FixedPointProblem {
  return gradientMap(weightedRidge(linearData(data, random), options));
}

/** Gradient steps on logistic regression with one penalty a feature. */
export function logisticMap(
  { data = {}, ...options }: WithData<LogisticOptions, LogisticDataOptions>,
  random: RandomSource,
): FixedPointProblem {
  return gradientMap(logistic(logisticData(data, random), options));
}

/** Proximal gradient steps of the elastic net on correlated data. */
export function elasticNetMap(
  { data = {}, ...options }: WithData<ElasticNetOptions, LowRankDataOptions>,
  random: RandomSource,
): FixedPointProblem {
  return elasticNet(lowRankData(data, random), options);
}
