/**
 * The fully first-order method (F2SA): the gradient of a penalised problem, without a Hessian.
 *
 * J. Kwon, D. Kwon, S. Wright, R. Nowak, "A fully first-order method for stochastic bilevel
 * optimization", ICML 2023.
 *
 * @module
 */

import type { BilevelMethod, BilevelState, HypergradientEstimator } from "./contract.ts";
import { BATCH, type BatchOptions, type Levels, levelsOf, wholeLevels } from "./levels.ts";
import {
  checkOptions,
  decayed,
  flag,
  LOWER_STEPS,
  lowerStep,
  type LowerSteps,
  nonNegative,
  optional,
  OUTER_STEPS,
  outerStep,
  type OuterSteps,
  positive,
  type Rule,
  whole,
} from "./options.ts";
import { startingState } from "./outer_loop.ts";
import { withLowerGradient } from "./uncounted.ts";
import { axpy, aypx, numbersIn, waxpy } from "../../numerics/vectors.ts";

/** Settings of `penalised`. */
export interface PenalisedOptions {
  /** λ > 0, the weight of g against f. */
  readonly lambda: number;
  /** T ≥ 0, gradient steps on either lower problem. */
  readonly lowerSteps: number;
  /** γ, their size; 1/L unless said. */
  readonly lowerStep?: number;
}

const PENALISED: Readonly<Record<keyof PenalisedOptions, Rule>> = {
  lambda: positive,
  lowerSteps: whole(0),
  lowerStep: LOWER_STEPS.lowerStep,
};

/**
 * ∇_x f(x, y_λ) + λ(∇_x g(x, y_λ) − ∇_x g(x, y)), where y is T gradient steps on g(x, ·) and y_λ as many on
 * g(x, ·) + f(x, ·)/λ, both from the given point. With exact minimisers its error is of the order of 1/λ;
 * λ(y − y_λ) stands for the adjoint.
 *
 * @throws {RangeError} if an option is malformed.
 *
 * @example
 * ```ts
 * import { penalised, quadratic, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const { x, y } = problem.start;
 * const estimator = penalised({ lambda: 1e4, lowerSteps: 2000 });
 * const { gradient } = estimator(problem, x, { y });
 * console.log(gradient[0].toFixed(4), problem.exactGradient(x)[0].toFixed(4)); // 1.3807 1.3819
 * ```
 */
export function penalised(options: PenalisedOptions): HypergradientEstimator {
  checkOptions("penalised", options, PENALISED);
  const { lambda, lowerSteps } = options;
  return (problem, x, { y }) => {
    const step = lowerStep(options, problem, x, 0);
    const start = { x, y, penalised: y };
    const estimate = penalise(wholeLevels(problem), start, { lambda, lowerSteps, step });
    return withLowerGradient(problem, x, estimate);
  };
}

interface Start {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly penalised: Float64Array;
}

interface Effort {
  readonly lambda: number;
  readonly lowerSteps: number;
  readonly step: number;
}

interface PenalisedGradient {
  readonly gradient: Float64Array;
  readonly y: Float64Array;
  readonly penalised: Float64Array;
  readonly memory: number;
}

function penalise(
  levels: Levels,
  { x, ...start }: Start,
  { lambda, lowerSteps, step }: Effort,
): PenalisedGradient {
  let { y, penalised } = start;
  for (let t = 0; t < lowerSteps; t++) {
    const pull = levels.lower("penalised", t).gradient(x, penalised);
    axpy(1 / lambda, levels.outer(t).gradientY(x, penalised), pull);
    penalised = aypx(-step, penalised, pull);
    y = aypx(-step, y, levels.lower("lower", t).gradient(x, y));
  }
  const gradient = levels.outer(lowerSteps).gradientX(x, penalised);
  axpy(lambda, levels.lower("cross", 0).gradientX(x, penalised), gradient);
  axpy(-lambda, levels.lower("cross", 1).gradientX(x, y), gradient);
  // Both points, and of one of them the gradient and what is added to it; or h and its term
  const most = numbersIn(y, penalised) + Math.max(2 * numbersIn(y), 2 * numbersIn(gradient));
  return { gradient, y, penalised, memory: most };
}

/** Settings of `f2sa`. */
export interface F2saOptions extends PenalisedOptions, OuterSteps, LowerSteps, BatchOptions {
  /** λ grows as λ (k + 1)^growth; 0 unless said. */
  readonly lambdaGrowth?: number;
  /** Whether all uses in an iteration share one minibatch of each level; false unless said. */
  readonly shareBatch?: boolean;
}

/** The state of `f2sa`; its u stays 0. */
export interface F2saState extends BilevelState {
  /** The minimiser's estimate for g + f/λ, dy. */
  readonly penalised: Float64Array;
}

/**
 * F2SA: T steps of y and of y_λ from where they were, then a step of x along `penalised`'s direction.
 * The published exponents of decay are 5/7 for x, 4/7 for y, and λ grows as k^(1/7); y_λ takes steps γ/λ
 * on f + λg, which then decay as k^(−5/7). In minibatches each gradient has its own.
 *
 * @throws {RangeError} if an option is malformed; the first step, if there is a batch size and the
 * problem is no finite sum.
 *
 * @example
 * ```ts
 * import { f2sa, quadratic, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const method = f2sa({ lambda: 100, lowerSteps: 50, outerStep: 1 / problem.outerCurvature.L });
 * let state = method.init(problem);
 * for (let k = 0; k < 200; k++) state = method.step(problem, state, k, Stream.of("steps", k));
 * const size = (x: Float64Array) => Math.hypot(...problem.exactGradient(x)).toFixed(3);
 * console.log(size(problem.start.x), size(state.x)); // 2.964 0.060
 * ```
 */
export function f2sa(options: F2saOptions): BilevelMethod<F2saState> {
  checkOptions("f2sa", options, {
    ...PENALISED,
    lambdaGrowth: optional(nonNegative),
    shareBatch: optional(flag),
    ...OUTER_STEPS,
    ...LOWER_STEPS,
    ...BATCH,
  });
  const { lowerSteps, lambdaGrowth = 0, shareBatch = false } = options;
  return {
    init(problem) {
      const state = startingState(problem);
      return { ...state, penalised: state.y };
    },
    step(problem, state, k, random) {
      const levels = levelsOf("f2sa", problem, options, random, shareBatch);
      const { gradient, y, penalised } = penalise(levels, state, {
        lambda: options.lambda / decayed(k, lambdaGrowth),
        lowerSteps,
        step: lowerStep(options, problem, state.x, k),
      });
      return { x: waxpy(-outerStep(options, k), gradient, state.x), y, u: state.u, penalised };
    },
  };
}
