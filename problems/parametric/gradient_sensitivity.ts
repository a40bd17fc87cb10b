/**
 * How the gradient of a fixed-point problem answers to errors of its two solvers.
 *
 * With an exact cross term, the estimate from y and v is h(y) + ∂_xΦ(x, y)ᵀ(v − v(y)), where h(y) is the
 * gradient formula with the adjoint v(y) solved there. So its squared error is to first order
 * ‖Dh (y − y*(x)) + ∂_xΦᵀ (v − v(y))‖²: how y and v were found does not enter. Derived here.
 *
 * @module
 */

import type { FixedPointProblem } from "./fixed_point_contract.ts";
import { gradientAt } from "./fixed_point_solution.ts";
import { unit } from "./map_jacobian.ts";
import { type SpectrumBounds, spectrumOfGram } from "./spectrum_bounds.ts";

/** Bounds of ‖∇̂F − ∇F‖²/‖error of a solver‖² to first order, if only that solver errs. */
export interface GradientSensitivity {
  /** The squared singular values of Dh(y*(x)), for errors of y. */
  readonly lower: SpectrumBounds;
  /** Those of ∂_xΦ(y*(x), x), for errors of v. */
  readonly adjoint: SpectrumBounds;
}

/** The step of central differences, whose error is of its square. */
const STEP = 1e-4;

/** The derivatives of the estimate in y and in v, each dx×dy: Dh(y*(x)), by central differences, and ∂_xΦᵀ. */
export interface GradientDerivatives {
  /** Dh(y*(x)). */
  readonly lower: Float64Array;
  /** ∂_xΦ(x, y*(x))ᵀ. */
  readonly adjoint: Float64Array;
}

/** The derivatives at x. */
export function gradientDerivatives(
  problem: FixedPointProblem,
  x: Float64Array,
): GradientDerivatives {
  const { map, dy, dx } = problem;
  const y = problem.exactLower(x);
  const slope = (l: number): Float64Array => {
    const at = (step: number): Float64Array =>
      gradientAt(problem, x, y.map((value, i) => i === l ? value + step : value));
    const below = at(-STEP);
    return at(STEP).map((value, k) => (value - below[k]) / (2 * STEP));
  };
  const matrixOf = (column: (l: number) => Float64Array): Float64Array => {
    const matrix = new Float64Array(dx * dy);
    for (let l = 0; l < dy; l++) column(l).forEach((value, k) => matrix[k * dy + l] = value);
    return matrix;
  };
  return { lower: matrixOf(slope), adjoint: matrixOf((l) => map.vjpX(x, y, unit(dy, l))) };
}

/** The sensitivities at x. `least` is 0 where dx < dy. */
export function gradientSensitivity(
  problem: FixedPointProblem,
  x: Float64Array,
): GradientSensitivity {
  const { dx, dy } = problem;
  const { lower, adjoint } = gradientDerivatives(problem, x);
  return { lower: spectrumOfGram(lower, dx, dy), adjoint: spectrumOfGram(adjoint, dx, dy) };
}
