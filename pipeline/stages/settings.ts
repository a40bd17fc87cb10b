/**
 * How settings are written in tables; SQL reads the numbers back.
 *
 * @module
 */

/** The label of a penalty. */
export function lambdaSetting(lambda: number): string {
  return `lambda=${lambda}`;
}
