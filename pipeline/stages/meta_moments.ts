/**
 * Stage: mean and second moment of an estimate over its coin, for given tasks at given θ: exactly, by
 * both outcomes with their probabilities, and by tossing it.
 *
 * @module
 */

import { Stream } from "../../numerics/random.ts";
import { bufferPool, type Buffers } from "../../estimators/parametric/buffers.ts";
import { exactPass } from "../../estimators/parametric/exact_pass.ts";
import type { MetaEstimator } from "../../estimators/parametric/meta_contract.ts";
import type { InnerTask } from "../../problems/parametric/task_contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { HEADS, TAILS } from "../measures/coin.ts";
import { hotelling } from "../measures/hotelling.ts";
import type { MetaProblemSlot } from "../slots/meta_problems.ts";
import { encodeRows, type Row, type Types } from "../table.ts";
import { made } from "../slots/made.ts";

interface Slots {
  readonly problem: MetaProblemSlot;
  /** Makes the estimator with a given q. */
  readonly estimator: (options: { readonly q: number }) => MetaEstimator;
}

/** The parameters of the stage. */
export type MomentParameters = JsonObject & {
  /** The problem's name in tables. */
  readonly name: string;
  readonly problem: JsonObject;
  /** Probabilities, and their names in tables. */
  readonly estimators: readonly { readonly name: string; readonly q: number }[];
  /** Number of θ, each of which is a replication. */
  readonly count: number;
  /** Tasks whose two outcomes are enumerated at each θ. */
  readonly enumerated: number;
  /** Tasks drawn, with one coin each, at each θ. */
  readonly draws: number;
};

const MOMENTS: Types = {
  problem: "text",
  estimator: "text",
  q: "double",
  replication: "integer",
  quantity: "text",
  value: "double",
  mc_error: "double",
};

/**
 * Output "rows": problem, estimator, q, replication, quantity, value, mc_error (unknown where nothing is
 * drawn). Quantities: "mean_error", the greatest coordinate of the mean of the estimate minus the exact
 * gradient, over tasks; "moment_error", the greatest relative deviation of the second moment from
 * ‖G‖² + (1/q − 1)‖G − G_FO‖²; "statistic" and "score" of Hotelling's test that the estimate's error is
 * zero on average; "moment_ratio", mean squared norm of the draws over the mean of that formula.
 */
export function stage({ problem, estimator }: Slots): StageRun<MomentParameters> {
  return (
    { name: label, problem: options, estimators, count, enumerated, draws },
    _inputs,
    random,
  ) => {
    const rows: Row[] = [];
    for (let r = 0; r < count; r++) {
      const { family, start: theta } = made(
        problem,
        options,
        Stream.of(...random, r, "problem"),
      );
      for (const { name, q } of estimators) {
        const estimate = estimator({ q });
        const buffers = bufferPool();
        // Streams of their own, so that what is found for one q says nothing of another
        const stream = Stream.of(...random, r, "draws", q);
        const found = {
          ...exactly(
            estimate,
            q,
            theta,
            enumerated,
            (i) => family.sample(stream.split(i)),
            buffers,
          ),
          ...byDraws(estimate, q, theta, draws, family.sample, stream.split("draws"), buffers),
        };
        for (const [quantity, [value, error]] of Object.entries(found)) {
          rows.push({
            problem: label,
            estimator: name,
            q,
            replication: r,
            quantity,
            value,
            mc_error: error,
          });
        }
      }
    }
    return { rows: encodeRows(MOMENTS, rows) };
  };
}

type Found = Record<string, readonly [value: number, error?: number]>;

function exactly(
  { init, estimate }: MetaEstimator,
  q: number,
  theta: Float64Array,
  count: number,
  taskOf: (i: number) => InnerTask,
  buffers: Buffers,
): Found {
  let meanError = 0;
  let momentError = 0;
  for (let i = 0; i < count; i++) {
    const task = taskOf(i);
    const truth = exactPass(task, theta, "stored", buffers);
    const [one, zero] = [HEADS, TAILS].map((fall) =>
      estimate(task, theta, init(), fall, buffers).gradient
    );
    let moment = 0;
    for (let l = 0; l < theta.length; l++) {
      const mean = q * one[l] + (1 - q) * zero[l];
      meanError = Math.max(meanError, Math.abs(mean - truth.gradient[l]));
      moment += q * one[l] * one[l] + (1 - q) * zero[l] * zero[l];
    }
    momentError = Math.max(momentError, Math.abs(moment / momentOf(truth, q) - 1));
    buffers.give(one, zero, truth.gradient, truth.firstOrder);
  }
  return { mean_error: [meanError], ...(q === 0 ? {} : { moment_error: [momentError] }) };
}

function byDraws(
  { init, estimate }: MetaEstimator,
  q: number,
  theta: Float64Array,
  count: number,
  sample: (random: RandomSource) => InnerTask,
  random: RandomSource,
  buffers: Buffers,
): Found {
  const d = theta.length;
  const errors = new Float64Array(count * d);
  const moments = new Float64Array(count);
  let stated = 0;
  for (let i = 0; i < count; i++) {
    const source = random.split(i);
    const task = sample(source.split("task"));
    const truth = exactPass(task, theta, "stored", buffers);
    const { gradient } = estimate(task, theta, init(), source, buffers);
    for (let l = 0; l < d; l++) {
      errors[i * d + l] = gradient[l] - truth.gradient[l];
      moments[i] += gradient[l] * gradient[l];
    }
    const formula = q === 0 ? NaN : momentOf(truth, q);
    stated += formula / count;
    // The tasks' own scatter is in the formula, too
    moments[i] -= formula;
    buffers.give(gradient, truth.gradient, truth.firstOrder);
  }
  const { statistic, score } = hotelling(errors, count);
  const excess = moments.reduce((sum, value) => sum + value / count, 0);
  const spread = moments.reduce((sum, value) => sum + (value - excess) * (value - excess), 0);
  const error = Math.sqrt(spread / (count - 1) / count) / stated;
  return {
    statistic: [statistic],
    score: [score],
    ...(q === 0 ? {} : { moment_ratio: [1 + excess / stated, error] }),
  };
}

/** ‖G‖² + (1/q − 1)‖G − G_FO‖². */
function momentOf(
  { gradient, firstOrder }: { readonly gradient: Float64Array; readonly firstOrder: Float64Array },
  q: number,
): number {
  let moment = 0;
  for (let l = 0; l < gradient.length; l++) {
    const off = gradient[l] - firstOrder[l];
    moment += gradient[l] * gradient[l] + (1 / q - 1) * off * off;
  }
  return moment;
}
