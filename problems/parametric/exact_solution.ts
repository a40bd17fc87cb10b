/**
 * The lower-level solution and the gradient of a parametric problem, solved until rounding stops it.
 *
 * @module
 */

import { copyOf } from "../../numerics/arrays.ts";
import { norm, waxpy } from "../../numerics/vectors.ts";
import type { BilevelProblem, LowerLevel, OuterLevel, ParametricProblem } from "./contract.ts";
import { NewtonSystems } from "./hessian_systems.ts";
import { remembered } from "./remembered.ts";

const MOST_STEPS = 100;
const SHORTEST_STEP = 1 / 1024;
/** A Newton step as short as this, in units of ‖y‖ or of the first step, or of 1 if that is longer, is rounding. */
const ROUNDING = 1e-14;

/** The two truths of a parametric problem. */
export type ExactSolution = Pick<BilevelProblem, "exactLower" | "exactGradient">;

/**
 * y*(x) by damped Newton steps from `start`, and the gradient
 * ∇_x f(x, y*) − ∇²_xy g(x, y*) u*, ∇²_yy g(x, y*) u* = ∇_y f(x, y*).
 *
 * Linear systems are solved by Cholesky for dy ≤ 300, or by conjugate gradients with the factor of an
 * earlier step, and by conjugate gradients above, with iterative refinement. A step that does not lower ‖∇_y g‖ is halved; the solution is reached when no
 * step does.
 */
export function exactSolution(
  lower: LowerLevel,
  outer: OuterLevel,
  start: Float64Array,
): ExactSolution {
  const solution = remembered((x) => minimum(lower, x, start));
  return {
    exactLower: (x) => copyOf(solution(x).y),
    exactGradient: (x) => gradientAt(lower, outer, x, solution(x)),
  };
}

/** The solution of the lower level at an outer point, and what follows from it. */
export interface Truth {
  /** y*(x), dy. */
  readonly y: Float64Array;
  /** F(x) = f(x, y*(x)). */
  readonly objective: number;
  /** ∇F(x), dx. */
  readonly gradient: Float64Array;
}

/**
 * The truth at x by Newton steps from a guess of y*(x), dy: along a path of outer points the last
 * solution is a good guess, and all is solved for once. It agrees with `exactLower` and
 * `exactGradient` up to rounding.
 *
 * @throws {RangeError} if the steps do not converge.
 *
 * @example
 * ```ts
 * import { quadratic, Stream, truthAt } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const { x, y } = problem.start;
 * const { gradient } = truthAt(problem, x, y);
 * console.log(gradient[0].toFixed(4), problem.exactGradient(x)[0].toFixed(4)); // 1.3819 1.3819
 * ```
 */
export function truthAt(
  { lower, outer }: Pick<ParametricProblem, "lower" | "outer">,
  x: Float64Array,
  guess: Float64Array,
): Truth {
  const solution = minimum(lower, x, guess);
  const { y } = solution;
  return { y, objective: outer.value(x, y), gradient: gradientAt(lower, outer, x, solution) };
}

/** ∇F(x) at the minimum of the lower level. */
function gradientAt(
  lower: LowerLevel,
  outer: OuterLevel,
  x: Float64Array,
  { y, solve }: Minimum,
): Float64Array {
  return waxpy(-1, lower.cross(x, y, solve(outer.gradientY(x, y))), outer.gradientX(x, y));
}

/** Where a lower level is least, and its Hessian there. */
export interface Minimum {
  /** The point, dy. */
  readonly y: Float64Array;
  /** ∇²_yy g⁻¹ b there, dy, as `hessianSolver` gives it, but for rounding. */
  solve(b: Float64Array): Float64Array;
}

/**
 * argmin_y g(x, y), from `start`, dy.
 *
 * ‖∇_y g‖ is the merit: along a Newton direction it decreases wherever g is strongly convex, and it
 * is still exact where the values of g do not differ any more.
 *
 * @throws {RangeError} if the steps do not converge: g is then not strongly convex and smooth.
 */
export function minimum(level: LowerLevel, x: Float64Array, start: Float64Array): Minimum {
  let at = pointAt(level, x, copyOf(start));
  const systems = new NewtonSystems(start.length);
  let unit = 1;
  for (let step = 0;; step++) {
    const { direction: towards, solve } = systems.at(level.hessian(x, at.y));
    const direction = towards(at.gradient);
    const wanted = norm(direction);
    if (step === 0) unit = Math.min(1, wanted);
    const exact = wanted <= ROUNDING * Math.max(unit, norm(at.y));
    const next = exact || step === MOST_STEPS ? undefined : lowered(level, x, at, direction);
    if (next === undefined) {
      requireSolved(at, wanted, unit);
      return { y: at.y, solve };
    }
    at = next;
  }
}

interface Point {
  readonly y: Float64Array;
  readonly gradient: Float64Array;
  /** ‖∇_y g‖. */
  readonly norm: number;
}

function pointAt(level: LowerLevel, x: Float64Array, y: Float64Array): Point {
  const gradient = level.gradient(x, y);
  return { y, gradient, norm: norm(gradient) };
}

/** A point y − length·direction at which ‖∇_y g‖ is less, if there is one. */
function lowered(
  level: LowerLevel,
  x: Float64Array,
  { y, norm }: Point,
  direction: Float64Array,
): Point | undefined {
  if (norm === 0) return undefined;
  for (let length = 1; length >= SHORTEST_STEP; length /= 2) {
    const next = pointAt(level, x, waxpy(-length, direction, y));
    if (next.norm <= (1 - length / 4) * norm) return next;
  }
  return undefined;
}

/** About y = 0 a Newton step as short as this may be rounding of the gradient, in whatever units y is. */
const UNTOLD = 1e-12;

/** @param unit The length of the first step, at most 1. */
function requireSolved({ y, norm: left }: Point, wanted: number, unit: number): void {
  if (left < Infinity && wanted <= Math.max(UNTOLD, 1e-8 * Math.max(unit, norm(y)))) return;
  throw new RangeError(
    `the lower level was not solved: ‖∇_y g‖ is ${left} and a Newton step still ${wanted}; ` +
      `check that x is finite and that g is strongly convex there`,
  );
}

/** The point of `minimum` alone. */
export function minimise(level: LowerLevel, x: Float64Array, start: Float64Array): Float64Array {
  return minimum(level, x, start).y;
}
