/**
 * The inner loop of a task, and the two steps that lead from its end back to θ.
 *
 * @module
 */

import type { InnerTask } from "../../problems/parametric/task_contract.ts";
import type { Buffers } from "./buffers.ts";
import { axpy } from "../../numerics/vectors.ts";

/** φ ← φ_0(θ). */
export function startInnerLoop(
  { initial }: InnerTask,
  theta: Float64Array,
  phi: Float64Array,
): void {
  if (initial === undefined) phi.set(theta);
  else initial.point(theta, phi);
}

/**
 * φ ← φ − α ∇_φ L_in(θ, φ).
 *
 * @param work dφ numbers that are overwritten.
 */
export function innerStep(
  { inner, stepSize }: InnerTask,
  theta: Float64Array,
  phi: Float64Array,
  work: Float64Array,
): void {
  inner.gradient(theta, phi, work);
  axpy(-stepSize, work, phi);
}

/**
 * φ_r, in an array lent by the buffers.
 *
 * @throws {RangeError} if θ has not the length that the task says.
 */
export function adapt(task: InnerTask, theta: Float64Array, buffers: Buffers): Float64Array {
  requireTheta(task, theta);
  const phi = buffers.take(task.dPhi);
  const work = buffers.take(task.dPhi);
  startInnerLoop(task, theta, phi);
  for (let j = 0; j < task.steps; j++) innerStep(task, theta, phi, work);
  buffers.give(work);
  return phi;
}

/** out ← out + (∂φ_0/∂θ)' v. */
export function addThroughStart(
  { initial, dTheta }: InnerTask,
  theta: Float64Array,
  v: Float64Array,
  out: Float64Array,
  buffers: Buffers,
): void {
  if (initial === undefined) axpy(1, v, out);
  else if (initial.transposedTimes !== undefined) {
    const term = buffers.take(dTheta);
    initial.transposedTimes(theta, v, term);
    axpy(1, term, out);
    buffers.give(term);
  }
}

/**
 * Checks the length of θ.
 *
 * @throws {RangeError} if it is another than the task says.
 */
export function requireTheta({ dTheta }: InnerTask, theta: Float64Array): void {
  if (theta.length === dTheta) return;
  throw new RangeError(`theta has ${theta.length} numbers: give ${dTheta}, as the task wants`);
}
