/**
 * Curvature-aware bilevel optimisation (NBO): a Newton step of y and of u that share one Hessian.
 *
 * Y. Dong, J. Yang, W. Yao, J. Zhang, arXiv 2505.02101, ICML 2025 (PMLR 267).
 *
 * @module
 */

import { zeros } from "../../numerics/arrays.ts";
import type { Hessian, ParametricProblem } from "../../problems/parametric/contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type {
  BilevelMethod,
  BilevelState,
  Hypergradient,
  HypergradientEstimator,
} from "./contract.ts";
import { implicit } from "./implicit.ts";
import {
  BATCH,
  type BatchOptions,
  hessiansAt,
  type Levels,
  levelsOf,
  wholeLevels,
} from "./levels.ts";
import { conjugateGradients } from "./krylov.ts";
import { fixedPoint, linearSolver, type SolverOptions } from "./linear_solvers.ts";
import type { LinearSolver } from "./linear_system.ts";
import {
  checkOptions,
  flag,
  LOWER_STEPS,
  lowerStep,
  type LowerSteps,
  object,
  optional,
  OUTER_STEPS,
  type OuterSteps,
  whole,
} from "./options.ts";
import { outerLoop } from "./outer_loop.ts";
import { worse } from "./system_record.ts";
import { uncountedHessian, withLowerGradient } from "./uncounted.ts";
import { axpy, aypx, numbersIn, row, waxpy } from "../../numerics/vectors.ts";

/** Settings of `nboGd` and `nboCg`. */
export interface NboOptions extends OuterSteps, LowerSteps, BatchOptions {
  /** T of NBO-GD(T), N of NBO-CG(N). */
  readonly steps: number;
  /** Gradient steps of y before the first iteration, to reach the region of Newton's method; 0. */
  readonly warmUp?: number;
  /** Whether all uses in an iteration share one minibatch of each level; false unless said. */
  readonly shareBatch?: boolean;
}

/**
 * NBO-GD(T), and NSBO-SGD(T) where there is a batch size: both systems by T + 1 gradient steps from 0
 * with step γ, the first of which is free. An iteration costs one lower gradient, 2T + 1 Hessian
 * products at one point, ∇_y f, ∇_x f and one cross product. On a quadratic lower level its y is that
 * of T + 1 gradient steps on g(x, ·). With T = 0 it is a single-loop method.
 *
 * In minibatches the lower gradient, each (double) product, the cross product, ∇_y f and ∇_x f have a
 * minibatch of their own.
 *
 * @throws {RangeError} if an option is malformed; the first step, if there is a batch size and the
 * problem is no finite sum.
 *
 * @example
 * ```ts
 * import { nboGd, quadratic, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const method = nboGd({ steps: 5, outerStep: 1 / problem.outerCurvature.L });
 * let state = method.init(problem);
 * for (let k = 0; k < 100; k++) state = method.step(problem, state, k, Stream.of("steps", k));
 * const size = (x: Float64Array) => Math.hypot(...problem.exactGradient(x)).toFixed(3);
 * console.log(size(problem.start.x), size(state.x)); // 2.964 0.000
 * ```
 */
export function nboGd(options: NboOptions): BilevelMethod {
  checkNbo("nbo-gd", options);
  return nbo("nbo-gd", options, fixedPoint({ iterations: options.steps + 1 }));
}

/**
 * NBO-CG(N): both systems by at most N conjugate-gradient iterations from 0; on one minibatch of the
 * Hessian, if there is a batch size.
 *
 * @throws {RangeError} as `nboGd`.
 *
 * @example
 * ```ts
 * import { nboCg, quadratic, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const method = nboCg({ steps: 5, outerStep: 1 / problem.outerCurvature.L });
 * let state = method.init(problem);
 * for (let k = 0; k < 100; k++) state = method.step(problem, state, k, Stream.of("steps", k));
 * const size = (x: Float64Array) => Math.hypot(...problem.exactGradient(x)).toFixed(3);
 * console.log(size(problem.start.x), size(state.x)); // 2.964 0.000
 * ```
 */
export function nboCg(options: NboOptions): BilevelMethod {
  checkNbo("nbo-cg", options);
  return nbo("nbo-cg", options, conjugateGradients({ iterations: options.steps }));
}

function checkNbo(owner: string, options: NboOptions): void {
  checkOptions(owner, options, {
    steps: whole(0),
    warmUp: optional(whole(0)),
    shareBatch: optional(flag),
    ...OUTER_STEPS,
    ...LOWER_STEPS,
    ...BATCH,
  });
}

