/**
 * Traces of meta-training by one estimator.
 *
 * @module
 */

import { bufferPool } from "../../estimators/parametric/buffers.ts";
import type { MetaEstimator } from "../../estimators/parametric/meta_contract.ts";
import {
  metaTraining,
  type MetaTrainingOptions,
} from "../../estimators/parametric/meta_training.ts";
import { countedFamily } from "../../problems/parametric/counted.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { JsonObject } from "../engine/canonical.ts";
import { decodeJson } from "../json.ts";
import { made, type Maker } from "../slots/made.ts";
import type { MetaProblem } from "../slots/meta_problems.ts";
import type { OnReplications, Recorder } from "../stages/on_replications.ts";
import { finite, type Row, type Types } from "../table.ts";
import type { BlockLabels } from "./labels.ts";
import { schedule } from "./outer_loop.ts";
import { all, allCalls, TASK_TYPES, taskColumns } from "./columns.ts";

/** When a training ends and what is recorded of it. */
export interface MetaLoopSettings {
  /** The most iterations. */
  readonly iterations: number;
  /** The iterations that are recorded, beside the last: 0, 1, 2, 5, 10, 20, … unless said. */
  readonly recorded?: readonly number[];
  /** Ends once the derivative is at most this: its norm is then computed in every iteration. */
  readonly gradient?: number;
  /** Whether the mean of ‖∇M‖² over the iterations since the last record is recorded. */
  readonly averaged?: boolean;
  /** Ends once this many oracle calls of any kind have been spent. */
  readonly calls?: number;
}

interface Options {
  /** Options of the estimator. */
  readonly estimator: JsonObject;
  readonly training: MetaTrainingOptions;
  readonly loop: MetaLoopSettings;
}

const TRACES: Types = {
  iteration: "integer",
  ...all(
    "double",
    "objective",
    "gradient_norm",
    "mean_square",
    "theta_distance",
    "test_error",
    "q",
  ),
  reached: "boolean",
  exact_gradients: "count",
  ...TASK_TYPES,
};

/** The step that a search has found best for an estimator on a problem, in units of the training's. */
export type TunedStep = JsonObject & {
  readonly problem: string;
  readonly estimator: string;
  readonly step: number;
};

/**
 * Output "traces", one row a recorded iteration. Input "tuned", `TunedStep`s in JSON, if steps of θ are to be
 * multiplied by one of them.
 *
 * @throws {RangeError} if none of them is for the estimator on the problem.
 */
export function metaTraces(
  { slots, parameters, labels, inputs }: OnReplications<
    { readonly estimator: Maker<MetaEstimator> },
    Options
  >,
): Recorder<MetaProblem> {
  const { estimator, training, loop } = parameters;
  const loopOf = metaTraining(
    made(slots.estimator, estimator),
    inputs.tuned === undefined ? training : scaled(training, labels, inputs.tuned[0]),
  );
  return {
    types: { traces: TRACES },
    record: ({ problem, stream }) => ({
      traces: trace(problem, loopOf, loop, stream("iteration")),
    }),
  };
}

/** The training with steps that are as many times larger as was found best. */
function scaled(
  training: MetaTrainingOptions,
  { problem, estimator }: BlockLabels,
  tuned: Uint8Array<ArrayBuffer>,
): MetaTrainingOptions {
  const own = decodeJson<TunedStep[]>(tuned)
    .find((of) => of.problem === problem && of.estimator === estimator);
  if (own === undefined) {
    throw new RangeError(`no step is tuned for ${estimator} on ${problem}: tune one`);
  }
  const { steps } = training;
  return { ...training, steps: { ...steps, scale: own.step * steps.scale } };
}

function trace(
  { family, start, judge, squaredGradient }: MetaProblem,
  training: ReturnType<typeof metaTraining>,
  settings: MetaLoopSettings,
  random: RandomSource,
): Row[] {
  const { iterations, recorded = schedule(iterations), gradient = -1 } = settings;
  const { calls = Infinity, averaged = false } = settings;
  const { family: oracles, counts } = countedFamily(family);
  const buffers = bufferPool();
  const wanted = new Set(recorded);
  const rows: Row[] = [];
  let state = training.init(start);
  let squares = 0, since = 0;
  for (let k = 0;; k++) {
    if (averaged && k > 0) {
      squares += squaredGradient?.(state.theta) ?? NaN;
      since++;
    }
    const reached = gradient >= 0 && judge(state.theta).gradientNorm <= gradient;
    const last = reached || k >= iterations || allCalls(counts) >= calls ||
      !state.theta.every(Number.isFinite);
    if (last || wanted.has(k)) {
      const { q, exact, theta } = state;
      const { objective, gradientNorm, thetaDistance, testError } = judge(theta);
      rows.push({
        iteration: k,
        objective: finite(objective),
        gradient_norm: finite(gradientNorm),
        mean_square: finite(squares / since),
        theta_distance: finite(thetaDistance),
        test_error: finite(testError),
        q: finite(q),
        reached,
        exact_gradients: exact,
        ...taskColumns(counts),
      });
      if (last) return rows;
      squares = since = 0;
    }
    state = training.step(oracles, state, k, random.split(k), buffers);
  }
}
