/**
 * What stages on parametric problems are completed with, and how their results are labelled.
 *
 * @module
 */

import type {
  BilevelMethod,
  HypergradientEstimator,
} from "../../estimators/parametric/contract.ts";
import { Stream } from "../../numerics/random.ts";
import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StreamName } from "../engine/stage.ts";
import { made } from "./made.ts";

/**
 * Makes a problem from options that JSON can hold and a random source for its data, and from data that
 * do not depend on chance, where the stage has such an input.
 */
export type ParametricProblemSlot = (
  options: never,
  random: RandomSource,
  data?: readonly Uint8Array<ArrayBuffer>[],
) => ParametricProblem;

/** Makes an outer loop from options that JSON can hold. */
export type MethodSlot = (options: never) => BilevelMethod;

/** Makes a hypergradient estimator likewise. */
export type EstimatorSlot = (options: never) => HypergradientEstimator;

/** Further numbers by name at a point: errors on test data, say. They are not counted. */
export type MetricsSlot = (
  problem: never,
  x: Float64Array,
  y: Float64Array,
) => Readonly<Record<string, number>>;

/** What results are labelled with in tables. */
export interface TraceLabels {
  readonly problem: string;
  readonly estimator: string;
  readonly setting: string;
  /** Number of the first replication. */
  readonly first: number;
}

/** What all these stages are told. */
export type ParametricParameters = JsonObject & {
  readonly labels: TraceLabels & JsonObject;
  /** Number of replications. */
  readonly count: number;
  /** Options of the problem. */
  readonly problem: JsonObject;
};

/** A replication: its problem and its streams, whose names hold no method's. */
export interface Replication {
  readonly problem: ParametricProblem;
  /** The stream of the replication for a purpose. */
  stream(purpose: string): Stream;
}

/** The replications of a block, made one by one. */
export function* replicationsOf(
  slot: ParametricProblemSlot,
  { labels, count, problem }: ParametricParameters,
  random: StreamName,
  data?: readonly Uint8Array<ArrayBuffer>[],
): Generator<Replication> {
  for (let r = labels.first; r < labels.first + count; r++) {
    const stream = (purpose: string): Stream => Stream.of(...random, r, purpose);
    yield { problem: made(slot, problem, stream("problem"), data), stream };
  }
}
