/**
 * Stochastic gradient descent on θ along meta-gradients, and what is recorded of it.
 *
 * @module
 */

import { copyOf } from "../../numerics/arrays.ts";
import type { InnerTask, TaskFamily } from "../../problems/parametric/task_contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { Buffers } from "./buffers.ts";
import type { MetaEstimator } from "./meta_contract.ts";
import { checkOptions, nonNegative, object, oneOf, optional, positive, whole } from "./options.ts";
import { axpy, scaledNorm } from "../../numerics/vectors.ts";

/** Steps of c/(k + 1) in iteration k, from 0. */
export interface HarmonicSteps {
  /** Which schedule this is. */
  readonly schedule: "harmonic";
  /** c. */
  readonly scale: number;
}

/** Steps of c/√(k + 1) in iteration k, from 0. */
export interface RootSteps {
  /** Which schedule this is. */
  readonly schedule: "root";
  /** c. */
  readonly scale: number;
}

/** Steps that go linearly from `scale` in iteration 0 to `end` in iteration `iterations`, and stay. */
export interface LinearSteps {
  /** Which schedule this is. */
  readonly schedule: "linear";
  /** The first step. */
  readonly scale: number;
  /** The last one; 0 unless said. */
  readonly end?: number;
  /** How many iterations it takes to get there. */
  readonly iterations: number;
}

/** Settings of `metaTraining`. */
export interface MetaTrainingOptions {
  /** Sizes of the steps of θ. */
  readonly steps: HarmonicSteps | RootSteps | LinearSteps;
  /** Tasks an iteration, whose estimates are averaged; 1 unless said. */
  readonly tasks?: number;
  /**
   * The greatest norm of a step's direction, to which longer ones are scaled down: what is left is no
   * longer unbiased. None unless said.
   */
  readonly clip?: number;
}

/** Where the training stands. */
export interface MetaState<State = unknown> {
  /** θ. */
  readonly theta: Float64Array;
  /** What the estimator remembers. */
  readonly memory: State;
  /** Tasks so far. */
  readonly tasks: number;
  /** Exact gradients so far. */
  readonly exact: number;
  /** The q of the last task; NaN before the first. */
  readonly q: number;
}

/** The training by one estimator. Pure: states are new objects. */
export interface MetaTraining<State = unknown> {
  /** The state before the first step. */
  init(theta: Float64Array): MetaState<State>;
  /**
   * Iteration k, from 0.
   *
   * @param random A source of its own for this iteration; task i is drawn from the stream (i, "task")
   * and coins from (i, "coin"), so that estimators that share a source see the same tasks.
   */
  step(
    family: TaskFamily,
    state: MetaState<State>,
    k: number,
    random: RandomSource,
    buffers: Buffers,
  ): MetaState<State>;
}

/**
 * θ ← θ − γ_k · mean of the estimates from a few tasks. Tasks of one iteration are seen one after the
 * other by an estimator that remembers.
 *
 * @throws {RangeError} if an option is malformed.
 *
 * @example
 * ```ts
 * import { bufferPool, counterExample, metaTraining, Stream, unbiasedFirstOrder } from "@bigrad/bigrad";
 *
 * const family = counterExample();
 * const training = metaTraining(unbiasedFirstOrder({ q: 0.5 }), {
 *   steps: { schedule: "root", scale: 1 },
 * });
 * const [random, buffers] = [Stream.of("my tasks"), bufferPool()];
 * let state = training.init(Float64Array.of(0));
 * for (let k = 0; k < 20000; k++) state = training.step(family, state, k, random.split(k), buffers);
 * console.log(state.theta[0].toFixed(1), family.minimiser.toFixed(1)); // 2.8 2.8
 * ```
 */
export function metaTraining<State>(
  estimator: MetaEstimator<State>,
  options: MetaTrainingOptions,
): MetaTraining<State> {
  checkOptions("metaTraining", options, {
    steps: object,
    tasks: optional(whole(1)),
    clip: optional(positive),
  });
  checkSteps(options.steps);
  const { tasks = 1, clip = Infinity } = options;
  return {
    init: (theta) => ({
      theta: copyOf(theta),
      memory: estimator.init(),
      tasks: 0,
      exact: 0,
      q: NaN,
    }),
    step(family, state, k, random, buffers) {
      const direction = buffers.take(state.theta.length);
      let { memory, exact, q } = state;
      for (let i = 0; i < tasks; i++) {
        const source = random.split(i);
        const task: InnerTask = family.sample(source.split("task"));
        const estimate = estimator.estimate(task, state.theta, memory, source, buffers);
        axpy(1 / tasks, estimate.gradient, direction);
        buffers.give(estimate.gradient);
        ({ state: memory, q } = estimate);
        if (estimate.exact) exact++;
      }
      const theta = copyOf(state.theta);
      const length = scaledNorm(direction);
      axpy(-stepSize(options.steps, k) * (length > clip ? clip / length : 1), direction, theta);
      buffers.give(direction);
      return { theta, memory, tasks: state.tasks + tasks, exact, q };
    },
  };
}

function checkSteps(steps: MetaTrainingOptions["steps"]): void {
  const rules = { schedule: oneOf("harmonic", "root", "linear"), scale: positive };
  checkOptions(
    "metaTraining: steps",
    steps,
    steps.schedule === "linear"
      ? { ...rules, end: optional(nonNegative), iterations: whole(1) }
      : rules,
  );
}

function stepSize(steps: MetaTrainingOptions["steps"], k: number): number {
  if (steps.schedule === "harmonic") return steps.scale / (k + 1);
  if (steps.schedule === "root") return steps.scale / Math.sqrt(k + 1);
  const { scale, end = 0, iterations } = steps;
  return scale + (end - scale) * Math.min(1, k / iterations);
}
