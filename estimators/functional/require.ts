/**
 * What estimators ask of the arrays that they are given.
 *
 * @module
 */

/**
 * Checks the lengths of arrays.
 *
 * @param sizes Each array's name, itself and its length.
 * @param why What the lengths follow from, such as " for n = 3".
 * @throws {RangeError} that names the first array whose length is another.
 */
export function requireLengths(
  sizes: readonly (readonly [string, Float64Array, number])[],
  why = "",
): void {
  for (const [name, array, size] of sizes) {
    if (array.length !== size) {
      throw new RangeError(`${name} has ${array.length} values: ${size} are needed${why}`);
    }
  }
}

/**
 * Checks that an array holds numbers only.
 *
 * @throws {RangeError} that names the array and the position of the first value that is not finite.
 */
export function requireFinite(name: string, array: Float64Array): void {
  for (let i = 0; i < array.length; i++) {
    if (!Number.isFinite(array[i])) {
      throw new RangeError(`${name} holds ${array[i]} at position ${i}: remove such observations`);
    }
  }
}
