/**
 * What estimators of the gradient of a stochastic fixed-point problem take and give, and how they
 * sample.
 *
 * @module
 */

import type {
  FixedPointMap,
  FixedPointProblem,
} from "../../problems/parametric/fixed_point_contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { SystemRecord } from "./system_record.ts";

/** An estimate of ∇F(λ). */
export interface FixedPointGradient {
  /** The estimate, dlambda. */
  readonly gradient: Float64Array;
  /** The lower-level point it was computed at, dw. */
  readonly w: Float64Array;
  /** The solution v ≈ (I − ∂₁Φ(w, λ)ᵀ)⁻¹ ∇₁E(w, λ) that it used, dw. */
  readonly v: Float64Array;
  /** Numbers that had to be kept at once beside the problem's own, counted and not argued. */
  readonly memory: number;
  /** What is known of the linear system of v; absent where it is sampled. */
  readonly system?: SystemRecord;
}

/** Where an estimator starts. */
export interface FixedPointStart {
  /** The lower-level point, dw. */
  readonly w: Float64Array;
  /** The adjoint, dw; 0 unless given. */
  readonly v?: Float64Array;
  /** For estimators that sample. */
  readonly random?: RandomSource;
}

/** An estimator of ∇F at one λ. */
export type FixedPointEstimator = (
  problem: FixedPointProblem,
  lambda: Float64Array,
  from: FixedPointStart,
) => FixedPointGradient;

/**
 * Φ itself each time, or a new Φ̂ over a minibatch of independent uniform rows.
 *
 * @param owner The method's name, for the error.
 * @param batch The size of minibatches; undefined for Φ itself.
 * @param random The source of this use alone. Draws follow one another in it: so a longer run sees
 * what a shorter one saw, and then more.
 * @throws {RangeError} if there is a batch size and no source.
 */
export function sampler(
  owner: string,
  { map, sum }: FixedPointProblem,
  batch: number | undefined,
  random: RandomSource | undefined,
): () => FixedPointMap {
  if (batch === undefined) return () => map;
  if (random === undefined) {
    throw new RangeError(
      `${owner}: batch is ${batch}, but there is no random source: give one, or leave batch out`,
    );
  }
  return () => sum.batch(uniformRows(sum.size, batch, random));
}

/** Independent uniform rows of so many. */
export function uniformRows(size: number, count: number, random: RandomSource): Uint32Array {
  const rows = new Uint32Array(count);
  for (let i = 0; i < count; i++) rows[i] = Math.floor(random.uniform() * size);
  return rows;
}
