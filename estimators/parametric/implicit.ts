/**
 * Approximate implicit differentiation (AID): steps on the lower level, then a linear system for the
 * adjoint. The same code is an estimator on whole levels and, with minibatches and warm
 * starts, the loops of AmIGO and stocBiO.
 *
 * @module
 */

import type { Hessian, OuterLevel, ParametricProblem } from "../../problems/parametric/contract.ts";
import type { FixedPointProblem } from "../../problems/parametric/fixed_point_contract.ts";
import type {
  BilevelMethod,
  Hypergradient,
  HypergradientEstimator,
  HypergradientStart,
} from "./contract.ts";
import { equationOfLevels, equationOfMap, type LowerEquation } from "./equation.ts";
import { BATCH, type BatchOptions, levelsOf, wholeLevels } from "./levels.ts";
import { FOR_ANY_MATRIX, linearSolver, type SolverOptions } from "./linear_solvers.ts";
import type { LinearSolver } from "./linear_system.ts";
import {
  ADJOINT_STEPS,
  adjointStep,
  type AdjointSteps,
  checkOptions,
  flag,
  LOWER_STEPS,
  lowerStep,
  object,
  oneOf,
  optional,
  OUTER_STEPS,
  type OuterSteps,
  whole,
} from "./options.ts";
import { outerLoop } from "./outer_loop.ts";
import { uncountedHessian, withLowerGradient } from "./uncounted.ts";
import { axpy, numbersIn } from "../../numerics/vectors.ts";

/** Settings of `implicit`. */
export interface ImplicitOptions {
  /** T ≥ 0, steps on the lower level. */
  readonly lowerSteps: number;
  /**
   * γ, their size, and that of the adjoint's steps unless its solver has one; 1/L unless said, and 1 on a fixed
   * point.
   */
  readonly lowerStep?: number;
  /** How the adjoint is solved for. */
  readonly adjoint: SolverOptions;
}

/**
 * ∇_x f(x, y_T) − (∂_x r(x, y_T))' u, where r is the equation of the lower level, y_T is T steps
 * y ← y − γ r(x, y) from a given y_0 and u an approximate solution of (∂_y r(x, y_T))' u = ∇_y f(x, y_T),
 * started at a given u_0 if there is one. On a lower objective g, r is ∇_y g: the steps are gradient
 * steps, and both derivatives are Hessians. On a fixed point r is y − Φ(x, y), and y ← Φ(x, y).
 *
 * With the solver "fixed-point" or "neumann" it is AID-FP, with "cg" or "cg-normal" AID-CG: F. Pedregosa,
 * ICML 2016; R. Grazzi, L. Franceschi, M. Pontil, S. Salzo, "On the iteration complexity of
 * hypergradient computation", ICML 2020. On a quadratic lower level K fixed-point iterations from 0
 * give exactly the gradient that unrolls K steps, if both are at one y_T.
 *
 * Its record says whether u was solved for: where ∇²_yy g is not positive at y_T, which is then no minimum or
 * not yet near one, "fixed-point" and "neumann" diverge, and "cg", "cg-normal" and "dense" go on.
 *
 * On a fixed point the record of "fixed-point" is that of the iterate before its last step.
 *
 * @throws {RangeError} if an option is malformed; the estimator, if ∂_yΦ is not symmetric and the solver wants
 * it to be.
 *
 * @example
 * ```ts
 * import { implicit, quadratic, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const { x, y } = problem.start;
 * const estimator = implicit({ lowerSteps: 100, adjoint: { solver: "cg", iterations: 20 } });
 * const { gradient } = estimator(problem, x, { y });
 * console.log(gradient[0].toFixed(4), problem.exactGradient(x)[0].toFixed(4)); // 1.3819 1.3819
 * ```
 */
