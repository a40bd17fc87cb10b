/**
 * What a bilevel problem is whose lower level is an equation: min over λ of F(λ) = E(w(λ), λ) with
 * w(λ) = Φ(w(λ), λ), where Φ(·, λ) is a contraction and the mean of maps that can be sampled.
 *
 * Its gradient is ∇F(λ) = ∇₂E(w, λ) + ∂₂Φ(w, λ)ᵀ v with (I − ∂₁Φ(w, λ))ᵀ v = ∇₁E(w, λ) at w = w(λ).
 *
 * The setting of R. Grazzi, M. Pontil, S. Salzo, "Convergence properties of stochastic
 * hypergradients", AISTATS 2021, arXiv 2011.07122. Gradient steps on a lower objective are one case;
 * no sampled map needs to be a contraction itself.
 *
 * Conventions on vectors, arguments and errors are those of `contract.ts`.
 *
 * @module
 */

import type { FiniteSum } from "./contract.ts";

/** Φ, or its mean over a minibatch Φ̂(·, ·, ζ), with the products of its Jacobians. */
export interface FixedPointMap {
  /** Φ(w, λ), dw. */
  phi(w: Float64Array, lambda: Float64Array): Float64Array;
  /** ∂₁Φ(w, λ) p, dw. */
  d1(w: Float64Array, lambda: Float64Array, p: Float64Array): Float64Array;
  /** ∂₁Φ(w, λ)ᵀ v, dw. */
  d1T(w: Float64Array, lambda: Float64Array, v: Float64Array): Float64Array;
  /** ∂₂Φ(w, λ)ᵀ v, dlambda, for v of length dw. */
  d2T(w: Float64Array, lambda: Float64Array, v: Float64Array): Float64Array;
}

/** The outer objective E. */
export interface OuterObjective {
  /** Observations that it goes through; 1 if it is no mean. */
  readonly size: number;
  /** E(w, λ). */
  value(w: Float64Array, lambda: Float64Array): number;
  /** ∇₁E(w, λ), dw. */
  gradientW(w: Float64Array, lambda: Float64Array): Float64Array;
  /** ∇₂E(w, λ), dlambda. */
  gradientLambda(w: Float64Array, lambda: Float64Array): Float64Array;
}

/** A bilevel problem with a stochastic fixed point, whose solution can be computed. */
export interface FixedPointProblem {
  /** Name used in stage names and tables. */
  readonly name: string;
  /** Dimension of w. */
  readonly dw: number;
  /** Dimension of λ. */
  readonly dlambda: number;
  /** Where outer loops and the lower level start. */
  readonly start: { readonly lambda: Float64Array; readonly w: Float64Array };
  /** E. */
  readonly outer: OuterObjective;
  /** E by observations, where it is a mean, for methods that sample it too. */
  readonly outerSum?: FiniteSum<OuterObjective>;
  /** Φ, the mean over all observations. */
  readonly map: FixedPointMap;
  /** Φ̂: the mean over the rows of a minibatch. Over uniform rows all its members are unbiased. */
  readonly sum: FiniteSum<FixedPointMap>;
  /** Whether ∂₁Φ is symmetric wherever it is taken, as that of gradient steps. */
  readonly symmetric: boolean;
  /** q with ‖Φ(w, λ) − Φ(w', λ)‖ ≤ q ‖w − w'‖ in the Euclidean norm; it may be a bound. */
  contraction(lambda: Float64Array): number;
  /** w(λ), dw, for tests and truths: solved until rounding stops it. */
  exactSolution(lambda: Float64Array): Float64Array;
  /** ∇F(λ), dlambda, likewise. */
  exactGradient(lambda: Float64Array): Float64Array;
}
