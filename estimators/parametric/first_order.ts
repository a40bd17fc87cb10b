/**
 * The first-order meta-gradient, which takes the inner loop's end to move as its start does.
 *
 * @module
 */

import type { InnerTask } from "../../problems/parametric/task_contract.ts";
import type { Buffers } from "./buffers.ts";
import { adapt, addThroughStart } from "./inner_loop.ts";
import type { MetaEstimator } from "./meta_contract.ts";

/**
 * ∂_θ L_out(θ, φ_r) + (∂φ_0/∂θ)' ∇_φ L_out(θ, φ_r): the exact gradient without its terms with second
 * derivatives. Where φ_0 = θ it is ∇L_out(φ_r) (first-order MAML: C. Finn, P. Abbeel, S. Levine,
 * ICML 2017); where θ enters L_in alone it is 0. It costs r inner gradients and one outer gradient.
 *
 * @returns The estimate, dθ, in an array lent by the buffers.
 * @throws {RangeError} if θ has not the length that the task says.
 */
export function firstOrderPass(
  task: InnerTask,
  theta: Float64Array,
  buffers: Buffers,
): Float64Array {
  const phi = adapt(task, theta, buffers);
  const v = buffers.take(task.dPhi);
  const gradient = buffers.take(task.dTheta);
  task.outer.gradient(theta, phi, v);
  task.outer.gradientTheta?.(theta, phi, gradient);
  addThroughStart(task, theta, v, gradient, buffers);
  buffers.give(phi, v);
  return gradient;
}

/**
 * The first-order estimate from each task.
 *
 * @example
 * ```ts
 * import { bufferPool, counterExample, exactMetaGradient, firstOrder, Stream } from "@bigrad/bigrad";
 *
 * const { tasks: [task], minimiser } = counterExample();
 * const theta = Float64Array.of(minimiser);
 * const estimates = [firstOrder(), exactMetaGradient()].map((estimator) =>
 *   estimator.estimate(task, theta, estimator.init(), Stream.of("a coin"), bufferPool())
 * );
 * console.log(...estimates.map(({ gradient }) => gradient[0].toFixed(4))); // 0.8503 0.5091
 * ```
 */
export function firstOrder(): MetaEstimator<null> {
  return {
    init: () => null,
    estimate: (task, theta, state, _random, buffers) => ({
      gradient: firstOrderPass(task, theta, buffers),
      q: 0,
      exact: false,
      state,
    }),
  };
}
