/**
 * What every learner asks of its training data.
 *
 * @module
 */

import { requireWhole } from "../../numerics/require.ts";
import type { RegressionData } from "./contract.ts";

/**
 * Checks the shapes of a regression's data and that every value is finite.
 *
 * @throws {RangeError} that names what is wrong.
 */
export function requireRegressionData({ n, d, q, x, y }: RegressionData): void {
  requireCovariates(x, n, d);
  requireTraining("y", y, n, ["q", q]);
}

/**
 * Checks the covariates that a learner is given.
 *
 * @throws {RangeError} if n or d is not a positive whole number, x is not n×d or not finite.
 */
export function requireCovariates(x: Float64Array, n: number, d: number): void {
  requireWhole("n of the training data", n, 1);
  requireTraining("x", x, n, ["d", d]);
}

function requireTraining(
  name: string,
  array: Float64Array,
  n: number,
  [size, width]: readonly [name: string, value: number],
): void {
  requireWhole(`${size} of the training data`, width, 1);
  if (array.length !== n * width) {
    throw new RangeError(
      `training ${name} has ${array.length} values: ${n} rows of ${width} are needed`,
    );
  }
  for (let at = 0; at < array.length; at++) {
    if (Number.isFinite(array[at])) continue;
    const row = Math.floor(at / width);
    throw new RangeError(`training ${name} holds ${array[at]} in row ${row}: remove such rows`);
  }
}

/**
 * Checks the points at which a regression is to predict.
 *
 * @throws {RangeError} if x does not hold n rows of d values.
 */
export function requirePoints(x: Float64Array, n: number, d: number): void {
  if (x.length !== n * d) {
    throw new RangeError(`x has ${x.length} values: ${n} rows of ${d} are needed to predict`);
  }
}
