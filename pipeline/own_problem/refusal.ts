/**
 * What is wrong with a user's problem, found while it is computed with.
 *
 * @module
 */

/** One sentence with the remedy and without a full stop; `compare` says whose file it is of. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** A number in a sentence. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(3))).replace("-", "−");
}
