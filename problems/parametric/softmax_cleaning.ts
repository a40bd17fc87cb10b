/**
 * Data hyper-cleaning: training observations with doubtful labels are weighted so that the classifier
 * learned from them does well on clean validation data.
 *
 * g(x, Y) = (1/n) Σ_i σ(x_i) (log Σ_c e^{Y_c a_i} − Y_{b_i} a_i) + reg ‖Y‖², the problem of
 * `benchmark_bilevel` (Dagréou, Ablin, Vaiter, Moreau), whose code has reg = 0.2.
 *
 * @module
 */

import type { ParametricProblem } from "./contract.ts";
import type { TrainingData } from "./labelled_data.ts";
import { softmaxLoss } from "./margin_losses.ts";
import { weightedFit } from "./weighted_fit.ts";

/** Settings of `softmaxCleaning`. */
export interface SoftmaxCleaningOptions {
  /** Number of classes. */
  readonly classes: number;
  /** The factor of ‖Y‖²; 0.2 unless said. */
  readonly reg?: number;
}

/**
 * The cleaning problem on given data, labels 0, …, classes − 1, those for training perhaps from
 * `corruptLabels`: dx is the number of training observations, and y is Y, classes×features,
 * row-major. All weights start at σ(0) = ½.
 *
 * @throws {RangeError} if the data are malformed, or reg is not positive.
 */
export function softmaxCleaning(
  data: TrainingData,
  { classes, reg = 0.2 }: SoftmaxCleaningOptions,
): ParametricProblem {
  return weightedFit({
    name: "softmax-cleaning",
    data,
    loss: softmaxLoss(classes),
    weight: "sigmoid",
    penalty: 2 * reg,
  });
}
