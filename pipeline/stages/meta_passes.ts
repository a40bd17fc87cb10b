/**
 * Stage: what one estimate costs in memory and oracle calls, with and without the exact gradient,
 * against the number of inner steps.
 *
 * @module
 */

import { Stream } from "../../estimators/numerics/random.ts";
import { bufferPool } from "../../estimators/parametric/buffers.ts";
import { exactMetaGradient, type Trajectory } from "../../estimators/parametric/exact_pass.ts";
import { firstOrder } from "../../estimators/parametric/first_order.ts";
import { countedTask, noCalls } from "../../problems/parametric/counted_tasks.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { encodeJson } from "./json.ts";
import { TASK_COLUMNS, taskNumbers } from "./meta_columns.ts";
import type { MetaProblemSlot } from "./meta_problems.ts";

/** The parameters of the stage. */
export type PassParameters = JsonObject & {
  /** What rows are labelled with. */
  readonly labels: JsonObject;
  /** Options of the problem, without its number of steps. */
  readonly problem: JsonObject;
  /** Numbers of inner steps. */
  readonly steps: readonly number[];
  readonly trajectories: readonly Trajectory[];
};

/**
 * Output "rows": the labels, estimator (the trajectory, or "first-order"), steps, phi_bytes (of the
 * inner parameters), peak_bytes (the most that was lent at once) and the calls by kind.
 */
export function stage(
  { problem }: { readonly problem: MetaProblemSlot },
): StageRun<PassParameters> {
  return ({ labels, problem: options, steps, trajectories }, _inputs, random) => {
    const estimators = [
      { name: "first-order", estimator: firstOrder() },
      ...trajectories.map((trajectory) => ({
        name: trajectory,
        estimator: exactMetaGradient({ trajectory }),
      })),
    ];
    const rows = steps.flatMap((r) => {
      const { family, start } = problem(
        { ...options, steps: r } as never,
        Stream.of(...random, "problem"),
      );
      const task = family.sample(Stream.of(...random, "task"));
      return estimators.map(({ name, estimator }): JsonObject => {
        const counts = noCalls();
        const buffers = bufferPool();
        const source = Stream.of(...random, "coin");
        estimator.estimate(countedTask(task, counts), start, null, source, buffers);
        const numbers = taskNumbers(counts);
        return {
          ...labels,
          estimator: name,
          steps: r,
          phi_bytes: 8 * task.dPhi,
          peak_bytes: buffers.peakBytes,
          ...Object.fromEntries(TASK_COLUMNS.map((of, i) => [of, numbers[i]!])),
        };
      });
    });
    return { rows: encodeJson(rows) };
  };
}
