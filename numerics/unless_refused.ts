/**
 * What is refused with a RangeError, as an outcome.
 *
 * @module
 */

/** What a function returns; undefined where it refuses its arguments with a RangeError, as numbers that diverged. */
export function unlessRefused<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
