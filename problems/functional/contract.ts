/**
 * What a functional bilevel problem with quadratic losses and an affine inner target is.
 *
 * The lower level is a function, h_w(x) = E[T_w | X = x] with T_w = T_0 + w'G, and the outer
 * objective is F(w) = ½ E(h_w(X) − Y)². Its gradient is Ψ(w) = E[j(X) (h_w(X) − m(X))] with
 * j = E[G | X] and m = E[Y | X].
 *
 * Matrices are row-major `Float64Array`s: row i of an n×k matrix `a` is `a[i*k .. i*k+k-1]`.
 *
 * @module
 */

import type { RandomSource } from "../random_source.ts";

/** One sample of n observations: what a researcher would have in a file. */
export interface Sample {
  /** Number of observations. */
  readonly n: number;
  /** Covariates of the lower-level function, n×d. */
  readonly x: Float64Array;
  /** Raw variables from which T_w is computed, n×t. */
  readonly t: Float64Array;
  /** Outcomes, n. */
  readonly y: Float64Array;
}

/** The inner target as an affine function of w: T_w = T_0 + w'G, observation by observation. */
export interface InnerTarget {
  /** Derivative of T_w in w, n×p. */
  readonly g: Float64Array;
  /** T_w at w = 0, n. */
  readonly t0: Float64Array;
}

/** Conditional means given X at n points. h_w = h0 + w'j. */
export interface ConditionalMeans {
  /** E[G | X], n×p. */
  readonly j: Float64Array;
  /** E[T_0 | X], n. */
  readonly h0: Float64Array;
  /** E[Y | X], n. */
  readonly m: Float64Array;
}

/** A functional bilevel problem whose gradient is known exactly. */
export interface AffineFunctionalProblem {
  /** Name used in stage names and tables. */
  readonly name: string;
  /** Dimension of X. */
  readonly d: number;
  /** Number of raw variables per observation in `Sample.t`. */
  readonly rawDimension: number;
  /** Dimension of w. */
  readonly p: number;
  /** The point w at which the published experiments evaluate the gradient, p. */
  readonly outerPoint: Float64Array;
  /** Draws n independent observations. */
  sample(n: number, random: RandomSource): Sample;
  /** T_0 and G of a sample. */
  innerTarget(sample: Sample): InnerTarget;
  /** The true conditional means at the n rows of x (n×d). */
  conditionalMeans(x: Float64Array): ConditionalMeans;
  /** The exact gradient Ψ(w), p. */
  gradient(w: Float64Array): Float64Array;
  /** The semiparametric efficiency bound V(w) = Var(ψ(O; w)), p×p row-major. */
  efficiencyBound(w: Float64Array): Float64Array;
}
