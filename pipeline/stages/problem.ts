/**
 * Problems by options that JSON can hold.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";

/** A problem, or what makes one from options. */
export type ProblemSlot<Problem> = Problem | ((options: never) => Problem);

/** The problem of a slot; `options` are needed if and only if the slot makes problems. */
export function problemOf<Problem extends object>(
  slot: ProblemSlot<Problem>,
  options: JsonObject | undefined,
): Problem {
  if (typeof slot !== "function") return slot;
  return (slot as (options: JsonObject) => Problem)(options ?? {});
}
