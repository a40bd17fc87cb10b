/**
 * Stochastic implicit differentiation with one of its two iterations at its limit, so that the error of
 * the other is seen alone.
 *
 * @module
 */

import { implicit, type ImplicitOptions } from "./implicit.ts";
import type { FixedPointEstimator } from "./contract.ts";
import { stochasticImplicit, type StochasticImplicitOptions } from "./stochastic_implicit.ts";

/** Settings of `sampledLower`. */
export interface SampledLowerOptions
  extends Pick<StochasticImplicitOptions, "t" | "batch" | "steps" | "averaging"> {
  /** How the linear system at y_t is solved, without sampling. */
  readonly adjoint: ImplicitOptions["adjoint"];
}

/**
 * The gradient at the y_t of `stochasticImplicit`, from the same samples, with u and the cross term
 * computed without sampling: what SID tends to as k and J grow.
 *
 * @throws {RangeError} if an option is malformed; the estimator, as `stochasticImplicit` and
 * `implicit`.
 */
export function sampledLower(
  { adjoint, ...options }: SampledLowerOptions,
): FixedPointEstimator {
  const lower = stochasticImplicit({ ...options, k: 0, J: 1 });
  const gradient = implicit({ lowerSteps: 0, adjoint });
  return (problem, x, from) => {
    const { y, memory } = lower(problem, x, from);
    const estimate = gradient(problem, x, { y });
    return { ...estimate, memory: Math.max(memory, estimate.memory) };
  };
}

/** Settings of `sampledAdjoint`. */
export type SampledAdjointOptions = Omit<StochasticImplicitOptions, "t" | "averaging">;

/**
 * `stochasticImplicit` at y*(x) itself, which the problem solves for, with the same samples of u and of the
 * cross term: what SID tends to as t grows.
 *
 * @throws {RangeError} if an option is malformed; the estimator, as `stochasticImplicit`.
 */
export function sampledAdjoint(options: SampledAdjointOptions): FixedPointEstimator {
  const estimate = stochasticImplicit({ ...options, t: 0 });
  return (problem, x, from) => estimate(problem, x, { ...from, y: problem.exactLower(x) });
}
