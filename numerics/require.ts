/**
 * What problems and estimators ask of their arguments.
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
 * @throws {RangeError} if it is not whole, or not between the bounds.
 */
export function requireWhole(name: string, value: number, least: number, most = Infinity): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const bounds = most === Infinity ? `, at least ${least}` : ` from ${least} to ${most}`;
  throw new RangeError(`${name} is ${value}: give a whole number${bounds}`);
}

/**
 * Checks a list of whole numbers.
 *
 * @throws {RangeError} if it is empty, or one of them is not whole, or less than 1.
 */
export function requireWholes(name: string, values: readonly number[]): void {
  if (values.length === 0) throw new RangeError(`${name} is empty: give at least one number`);
  for (const value of values) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new RangeError(`${name} holds ${value}: give whole numbers, at least 1`);
  }
}

/**
 * Checks a finite number.
 *
 * @throws {RangeError} if it is not finite, or less than `least`.
 */
export function requireFinite(name: string, value: number, least = -Infinity): void {
  if (Number.isFinite(value) && value >= least) return;
  const bound = least > -Infinity ? `, at least ${least}` : "";
  throw new RangeError(`${name} is ${value}: give a finite number${bound}`);
}

/**
 * Checks a positive finite number.
 *
 * @throws {RangeError} if it is not positive and finite.
 */
export function requirePositive(name: string, value: number): void {
  if (value > 0 && value < Infinity) return;
  throw new RangeError(`${name} is ${value}: give a positive finite number`);
}

/**
 * Checks a finite number with bounds.
 *
 * @throws {RangeError} if it is not finite, or not between the bounds.
 */
export function requireBetween(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most && Number.isFinite(value)) return;
  throw new RangeError(`${name} is ${value}: give a finite number from ${least} to ${most}`);
}

/**
 * Checks the ends of an interval.
 *
 * @throws {RangeError} if they are not finite, or not in order.
 */
export function requireInterval(low: number, high: number): void {
  if (Number.isFinite(low) && high > low && high < Infinity) return;
  throw new RangeError(`the interval is [${low}, ${high}]: give finite ends, low < high`);
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
