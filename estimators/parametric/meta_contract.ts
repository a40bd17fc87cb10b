/**
 * What estimators of a meta-gradient ∇M(θ), M(θ) = E_task[L_out(θ, φ_r)], take and give.
 *
 * @module
 */

import type { InnerTask } from "../../problems/parametric/task_contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { Buffers } from "./buffers.ts";

/** An estimate of ∇M(θ) from one task. */
export interface MetaGradient<State> {
  /** The estimate, dθ, lent by the buffers that were handed in: to be given back. */
  readonly gradient: Float64Array;
  /** The probability with which the exact gradient of the task was to be taken. */
  readonly q: number;
  /** Whether it was taken. */
  readonly exact: boolean;
  /** What the estimator remembers for its next task. */
  readonly state: State;
}

/** An estimator of ∇M(θ) from one task at a time. Pure: states are new objects. */
export interface MetaEstimator<State = unknown> {
  /** What it knows before the first task. */
  init(): State;
  /**
   * The estimate from one task.
   *
   * @param random What it draws comes from the stream "coin" split from here.
   * @throws {RangeError} if θ has not the length that the task says.
   */
  estimate(
    task: InnerTask,
    theta: Float64Array,
    state: State,
    random: RandomSource,
    buffers: Buffers,
  ): MetaGradient<State>;
}
