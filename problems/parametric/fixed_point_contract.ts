/**
 * What a bilevel problem is whose lower level is a fixed point: min over x of F(x) = f(x, y*(x)) with
 * y*(x) = Φ(x, y*(x)), where Φ(x, ·) is a contraction and the mean of maps that can be sampled.
 *
 * Its gradient is ∇F(x) = ∇_x f + ∂_xΦᵀ u with (I − ∂_yΦ)ᵀ u = ∇_y f, all at (x, y*(x)).
 *
 * The setting of R. Grazzi, M. Pontil, S. Salzo, "Convergence properties of stochastic
 * hypergradients", AISTATS 2021, arXiv 2011.07122. Gradient steps on a lower objective are one case;
 * no sampled map needs to be a contraction itself.
 *
 * Conventions on vectors, arguments and errors are those of `contract.ts`.
 *
 * @module
 */

import type { BilevelProblem, FiniteSum } from "./contract.ts";

/** Φ, or its mean over a minibatch Φ̂(·, ·, ζ), with the products of its Jacobians. */
export interface FixedPointMap {
  /** Φ(x, y), dy. */
  phi(x: Float64Array, y: Float64Array): Float64Array;
  /** ∂_yΦ(x, y) p, dy. */
  jvp(x: Float64Array, y: Float64Array, p: Float64Array): Float64Array;
  /** ∂_yΦ(x, y)ᵀ v, dy. */
  vjp(x: Float64Array, y: Float64Array, v: Float64Array): Float64Array;
  /** ∂_xΦ(x, y)ᵀ v, dx, for v of length dy. */
  vjpX(x: Float64Array, y: Float64Array, v: Float64Array): Float64Array;
}

/** A bilevel problem with a stochastic fixed point, whose solution can be computed. */
export interface FixedPointProblem extends BilevelProblem {
  /** Φ, the mean over all observations. */
  readonly map: FixedPointMap;
  /** Φ̂: the mean over the rows of a minibatch. Over uniform rows all its members are unbiased. */
  readonly mapSum: FiniteSum<FixedPointMap>;
  /** Whether ∂_yΦ is symmetric wherever it is taken, as that of gradient steps. */
  readonly symmetric: boolean;
  /** q with ‖Φ(x, y) − Φ(x, y')‖ ≤ q ‖y − y'‖ in the Euclidean norm; it may be a bound. */
  contraction(x: Float64Array): number;
}
