/**
 * Errors of a hypergradient estimator at lower-level points at given distances from the solution, all of a
 * replication in one random direction, which is the same for all estimators.
 *
 * @module
 */

import type { HypergradientEstimator } from "../../estimators/parametric/contract.ts";
import { norm } from "../../numerics/vectors.ts";
import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import { counted } from "../../problems/parametric/counted.ts";
import { truthAt } from "../../problems/parametric/exact_solution.ts";
import type { JsonObject } from "../engine/canonical.ts";
import { made, type Maker } from "../slots/made.ts";
import type { OnReplications, Recorder } from "../stages/on_replications.ts";
import { finite, type Row, type Types } from "../table.ts";
import { all, ORACLE_TYPES, oracleColumns, SYSTEM_TYPES, systemColumns } from "./columns.ts";

interface Options {
  /** Options of the estimator. */
  readonly estimator: JsonObject;
  /** ‖y − y*(x)‖ at the points from which it starts. */
  readonly distances: readonly number[];
}

const ERRORS: Types = {
  ...all("double", "distance", "error", "gradient_norm"),
  ...ORACLE_TYPES,
  ...SYSTEM_TYPES,
};

/**
 * Output "errors", one row a distance: error, ‖estimate − ∇F(x)‖ where the outer loop starts, gradient_norm,
 * ‖∇F(x)‖, what one estimate asked for, and what is known of its linear systems and of its y.
 */
export function hypergradientErrors(
  { slots, parameters }: OnReplications<
    { readonly estimator: Maker<HypergradientEstimator> },
    Options
  >,
): Recorder<ParametricProblem> {
  const estimate = made(slots.estimator, parameters.estimator);
  return {
    types: { errors: ERRORS },
    record({ problem, stream }) {
      const direction = stream("direction").fillNormal(new Float64Array(problem.dy));
      return { errors: errorsAlong(problem, estimate, direction, parameters.distances) };
    },
  };
}

function errorsAlong(
  problem: ParametricProblem,
  estimate: HypergradientEstimator,
  direction: Float64Array,
  distances: readonly number[],
): Row[] {
  const { x } = problem.start;
  const truth = truthAt(problem, x, problem.start.y);
  const length = norm(direction);
  const oracles = counted(problem);
  return distances.map((distance) => {
    oracles.reset();
    const y = truth.y.map((value, l) => value + distance / length * direction[l]);
    const { gradient, system, lowerGradientNorm } = estimate(oracles.problem, x, { y });
    return {
      distance,
      error: finite(norm(gradient.map((value, k) => value - truth.gradient[k]))),
      gradient_norm: finite(norm(truth.gradient)),
      ...oracleColumns(oracles.counts),
      ...systemColumns(system, lowerGradientNorm),
    };
  });
}
