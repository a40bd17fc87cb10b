/**
 * Iterative differentiation (ITD): the derivative of f after T gradient steps on the lower level.
 *
 * @module
 */

import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import type { BilevelMethod, Hypergradient, HypergradientEstimator } from "./contract.ts";
import {
  checkOptions,
  flag,
  LOWER_STEPS,
  lowerStep,
  type LowerSteps,
  optional,
  OUTER_STEPS,
  type OuterSteps,
  type Rule,
  whole,
} from "./options.ts";
import { outerLoop } from "./outer_loop.ts";
import { withLowerGradient } from "./uncounted.ts";
import { axpy, aypx, numbersIn } from "../../numerics/vectors.ts";

/** Settings of `unrolled`. */
export interface UnrolledOptions {
  /** T ≥ 0, gradient steps on the lower level. */
  readonly lowerSteps: number;
  /** γ, their size; 1/L unless said. */
  readonly lowerStep?: number;
  /** K ≤ T: only the last K steps are differentiated; all of them unless said. */
  readonly last?: number;
  /**
   * Whether the trajectory is computed again for each backward step, in constant memory, and not
   * stored; false unless said.
   */
  readonly recompute?: boolean;
}

const UNROLLED: Readonly<Record<keyof UnrolledOptions, Rule>> = {
  lowerSteps: whole(0),
  lowerStep: LOWER_STEPS.lowerStep,
  last: optional(whole(0)),
  recompute: optional(flag),
};

/**
 * The gradient in x of f(x, y_T(x)), y_{t+1} = y_t − γ ∇_y g(x, y_t), from a given y_0:
 *
 *     a ← ∇_y f(x, y_T), h ← ∇_x f(x, y_T);
 *     for t = T − 1, …, T − K:  h ← h − γ ∇²_xy g(x, y_t) a,  a ← a − γ ∇²_yy g(x, y_t) a.
 *
 * It costs T lower gradients, K cross products and K − 1 Hessian products (the last a is not needed),
 * and where the trajectory is computed again the sum of t gradients over the K backward steps.
 * See L. Franceschi, M. Donini, P. Frasconi, M. Pontil, "Forward and reverse gradient-based
 * hyperparameter optimization", ICML 2017; truncation: A. Shaban, C.-A. Cheng, N. Hatch, B. Boots,
 * "Truncated back-propagation for bilevel optimization", AISTATS 2019.
 *
 * @throws {RangeError} if an option is malformed.
 *
 * @example
 * ```ts
 * import { quadratic, Stream, unrolled } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const { x, y } = problem.start;
 * const estimator = unrolled({ lowerSteps: 100 });
 * const { gradient } = estimator(problem, x, { y });
 * console.log(gradient[0].toFixed(4), problem.exactGradient(x)[0].toFixed(4)); // 1.3819 1.3819
 * ```
 */
export function unrolled(options: UnrolledOptions): HypergradientEstimator {
  checkOptions("unrolled", options, UNROLLED);
  requireLast("unrolled", options);
  return (problem, x, { y }) => {
    const estimate = unroll(problem, x, y, options, lowerStep(options, problem, x, 0));
    return withLowerGradient(problem, x, estimate);
  };
}

function unroll(
  { lower, outer }: ParametricProblem,
  x: Float64Array,
  start: Float64Array,
  { lowerSteps, last = lowerSteps, recompute = false }: UnrolledOptions,
  gamma: number,
): Hypergradient {
  const first = lowerSteps - last;
  const stored: Float64Array[] = [];
  const move = (y: Float64Array): Float64Array => aypx(-gamma, y, lower.gradient(x, y));
  let y = start;
  for (let t = 0; t < lowerSteps; t++) {
    if (t >= first && !recompute) stored.push(y);
    y = move(y);
  }
  const gradient = outer.gradientX(x, y);
  const adjoint = outer.gradientY(x, y);
  for (let t = lowerSteps - 1; t >= first; t--) {
    let point = recompute ? start : stored[t - first];
    if (recompute) { for (let s = 0; s < t; s++) point = move(point); }
    axpy(-gamma, lower.cross(x, point, adjoint), gradient);
    if (t > first) axpy(-gamma, lower.hessian(x, point).times(adjoint), adjoint);
  }
  // The trajectory, or its start, a point of it and the next; a and its product; h and its term
  const trajectory = recompute ? [start, y, y] : stored;
  const memory = numbersIn(...trajectory, y, adjoint, adjoint, gradient, gradient);
  return { gradient, y, memory };
}

function requireLast(owner: string, { lowerSteps, last = lowerSteps }: UnrolledOptions): void {
  if (last <= lowerSteps) return;
  throw new RangeError(`${owner}: last is ${last}: give at most lowerSteps, ${lowerSteps}`);
}

/** Settings of `itd`. */
export interface ItdOptions extends UnrolledOptions, OuterSteps, LowerSteps {
  /** Whether y goes on from where it was, and not from the problem's start; true unless said. */
  readonly warmStart?: boolean;
}

/**
 * Gradient descent along `unrolled` gradients.
 *
 * @throws {RangeError} if an option is malformed.
 *
 * @example
 * ```ts
 * import { itd, quadratic, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const method = itd({ lowerSteps: 50, outerStep: 1 / problem.outerCurvature.L });
 * let state = method.init(problem);
 * for (let k = 0; k < 100; k++) state = method.step(problem, state, k, Stream.of("steps", k));
 * const size = (x: Float64Array) => Math.hypot(...problem.exactGradient(x)).toFixed(3);
 * console.log(size(problem.start.x), size(state.x)); // 2.964 0.003
 * ```
 */
export function itd(options: ItdOptions): BilevelMethod {
  checkOptions("itd", options, {
    ...UNROLLED,
    ...OUTER_STEPS,
    ...LOWER_STEPS,
    warmStart: optional(flag),
  });
  requireLast("itd", options);
  const { warmStart = true } = options;
  return outerLoop(options, (problem, { x, y }, k) => {
    const start = warmStart ? y : problem.start.y;
    return unroll(problem, x, start, options, lowerStep(options, problem, x, k));
  });
}
