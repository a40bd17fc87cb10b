/**
 * Stage: descent along the exact gradient, and the conditioning that decides how long it takes, as
 * rows for SQL.
 *
 * @module
 */

import { descend, descentModes } from "../../estimators/functional/descent.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { descentOptions, type DescentSettings } from "./descent_block.ts";
import type { DescentTarget } from "../../estimators/functional/descent_target.ts";
import { encodeJson } from "./json.ts";
import { made } from "./made.ts";

interface Slots {
  readonly problem: object;
  /** Makes the target from the problem and the step size. */
  readonly target: (problem: never, stepSize: number) => DescentTarget;
}

type ExactParameters = JsonObject & {
  /** The problem's name in the tables. */
  readonly name: string;
  readonly descent: DescentSettings & JsonObject;
};

/**
 * Output "rows": {problem, quantity, setting, coordinate, value}. Quantities: hessian_eigenvalue and
 * start_departure, |v'(w_0 − w*)| along its eigenvector, by coordinate from the flattest direction;
 * step_size; descent_gap and descent_distance by setting "step=…".
 */
export function stage({ problem, target }: Slots): StageRun<ExactParameters> {
  return ({ name, descent }) => {
    const options = descentOptions(descent);
    const exact = made(target, problem, options.stepSize);
    const modes = descentModes(exact, options.start);
    const { gap, distance } = exact.progress(descend(exact.gradient, options));
    const row = (
      quantity: string,
      value: number,
      { setting = "", coordinate = 0 }: { setting?: string; coordinate?: number } = {},
    ): JsonObject => ({ problem: name, quantity, setting, coordinate, value });
    return {
      rows: encodeJson([
        ...modes.flatMap(({ eigenvalue, start }, coordinate) => [
          row("hessian_eigenvalue", eigenvalue, { coordinate }),
          row("start_departure", start, { coordinate }),
        ]),
        row("step_size", options.stepSize),
        ...options.recorded.flatMap((step, i) => [
          row("descent_gap", gap[i]!, { setting: `step=${step}` }),
          row("descent_distance", distance[i]!, { setting: `step=${step}` }),
        ]),
      ]),
    };
  };
}
