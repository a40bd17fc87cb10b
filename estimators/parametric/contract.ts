/**
 * What estimators of a parametric bilevel gradient, and the outer loops around them, take and give.
 *
 * The sign convention throughout is u ≈ +(∇²_yy g)⁻¹ ∇_y f and ∇F ≈ ∇_x f − ∇²_xy g · u where the lower level
 * is an objective, u ≈ (I − ∂_yΦᵀ)⁻¹ ∇_y f and ∇F ≈ ∇_x f + ∂_xΦᵀ u where it is a fixed point: for gradient steps
 * of size α on g that u is 1/α times the other.
 *
 * @module
 */

import type { BilevelProblem, ParametricProblem } from "../../problems/parametric/contract.ts";
import type { FixedPointProblem } from "../../problems/parametric/fixed_point_contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { SystemRecord } from "./system_record.ts";

/** An estimate of ∇F(x). */
export interface Hypergradient {
  /** The estimate, dx. */
  readonly gradient: Float64Array;
  /** The lower-level point it was computed at, dy. */
  readonly y: Float64Array;
  /** The adjoint u it used, dy; absent where the method has none. */
  readonly u?: Float64Array;
  /** Numbers that had to be kept at once beside the problem's own, counted and not argued. */
  readonly memory: number;
  /** What is known of the linear systems it solved; absent where the method solves none. */
  readonly system?: SystemRecord;
  /** ‖∇_y g‖ at y, which no oracle call is counted for; absent in a step of an outer loop. */
  readonly lowerGradientNorm?: number;
}

/** Where an estimator starts. */
export interface HypergradientStart {
  /** The lower-level point, dy. */
  readonly y: Float64Array;
  /** The adjoint, dy; 0 unless given. */
  readonly u?: Float64Array;
  /** For estimators that draw. */
  readonly random?: RandomSource;
}

/** A hypergradient estimator at one x, from a lower-level starting point and an adjoint's. */
export type HypergradientEstimator<Problem extends BilevelProblem = ParametricProblem> = (
  problem: Problem,
  x: Float64Array,
  from: HypergradientStart,
) => Hypergradient;

/** A hypergradient estimator on fixed points. */
export type FixedPointEstimator = HypergradientEstimator<FixedPointProblem>;

/** Where an outer loop stands. Methods add what else they carry. */
export interface BilevelState {
  /** Outer point, dx. */
  readonly x: Float64Array;
  /** Lower-level point, dy. */
  readonly y: Float64Array;
  /** Adjoint, dy; zeros for methods without one. */
  readonly u: Float64Array;
  /**
   * The worst of what is known of the linear systems of all steps so far; absent where the method solves
   * none. In minibatches a system is that of its minibatches.
   */
  readonly systems?: SystemRecord;
}

/** An outer loop: a method of bilevel optimisation. Pure: states are new objects. */
export interface BilevelMethod<
  State extends BilevelState = BilevelState,
  Problem extends BilevelProblem = ParametricProblem,
> {
  /** The state before the first step. */
  init(problem: Problem): State;
  /**
   * One outer iteration.
   *
   * @param k Number of the iteration, from 0.
   * @param random A source of its own for this iteration; streams of each use are split from it by
   * name, so that methods that draw the same kind of batch see the same one.
   */
  step(problem: Problem, state: State, k: number, random: RandomSource): State;
}

/** An outer loop on fixed points. */
export type FixedPointMethod = BilevelMethod<BilevelState, FixedPointProblem>;
