/**
 * Parametric problems by options that JSON can hold and a random source for their data.
 *
 * @module
 */

import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import {
  logistic,
  logisticData,
  type LogisticDataOptions,
  type LogisticOptions,
} from "../../problems/parametric/logistic.ts";
import type { RandomSource } from "../../problems/random_source.ts";

/** Logistic regression with one penalty a feature, on simulated data. */
export function simulatedLogistic(
  { data, ...options }: LogisticOptions & { readonly data?: LogisticDataOptions },
  random: RandomSource,
): ParametricProblem {
  return logistic(logisticData(data ?? {}, random), options);
}
