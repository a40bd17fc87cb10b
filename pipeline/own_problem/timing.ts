/**
 * Stage: calls an oracle of a user's problem again and again, so that its record says what a call costs.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { encodeJson } from "../json.ts";
import type { OwnProblem } from "./contract.ts";
import { ownProblem } from "./problem.ts";

/** What is called, by the names that the report gives. */
export const TIMED = ["value", "gradient", "hessianProduct", "crossProduct"] as const;

type TimingParameters = JsonObject & {
  readonly what: (typeof TIMED)[number];
  readonly calls: number;
};

/** Input "data", the rows, if there are some; output "calls", their number. */
export function stage(
  { problem: file }: { readonly problem: OwnProblem },
): StageRun<TimingParameters> {
  return ({ what, calls }, inputs) => {
    const { lower, start: { x, y } } = ownProblem(file, inputs.data?.[0]);
    const hessian = what === "hessianProduct" ? lower.hessian(x, y) : undefined;
    const p = y.map((_, l) => 1 / (l + 1));
    const call: Readonly<Record<(typeof TIMED)[number], () => unknown>> = {
      value: () => lower.value(x, y),
      gradient: () => lower.gradient(x, y),
      hessianProduct: () => hessian!.times(p),
      crossProduct: () => lower.cross(x, y, p),
    };
    for (let k = 0; k < calls; k++) call[what]();
    return { calls: encodeJson(calls) };
  };
}
