/**
 * What every functional problem asks of its arguments.
 *
 * @module
 */

import { requireWhole } from "../../numerics/require.ts";

/**
 * Checks a sample size.
 *
 * @throws {RangeError} if n is not a whole number, at least 1.
 */
export function requireSampleSize(n: number): void {
  requireWhole("sample size n", n, 1);
}

/**
 * Checks an outer point.
 *
 * @throws {RangeError} if w does not have p coordinates.
 */
export function requireOuterPoint(problem: string, w: Float64Array, p: number): void {
  if (w.length !== p) {
    throw new RangeError(`w has ${w.length} coordinates: ${problem} needs ${p}`);
  }
}

/**
 * The number of rows of a row-major array.
 *
 * @throws {RangeError} if its length is not a multiple of `width`.
 */
export function rowCount(
  problem: string,
  name: string,
  array: Float64Array,
  width: number,
): number {
  if (array.length % width !== 0) {
    throw new RangeError(`${name} has ${array.length} values: ${problem} needs rows of ${width}`);
  }
  return array.length / width;
}

/**
 * Checks that an array holds n rows.
 *
 * @throws {RangeError} if it holds another number of values than n rows of `width`.
 */
export function requireRows(
  problem: string,
  name: string,
  array: Float64Array,
  n: number,
  width: number,
): void {
  if (array.length !== n * width) {
    throw new RangeError(
      `${name} has ${array.length} values: ${problem} needs ${n} rows of ${width}`,
    );
  }
}
