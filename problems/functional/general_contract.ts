/**
 * What a functional bilevel problem with general losses and a known gradient is.
 *
 * The lower level is h_w(x) = argmin_v E[l_in(w, v, Z) | X = x] with a scalar v, the outer objective
 * F(w) = E[l_out(w, h_w(X), Z)]; each problem names its losses and what Z holds.
 *
 * Matrices are row-major `Float64Array`s.
 *
 * @module
 */

import type { RandomSource } from "../random_source.ts";

/** One sample of n observations (X, Z). */
export interface GeneralSample {
  /** Number of observations. */
  readonly n: number;
  /** Covariates of the lower-level function, n×d. */
  readonly x: Float64Array;
  /** What the losses are computed from, n×zDimension. */
  readonly z: Float64Array;
}

/**
 * The nuisance functions at m points. With H = E[d_vv l_in | X]: a = −H⁻¹ E[d_v l_out | X],
 * b = dh/dw and c = da/dw.
 */
export interface GeneralNuisances {
  /** The lower level, m. */
  readonly h: Float64Array;
  /** The adjoint, m. */
  readonly a: Float64Array;
  /** dh/dw, m×p. */
  readonly b: Float64Array;
  /** da/dw, m×p. */
  readonly c: Float64Array;
}

/** A functional bilevel problem with general losses whose gradient is known exactly. */
export interface GeneralFunctionalProblem {
  /** Name used in stage names and tables. */
  readonly name: string;
  /** Dimension of X. */
  readonly d: number;
  /** Number of variables in Z. */
  readonly zDimension: number;
  /** Dimension of w. */
  readonly p: number;
  /** The point w at which the experiments evaluate the gradient, p. */
  readonly outerPoint: Float64Array;
  /** Draws n independent observations. */
  sample(n: number, random: RandomSource): GeneralSample;
  /** The true nuisances at w and the rows of x (m×d). */
  nuisances(x: Float64Array, w: Float64Array): GeneralNuisances;
  /** The exact outer objective F(w). */
  objective(w: Float64Array): number;
  /** The exact gradient Ψ(w), p. */
  gradient(w: Float64Array): Float64Array;
  /** The semiparametric efficiency bound V(w) = Var(ψ(O; w)), p×p row-major. */
  efficiencyBound(w: Float64Array): Float64Array;
}
