/**
 * What is asked of a problem to say how good a result is, and not to find it: no oracle call is counted.
 *
 * @module
 */

import type { Hessian, ParametricProblem } from "../../problems/parametric/contract.ts";
import { norm } from "../../numerics/vectors.ts";
import type { Hypergradient } from "./contract.ts";

/** A problem, which may be one that counts. */
export type Uncounted = Pick<ParametricProblem, "lower" | "uncounted">;

/** ‖∇_y g(x, y)‖, how far y is from solving the lower level. */
export function lowerGradientNorm(
  { lower, uncounted = lower }: Uncounted,
  x: Float64Array,
  y: Float64Array,
): number {
  return norm(uncounted.gradient(x, y));
}

/** The estimate with the ‖∇_y g‖ of its y. */
export function withLowerGradient(
  problem: Uncounted,
  x: Float64Array,
  estimate: Hypergradient,
): Hypergradient {
  return { ...estimate, lowerGradientNorm: lowerGradientNorm(problem, x, estimate.y) };
}

/** ∇²_yy g(x, y), linearised when it is first needed, for the residual of what was solved with it. */
export function uncountedHessian(
  { lower, uncounted = lower }: Uncounted,
  x: Float64Array,
  y: Float64Array,
): Hessian {
  let hessian: Hessian | undefined;
  return { times: (p, k) => (hessian ??= uncounted.hessian(x, y)).times(p, k) };
}
