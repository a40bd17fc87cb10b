/**
 * Outer loops along the gradients of fixed-point estimators, on problems with a lower objective.
 *
 * @module
 */

import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import type { FixedPointProblem } from "../../problems/parametric/fixed_point_contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { BilevelMethod } from "./contract.ts";
import type { FixedPointEstimator } from "./fixed_point_estimator.ts";
import { checkOptions, OUTER_STEPS, type OuterSteps } from "./options.ts";
import { outerLoop } from "./outer_loop.ts";

/**
 * x ← x − α_k ∇̂F(x), where w and v of each estimate go on from the last one's. `state.u` is v, which is
 * 1/α times (∇²_yy g)⁻¹ ∇_y f for gradient steps of size α.
 *
 * @param map The fixed-point problem of a problem, for instance its gradient map, at an outer point and with
 * the source of the iteration.
 * @throws {RangeError} if a step is malformed.
 */
export function fixedPointDescent(
  map: (problem: ParametricProblem, x: Float64Array, random: RandomSource) => FixedPointProblem,
  estimator: FixedPointEstimator,
  steps: OuterSteps,
): BilevelMethod {
  checkOptions("fixed-point descent", steps, OUTER_STEPS);
  return outerLoop(steps, (problem, { x, y, u }, k, random) => {
    // Before the first estimate v is 0, and its product free
    const from = { w: y, ...(k > 0 ? { v: u } : {}), random };
    const { gradient, w, v, system } = estimator(map(problem, x, random), x, from);
    return { gradient, y: w, u: v, ...(system === undefined ? {} : { system }) };
  });
}