export function implicit(
  options: ImplicitOptions,
): HypergradientEstimator<ParametricProblem | FixedPointProblem> {
  checkOptions("implicit", options, {
    lowerSteps: whole(0),
    lowerStep: LOWER_STEPS.lowerStep,
    adjoint: object,
  });
  const { lowerSteps, lowerStep: given, adjoint } = options;
  const solve = linearSolver("implicit: adjoint", adjoint);
  return (problem, x, from) => {
    if ("map" in problem) {
      requireSymmetric(problem, adjoint.solver);
      const step = given ?? 1;
      const effort = { solve, lowerSteps, step, adjointStep: step };
      return differentiate(equationOfMap(problem.map, x), problem.outer, x, from, effort);
    }
    const step = lowerStep(options, problem, x, 0);
    const effort = { solve, lowerSteps, step, adjointStep: step };
    const equation = equationOfLevels(wholeLevels(problem), x);
    const check = (y: Float64Array): Hessian => uncountedHessian(problem, x, y);
    const estimate = differentiate(equation, problem.outer, x, from, { ...effort, check });
    return withLowerGradient(problem, x, estimate);
  };
}

function requireSymmetric(
  { name, symmetric }: FixedPointProblem,
  solver: SolverOptions["solver"],
): void {
  if (symmetric || FOR_ANY_MATRIX.includes(solver)) return;
  throw new RangeError(
    `implicit: ∂_yΦ of ${name} is not symmetric: give one of the solvers ` +
      FOR_ANY_MATRIX.map((name) => `"${name}"`).join(", "),
  );
}

interface Effort {
  readonly solve: LinearSolver;
  readonly lowerSteps: number;
  readonly step: number;
  readonly adjointStep: number;
  /** (∂_y r)' at y_T where nobody counts, for the residual of solvers that do not know it. */
  readonly check?: (y: Float64Array) => Hessian;
}

function differentiate(
  equation: LowerEquation,
  outer: OuterLevel,
  x: Float64Array,
  { y: start, u: from, random }: HypergradientStart,
  { solve, lowerSteps, step, adjointStep, check }: Effort,
): Hypergradient {
  let y = start;
  for (let t = 0; t < lowerSteps; t++) y = equation.step(y, step, t);
  const b = outer.gradientY(x, y);
  const { u, memory, system } = solve({
    hessians: equation.matrices(y),
    b,
    step: adjointStep,
    check: check?.(y),
    ...(from === undefined ? {} : { from }),
    ...(random === undefined ? {} : { random }),
  });
  const gradient = outer.gradientX(x, y);
  axpy(-1, equation.cross(y, u), gradient);
  // While solving; at the end h and its term
  const most = Math.max(memory + numbersIn(y, b), numbersIn(y, u, gradient, gradient));
  return { gradient, y, u, memory: most, system };
}

/** Settings of `aid`. */
export interface AidOptions extends ImplicitOptions, OuterSteps, AdjointSteps, BatchOptions {
  /** Whether y and u go on from where they were, and not from the start and 0; true unless said. */
  readonly warmStart?: boolean;
}

/**
 * Descent along `implicit` gradients. In minibatches each lower gradient, each Hessian of a step of
 * the adjoint and the cross product have their own minibatch, and ∇f has one.
 *
 * @throws {RangeError} if an option is malformed; the first step, if there is a batch size and the
 * problem is no finite sum.
 *
 * @example
 * ```ts
 * import { aid, quadratic, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const method = aid({
 *   lowerSteps: 10,
 *   adjoint: { solver: "cg", iterations: 10 },
 *   outerStep: 1 / problem.outerCurvature.L,
 * });
 * let state = method.init(problem);
 * for (let k = 0; k < 100; k++) state = method.step(problem, state, k, Stream.of("steps", k));
 * const size = (x: Float64Array) => Math.hypot(...problem.exactGradient(x)).toFixed(3);
 * console.log(size(problem.start.x), size(state.x)); // 2.964 0.000
 * ```
 */
export function aid(options: AidOptions): BilevelMethod {
  checkOptions("aid", options, {
    lowerSteps: whole(0),
    adjoint: object,
    warmStart: optional(flag),
    ...OUTER_STEPS,
    ...ADJOINT_STEPS,
    ...BATCH,
  });
  return nested("aid", options);
}

