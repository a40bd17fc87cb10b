/**
 * What meta-gradients of given tasks are on average: truths for finite families, estimates for
 * samples of tasks.
 *
 * @module
 */

import type { InnerTask } from "../../problems/parametric/task_contract.ts";
import type { Buffers } from "./buffers.ts";
import { exactPass } from "./exact_pass.ts";
import { adapt } from "./inner_loop.ts";
import { axpy, dot } from "../../numerics/vectors.ts";

/** Averages over tasks at one θ. */
export interface TaskMoments {
  /** Mean outer loss after the inner loop, M(θ). */
  readonly objective: number;
  /** Mean exact gradient, ∇M(θ), dθ. */
  readonly gradient: Float64Array;
  /** Mean first-order estimate, dθ. */
  readonly firstOrder: Float64Array;
  /** V² at θ: the mean of ‖G‖². */
  readonly exactMoment: number;
  /** D² at θ: the mean of ‖G − G_FO‖². */
  readonly differenceMoment: number;
}

/**
 * The averages, with weights that are divided by their sum.
 *
 * @param weights One for each task; equal ones unless given.
 * @throws {RangeError} if there is no task, or not one weight for each.
 */
export function taskMoments(
  tasks: readonly InnerTask[],
  theta: Float64Array,
  buffers: Buffers,
  weights: readonly number[] = tasks.map(() => 1),
): TaskMoments {
  if (tasks.length === 0) throw new RangeError("there is no task: give at least one");
  if (weights.length !== tasks.length) {
    throw new RangeError(
      `there are ${weights.length} weights: give one for each of ${tasks.length}`,
    );
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const gradient = new Float64Array(theta.length);
  const firstOrder = new Float64Array(theta.length);
  let objective = 0;
  let exactMoment = 0;
  let differenceMoment = 0;
  tasks.forEach((task, i) => {
    const weight = weights[i] / total;
    const phi = adapt(task, theta, buffers);
    objective += weight * task.outer.value(theta, phi);
    const result = exactPass(task, theta, "stored", buffers);
    axpy(weight, result.gradient, gradient);
    axpy(weight, result.firstOrder, firstOrder);
    exactMoment += weight * dot(result.gradient, result.gradient);
    axpy(-1, result.firstOrder, result.gradient);
    differenceMoment += weight * dot(result.gradient, result.gradient);
    buffers.give(phi, result.gradient, result.firstOrder);
  });
  return { objective, gradient, firstOrder, exactMoment, differenceMoment };
}
