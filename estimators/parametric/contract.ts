/**
 * What estimators of a parametric bilevel gradient, and the outer loops around them, take and give.
 *
 * The sign convention throughout is u ≈ +(∇²_yy g)⁻¹ ∇_y f and ∇F ≈ ∇_x f − ∇²_xy g · u.
 *
 * @module
 */

import type { ParametricProblem } from "../../problems/parametric/contract.ts";
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

/** A hypergradient estimator at one x, from a lower-level starting point and an adjoint's. */
export type HypergradientEstimator = (
  problem: ParametricProblem,
  x: Float64Array,
  from: {
    readonly y: Float64Array;
    readonly u?: Float64Array;
    /** For estimators that draw. */
    readonly random?: RandomSource;
  },
) => Hypergradient;

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
export interface BilevelMethod<State extends BilevelState = BilevelState> {
  /** The state before the first step. */
  init(problem: ParametricProblem): State;
  /**
   * One outer iteration.
   *
   * @param k Number of the iteration, from 0.
   * @param random A source of its own for this iteration; streams of each use are split from it by
   * name, so that methods that draw the same kind of batch see the same one.
   */
  step(problem: ParametricProblem, state: State, k: number, random: RandomSource): State;
}
