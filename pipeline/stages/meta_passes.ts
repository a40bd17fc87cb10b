/**
 * Stage: what one debiased estimate costs in memory and oracle calls, for either outcome of its coin,
 * against the number of inner steps.
 *
 * @module
 */

import { Stream } from "../../numerics/random.ts";
import { bufferPool } from "../../estimators/parametric/buffers.ts";
import type { Trajectory } from "../../estimators/parametric/exact_pass.ts";
import { unbiasedFirstOrder } from "../../estimators/parametric/unbiased_first_order.ts";
import { countedTask, noCalls } from "../../problems/parametric/counted.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { HEADS, TAILS } from "./coin.ts";
import { encodeJson } from "./json.ts";
import { TASK_COLUMNS, taskNumbers } from "./meta_columns.ts";
import type { MetaProblemSlot } from "./meta_problems.ts";
import { made } from "./made.ts";

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
 * Output "rows": the labels, estimator (the trajectory if the coin asks for the exact gradient,
 * "first-order" if not), steps, phi_bytes (of the inner parameters), peak_bytes (the most that was lent
 * at once) and the calls by kind.
 */
export function stage(
  { problem }: { readonly problem: MetaProblemSlot },
): StageRun<PassParameters> {
  return ({ labels, problem: options, steps, trajectories }, _inputs, random) => {
    // What it costs does not depend on q, but for how often the coin falls so.
    const outcomes = [
      { name: "first-order", estimator: unbiasedFirstOrder({ q: 0.5 }), coin: TAILS },
      ...trajectories.map((trajectory) => ({
        name: trajectory,
        estimator: unbiasedFirstOrder({ q: 0.5, trajectory }),
        coin: HEADS,
      })),
    ];
    const rows = steps.flatMap((r) => {
      const { family, start } = made(
        problem,
        { ...options, steps: r },
        Stream.of(...random, "problem"),
      );
      const task = family.sample(Stream.of(...random, "task"));
      return outcomes.map(({ name, estimator, coin }): JsonObject => {
        const counts = noCalls();
        const buffers = bufferPool();
        estimator.estimate(countedTask(task, counts), start, null, coin, buffers);
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
