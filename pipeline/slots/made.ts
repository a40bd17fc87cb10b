/**
 * What stages are completed with, made from options.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";

/**
 * What a slot's function makes of options that came as JSON. Studies name both by a typed reference
 * (`pipeline/studies/ref.ts`), so that they fit; the function checks its options besides.
 */
export function made<Result, Rest extends readonly unknown[]>(
  slot: (options: never, ...rest: Rest) => Result,
  options: unknown,
  ...rest: Rest
): Result {
  return slot(options as never, ...rest);
}

/** Makes something from options that JSON can hold. */
export type Maker<Result> = (options: never) => Result;

/** A problem, or what makes one from options. */
export type ProblemSlot<Problem> = Problem | Maker<Problem>;

/** The problem of a slot; `options` are needed if and only if the slot makes problems. */
export function problemOf<Problem extends object>(
  slot: ProblemSlot<Problem>,
  options: JsonObject | undefined,
): Problem {
  if (typeof slot !== "function") return slot;
  return (slot as (options: JsonObject) => Problem)(options ?? {});
}
