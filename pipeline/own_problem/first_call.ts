/**
 * Stage: both objectives are called once where x and y start, so that one that never returns is told soon.
 *
 * @module
 */

import type { StageRun } from "../engine/stage.ts";
import { encodeJson } from "../json.ts";
import type { OwnProblem } from "./contract.ts";
import { ownObjectives } from "./problem.ts";
import { tracerOf } from "./starting_point.ts";

/** Input "data", the rows, if there are some; output "returned", the names of those that gave something. */
export function stage({ problem }: { readonly problem: OwnProblem }): StageRun {
  return (_parameters, inputs) => {
    const objectives = ownObjectives(problem, inputs.data?.[0]);
    const trace = tracerOf(objectives);
    const { x, y } = objectives.start;
    const returned = (["lower", "outer"] as const).filter((level) => {
      try {
        trace(level, x, y).value;
        return true;
      } catch {
        // what it throws is said where it is looked at
        return false;
      }
    });
    return { returned: encodeJson(returned) };
  };
}
