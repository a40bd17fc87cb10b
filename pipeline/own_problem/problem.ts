/**
 * A user's problem as one of the house's.
 *
 * @module
 */

import type { Objectives } from "../../problems/parametric/objectives.ts";
import { fromObjectives } from "../../problems/parametric/objectives.ts";
import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import type { OwnProblem } from "./contract.ts";
import { type Form, formOf } from "./form.ts";
import { decodeRows } from "./rows.ts";

/** What a user's problem is called in tables. */
export const OWN = "own";

/** What it is made of, whose form is known to be right; `rows` is the artifact of its tables, if it has some. */
export function ownObjectives(
  problem: OwnProblem,
  rows?: Uint8Array<ArrayBuffer>,
): Objectives {
  const { x, y } = formOf(problem) as Form;
  return {
    name: OWN,
    start: { x: Float64Array.from(x), y: Float64Array.from(y) },
    lower: (...at) => problem.lower(...at),
    outer: (...at) => problem.outer(...at),
    ...(rows === undefined ? {} : { rows: decodeRows(rows) }),
    ...(problem.derivatives === undefined ? {} : { given: problem.derivatives }),
  };
}

/** The problem itself. */
export function ownProblem(
  problem: OwnProblem,
  rows?: Uint8Array<ArrayBuffer>,
): ParametricProblem {
  return fromObjectives(ownObjectives(problem, rows));
}
