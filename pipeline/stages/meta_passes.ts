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
import type { InnerTask } from "../../problems/parametric/task_contract.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { type AllocationMeter, withAllocationMeter } from "../measures/allocations.ts";
import { HEADS, TAILS } from "../measures/coin.ts";
import { TASK_TYPES, taskColumns } from "../measures/columns.ts";
import type { MetaProblemSlot } from "../slots/meta_problems.ts";
import { encodeRows, type Row, type Types } from "../table.ts";
import { made } from "../slots/made.ts";

/** The parameters of the stage. */
export type PassParameters = JsonObject & {
  /** The problem's name in tables. */
  readonly name: string;
  /** Options of the problem, without its number of steps. */
  readonly problem: JsonObject;
  /** Numbers of inner steps. */
  readonly steps: readonly number[];
  readonly trajectories: readonly Trajectory[];
};

const PASSES: Types = {
  problem: "text",
  estimator: "text",
  steps: "integer",
  phi_bytes: "count",
  peak_bytes: "count",
  made_bytes: "count",
  ...TASK_TYPES,
};

/**
 * Output "rows": problem, estimator (the trajectory if the coin asks for the exact gradient,
 * "first-order" if not), steps, phi_bytes (of the inner parameters), peak_bytes (the most that the pool had
 * lent at once), made_bytes (of all arrays of numbers made during the estimate, by the pool or beside it but
 * not within an oracle, which keeps nothing: no less than the most that was ever held) and the calls by kind.
 */
export function stage(
  { problem }: { readonly problem: MetaProblemSlot },
): StageRun<PassParameters> {
  return ({ name: label, problem: options, steps, trajectories }, _inputs, random) => {
    // What it costs does not depend on q, but for how often the coin falls so.
    const outcomes = [
      { name: "first-order", estimator: unbiasedFirstOrder({ q: 0.5 }), coin: TAILS },
      ...trajectories.map((trajectory) => ({
        name: trajectory,
        estimator: unbiasedFirstOrder({ q: 0.5, trajectory }),
        coin: HEADS,
      })),
    ];
    const rows = withAllocationMeter((meter) =>
      steps.flatMap((r) => {
        const { family, start } = made(
          problem,
          { ...options, steps: r },
          Stream.of(...random, "problem"),
        );
        const task = family.sample(Stream.of(...random, "task"));
        const unmetered = asideOf(task, meter);
        return outcomes.map(({ name, estimator, coin }): Row => {
          const counts = noCalls();
          const buffers = bufferPool();
          meter.reset();
          estimator.estimate(countedTask(unmetered, counts), start, null, coin, buffers);
          return {
            problem: label,
            estimator: name,
            steps: r,
            phi_bytes: 8 * task.dPhi,
            peak_bytes: buffers.peakBytes,
            made_bytes: meter.bytes,
            ...taskColumns(counts),
          };
        });
      })
    );
    return { rows: encodeRows(PASSES, rows) };
  };
}

/** The task, what whose oracles make is not metered. */
function asideOf(task: InnerTask, meter: AllocationMeter): InnerTask {
  const aside = <Oracles extends object>(oracles: Oracles): Oracles =>
    Object.fromEntries(
      Object.entries(oracles).map(([name, oracle]) => [
        name,
        (...of: unknown[]) => meter.aside(() => oracle(...of)),
      ]),
    ) as Oracles;
  const { initial } = task;
  return {
    ...task,
    ...(initial === undefined ? {} : { initial: aside(initial) }),
    inner: aside(task.inner),
    outer: aside(task.outer),
  };
}