function nbo(owner: string, options: NboOptions, solve: LinearSolver): BilevelMethod {
  const { warmUp = 0, shareBatch = false } = options;
  const start = (
    problem: ParametricProblem,
    { x, y }: BilevelState,
    step: number,
    random: RandomSource,
  ): Float64Array => {
    const levels = levelsOf(owner, problem, options, random);
    let warm = y;
    for (let t = 0; t < warmUp; t++) {
      warm = aypx(-step, warm, levels.lower("warmup", t).gradient(x, warm));
    }
    return warm;
  };
  return outerLoop(options, (problem, state, k, random) => {
    const step = lowerStep(options, problem, state.x, k);
    const y = k === 0 ? start(problem, state, step, random) : state.y;
    const levels = levelsOf(owner, problem, options, random, shareBatch);
    return newton(levels, { ...state, y }, solve, step);
  });
}

/**
 * One iteration without the step of x: with H = ∇²_yy g(x, y),
 *
 *     v ≈ H⁻¹ ∇_y g(x, y),  w ≈ H⁻¹(Hu − ∇_y f(x, y)),  y⁺ = y − v,  u⁺ = u − w,
 *     d = ∇_x f(x, y⁺) − ∇²_xy g(x, y⁺) u⁺.
 */
export function newton(
  levels: Levels,
  { x, y, u }: BilevelState,
  solve: LinearSolver,
  step: number,
  check?: Hessian,
): Hypergradient & { readonly u: Float64Array } {
  const n = y.length;
  const hessians = hessiansAt(levels, x, y);
  const b = zeros(2 * n);
  b.set(levels.lower("lower").gradient(x, y));
  b.set(axpy(-1, levels.outer(0).gradientY(x, y), hessians(0).times(u)), n);
  const { u: steps, memory, system } = solve({ hessians, b, count: 2, step, check });
  const nextY = waxpy(-1, row(steps, 0, n), y);
  const nextU = waxpy(-1, row(steps, 1, n), u);
  const gradient = levels.outer(1).gradientX(x, nextY);
  axpy(-1, levels.lower("cross").cross(x, nextY, nextU), gradient);
  // While solving; at the end h and its term
  const most = Math.max(
    numbersIn(y, u, b) + memory,
    numbersIn(nextY, nextU, gradient, gradient),
  );
  return { gradient, y: nextY, u: nextU, memory: most, system };
}

/** Settings of `nboDirection` and `nboAtNext`. */
export interface NewtonOptions {
  /** How systems are solved; {"solver": "dense"} is an exact Newton step. */
  readonly solver: SolverOptions;
  /** The step of solvers that take steps and were given none; 1/L unless said. */
  readonly lowerStep?: number;
}

const NEWTON = { solver: object, lowerStep: LOWER_STEPS.lowerStep };

/**
 * The published direction d of one iteration from (y, u), u = 0 unless given. Its error is of the order
 * of ‖y − y*‖, since u was solved for at y and not at y⁺.
 *
 * @throws {RangeError} if an option is malformed.
 */
export function nboDirection(options: NewtonOptions): HypergradientEstimator {
  checkOptions("nbo direction", options, NEWTON);
  const solve = linearSolver("nbo direction: solver", options.solver);
  return (problem, x, { y, u = new Float64Array(y.length) }) => {
    const step = lowerStep(options, problem, x, 0);
    const check = uncountedHessian(problem, x, y);
    const estimate = newton(wholeLevels(problem), { x, y, u }, solve, step, check);
    return withLowerGradient(problem, x, estimate);
  };
}

/**
 * The gradient at y⁺ = y − v with an adjoint solved for at y⁺: ∇_x f(x, y⁺) − ∇²_xy g(x, y⁺) u⁺,
 * ∇²_yy g(x, y⁺) u⁺ ≈ ∇_y f(x, y⁺), from a given u if there is one. With exact systems its error is of the
 * order of ‖y − y*‖², which is what one Newton step is for.
 *
 * @throws {RangeError} if an option is malformed.
 */
export function nboAtNext(options: NewtonOptions): HypergradientEstimator {
  checkOptions("nbo at next", options, NEWTON);
  const solve = linearSolver("nbo at next: solver", options.solver);
  const { solver: adjoint, ...steps } = options;
  const gradientAt = implicit({ ...steps, lowerSteps: 0, adjoint });
  return (problem, x, { y, ...from }) => {
    const { lower } = problem;
    const hessian = lower.hessian(x, y);
    const { u, memory, system } = solve({
      hessians: () => hessian,
      b: lower.gradient(x, y),
      step: lowerStep(options, problem, x, 0),
      check: uncountedHessian(problem, x, y),
    });
    const next = waxpy(-1, u, y);
    const estimate = gradientAt(problem, x, { ...from, y: next });
    return {
      ...estimate,
      memory: Math.max(numbersIn(y, next) + memory, estimate.memory),
      system: worse(system, estimate.system!),
    };
  };
}
