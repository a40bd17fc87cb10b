/**
 * What came of the stages, or would, as commands report it.
 *
 * @module
 */

import type { Outcome } from "../engine/resolve.ts";

/** The outcomes of a run or a plan by stage. */
export type Outcomes = ReadonlyMap<string, Outcome>;

/** The names of the stages of which this came, in the order of the outcomes. */
export function namesOf(outcomes: Outcomes, status: Outcome["status"]): string[] {
  return [...outcomes].filter(([, outcome]) => outcome.status === status).map(([name]) => name);
}

/** The failed stages with what they said. */
export function failuresOf(outcomes: Outcomes): { name: string; message: string }[] {
  return [...outcomes].flatMap(([name, outcome]) =>
    outcome.status === "failed" ? [{ name, message: outcome.message }] : []
  );
}
