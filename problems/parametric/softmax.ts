/**
 * Softmax regression with one penalty a class, chosen on validation data: the Covtype problem of
 * `benchmark_bilevel`.
 *
 * @module
 */

import type { ParametricProblem } from "./contract.ts";
import { type LabelledData, requireData, type TrainingData } from "./labelled_data.ts";
import { softmaxLoss } from "./margin_losses.ts";
import { penalisedFit } from "./penalised_fit.ts";
import { gemm } from "../../numerics/kernels.ts";
import { requireLength } from "../../numerics/require.ts";

/** Settings of `softmax`. */
export interface SoftmaxOptions {
  /** Number of classes. */
  readonly classes: number;
  /** Where each x_c starts; −2 unless said. */
  readonly start?: number;
}

/**
 * g(x, Y) = (1/n) Σ_i (log Σ_c e^{Y_c a_i} − Y_{b_i} a_i) + ½ Σ_c e^{x_c} ‖Y_c‖² on given data, labels
 * 0, …, classes − 1: dx is the number of classes, and y is Y, classes×features, row-major.
 *
 * @throws {RangeError} if the data are malformed.
 */
export function softmax(
  data: TrainingData,
  { classes, start = -2 }: SoftmaxOptions,
): ParametricProblem {
  const { p } = data.train;
  return penalisedFit({
    name: "softmax",
    data,
    loss: softmaxLoss(classes),
    penaltyOf: Uint32Array.from({ length: classes * p }, (_, l) => Math.floor(l / p)),
    start: new Float64Array(classes).fill(start),
  });
}

/**
 * The share of observations whose greatest margin is not that of their label (the first one, if two
 * are equal).
 *
 * @param y Coefficients, classes×features row-major.
 * @throws {RangeError} if sizes do not agree.
 */
export function classificationError(data: LabelledData, y: Float64Array, classes: number): number {
  requireData("data", data);
  const { n, p, features, labels } = data;
  requireLength("y", y, classes * p);
  const margins = gemm(features, y, n, p, classes, { transposeB: true });
  return shareWrong(margins, labels, classes);
}

/** The share of n×classes margins whose greatest, the first of several, is not that of the label. */
export function shareWrong(margins: Float64Array, labels: Float64Array, classes: number): number {
  const n = labels.length;
  let wrong = 0;
  for (let i = 0; i < n; i++) {
    let best = 0;
    for (let c = 1; c < classes; c++) {
      if (margins[i * classes + c] > margins[i * classes + best]) best = c;
    }
    if (best !== labels[i]) wrong++;
  }
  return wrong / n;
}
