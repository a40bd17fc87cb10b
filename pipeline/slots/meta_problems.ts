/**
 * Families of tasks with what θ is judged by, which no estimator is told.
 *
 * @module
 */

import { bufferPool } from "../../estimators/parametric/buffers.ts";
import { taskMoments } from "../../estimators/parametric/task_moments.ts";
import {
  counterExample,
  type CounterExampleOptions,
} from "../../problems/parametric/counter_example.ts";
import type { FiniteTaskFamily, TaskFamily } from "../../problems/parametric/task_contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";

/** Numbers at one θ; NaN where a family does not know one. They are not counted. */
export interface MetaJudgement {
  /** M(θ), or its mean over fixed tasks that no training sees. */
  readonly objective: number;
  /** ‖∇M(θ)‖. */
  readonly gradientNorm: number;
  /** ‖θ − θ*‖. */
  readonly thetaDistance: number;
  /** Share of the queries of fixed tasks that are classified wrongly. */
  readonly testError: number;
}

/** A family of tasks, where the training starts, and what it is judged by. */
export interface MetaProblem<Family extends TaskFamily = TaskFamily> {
  readonly family: Family;
  /** The first θ. */
  readonly start: Float64Array;
  judge(theta: Float64Array): MetaJudgement;
  /** ‖∇M(θ)‖², where it is cheap enough to be asked for in every iteration. */
  squaredGradient?(theta: Float64Array): number;
}

/**
 * Makes a problem from options that JSON can hold and a random source for what is drawn once, and from
 * data where the stage has such an input.
 */
export type MetaProblemSlot = (
  options: never,
  random: RandomSource,
  data?: readonly Uint8Array<ArrayBuffer>[],
) => MetaProblem;

/** Settings of `counterExampleProblem`. */
export interface ScalarProblemOptions extends CounterExampleOptions {
  /** Bounds of the first θ, which is uniform; −10 and 30 unless said. */
  readonly starts?: readonly [number, number];
}

/** Two scalar tasks, of which everything is known. */
export function counterExampleProblem(
  { starts: [low, high] = [-10, 30], ...options }: ScalarProblemOptions,
  random: RandomSource,
): MetaProblem<FiniteTaskFamily> {
  const family = counterExample(options);
  const buffers = bufferPool();
  return {
    family,
    start: Float64Array.of(low + (high - low) * random.split("start").uniform()),
    judge: (theta) => ({
      objective: taskMoments(family.tasks, theta, buffers).objective,
      gradientNorm: Math.abs(family.derivative(theta[0])),
      thetaDistance: Math.abs(theta[0] - family.minimiser),
      testError: NaN,
    }),
    squaredGradient(theta) {
      const slope = family.derivative(theta[0]);
      return slope * slope;
    },
  };
}

/** Settings of `drawnTasksProblem`. */
export interface DrawnTasksOptions {
  /** Bounds of the lesser curvature. */
  readonly curvature: readonly [number, number];
  /** Bounds of how much greater the other one is; both 0 for equal curvatures. */
  readonly gap: readonly [number, number];
  /** How far from θ* the first θ may be. */
  readonly around: number;
  /** How far the minimisers of tasks with equal curvatures are apart; 8 unless said. */
  readonly apart?: number;
  /** Up to where the losses are quadratic; that of `counterExample` unless said. */
  readonly radius?: number;
}

/**
 * An instance of two scalar tasks, whose curvatures are drawn uniformly, with slopes that mislead
 * first-order descent as much as those of the published code; equal curvatures mislead nobody.
 */
export function drawnTasksProblem(
  { curvature, gap, around, apart = 8, radius }: DrawnTasksOptions,
  random: RandomSource,
): MetaProblem<FiniteTaskFamily> {
  const source = random.split("curvatures");
  const within = ([low, high]: readonly [number, number]): number =>
    low + (high - low) * source.uniform();
  const lesser = within(curvature);
  const greater = lesser + within(gap);
  const options: CounterExampleOptions = {
    curvatures: [lesser, greater],
    ...(greater === lesser ? { slopes: [0, apart * greater] } : {}),
    ...(radius === undefined ? {} : { radius }),
  };
  const { minimiser } = counterExample(options);
  return counterExampleProblem(
    { ...options, starts: [minimiser - around, minimiser + around] },
    random,
  );
}
