/**
 * Stage: errors of a hypergradient estimator at lower-level points at given distances from the
 * solution, all of a replication in one random direction, which is the same for all estimators.
 *
 * @module
 */

import { norm } from "../../numerics/vectors.ts";
import type { HypergradientEstimator } from "../../estimators/parametric/contract.ts";
import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import { counted } from "../../problems/parametric/counted.ts";
import { truthAt } from "../../problems/parametric/exact_solution.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { type Block, decodeBlock, encodeBlock } from "./block.ts";
import { ORACLE_COLUMNS, oracleNumbers } from "./oracle_columns.ts";
import {
  type EstimatorSlot,
  type ParametricParameters,
  type ParametricProblemSlot,
  replicationsOf,
  type TraceLabels,
} from "./parametric_slots.ts";
import { SYSTEM_COLUMNS, systemNumbers } from "./system_columns.ts";
import { made } from "./made.ts";

interface Slots {
  readonly problem: ParametricProblemSlot;
  readonly estimator: EstimatorSlot;
}

/** The parameters of the stage. */
export type HypergradientParameters = ParametricParameters & {
  /** Options of the estimator. */
  readonly estimator: JsonObject;
  /** ‖y − y*(x)‖ at the points from which it starts. */
  readonly distances: readonly number[];
};

/** A block's header. */
export interface HypergradientMeta extends TraceLabels {
  readonly distances: readonly number[];
}

interface ErrorRow {
  readonly error: number;
  readonly norm: number;
  readonly costs: readonly number[];
  readonly system: readonly number[];
}

/**
 * Output "errors": the columns error, ‖estimate − ∇F(x)‖ where the outer loop starts, gradient_norm,
 * ‖∇F(x)‖, what one estimate asked for, and what is known of its linear systems and of its y, each
 * replications × distances.
 */
export function stage({ problem, estimator }: Slots): StageRun<HypergradientParameters> {
  return (parameters, _inputs, random) => {
    const { distances, labels } = parameters;
    const estimate = made(estimator, parameters.estimator);
    const rows: ErrorRow[] = [];
    for (const one of replicationsOf(problem, parameters, random)) {
      const direction = one.stream("direction").fillNormal(new Float64Array(one.problem.dy));
      rows.push(...errorsAlong(one.problem, estimate, direction, distances));
    }
    const column = (pick: (row: ErrorRow) => number): Float64Array => Float64Array.from(rows, pick);
    const { problem: name, estimator: label, setting, first } = labels;
    const meta = { problem: name, estimator: label, setting, first, distances: [...distances] };
    return {
      errors: encodeBlock(meta, {
        error: column(({ error }) => error),
        gradient_norm: column(({ norm }) => norm),
        ...Object.fromEntries(
          ORACLE_COLUMNS.map((name, i) => [name, column(({ costs }) => costs[i]!)]),
        ),
        ...Object.fromEntries(
          SYSTEM_COLUMNS.map((name, i) => [name, column(({ system }) => system[i]!)]),
        ),
      }),
    };
  };
}

function errorsAlong(
  problem: ParametricProblem,
  estimate: HypergradientEstimator,
  direction: Float64Array,
  distances: readonly number[],
): ErrorRow[] {
  const { x } = problem.start;
  const truth = truthAt(problem, x, problem.start.y);
  const length = norm(direction);
  const oracles = counted(problem);
  return distances.map((distance) => {
    oracles.reset();
    const y = truth.y.map((value, l) => value + distance / length * direction[l]!);
    const { gradient, system, lowerGradientNorm } = estimate(oracles.problem, x, { y });
    return {
      error: norm(gradient.map((value, k) => value - truth.gradient[k]!)),
      norm: norm(truth.gradient),
      costs: oracleNumbers(oracles.counts),
      system: systemNumbers(system, lowerGradientNorm),
    };
  });
}

/** Decodes the output "errors". */
export function decodeErrors(bytes: Uint8Array<ArrayBuffer>): {
  readonly meta: HypergradientMeta;
  readonly columns: Block["columns"];
} {
  const { meta, columns } = decodeBlock(bytes);
  return { meta: meta as unknown as HypergradientMeta, columns };
}
