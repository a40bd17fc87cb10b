/**
 * What every learner asks of its training data.
 *
 * @module
 */

import type { RegressionData } from "./contract.ts";

/**
 * Checks the shapes of a regression's data and that every value is finite.
 *
 * @throws {RangeError} that names what is wrong.
 */
export function requireRegressionData({ n, d, q, x, y }: RegressionData): void {
  for (const [name, value] of [["n", n], ["d", d], ["q", q]] as const) {
    if (!(Number.isInteger(value) && value >= 1)) {
      throw new RangeError(`${name} of the training data is ${value}: it must be at least 1`);
    }
  }
  for (const [name, array, width] of [["x", x, d], ["y", y, q]] as const) {
    if (array.length !== n * width) {
      throw new RangeError(
        `training ${name} has ${array.length} values: ${n} rows of ${width} are needed`,
      );
    }
    for (let i = 0; i < array.length; i++) {
      if (!Number.isFinite(array[i])) {
        throw new RangeError(
          `training ${name} holds ${array[i]} in row ${Math.floor(i / width)}: remove such rows`,
        );
      }
    }
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
