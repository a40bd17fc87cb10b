/**
 * What a task with an inner loop is, and a family of such tasks: the parametric bilevel problems whose
 * lower level is a fixed number of gradient steps, as in meta-learning.
 *
 * A task maps meta-parameters θ to an outer loss after r gradient steps on an inner loss:
 *
 *     φ_0 = φ_0(θ),  φ_{j+1} = φ_j − α ∇_φ L_in(θ, φ_j) for j < r,  loss L_out(θ, φ_r).
 *
 * The objective of a family is M(θ) = E_task[L_out(θ, φ_r)]. What a task leaves out, it does not depend
 * on: one that only learns its initialisation gives L_in(φ), L_out(φ) and φ_0 = θ.
 *
 * Oracles overwrite the array `out` that is handed in and keep nothing of their arguments, so that
 * who calls them decides, and can measure, how much is held at once. `out` may not be an argument.
 *
 * @module
 */

import type { RandomSource } from "../random_source.ts";

/** The inner loss L_in of a task. */
export interface InnerLoss {
  /** L_in(θ, φ). */
  value(theta: Float64Array, phi: Float64Array): number;
  /** ∇_φ L_in(θ, φ), dφ. */
  gradient(theta: Float64Array, phi: Float64Array, out: Float64Array): void;
  /** ∇²_φφ L_in(θ, φ) · v, dφ. */
  hessianVector(
    theta: Float64Array,
    phi: Float64Array,
    v: Float64Array,
    out: Float64Array,
  ): void;
  /** ∇²_θφ L_in(θ, φ) · v, dθ: the derivative in θ of ⟨∇_φ L_in(θ, φ), v⟩; 0 unless given. */
  cross?(theta: Float64Array, phi: Float64Array, v: Float64Array, out: Float64Array): void;
}

/** The outer loss L_out of a task. */
export interface OuterLoss {
  /** L_out(θ, φ). */
  value(theta: Float64Array, phi: Float64Array): number;
  /** ∇_φ L_out(θ, φ), dφ. */
  gradient(theta: Float64Array, phi: Float64Array, out: Float64Array): void;
  /** ∂_θ L_out(θ, φ) at a fixed φ, dθ; 0 unless given. */
  gradientTheta?(theta: Float64Array, phi: Float64Array, out: Float64Array): void;
}

/** Where the inner loop of a task starts. */
export interface InitialPoint {
  /** φ_0(θ), dφ. */
  point(theta: Float64Array, out: Float64Array): void;
  /** (∂φ_0/∂θ)' v, dθ; 0 unless given: the start does not depend on θ. */
  transposedTimes?(theta: Float64Array, v: Float64Array, out: Float64Array): void;
}

/** One task. */
export interface InnerTask {
  /** Number of meta-parameters θ. */
  readonly dTheta: number;
  /** Number of inner parameters φ. */
  readonly dPhi: number;
  /** r ≥ 0, steps of the inner loop. */
  readonly steps: number;
  /** α, their size. */
  readonly stepSize: number;
  /** φ_0; θ itself unless given, and then dφ = dθ. */
  readonly initial?: InitialPoint;
  /** L_in. */
  readonly inner: InnerLoss;
  /** L_out. */
  readonly outer: OuterLoss;
}

/** A distribution of tasks that share θ. */
export interface TaskFamily<Task extends InnerTask = InnerTask> {
  /** Name used in stage names and tables. */
  readonly name: string;
  /** Number of meta-parameters θ. */
  readonly dTheta: number;
  /** A task drawn at random. */
  sample(random: RandomSource): Task;
}

/** A family of finitely many tasks, whose expectations are sums. */
export interface FiniteTaskFamily<Task extends InnerTask = InnerTask> extends TaskFamily<Task> {
  /** All tasks. */
  readonly tasks: readonly Task[];
  /** Their probabilities, which add up to 1. */
  readonly probabilities: readonly number[];
}
