/**
 * Stage: what is recorded of replications on a user's problem; each replication has other minibatches.
 *
 * @module
 */

import type { StageRun } from "../engine/stage.ts";
import { stage as onReplications } from "../stages/on_replications.ts";
import type { OwnProblem } from "./contract.ts";
import { ownProblem } from "./problem.ts";

type Slots = Omit<Parameters<typeof onReplications>[0], "problem"> & {
  readonly problem: OwnProblem;
};

/** Input "data", the rows, if the problem has some; else as `on_replications`. */
export function stage(
  { problem, ...slots }: Slots,
): StageRun<Parameters<ReturnType<typeof onReplications>>[0]> {
  const made = (_options: never, _random: unknown, data?: readonly Uint8Array<ArrayBuffer>[]) =>
    ownProblem(problem, data?.[0]);
  return onReplications({ ...slots, problem: made });
}
