/**
 * Fits whose outer variables weight the training observations.
 *
 * g(x, y) = (1/n) Σ_i w(x_i) ℓ(Y a_i, label_i) + ½ penalty ‖y‖², one outer variable an observation.
 *
 * @module
 */

import { zeros } from "../../numerics/arrays.ts";
import type { LowerLevel, ParametricProblem } from "./contract.ts";
import type { EmpiricalLoss } from "./empirical_loss.ts";
import type { TrainingData } from "./labelled_data.ts";
import { type MarginLoss, softmaxLoss, squareLoss } from "./margin_losses.ts";
import { type Elementary, elementwise } from "../../numerics/elementary.ts";
import { modelFit } from "./model_fit.ts";
import { plusDiagonal } from "./plus_diagonal.ts";
import { requireBetween, requireLength } from "../../numerics/require.ts";

/** What an observation's weight is as a function of its outer variable. */
export type WeightFunction = "sigmoid" | "exp";

/** What a weighted fit is made of. */
export interface WeightedFit {
  /** Name of the problem. */
  readonly name: string;
  /** Training and validation data. */
  readonly data: TrainingData;
  /** The loss of both levels. */
  readonly loss: MarginLoss;
  /** How an observation's weight depends on x. */
  readonly weight: WeightFunction;
  /** The factor of ½‖y‖², positive. */
  readonly penalty: number;
}

/**
 * The problem of choosing the weights, from x = 0 on.
 *
 * ∇²_xy g · p = (w'(x_i) ⟨∇ℓ_i(y), p⟩/n)_i. A minibatch of b rows has w'(x_i) ⟨∇ℓ_i(y), p⟩/b for each
 * of its rows and 0 elsewhere: its cross products are random, unlike those of `penalisedFit`.
 *
 * @throws {RangeError} if the data are malformed, or the penalty is not positive.
 */
export function weightedFit(
  { name, data, loss, weight, penalty }: WeightedFit,
): ParametricProblem {
  requireBetween(`${name}: penalty`, penalty, Number.MIN_VALUE, Number.MAX_VALUE);
  const w = WEIGHTS[weight];
  if (w === undefined) {
    throw new RangeError(`${name}: the weight function is ${weight}: give sigmoid or exp`);
  }
  const dx = data.train.n;
  return modelFit({
    name,
    data,
    loss,
    start: new Float64Array(dx),
    lower: (train) => weighted(train, w, penalty, dx),
    curvature(x, { least, greatest }) {
      let lowest = Infinity;
      let highest = 0;
      for (const value of elementwise(w.value, x)) {
        lowest = Math.min(lowest, value);
        highest = Math.max(highest, value);
      }
      return { mu: lowest * least + penalty, L: highest * greatest + penalty };
    },
  });
}

/** A weight and its slope, as functions of the outer variable. */
interface Weight {
  readonly value: Elementary;
  readonly slope: Elementary;
}

const WEIGHTS: Readonly<Record<WeightFunction, Weight>> = {
  sigmoid: { value: "sigmoid", slope: "sigmoidSlope" },
  exp: { value: "exp", slope: "exp" },
};

function weighted(
  train: EmpiricalLoss,
  weight: Weight,
  penalty: number,
  dx: number,
): LowerLevel {
  const { n, rows, size: dy } = train;
  const at = (name: Elementary, x: Float64Array): Float64Array => {
    requireLength("x", x, dx);
    const own = zeros(n);
    for (let i = 0; i < n; i++) own[i] = x[rows[i]];
    return elementwise(name, own);
  };
  const weights = (x: Float64Array): Float64Array => at(weight.value, x);
  /** The derivative in x of the weighted sum of what observations have. */
  const slopes = (x: Float64Array, of: Float64Array): Float64Array => {
    const slope = at(weight.slope, x);
    const out = zeros(dx);
    for (let i = 0; i < n; i++) out[rows[i]] += slope[i] * of[i];
    return out;
  };
  return {
    value(x, y) {
      let square = 0;
      for (let l = 0; l < dy; l++) square += y[l] * y[l];
      return train.value(y, weights(x)) + 0.5 * penalty * square;
    },
    gradient(x, y) {
      const gradient = train.gradient(y, weights(x));
      for (let l = 0; l < dy; l++) gradient[l] += penalty * y[l];
      return gradient;
    },
    gradientX: (x, y) => slopes(x, train.losses(y)),
    hessian: (x, y) => plusDiagonal(train.hessian(y, weights(x)), zeros(dy).fill(penalty)),
    cross: (x, y, p) => slopes(x, train.slopesAlong(y, p)),
  };
}

/** Settings of `weightedRidge`. */
export interface WeightedRidgeOptions {
  /** "sigmoid" unless said. */
  readonly weight?: WeightFunction;
  /** The factor of ½‖y‖²; 0.1 unless said. */
  readonly penalty?: number;
}

/**
 * Ridge regression with one weight an observation, whose closed form is y*(x) = (A'WA/n + penalty·I)⁻¹ A'Wb/n,
 * on given data (for instance `linearData` with a contaminated share): dx
 * is the number of training observations, dy that of the features.
 *
 * @throws {RangeError} if the data are malformed, or the penalty is not positive.
 */
export function weightedRidge(
  data: TrainingData,
  { weight = "sigmoid", penalty = 0.1 }: WeightedRidgeOptions = {},
): ParametricProblem {
  return weightedFit({ name: "weighted-ridge", data, loss: squareLoss, weight, penalty });
}

/** Settings of `softmaxCleaning`. */
export interface SoftmaxCleaningOptions {
  /** Number of classes. */
  readonly classes: number;
  /** The factor of ‖Y‖²; 0.2 unless said. */
  readonly reg?: number;
}

/**
 * Data hyper-cleaning: training observations with doubtful labels are weighted so that the classifier
 * learned from them does well on clean validation data. The problem of `benchmark_bilevel` (Dagréou,
 * Ablin, Vaiter, Moreau), g = (1/n) Σ_i σ(x_i) ℓ_i + reg ‖Y‖² with the softmax loss ℓ, whose code has
 * reg = 0.2, on given data, labels 0, …, classes − 1, those for training perhaps from
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
