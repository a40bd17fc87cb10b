/**
 * The exact gradient through an inner loop, whose trajectory is stored, computed again, or both.
 *
 * @module
 */

import type { InnerTask } from "../../problems/parametric/task_contract.ts";
import type { Buffers } from "./buffers.ts";
import { addThroughStart, innerStep, requireTheta, startInnerLoop } from "./inner_loop.ts";
import type { MetaEstimator } from "./meta_contract.ts";
import { checkOptions, oneOf, optional, type Rule } from "./options.ts";
import { axpy } from "../../numerics/vectors.ts";

/** How the points of the inner loop are had again, last one first. */
export type Trajectory = "stored" | "checkpointed" | "recomputed";

/** Settings of estimators that may go back through the inner loop. */
export interface TrajectoryOptions {
  /**
   * How its points are had again; "stored" unless said. "stored" keeps all r, "checkpointed" keeps
   * every ⌈√r⌉-th and those of one stretch in between, "recomputed" keeps none and starts anew for
   * each.
   */
  readonly trajectory?: Trajectory;
}

/** The rules of `TrajectoryOptions`. */
export const TRAJECTORY: Readonly<Record<keyof TrajectoryOptions, Rule>> = {
  trajectory: optional(oneOf("stored", "checkpointed", "recomputed")),
};

/** What a pass forth and back gives, in arrays lent by the buffers that were handed in. */
export interface PassResult {
  /** The gradient in θ of L_out(θ, φ_r(θ)), dθ. */
  readonly gradient: Float64Array;
  /** The first-order estimate of it, which is had on the way, dθ. */
  readonly firstOrder: Float64Array;
}

/**
 * The gradient in θ of L_out(θ, φ_r(θ)), by the chain rule from the end of the inner loop to θ:
 *
 *     v ← ∇_φ L_out(θ, φ_r), h ← ∂_θ L_out(θ, φ_r);
 *     for j = r − 1, …, 0:  h ← h − α ∇²_θφ L_in(θ, φ_j) v,  v ← v − α ∇²_φφ L_in(θ, φ_j) v;
 *     h ← h + (∂φ_0/∂θ)' v.
 *
 * It costs r inner gradients, r Hessian-vector products (one less if φ_0 does not depend on θ) and
 * r cross products if there are any; to have the points again costs r(r − 1)/2 more inner gradients
 * if they are recomputed, and r − ⌈r/⌈√r⌉⌉ if they are checkpointed. The three ways do the same
 * operations on the same numbers: their results agree to the bit. Recomputation in constant memory
 * is that of V. Likhosherstov, X. Song, K. Choromanski, J. Davis, A. Weller, "UFO-BLO: Unbiased
 * First-Order Bilevel Optimization", arXiv 2006.03631 (2020).
 *
 * @throws {RangeError} if θ has not the length that the task says.
 */
export function exactPass(
  task: InnerTask,
  theta: Float64Array,
  trajectory: Trajectory,
  buffers: Buffers,
): PassResult {
  requireTheta(task, theta);
  const { dTheta, dPhi, steps, stepSize, initial, inner, outer } = task;
  const gradient = buffers.take(dTheta);
  const firstOrder = buffers.take(dTheta);
  const v = buffers.take(dPhi);
  const work = buffers.take(dPhi);
  const points = backwards(task, theta, trajectory, work, buffers);
  outer.gradient(theta, points.end, v);
  outer.gradientTheta?.(theta, points.end, gradient);
  firstOrder.set(gradient);
  addThroughStart(task, theta, v, firstOrder, buffers);
  const term = inner.cross === undefined ? undefined : buffers.take(dTheta);
  const startMoves = initial === undefined || initial.transposedTimes !== undefined;
  for (let j = steps - 1; j >= 0; j--) {
    const phi = points.at(j);
    if (term !== undefined) {
      inner.cross!(theta, phi, v, term);
      axpy(-stepSize, term, gradient);
    }
    if (j > 0 || startMoves) {
      inner.hessianVector(theta, phi, v, work);
      axpy(-stepSize, work, v);
    }
  }
  if (term !== undefined) buffers.give(term);
  addThroughStart(task, theta, v, gradient, buffers);
  points.release();
  buffers.give(v, work);
  return { gradient, firstOrder };
}

/** The points of an inner loop that has been run. */
interface Points {
  /** φ_r; it may be overwritten by `at`. */
  readonly end: Float64Array;
  /** φ_j, to be asked for with j = r − 1, …, 0 in this order; it may be overwritten by the next. */
  at(j: number): Float64Array;
  /** Gives all arrays back. */
  release(): void;
}

