/**
 * Squared errors of an estimator on stochastic fixed-point problems at given efforts, all of a replication
 * from the same samples, which are the same for all estimators, too.
 *
 * @module
 */

import type { FixedPointEstimator } from "../../estimators/parametric/contract.ts";
import { norm } from "../../numerics/vectors.ts";
import { countedFixedPoint, type FixedPointCounts } from "../../problems/parametric/counted.ts";
import type { FixedPointProblem } from "../../problems/parametric/fixed_point_contract.ts";
import { adjointAt } from "../../problems/parametric/fixed_point_solution.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { JsonObject } from "../engine/canonical.ts";
import { made, type Maker } from "../slots/made.ts";
import type { OnReplications, Recorder } from "../stages/on_replications.ts";
import { finite, type Row, type Types } from "../table.ts";
import { all } from "./columns.ts";

/** How much an estimator does: its numbers in tables, and its options. */
export type Effort = {
  /** Steps of w. */
  readonly t: number;
  /** Steps of v. */
  readonly k: number;
  /** Samples of the cross term; 0 where it is not sampled. */
  readonly J: number;
  /** All options of the estimator. */
  readonly options: JsonObject;
};

interface FixedPointOptions {
  readonly efforts: readonly Effort[];
  /** Whether the adjoint at each w_t is solved for: otherwise its errors are unknown. */
  readonly adjointTruth: boolean;
}

/** The columns after the number of the replication. */
export const FIXED_POINT_TYPES: Types = {
  ...all("integer", "instance", "t", "k", "j"),
  ...all("double", "squared_error", "squared_lower", "squared_adjoint", "gradient_norm"),
  ...all("count", "phi_samples", "adjoint_samples", "cross_samples", "outer_samples", "memory"),
};

/**
 * Output "errors", one row an effort: the draw of the problem, ‖∇̂F − ∇F‖², ‖w_t − w(λ)‖² and ‖v_k − v(w_t)‖² where the outer loop starts, ‖∇F‖, what one
 * estimate asked for in observations, of Φ, of ∂_yΦᵀ, of ∂_xΦᵀ and of f's gradients, and the numbers it kept.
 */
export function fixedPointErrors(
  { slots, parameters }: OnReplications<
    { readonly estimator: Maker<FixedPointEstimator> },
    FixedPointOptions
  >,
): Recorder<FixedPointProblem> {
  const { efforts, adjointTruth } = parameters;
  const estimates = efforts.map(({ t, k, J, options }) => ({
    effort: { t, k, j: J },
    estimate: made(slots.estimator, options),
  }));
  const knowns = new WeakMap<FixedPointProblem, Known>();
  return {
    types: { errors: FIXED_POINT_TYPES },
    record({ problem, stream, instance }) {
      const one = knowns.get(problem) ?? known(problem);
      knowns.set(problem, one);
      return {
        errors: estimates.map(({ effort, estimate }) => ({
          instance,
          ...effort,
          ...errorsOf(one, estimate, stream("samples"), adjointTruth),
        })),
      };
    },
  };
}

/** A problem with its truths where the outer loop starts. */
interface Known {
  readonly problem: FixedPointProblem;
  readonly solution: Float64Array;
  readonly gradient: Float64Array;
}

function known(problem: FixedPointProblem): Known {
  const { x } = problem.start;
  return { problem, solution: problem.exactLower(x), gradient: problem.exactGradient(x) };
}

function errorsOf(
  { problem, solution, gradient: truth }: Known,
  estimate: FixedPointEstimator,
  random: RandomSource,
  adjointTruth: boolean,
): Row {
  const { x, y: start } = problem.start;
  const { problem: oracles, counts } = countedFixedPoint(problem);
  const { gradient, y, u, memory } = estimate(oracles, x, { y: start, random });
  return {
    squared_error: finite(squaredDistance(gradient, truth)),
    squared_lower: finite(squaredDistance(y, solution)),
    squared_adjoint: adjointTruth
      ? finite(squaredDistance(u!, adjointAt(problem, x, y)))
      : undefined,
    gradient_norm: finite(norm(truth)),
    ...samplesOf(counts),
    memory,
  };
}

function samplesOf({ samples }: FixedPointCounts): Row {
  return {
    phi_samples: samples.phi,
    adjoint_samples: samples.jvp + samples.vjp,
    cross_samples: samples.vjpX,
    outer_samples: samples.outerGradientY + samples.outerGradientX,
  };
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let l = 0; l < a.length; l++) sum += (a[l] - b[l]) * (a[l] - b[l]);
  return sum;
}
