/**
 * Problems whose lower level fits a linear model to training data and whose outer objective is the
 * fit's mean loss on validation data.
 *
 * @module
 */

import { zeros } from "../../numerics/arrays.ts";
import type { LowerLevel, OuterLevel, ParametricProblem } from "./contract.ts";
import { type EmpiricalLoss, empiricalLoss } from "./empirical_loss.ts";
import { exactSolution } from "./exact_solution.ts";
import type { TrainingData } from "./labelled_data.ts";
import type { MarginLoss } from "./margin_losses.ts";
import { requireLength } from "../../numerics/require.ts";
import type { SpectrumBounds } from "./spectrum_bounds.ts";

/** What such a problem is made of. */
export interface ModelFit {
  /** Name of the problem. */
  readonly name: string;
  /** Training and validation data. */
  readonly data: TrainingData;
  /** The loss of both levels. */
  readonly loss: MarginLoss;
  /** Where x starts, dx; y starts at 0. */
  readonly start: Float64Array;
  /** g on all training observations, or on those of a minibatch, whose mean loss is `train`. */
  lower(train: EmpiricalLoss): LowerLevel;
  /** Bounds of ∇²_yy g(x, ·), given those of the Hessian of the unweighted mean loss. */
  curvature(x: Float64Array, loss: SpectrumBounds): { readonly mu: number; readonly L: number };
}

/**
 * The problem min_x f(y*(x)), f(y) = (1/m) Σ_j ℓ(Y a_j, label_j) over the validation data: dy is the
 * number of margins times the number of features, class by class. The data are copied.
 *
 * @throws {RangeError} if the data are malformed, or the two sets differ in their features.
 */
export function modelFit(of: ModelFit): ParametricProblem {
  const { name, data, loss, start } = of;
  const train = empiricalLoss(`${name}: training data`, data.train, loss);
  const validation = empiricalLoss(`${name}: validation data`, data.validation, loss);
  if (data.validation.p !== data.train.p) {
    throw new RangeError(
      `${name}: the validation data have ${data.validation.p} features: give the ` +
        `${data.train.p} of the training data`,
    );
  }
  const dx = start.length;
  const lower = of.lower(train);
  const outer = outerLevel(validation, dx);
  const y = new Float64Array(train.size);
  return {
    name,
    dx,
    dy: train.size,
    start: { x: start, y },
    lower,
    outer,
    lowerSum: { size: train.n, batch: (rows) => of.lower(train.batch(rows)) },
    outerSum: { size: validation.n, batch: (rows) => outerLevel(validation.batch(rows), dx) },
    curvature(x) {
      requireLength("x", x, dx);
      return of.curvature(x, train.curvature());
    },
    ...exactSolution(lower, outer, y),
  };
}

function outerLevel(validation: EmpiricalLoss, dx: number): OuterLevel {
  return {
    value: (_x, y) => validation.value(y),
    gradientX: () => zeros(dx),
    gradientY: (_x, y) => validation.gradient(y),
  };
}
