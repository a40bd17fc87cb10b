/**
 * What is true at an outer point, solved from a guess.
 *
 * @module
 */

import type { ParametricProblem } from "./contract.ts";
import { minimum } from "./exact_solution.ts";

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
  const { y, solve } = minimum(lower, x, guess);
  const indirect = lower.cross(x, y, solve(outer.gradientY(x, y)));
  return {
    y,
    objective: outer.value(x, y),
    gradient: outer.gradientX(x, y).map((value, k) => value - indirect[k]),
  };
}
