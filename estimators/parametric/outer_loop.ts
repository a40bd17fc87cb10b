/**
 * The loop that all methods share: a direction at (x, y, u), then a step of x.
 *
 * @module
 */

import type { BilevelProblem, ParametricProblem } from "../../problems/parametric/contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { BilevelMethod, BilevelState, Hypergradient } from "./contract.ts";
import { outerStep, type OuterSteps } from "./options.ts";
import { worse } from "./system_record.ts";
import { waxpy } from "../../numerics/vectors.ts";

/** A direction for x, and where it leaves y and u. */
export type Direction<Problem extends BilevelProblem> = (
  problem: Problem,
  state: BilevelState,
  k: number,
  random: RandomSource,
) => Omit<Hypergradient, "memory">;

/**
 * The method x ← x − α_k · direction, from u = 0. A direction without an adjoint leaves u as it is. What
 * the directions know of their linear systems is gathered in the state.
 */
export function outerLoop<Problem extends BilevelProblem = ParametricProblem>(
  steps: OuterSteps,
  direction: Direction<Problem>,
): BilevelMethod<BilevelState, Problem> {
  return {
    init: startingState,
    step(problem, state, k, random) {
      const { gradient, y, u = state.u, system } = direction(problem, state, k, random);
      const x = waxpy(-outerStep(steps, k), gradient, state.x);
      if (system === undefined) return { x, y, u };
      return { x, y, u, systems: state.systems ? worse(state.systems, system) : system };
    },
  };
}

/** Where the problem starts, with u = 0. */
export function startingState({ start, dy }: BilevelProblem): BilevelState {
  return { x: start.x.slice(), y: start.y.slice(), u: new Float64Array(dy) };
}
