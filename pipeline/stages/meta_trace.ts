/**
 * Stage: meta-training by one estimator, replication by replication. Starts, tasks and coins are named
 * by replication and iteration and never by estimator, so that all estimators see the same.
 *
 * @module
 */

import { Stream } from "../../numerics/random.ts";
import { bufferPool } from "../../estimators/parametric/buffers.ts";
import type { MetaEstimator } from "../../estimators/parametric/meta_contract.ts";
import {
  metaTraining,
  type MetaTrainingOptions,
} from "../../estimators/parametric/meta_training.ts";
import { countedFamily } from "../../problems/parametric/counted.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { schedule } from "./bilevel_loop.ts";
import { type Block, decodeBlock, encodeBlock } from "./block.ts";
import { decodeJson } from "./json.ts";
import { allCalls, TASK_COLUMNS, taskNumbers } from "./meta_columns.ts";
import type { MetaJudgement, MetaProblem, MetaProblemSlot } from "./meta_problems.ts";
import type { ParametricParameters, TraceLabels } from "./parametric_slots.ts";
import { made } from "./made.ts";

interface Slots {
  readonly problem: MetaProblemSlot;
  /** Makes an estimator from options that JSON can hold. */
  readonly estimator: (options: never) => MetaEstimator;
}

/** When a training ends and what is recorded of it. */
export interface MetaLoopSettings {
  /** The most iterations. */
  readonly iterations: number;
  /** The iterations that are recorded, beside the last: 0, 1, 2, 5, 10, 20, … unless said. */
  readonly recorded?: readonly number[];
  /** Ends once the derivative is at most this: its norm is then computed in every iteration. */
  readonly gradient?: number;
  /** Ends once this many oracle calls of any kind have been spent. */
  readonly calls?: number;
}

/** The parameters of the stage. */
export type MetaTraceParameters = ParametricParameters & {
  /** Options of the estimator. */
  readonly estimator: JsonObject;
  readonly training: MetaTrainingOptions & JsonObject;
  readonly loop: MetaLoopSettings & JsonObject;
};

/** Values of a trace, in the order of its columns. */
export const META_VALUES = [
  "objective",
  "gradient_norm",
  "theta_distance",
  "test_error",
  "q",
] as const;

/** A block's header. */
export interface MetaTraceMeta extends TraceLabels {
  /** Number of rows of each replication. */
  readonly rows: readonly number[];
}

interface Row extends MetaJudgement {
  readonly iteration: number;
  readonly q: number;
  readonly reached: boolean;
  readonly exact: number;
  readonly calls: readonly number[];
}

/** The step that a search has found best for an estimator on a problem, in units of the training's. */
export type TunedStep = JsonObject & {
  readonly problem: string;
  readonly estimator: string;
  readonly step: number;
};

/**
 * Inputs "data", if the problem is made of some, and "tuned", `TunedStep`s in JSON, if steps of θ are to
 * be multiplied by one of them; output "traces".
 *
 * @throws {RangeError} if none of them is for the estimator on the problem.
 */
export function stage({ problem, estimator }: Slots): StageRun<MetaTraceParameters> {
  return ({ labels, count, problem: options, training, loop, ...parameters }, inputs, random) => {
    const loopOf = metaTraining(
      made(estimator, parameters.estimator),
      inputs.tuned === undefined ? training : scaled(training, labels, inputs.tuned[0]!),
    );
    const traces: Row[][] = [];
    for (let r = labels.first; r < labels.first + count; r++) {
      const source = Stream.of(...random, r, "problem");
      const one = made(problem, options, source, inputs.data);
      traces.push(trace(one, loopOf, loop, Stream.of(...random, r, "iteration")));
    }
    const rows = traces.flat();
    const column = (pick: (row: Row) => number): Float64Array => Float64Array.from(rows, pick);
    const { problem: name, estimator: label, setting, first } = labels;
    return {
      traces: encodeBlock({
        ...{ problem: name, estimator: label, setting, first },
        rows: traces.map(({ length }) => length),
      }, {
        iteration: column(({ iteration }) => iteration),
        objective: column(({ objective }) => objective),
        gradient_norm: column(({ gradientNorm }) => gradientNorm),
        theta_distance: column(({ thetaDistance }) => thetaDistance),
        test_error: column(({ testError }) => testError),
        q: column(({ q }) => q),
        reached: column(({ reached }) => reached ? 1 : 0),
        exact_gradients: column(({ exact }) => exact),
        ...Object.fromEntries(TASK_COLUMNS.map((of, i) => [of, column(({ calls }) => calls[i]!)])),
      }),
    };
  };
}

/** The training with steps that are as many times larger as was found best. */
function scaled(
  training: MetaTrainingOptions,
  { problem, estimator }: TraceLabels,
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

/** Decodes the output "traces". */
export function decodeMetaTraces(bytes: Uint8Array<ArrayBuffer>): {
  readonly meta: MetaTraceMeta;
  readonly columns: Block["columns"];
} {
  const { meta, columns } = decodeBlock(bytes);
  return { meta: meta as unknown as MetaTraceMeta, columns };
}

function trace(
  { family, start, judge }: MetaProblem,
  training: ReturnType<typeof metaTraining>,
  { iterations, recorded = schedule(iterations), gradient = -1, calls = Infinity }:
    MetaLoopSettings,
  random: RandomSource,
): Row[] {
  const { family: oracles, counts } = countedFamily(family);
  const buffers = bufferPool();
  const wanted = new Set(recorded);
  const rows: Row[] = [];
  let state = training.init(start);
  for (let k = 0;; k++) {
    const reached = gradient >= 0 && judge(state.theta).gradientNorm <= gradient;
    const last = reached || k >= iterations || allCalls(counts) >= calls ||
      !state.theta.every(Number.isFinite);
    if (last || wanted.has(k)) {
      const { q, exact, theta } = state;
      rows.push({
        ...{ iteration: k, q, reached, exact },
        calls: taskNumbers(counts),
        ...judge(theta),
      });
      if (last) return rows;
    }
    state = training.step(oracles, state, k, random.split(k), buffers);
  }
}
