/**
 * Ridge regression with one weight an observation, chosen on validation data.
 *
 * g(x, y) = (1/2n) Σ_i w(x_i) (a_i'y − b_i)² + ½ penalty ‖y‖² has the closed form
 * y*(x) = (A'WA/n + penalty·I)⁻¹ A'Wb/n. Its cross products differ between minibatches.
 *
 * @module
 */

import type { ParametricProblem } from "./contract.ts";
import type { TrainingData } from "./labelled_data.ts";
import { squareLoss } from "./margin_losses.ts";
import { weightedFit, type WeightFunction } from "./weighted_fit.ts";

/** Settings of `weightedRidge`. */
export interface WeightedRidgeOptions {
  /** "sigmoid" unless said. */
  readonly weight?: WeightFunction;
  /** The factor of ½‖y‖²; 0.1 unless said. */
  readonly penalty?: number;
}

/**
 * The weighted ridge problem on given data (for instance `linearData` with a contaminated share): dx
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