function backwards(
  task: InnerTask,
  theta: Float64Array,
  trajectory: Trajectory,
  work: Float64Array,
  buffers: Buffers,
): Points {
  if (trajectory === "recomputed") return recomputed(task, theta, work, buffers);
  const spacing = trajectory === "stored" ? 1 : spacingOf(task.steps);
  return checkpointed(task, theta, spacing, work, buffers);
}

function recomputed(
  task: InnerTask,
  theta: Float64Array,
  work: Float64Array,
  buffers: Buffers,
): Points {
  const phi = buffers.take(task.dPhi);
  const at = (j: number): Float64Array => {
    startInnerLoop(task, theta, phi);
    for (let i = 0; i < j; i++) innerStep(task, theta, phi, work);
    return phi;
  };
  return { end: at(task.steps), at, release: () => buffers.give(phi) };
}

/** Keeps φ_0, φ_s, φ_2s, …; the points from one of them to the next are computed again together. */
function checkpointed(
  task: InnerTask,
  theta: Float64Array,
  spacing: number,
  work: Float64Array,
  buffers: Buffers,
): Points {
  const copy = (phi: Float64Array): Float64Array => {
    const out = buffers.take(task.dPhi);
    out.set(phi);
    return out;
  };
  const end = buffers.take(task.dPhi);
  const kept: Float64Array[] = [];
  startInnerLoop(task, theta, end);
  for (let j = 0; j < task.steps; j++) {
    if (j % spacing === 0) kept.push(copy(end));
    innerStep(task, theta, end, work);
  }
  // The points after one that is kept
  let stretch: Float64Array[] = [];
  return {
    end,
    at(j) {
      const from = Math.floor(j / spacing);
      const offset = j - from * spacing;
      if (offset === 0) {
        buffers.give(...stretch);
        stretch = [];
        return kept[from];
      }
      if (stretch.length < offset) {
        for (let i = 0; i < offset; i++) {
          const phi = copy(i === 0 ? kept[from] : stretch[i - 1]);
          innerStep(task, theta, phi, work);
          stretch.push(phi);
        }
      }
      return stretch[offset - 1];
    },
    release: () => buffers.give(end, ...kept),
  };
}

/** ⌈√r⌉, and 1 if r is 0. */
function spacingOf(steps: number): number {
  return Math.max(1, Math.ceil(Math.sqrt(steps)));
}

/** What an estimate costs, in oracle calls of any kind each of which counts 1. */
export interface PassCosts {
  /** C_det: the calls of the first-order estimate, r + 1. */
  readonly certain: number;
  /** C_rnd: how many more the exact gradient needs. */
  readonly random: number;
}

/**
 * The costs of the first-order estimate and of the way back, for a task that learns where its inner
 * loop starts and nothing else: C_det = r + 1, and C_rnd = r for a stored trajectory,
 * r + r(r − 1)/2 for a recomputed one, 2r − ⌈r/⌈√r⌉⌉ for a checkpointed one.
 */
export function passCosts(trajectory: Trajectory, steps: number): PassCosts {
  const again = {
    stored: 0,
    checkpointed: steps - Math.ceil(steps / spacingOf(steps)),
    recomputed: steps * (steps - 1) / 2,
  };
  return { certain: steps + 1, random: steps + again[trajectory] };
}

/**
 * The exact gradient of each task (MAML: C. Finn, P. Abbeel, S. Levine, "Model-agnostic
 * meta-learning for fast adaptation of deep networks", ICML 2017).
 *
 * @throws {RangeError} if an option is malformed.
 *
 * @example
 * ```ts
 * import { bufferPool, counterExample, exactMetaGradient, Stream } from "@bigrad/bigrad";
 *
 * const { tasks, minimiser } = counterExample();
 * const theta = Float64Array.of(minimiser);
 * const gradients = tasks.map((task) =>
 *   exactMetaGradient().estimate(task, theta, null, Stream.of("unused"), bufferPool()).gradient[0]
 * );
 * console.log(...gradients.map((gradient) => gradient.toFixed(4))); // 0.5091 -0.5091
 * ```
 */
export function exactMetaGradient(options: TrajectoryOptions = {}): MetaEstimator<null> {
  checkOptions("exactMetaGradient", options, TRAJECTORY);
  const { trajectory = "stored" } = options;
  return {
    init: () => null,
    estimate(task, theta, state, _random, buffers) {
      const { gradient, firstOrder } = exactPass(task, theta, trajectory, buffers);
      buffers.give(firstOrder);
      return { gradient, q: 1, exact: true, state };
    },
  };
}
