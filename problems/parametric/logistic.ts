/**
 * Logistic regression with one penalty a feature, chosen on validation data.
 *
 * @module
 */

import { normals, type RandomSource } from "../random_source.ts";
import type { ParametricProblem } from "./contract.ts";
import { drawnData, type LabelledData, type TrainingData } from "./labelled_data.ts";
import { logisticLoss } from "./margin_losses.ts";
import { penalisedFit } from "./penalised_fit.ts";
import { requireBetween, requireWhole } from "../../numerics/require.ts";

/** Settings of `logistic`. */
export interface LogisticOptions {
  /** Where each x_k starts; −2 unless said. */
  readonly start?: number;
}

/**
 * g(x, y) = (1/n) Σ_i log(1 + e^{−b_i a_i'y}) + ½ Σ_k e^{x_k} y_k² on given data, labels −1 and 1:
 * dx and dy are the number of features.
 *
 * @throws {RangeError} if the data are malformed.
 *
 * @example
 * ```ts
 * import { logistic, logisticData, Stream } from "@bigrad/bigrad";
 *
 * const data = logisticData({ n: 100, validation: 100, p: 4 }, Stream.of("my data"));
 * const problem = logistic(data, {});
 * console.log(problem.dx, problem.dy, problem.exactGradient(problem.start.x).length); // 4 4 4
 * ```
 */
export function logistic(
  data: TrainingData,
  { start = -2 }: LogisticOptions = {},
): ParametricProblem {
  const { p } = data.train;
  return penalisedFit({
    name: "logistic",
    data,
    loss: logisticLoss,
    penaltyOf: Uint32Array.from({ length: p }, (_, k) => k),
    start: new Float64Array(p).fill(start),
  });
}

/** Settings of `logisticData`. */
export interface LogisticDataOptions {
  /** Training observations; 1000 unless said. */
  readonly n?: number;
  /** Validation observations; 1000 unless said. */
  readonly validation?: number;
  /** Features; 100 unless said. */
  readonly p?: number;
  /** Scale of the last feature, the first having 1 and those between logarithmic steps; 0.1. */
  readonly smallestScale?: number;
  /** Standard deviation of the log-odds a'β; 2 unless said. */
  readonly signal?: number;
}

/**
 * Simulated data from a logistic model: normal features of falling scale, β normal, both independent.
 *
 * @throws {RangeError} if a size or a scale is none.
 *
 * @example
 * ```ts
 * import { logisticData, Stream } from "@bigrad/bigrad";
 *
 * const { train } = logisticData({ n: 100, p: 4 }, Stream.of("my data"));
 * console.log(train.n, train.labels.every((label) => label === 1 || label === -1)); // 100 true
 * ```
 */
export function logisticData(options: LogisticDataOptions, random: RandomSource): TrainingData {
  const { n = 1000, validation = 1000, p = 100, smallestScale = 0.1, signal = 2 } = options;
  requireWhole("n", n, 1);
  requireWhole("validation", validation, 1);
  requireWhole("p", p, 1);
  requireBetween("smallestScale", smallestScale, Number.MIN_VALUE, 1);
  requireBetween("signal", signal, 0, Number.MAX_VALUE);
  const step = Math.log(smallestScale) / Math.max(1, p - 1);
  const scales = Float64Array.from({ length: p }, (_, k) => Math.exp(k * step));
  const beta = normals(p, 1, random.split("coefficients"));
  let variance = 0;
  for (let k = 0; k < p; k++) variance += scales[k] * scales[k] * beta[k] * beta[k];
  for (let k = 0; k < p; k++) beta[k] *= signal / Math.sqrt(variance);
  const sample = (size: number, random: RandomSource): LabelledData =>
    drawnData(size, p, (features) => {
      let odds = 0;
      for (let k = 0; k < p; k++) odds += beta[k] * (features[k] = scales[k] * random.normal());
      return random.uniform() * (1 + Math.exp(-odds)) < 1 ? 1 : -1;
    });
  return {
    train: sample(n, random.split("train")),
    validation: sample(validation, random.split("validation")),
  };
}
