/**
 * Fits whose outer variables are the logarithms of their penalties.
 *
 * g(x, y) = (1/n) Σ_i ℓ(Y a_i, label_i) + ½ Σ_l e^{x_{c(l)}} y_l², where c(l) is the outer variable
 * that penalises coefficient l: the hyper-parameter problem of F. Pedregosa, "Hyperparameter
 * optimization with approximate gradient", ICML 2016, with the parametrisation of `benchmark_bilevel`.
 *
 * @module
 */

import { zeros } from "../../numerics/arrays.ts";
import type { LowerLevel, ParametricProblem } from "./contract.ts";
import type { EmpiricalLoss } from "./empirical_loss.ts";
import type { TrainingData } from "./labelled_data.ts";
import type { MarginLoss } from "./margin_losses.ts";
import { modelFit } from "./model_fit.ts";
import { plusDiagonal } from "./plus_diagonal.ts";
import { remembered } from "./remembered.ts";
import { elementwise } from "../../numerics/elementary.ts";
import { requireLength } from "../../numerics/require.ts";

/** What a penalised fit is made of. */
export interface PenalisedFit {
  /** Name of the problem. */
  readonly name: string;
  /** Training and validation data. */
  readonly data: TrainingData;
  /** The loss of both levels. */
  readonly loss: MarginLoss;
  /** The outer variable that penalises each coefficient, dy whole numbers below dx. */
  readonly penaltyOf: Uint32Array;
  /** Where x starts, dx. */
  readonly start: Float64Array;
}

/**
 * The problem of choosing the penalties.
 *
 * ∇²_xy g · p = (e^{x_k} Σ_{l: c(l) = k} y_l p_l)_k involves no data: it is the same for every
 * minibatch, each of which has the whole penalty.
 *
 * @throws {RangeError} if the data are malformed, or sizes do not agree.
 */
export function penalisedFit(
  { name, data, loss, penaltyOf, start }: PenalisedFit,
): ParametricProblem {
  requireLength(`${name}: penaltyOf`, penaltyOf, loss.width * data.train.p);
  const dx = start.length;
  if (penaltyOf.some((k) => k >= dx)) {
    throw new RangeError(`${name}: penaltyOf names an outer variable that x, of ${dx}, has not`);
  }
  // Minibatches ask for the penalties at one x, and exponentials cost as much as products with a few rows
  const penalties = remembered((x) => {
    requireLength("x", x, dx);
    const of = elementwise("exp", x);
    const out = new Float64Array(penaltyOf.length);
    for (let l = 0; l < out.length; l++) out[l] = of[penaltyOf[l]];
    return out;
  });
  return modelFit({
    name,
    data,
    loss,
    start,
    lower: (train) => penalised(train, penaltyOf, penalties),
    curvature(x, { least, greatest }) {
      let lowest = Infinity;
      let highest = 0;
      for (const penalty of penalties(x)) {
        lowest = Math.min(lowest, penalty);
        highest = Math.max(highest, penalty);
      }
      return { mu: least + lowest, L: greatest + highest };
    },
  });
}

function penalised(
  train: EmpiricalLoss,
  penaltyOf: Uint32Array,
  penalties: (x: Float64Array) => Float64Array,
): LowerLevel {
  const dy = train.size;
  return {
    value(x, y) {
      const penalty = penalties(x);
      let sum = 0;
      for (let l = 0; l < dy; l++) sum += penalty[l] * y[l] * y[l];
      return train.value(y) + 0.5 * sum;
    },
    gradient(x, y) {
      const penalty = penalties(x);
      const gradient = train.gradient(y);
      for (let l = 0; l < dy; l++) gradient[l] += penalty[l] * y[l];
      return gradient;
    },
    gradientX(x, y) {
      requireLength("y", y, dy);
      const penalty = penalties(x);
      const out = zeros(x.length);
      for (let l = 0; l < dy; l++) out[penaltyOf[l]] += 0.5 * penalty[l] * y[l] * y[l];
      return out;
    },
    hessian: (x, y) => plusDiagonal(train.hessian(y), penalties(x)),
    cross(x, y, p) {
      requireLength("y", y, dy);
      requireLength("p", p, dy);
      const penalty = penalties(x);
      const out = zeros(x.length);
      for (let l = 0; l < dy; l++) out[penaltyOf[l]] += penalty[l] * y[l] * p[l];
      return out;
    },
  };
}
