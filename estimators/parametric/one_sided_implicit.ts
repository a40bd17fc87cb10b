/**
 * Stochastic implicit differentiation with one of its two iterations at its limit, so that the error of
 * the other is seen alone.
 *
 * @module
 */

import { batchImplicit, type BatchImplicitOptions } from "./batch_implicit.ts";
import type { FixedPointEstimator } from "./fixed_point_estimator.ts";
import { stochasticImplicit, type StochasticImplicitOptions } from "./stochastic_implicit.ts";

/** Settings of `sampledLower`. */
export interface SampledLowerOptions
  extends Pick<StochasticImplicitOptions, "t" | "batch" | "steps" | "averaging"> {
  /** How the linear system at w_t is solved, without sampling. */
  readonly adjoint: BatchImplicitOptions["adjoint"];
}

/**
 * The gradient at the w_t of `stochasticImplicit`, from the same samples, with v and the cross term
 * computed without sampling: what SID tends to as k and J grow.
 *
 * @throws {RangeError} if an option is malformed; the estimator, as `stochasticImplicit` and
 * `batchImplicit`.
 */
export function sampledLower(
  { adjoint, ...options }: SampledLowerOptions,
): FixedPointEstimator {
  const lower = stochasticImplicit({ ...options, k: 0, J: 1 });
  const gradient = batchImplicit({ t: 0, adjoint });
  return (problem, lambda, from) => {
    const { w, memory } = lower(problem, lambda, from);
    const estimate = gradient(problem, lambda, { w });
    return { ...estimate, memory: Math.max(memory, estimate.memory) };
  };
}

/** Settings of `sampledAdjoint`. */
export type SampledAdjointOptions = Omit<StochasticImplicitOptions, "t" | "averaging">;

/**
 * `stochasticImplicit` at w(λ) itself, which the problem solves for, with the same samples of v and of the
 * cross term: what SID tends to as t grows.
 *
 * @throws {RangeError} if an option is malformed; the estimator, as `stochasticImplicit`.
 */
export function sampledAdjoint(options: SampledAdjointOptions): FixedPointEstimator {
  const estimate = stochasticImplicit({ ...options, t: 0 });
  return (problem, lambda, from) =>
    estimate(problem, lambda, { ...from, w: problem.exactSolution(lambda) });
}
