/**
 * A coin that falls as told, to see both outcomes of an estimate that tosses one.
 *
 * @module
 */

import type { RandomSource } from "../../problems/random_source.ts";

/** A source that gives one number, whatever it is asked for. */
function constant(value: number): RandomSource {
  const source: RandomSource = { uniform: () => value, normal: () => NaN, split: () => source };
  return source;
}

/** Falls so that whatever has a probability q > 0 happens. */
export const HEADS: RandomSource = constant(Number.MIN_VALUE);

/** Falls so that whatever has a probability q < 1 does not happen. */
export const TAILS: RandomSource = constant(1 - Number.EPSILON / 2);
