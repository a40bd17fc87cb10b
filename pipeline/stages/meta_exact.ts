/**
 * Stage: what is known in closed form of the two scalar tasks that mislead first-order meta-learning,
 * as rows for SQL.
 *
 * @module
 */

import {
  counterExample,
  type CounterExampleOptions,
} from "../../problems/parametric/counter_example.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { encodeJson } from "./json.ts";

type ExactParameters = JsonObject & {
  /** The problem's name in the study's tables. */
  readonly name: string;
  readonly problem: CounterExampleOptions & JsonObject;
};

/** Output "rows": {problem, quantity, setting, coordinate, value}. */
export const run: StageRun<ExactParameters> = ({ name, problem }) => {
  const { firstOrderPoint, minimiser, derivative } = counterExample(problem);
  const values = {
    first_order_point: firstOrderPoint,
    minimiser,
    derivative_at_first_order_point: derivative(firstOrderPoint),
  };
  return {
    rows: encodeJson(
      Object.entries(values).map(([quantity, value]) => ({
        problem: name,
        quantity,
        setting: "",
        coordinate: 0,
        value,
      })),
    ),
  };
};
