/**
 * How the gradient of a fixed-point problem answers to errors of its two solvers.
 *
 * With an exact cross term, the estimate from w and v is h(w) + ∂₂Φ(w, λ)ᵀ(v − v(w)), where h(w) is the
 * gradient formula with the adjoint v(w) solved there. So its squared error is to first order
 * ‖Dh (w − w(λ)) + ∂₂Φᵀ (v − v(w))‖²: how w and v were found does not enter. Derived here.
 *
 * @module
 */

import type { FixedPointProblem } from "./fixed_point_contract.ts";
import { gradientAt } from "./fixed_point_solution.ts";
import { unit } from "./map_jacobian.ts";
import { type SpectrumBounds, spectrumOfGram } from "./spectrum_bounds.ts";

/** Bounds of ‖∇̂F − ∇F‖²/‖error of a solver‖² to first order, if only that solver errs. */
export interface GradientSensitivity {
  /** The squared singular values of Dh(w(λ)), for errors of w. */
  readonly lower: SpectrumBounds;
  /** Those of ∂₂Φ(w(λ), λ), for errors of v. */
  readonly adjoint: SpectrumBounds;
}

/** The step of central differences, whose error is of its square. */
const STEP = 1e-4;

/** The sensitivities at λ. `least` is 0 where dlambda < dw. */
export function gradientSensitivity(
  problem: FixedPointProblem,
  lambda: Float64Array,
): GradientSensitivity {
  const { map, dw, dlambda } = problem;
  const w = problem.exactSolution(lambda);
  const slope = (l: number): Float64Array => {
    const at = (step: number): Float64Array =>
      gradientAt(problem, w.map((value, i) => i === l ? value + step : value), lambda);
    const below = at(-STEP);
    return at(STEP).map((value, k) => (value - below[k]) / (2 * STEP));
  };
  const squares = (column: (l: number) => Float64Array): SpectrumBounds => {
    const matrix = new Float64Array(dlambda * dw);
    for (let l = 0; l < dw; l++) column(l).forEach((value, k) => matrix[k * dw + l] = value);
    return spectrumOfGram(matrix, dlambda, dw);
  };
  return { lower: squares(slope), adjoint: squares((l) => map.d2T(w, lambda, unit(dw, l))) };
}