/** The loop itself. @param owner The name for errors. */
function nested(owner: string, options: AidOptions): BilevelMethod {
  const solve = linearSolver(`${owner}: adjoint`, options.adjoint);
  const { lowerSteps, warmStart = true } = options;
  return outerLoop(options, (problem, { x, y, u }, k, random) => {
    const levels = levelsOf(owner, problem, options, random);
    const start = warmStart ? { y, u } : { y: problem.start.y };
    const step = lowerStep(options, problem, x, k);
    const from = { ...start, random: random.split("columns") };
    const effort = { solve, lowerSteps, step, adjointStep: adjointStep(options, step, k) };
    return differentiate(equationOfLevels(levels, x), levels.outer(), x, from, effort);
  });
}

/** Settings of `amigo`. */
export interface AmigoOptions extends OuterSteps, AdjointSteps, BatchOptions {
  /** Q ≥ 0, (stochastic) gradient steps of y. */
  readonly lowerSteps: number;
  /** M ≥ 0, (stochastic) gradient steps of u, or conjugate-gradient iterations. */
  readonly adjointSteps: number;
  /** Gradient steps for u or conjugate gradients; "gradient" unless said. */
  readonly adjointSolver?: "gradient" | "cg";
}

/**
 * AmIGO: Q gradient steps of y and M of u ← u − γ(∇²_yy g u − ∇_y f), both going on from the last outer
 * iteration, then a step of x. M. Arbel, J. Mairal, "Amortized implicit differentiation for stochastic
 * bilevel optimization", ICLR 2022.
 *
 * @throws {RangeError} as `aid`.
 *
 * @example
 * ```ts
 * import { amigo, quadratic, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const method = amigo({
 *   lowerSteps: 10,
 *   adjointSteps: 10,
 *   outerStep: 1 / problem.outerCurvature.L,
 * });
 * let state = method.init(problem);
 * for (let k = 0; k < 100; k++) state = method.step(problem, state, k, Stream.of("steps", k));
 * const size = (x: Float64Array) => Math.hypot(...problem.exactGradient(x)).toFixed(3);
 * console.log(size(problem.start.x), size(state.x)); // 2.964 0.000
 * ```
 */
export function amigo(options: AmigoOptions): BilevelMethod {
  checkOptions("amigo", options, {
    lowerSteps: whole(0),
    adjointSteps: whole(0),
    adjointSolver: optional(oneOf("gradient", "cg")),
    ...OUTER_STEPS,
    ...ADJOINT_STEPS,
    ...BATCH,
  });
  const { adjointSteps, adjointSolver = "gradient", ...rest } = options;
  const solver = adjointSolver === "cg" ? "cg" : "fixed-point";
  return nested("amigo", { ...rest, adjoint: { solver, iterations: adjointSteps } });
}

/** Settings of `stocbio`. */
export interface StocbioOptions extends OuterSteps, AdjointSteps, BatchOptions {
  /** Q ≥ 0, (stochastic) gradient steps of y. */
  readonly lowerSteps: number;
  /** K ≥ 0, the order of the Neumann series for u. */
  readonly order: number;
}

/**
 * stocBiO: Q gradient steps of y from the last outer iteration, u by a Neumann series with a minibatch
 * for each factor, then a step of x. K. Ji, J. Yang, Y. Liang, "Bilevel optimization: convergence
 * analysis and enhanced design", ICML 2021.
 *
 * @throws {RangeError} as `aid`.
 *
 * @example
 * ```ts
 * import { quadratic, stocbio, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const method = stocbio({ lowerSteps: 10, order: 20, outerStep: 1 / problem.outerCurvature.L });
 * let state = method.init(problem);
 * for (let k = 0; k < 100; k++) state = method.step(problem, state, k, Stream.of("steps", k));
 * const size = (x: Float64Array) => Math.hypot(...problem.exactGradient(x)).toFixed(3);
 * console.log(size(problem.start.x), size(state.x)); // 2.964 0.069
 * ```
 */
export function stocbio(options: StocbioOptions): BilevelMethod {
  checkOptions("stocbio", options, {
    lowerSteps: whole(0),
    order: whole(0),
    ...OUTER_STEPS,
    ...ADJOINT_STEPS,
    ...BATCH,
  });
  const { order, ...rest } = options;
  return nested("stocbio", { ...rest, adjoint: { solver: "neumann", order } });
}
