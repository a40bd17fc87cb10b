/**
 * Outer loops along meta-gradients: a bilevel problem taken as one task, whose inner loop is a fixed
 * number of gradient steps on the lower level.
 *
 * @module
 */

import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import type { InitialPoint, InnerTask } from "../../problems/parametric/task_contract.ts";
import { bufferPool } from "./buffers.ts";
import type { BilevelMethod, BilevelState } from "./contract.ts";
import { firstOrder } from "./first_order.ts";
import type { MetaEstimator } from "./meta_contract.ts";
import {
  checkOptions,
  LOWER_STEPS,
  lowerStep,
  type LowerSteps,
  object,
  oneOf,
  optional,
  OUTER_STEPS,
  outerStep,
  type OuterSteps,
  type Rule,
  whole,
} from "./options.ts";
import { startingState } from "./outer_loop.ts";
import {
  adaptiveFirstOrder,
  type AdaptiveOptions,
  unbiasedFirstOrder,
  type UnbiasedOptions,
} from "./unbiased_first_order.ts";
import { waxpy } from "../../numerics/vectors.ts";

/** Settings of all loops of this file. */
export interface MetaDescentOptions extends OuterSteps, LowerSteps {
  /** r ≥ 0, gradient steps on the lower level. */
  readonly lowerSteps: number;
  /**
   * φ_0: "last" is where the last inner loop ended, which is taken to be no function of x; "outer" is x in
   * each block of dx numbers, for lower levels that adapt an initialisation x to several tasks. "last"
   * unless said.
   */
  readonly start?: "last" | "outer";
}

/** The state of these loops; its u stays 0. */
export interface MetaDescentState extends BilevelState {
  /** What the estimator remembers. */
  readonly memory: unknown;
}

/**
 * Descent along first-order estimates, ∂_x f + (∂φ_0/∂x)' ∇_y f at the end of the inner loop. It stands
 * still where neither f nor φ_0 depends on x.
 *
 * @throws {RangeError} if an option is malformed; the first step, if loops start at x and dy is no multiple
 * of dx.
 */
export function firstOrderDescent(options: MetaDescentOptions): BilevelMethod<MetaDescentState> {
  return metaDescent("first-order descent", firstOrder(), options);
}

/**
 * Descent along `unbiasedFirstOrder` estimates, whose mean is the gradient through the inner loop: with
 * q = 1, and from the last y, it is `itd`.
 *
 * @throws {RangeError} as `firstOrderDescent`.
 */
export function unbiasedDescent(
  options: MetaDescentOptions & { readonly estimator: UnbiasedOptions },
): BilevelMethod<MetaDescentState> {
  const { estimator } = options;
  const rules = { estimator: object };
  return metaDescent("unbiased descent", unbiasedFirstOrder(estimator), options, rules);
}

/**
 * Descent along `adaptiveFirstOrder` estimates. Where the first-order estimate is 0 its best probability is
 * 1.
 *
 * @throws {RangeError} as `firstOrderDescent`.
 */
export function adaptiveDescent(
  options: MetaDescentOptions & { readonly estimator?: AdaptiveOptions },
): BilevelMethod<MetaDescentState> {
  const { estimator } = options;
  const rules = { estimator: optional(object) };
  return metaDescent("adaptive descent", adaptiveFirstOrder(estimator), options, rules);
}

function metaDescent<Memory>(
  owner: string,
  estimator: MetaEstimator<Memory>,
  options: MetaDescentOptions,
  rules: Readonly<Record<string, Rule>> = {},
): BilevelMethod<MetaDescentState> {
  checkOptions(owner, options, {
    lowerSteps: whole(0),
    start: optional(oneOf("last", "outer")),
    ...OUTER_STEPS,
    ...LOWER_STEPS,
    ...rules,
  });
  const { lowerSteps: steps, start = "last" } = options;
  return {
    init: (problem) => ({ ...startingState(problem), memory: estimator.init() }),
    step(problem, { x, y, u, memory }, k, random) {
      let end = y;
      const task = taskOf(problem, {
        initial: start === "last" ? fixedAt(y) : repeated(owner, problem),
        steps,
        stepSize: lowerStep(options, problem, x, k),
        onEnd: (phi) => end = phi.slice(),
      });
      const { gradient, state } = estimator.estimate(
        task,
        x,
        memory as Memory,
        random,
        bufferPool(),
      );
      return { x: waxpy(-outerStep(options, k), gradient, x), y: end, u, memory: state };
    },
  };
}

/**
 * The problem as a task: θ is x, φ is y, L_in is g and L_out is f.
 *
 * @param onEnd Told φ_r, which is where the outer gradient is asked for.
 */
function taskOf(
  { dx, dy, lower, outer }: ParametricProblem,
  { onEnd, ...loop }:
    & Pick<InnerTask, "steps" | "stepSize">
    & { readonly initial: InitialPoint; readonly onEnd: (phi: Float64Array) => void },
): InnerTask {
  return {
    dTheta: dx,
    dPhi: dy,
    ...loop,
    inner: {
      value: (theta, phi) => lower.value(theta, phi),
      gradient: (theta, phi, out) => out.set(lower.gradient(theta, phi)),
      hessianVector: (theta, phi, v, out) => out.set(lower.hessian(theta, phi).times(v)),
      cross: (theta, phi, v, out) => out.set(lower.cross(theta, phi, v)),
    },
    outer: {
      value: (theta, phi) => outer.value(theta, phi),
      gradient(theta, phi, out) {
        onEnd(phi);
        out.set(outer.gradientY(theta, phi));
      },
      gradientTheta: (theta, phi, out) => out.set(outer.gradientX(theta, phi)),
    },
  };
}

function fixedAt(y: Float64Array): InitialPoint {
  return { point: (_theta, out) => out.set(y) };
}

function repeated(owner: string, { name, dx, dy }: ParametricProblem): InitialPoint {
  if (dy % dx !== 0) {
    throw new RangeError(
      `${owner}: y of ${name} has ${dy} numbers, no multiple of the ${dx} of x: start at the "last" y`,
    );
  }
  return {
    point(theta, out) {
      for (let l = 0; l < dy; l++) out[l] = theta[l % dx];
    },
    transposedTimes(_theta, v, out) {
      out.fill(0);
      for (let l = 0; l < dy; l++) out[l % dx] += v[l];
    },
  };
}
