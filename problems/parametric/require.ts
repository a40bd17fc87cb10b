/**
 * What every parametric problem asks of its arguments.
 *
 * @module
 */

/**
 * Checks the length of a vector, or of a row-major matrix.
 *
 * @throws {RangeError} if it is another.
 */
export function requireLength(name: string, array: ArrayLike<number>, length: number): void {
  if (array.length !== length) {
    throw new RangeError(`${name} has ${array.length} numbers: give ${length}`);
  }
}

/**
 * Checks a whole number.
 *
 * @throws {RangeError} if it is not whole, or less than `least`.
 */
export function requireWhole(name: string, value: number, least: number): void {
  if (!(Number.isInteger(value) && value >= least)) {
    throw new RangeError(`${name} is ${value}: give a whole number, at least ${least}`);
  }
}

/**
 * Checks a finite number.
 *
 * @throws {RangeError} if it is not finite, or not between the bounds.
 */
export function requireBetween(name: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most && Number.isFinite(value))) {
    throw new RangeError(`${name} is ${value}: give a finite number from ${least} to ${most}`);
  }
}

/**
 * Checks the rows of a minibatch.
 *
 * @throws {RangeError} if there is none, or one is not below `size`.
 */
export function requireRows(rows: Uint32Array, size: number): void {
  if (rows.length === 0) throw new RangeError("the minibatch is empty: give at least one row");
  for (let i = 0; i < rows.length; i++) {
    if (rows[i] >= size) {
      throw new RangeError(`row ${rows[i]} of the minibatch: give rows below ${size}`);
    }
  }
}
