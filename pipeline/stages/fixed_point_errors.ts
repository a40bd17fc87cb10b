/**
 * Stage: squared errors of an estimator on stochastic fixed-point problems at given efforts, all of a
 * replication from the same samples, which are the same for all estimators, too.
 *
 * @module
 */

import { norm } from "../../numerics/vectors.ts";
import type { FixedPointEstimator } from "../../estimators/parametric/contract.ts";
import { Stream } from "../../numerics/random.ts";
import { countedFixedPoint, type FixedPointCounts } from "../../problems/parametric/counted.ts";
import type { FixedPointProblem } from "../../problems/parametric/fixed_point_contract.ts";
import { adjointAt } from "../../problems/parametric/fixed_point_solution.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { type Block, decodeBlock, encodeBlock } from "./block.ts";
import type { ParametricParameters, TraceLabels } from "./parametric_slots.ts";
import { made } from "./made.ts";

/** Makes a problem from options that JSON can hold and a random source for its data. */
export type FixedPointSlot = (options: never, random: RandomSource) => FixedPointProblem;

interface Slots {
  readonly problem: FixedPointSlot;
  /** Makes an estimator from options that JSON can hold. */
  readonly estimator: (options: never) => FixedPointEstimator;
}

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

/** The parameters of the stage. */
export type FixedPointParameters = ParametricParameters & {
  readonly efforts: readonly (Effort & JsonObject)[];
  /** Whether all replications have the same data, so that they differ in what is sampled of them only. */
  readonly sameData: boolean;
  /** Whether the adjoint at each w_t is solved for: otherwise its errors are NaN. */
  readonly adjointTruth: boolean;
};

/** A block's header. */
export interface FixedPointMeta extends TraceLabels {
  /** t, k and J of each effort. */
  readonly efforts: readonly (readonly [t: number, k: number, J: number])[];
}

/** The names of the columns, each replications × efforts. */
export const FIXED_POINT_COLUMNS = [
  "squared_error",
  "squared_lower",
  "squared_adjoint",
  "gradient_norm",
  "phi_samples",
  "adjoint_samples",
  "cross_samples",
  "outer_samples",
  "memory",
] as const;

type Row = Readonly<Record<typeof FIXED_POINT_COLUMNS[number], number>>;

/**
 * Output "errors": ‖∇̂F − ∇F‖², ‖w_t − w(λ)‖² and ‖v_k − v(w_t)‖² where the outer loop starts, ‖∇F‖, what one
 * estimate asked for in observations, of Φ, of ∂₁Φᵀ, of ∂₂Φᵀ and of E's gradients, and the numbers it kept.
 */
export function stage({ problem: slot, estimator }: Slots): StageRun<FixedPointParameters> {
  return (parameters, _inputs, random) => {
    const { labels, count, efforts, sameData, adjointTruth } = parameters;
    const estimates = efforts.map(({ options }) => made(estimator, options));
    const make = (...path: (string | number)[]): Known =>
      known(made(slot, parameters.problem, Stream.of(...random, ...path, "problem")));
    const shared = sameData ? make() : undefined;
    const rows: Row[] = [];
    for (let r = labels.first; r < labels.first + count; r++) {
      const one = shared ?? make(r);
      for (const estimate of estimates) {
        rows.push(errorsOf(one, estimate, Stream.of(...random, r, "samples"), adjointTruth));
      }
    }
    const { problem, estimator: name, setting, first } = labels;
    const meta = {
      problem,
      estimator: name,
      setting,
      first,
      efforts: efforts.map(({ t, k, J }) => [t, k, J]),
    };
    return {
      errors: encodeBlock(
        meta,
        Object.fromEntries(
          FIXED_POINT_COLUMNS.map((column) => [column, Float64Array.from(rows, (r) => r[column])]),
        ),
      ),
    };
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
    squared_error: squaredDistance(gradient, truth),
    squared_lower: squaredDistance(y, solution),
    squared_adjoint: adjointTruth ? squaredDistance(u!, adjointAt(problem, x, y)) : NaN,
    gradient_norm: norm(truth),
    ...samplesOf(counts),
    memory,
  };
}

function samplesOf(
  { samples }: FixedPointCounts,
): Pick<Row, "phi_samples" | "adjoint_samples" | "cross_samples" | "outer_samples"> {
  return {
    phi_samples: samples.phi,
    adjoint_samples: samples.jvp + samples.vjp,
    cross_samples: samples.vjpX,
    outer_samples: samples.outerGradientY + samples.outerGradientX,
  };
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let l = 0; l < a.length; l++) sum += (a[l]! - b[l]!) * (a[l]! - b[l]!);
  return sum;
}

/** Decodes the output "errors". */
export function decodeFixedPointErrors(bytes: Uint8Array<ArrayBuffer>): {
  readonly meta: FixedPointMeta;
  readonly columns: Block["columns"];
} {
  const { meta, columns } = decodeBlock(bytes);
  return { meta: meta as unknown as FixedPointMeta, columns };
}
