/**
 * How estimators sample a fixed-point map.
 *
 * @module
 */

import { wholes } from "../../numerics/arrays.ts";
import type {
  FixedPointMap,
  FixedPointProblem,
} from "../../problems/parametric/fixed_point_contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";

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
  { map, mapSum }: FixedPointProblem,
  batch: number | undefined,
  random: RandomSource | undefined,
): () => FixedPointMap {
  if (batch === undefined) return () => map;
  if (random === undefined) {
    throw new RangeError(
      `${owner}: batch is ${batch}, but there is no random source: give one, or leave batch out`,
    );
  }
  return () => mapSum.batch(uniformRows(mapSum.size, batch, random));
}

/** Independent uniform rows of so many. */
export function uniformRows(size: number, count: number, random: RandomSource): Uint32Array {
  const rows = wholes(count);
  for (let i = 0; i < count; i++) rows[i] = Math.floor(random.uniform() * size);
  return rows;
}
