/**
 * The exact gradient, and gradient descent along it: what all estimators approximate.
 *
 * @module
 */

import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import type { BilevelMethod, Hypergradient } from "./contract.ts";
import { descent } from "./descent.ts";
import type { OuterSteps } from "./options.ts";
import { withLowerGradient } from "./uncounted.ts";
import { numbersIn } from "../../numerics/vectors.ts";

/**
 * A `HypergradientEstimator`: ∇F(x) and y*(x) as the problem knows them; no oracle call is counted. Where the problem cannot solve
 * its lower level, they are NaN.
 *
 * @example
 * ```ts
 * import { exact, quadratic, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const { gradient } = exact(problem, problem.start.x);
 * console.log(gradient[0].toFixed(4)); // 1.3819
 * ```
 */
export function exact(problem: ParametricProblem, x: Float64Array): Hypergradient {
  try {
    const y = problem.exactLower(x);
    const gradient = problem.exactGradient(x);
    return withLowerGradient(problem, x, { gradient, y, memory: numbersIn(y, gradient) });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const gradient = new Float64Array(problem.dx).fill(NaN);
    const y = new Float64Array(problem.dy).fill(NaN);
    return { gradient, y, memory: numbersIn(y, gradient) };
  }
}

/**
 * Gradient descent x ← x − α_k ∇F(x).
 *
 * @throws {RangeError} if an option is malformed.
 *
 * @example
 * ```ts
 * import { exactDescent, quadratic, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const method = exactDescent({ outerStep: 1 / problem.outerCurvature.L });
 * let state = method.init(problem);
 * for (let k = 0; k < 100; k++) state = method.step(problem, state, k, Stream.of("steps", k));
 * const size = (x: Float64Array) => Math.hypot(...problem.exactGradient(x)).toFixed(3);
 * console.log(size(problem.start.x), size(state.x)); // 2.964 0.000
 * ```
 */
export function exactDescent(options: OuterSteps): BilevelMethod {
  return descent("exact descent", exact, options);
}
