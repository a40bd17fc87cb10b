/**
 * Cross-validation in closed form, by which learners choose what they smooth with.
 *
 * @module
 */

import type { RegressionData } from "./contract.ts";

/**
 * What a choice minimises. With the residuals e = y − Hy of a linear smoother and s_i = 1 − H_ii:
 *
 * - "loo", leave-one-out: the mean of (e_i/s_i)², exact refits without row i;
 * - "gcv", generalised cross-validation: the mean of e_i² over (mean of s_i)²; G. H. Golub, M. Heath,
 *   G. Wahba, "Generalized cross-validation as a method for choosing a good ridge parameter",
 *   Technometrics 21 (1979) 215–223.
 *
 * Both are means over outputs too, each output divided by its variance: the training mean's error is
 * about 1, and no output's unit matters.
 */
export type Criterion = "loo" | "gcv";

/** The criterion's name among what a regression has `chosen`. */
export function criterionName(criterion: Criterion): "leaveOneOut" | "gcv" {
  return criterion === "loo" ? "leaveOneOut" : "gcv";
}

/** An output that varies by a smaller share of its size, beside others that vary by more, is a constant. */
const ROUNDING = 1e-13;

/**
 * One over the variance of each output, q; 0 for one that does not vary, but for rounding, whose errors
 * beside that variance would make the choice for all.
 *
 * @throws {RangeError} if one varies by so much or so little that its variance is not there.
 */
export function outputWeights({ n, q, y }: Pick<RegressionData, "n" | "q" | "y">): Float64Array {
  const weights = new Float64Array(q);
  const shares = new Float64Array(q);
  for (let c = 0; c < q; c++) {
    // from the first value, so that the variance of a constant is 0 exactly
    let mean = 0;
    for (let i = 0; i < n; i++) mean += (y[i * q + c] - y[c]) / n;
    let variance = 0;
    let largest = 0;
    let size = 0;
    for (let i = 0; i < n; i++) {
      const deviation = y[i * q + c] - y[c] - mean;
      variance += deviation * deviation / n;
      largest = Math.max(largest, Math.abs(deviation));
      size = Math.max(size, Math.abs(y[i * q + c]));
    }
    weights[c] = variance > 0 ? 1 / variance : 0;
    shares[c] = size > 0 ? largest / size : 0;
    if (largest > 0 && !(weights[c] > 0 && weights[c] < Infinity)) {
      throw new RangeError(
        `output ${c} varies by ${largest}, whose square is no number: give y in other units`,
      );
    }
  }
  // alone, what varies by little is all there is to choose by
  if (!shares.some((share) => share > ROUNDING)) return weights;
  return weights.map((weight, c) => shares[c] > ROUNDING ? weight : 0);
}

/**
 * The criterion, Σ_i Σ_c w_c (e_ic / s_i)² / (nq).
 *
 * @param residuals e, n×q.
 * @param slack The s_i, n, for leave-one-out; their mean for generalised cross-validation. If they
 * share a factor with the residuals, it may be left out of both.
 * @param weights w, one an output, q.
 */
export function validationError(
  residuals: Float64Array,
  slack: Float64Array | number,
  weights: Float64Array,
): number {
  const q = weights.length;
  let sum = 0;
  for (let at = 0, i = 0; at < residuals.length; i++) {
    const scale = 1 / (typeof slack === "number" ? slack : slack[i]);
    for (let c = 0; c < q; c++, at++) {
      const error = scale * residuals[at];
      sum += weights[c] * error * error;
    }
  }
  return sum / residuals.length;
}

/**
 * A slack computed as one minus something, or 0 if it is but rounding: where the fit is the output
 * itself nothing can be left out, and the criterion is infinite.
 */
export function clearSlack(slack: number): number {
  return slack > 1e-10 ? slack : 0;
}

/**
 * The index of the least error, the first one of several.
 *
 * @throws {RangeError} if none is finite.
 */
export function least(errors: ArrayLike<number>): number {
  let best = -1;
  for (let k = 0; k < errors.length; k++) {
    if (errors[k] < (best < 0 ? Infinity : errors[best])) best = k;
  }
  if (best < 0) {
    throw new RangeError(
      `none of the ${errors.length} settings to choose from has a finite error when rows are left ` +
        `out: give more rows, smoother settings or a single one`,
    );
  }
  return best;
}

/** Which setting was chosen, and what is recorded of it. */
export interface Choice {
  /** Its index. */
  readonly best: number;
  /** The criterion by its name, and `atEdge`: 1 if it is the first or the last of several, else 0. */
  readonly record: Readonly<Record<string, number>>;
}

/**
 * The setting with the least criterion, the first one of several.
 *
 * @throws {RangeError} as `least`.
 */
export function chooseLeast(errors: ArrayLike<number>, criterion: Criterion): Choice {
  const best = least(errors);
  const atEdge = best === 0 || best === errors.length - 1 ? 1 : 0;
  return { best, record: { [criterionName(criterion)]: errors[best], atEdge } };
}

/** The same among predictions, n×q, each of which left its own row out. */
export function chooseLeftOut(
  data: Pick<RegressionData, "n" | "q" | "y">,
  predictions: readonly Float64Array[],
): Choice {
  const weights = outputWeights(data);
  const errors = predictions.map((values) =>
    validationError(values.map((value, at) => data.y[at] - value), 1, weights)
  );
  return chooseLeast(errors, "loo");
}
