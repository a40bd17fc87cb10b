/**
 * Errors of a hypergradient estimator where x starts, at each of its efforts, and what it asked for.
 *
 * @module
 */

import { unlessRefused } from "../../numerics/unless_refused.ts";
import type { HypergradientEstimator } from "../../estimators/parametric/contract.ts";
import { norm, waxpy } from "../../numerics/vectors.ts";
import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import { counted } from "../../problems/parametric/counted.ts";
import { truthAt } from "../../problems/parametric/exact_solution.ts";
import type { JsonObject } from "../engine/canonical.ts";
import {
  all,
  ORACLE_TYPES,
  oracleColumns,
  SYSTEM_TYPES,
  systemColumns,
} from "../measures/columns.ts";
import { made, type Maker } from "../slots/made.ts";
import type { OnReplications, Recorder } from "../stages/on_replications.ts";
import { finite, type Types } from "../table.ts";

/** An effort, and the options of the estimator that it stands for. */
export type OwnEffort = JsonObject & { readonly effort: number; readonly options: JsonObject };

const ERRORS: Types = {
  ...all("integer", "effort"),
  ...all("double", "error", "cosine"),
  ...ORACLE_TYPES,
  ...SYSTEM_TYPES,
};

/**
 * Output "errors", one row an effort: error, ‖estimate − ∇F‖/‖∇F‖, and cosine, that of the angle between the two;
 * both unknown where the estimate is not finite, or the estimator refuses.
 */
export function ownGradients(
  { slots, parameters }: OnReplications<
    { readonly estimator: Maker<HypergradientEstimator> },
    { readonly efforts: readonly OwnEffort[] }
  >,
): Recorder<ParametricProblem> {
  return {
    types: { errors: ERRORS },
    record({ problem, stream }) {
      const { x, y } = problem.start;
      const { gradient: truth } = truthAt(problem, x, y);
      const size = norm(truth);
      const oracles = counted(problem);
      const errors = parameters.efforts.map(({ effort, options }) => {
        oracles.reset();
        const random = stream("estimator").split(effort);
        const one = unlessRefused(() =>
          made(slots.estimator, options)(oracles.problem, x, { y, random })
        );
        const gradient = one?.gradient ?? truth.map(() => NaN);
        const product = gradient.reduce((sum, value, k) => sum + value * truth[k], 0);
        return {
          effort,
          error: finite(norm(waxpy(-1, truth, gradient)) / size),
          cosine: finite(product / (size * norm(gradient))),
          ...oracleColumns(oracles.counts),
          ...systemColumns(one?.system, one?.lowerGradientNorm),
        };
      });
      return { errors };
    },
  };
}
