/**
 * Outer loops along the gradients of estimators, and outer loops on a fixed point of each problem.
 *
 * @module
 */

import type { BilevelProblem, ParametricProblem } from "../../problems/parametric/contract.ts";
import type { FixedPointProblem } from "../../problems/parametric/fixed_point_contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type {
  BilevelMethod,
  BilevelState,
  FixedPointMethod,
  HypergradientEstimator,
} from "./contract.ts";
import { checkOptions, OUTER_STEPS, type OuterSteps } from "./options.ts";
import { outerLoop, startingState } from "./outer_loop.ts";

/**
 * x ← x − α_k ∇̂F(x), where y and u of each estimate go on from the last one's.
 *
 * @param owner The method's name, for errors.
 * @throws {RangeError} if a step is malformed.
 */
export function descent<Problem extends BilevelProblem>(
  owner: string,
  estimator: HypergradientEstimator<Problem>,
  steps: OuterSteps,
): BilevelMethod<BilevelState, Problem> {
  checkOptions(owner, steps, OUTER_STEPS);
  return outerLoop(steps, (problem, { x, y, u }, k, random) =>
    // Before the first estimate u is 0, and its product free
    estimator(problem, x, { y, ...(k > 0 ? { u } : {}), random }));
}

/**
 * A method on fixed points beside other loops on problems with a lower objective.
 *
 * @param map The fixed-point problem of a problem, for instance its gradient map, at an outer point and with
 * the source of the iteration.
 */
export function onMap(
  map: (problem: ParametricProblem, x: Float64Array, random: RandomSource) => FixedPointProblem,
  method: FixedPointMethod,
): BilevelMethod {
  return {
    init: startingState,
    step: (problem, state, k, random) =>
      method.step(map(problem, state.x, random), state, k, random),
  };
}
