/**
 * Stage: what is recorded of each replication of a parametric problem. Data and all other randomness are
 * named by replication and never by method, so that all methods see the same.
 *
 * @module
 */

import { Stream } from "../../numerics/random.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageInputs, StageRun } from "../engine/stage.ts";
import { type BlockLabels, labelColumns } from "../measures/labels.ts";
import { made } from "../slots/made.ts";
import { encodeRows, type Row, type Types } from "../table.ts";

/** A replication. */
export interface OneReplication<Problem> {
  readonly problem: Problem;
  /** Its stream for a purpose. */
  stream(purpose: string): Stream;
  readonly replication: number;
  /** Which draw of the problem it is. */
  readonly instance: number;
}

/** What a measure is told besides the replications. */
export interface OnReplications<Slots = unknown, StageParameters = unknown> {
  readonly slots: Slots;
  readonly parameters: StageParameters;
  readonly labels: BlockLabels;
  readonly inputs: StageInputs;
}

/** What is recorded of one replication: by output the columns after its number, and the rows. */
export interface Recorder<Problem, Output extends string = string> {
  readonly types: Readonly<Record<Output, Types>>;
  record(one: OneReplication<Problem>): Readonly<Record<Output, readonly Row[]>>;
}

interface Slots {
  /**
   * Makes a problem from options that JSON can hold and a random source for its data, and from data that
   * do not depend on chance, where the stage has such an input.
   */
  readonly problem: (
    options: never,
    random: RandomSource,
    data?: readonly Uint8Array<ArrayBuffer>[],
  ) => unknown;
  /** What is recorded; it is handed an `OnReplications` with all other slots. */
  readonly measure: (on: never) => Recorder<never>;
}

type StageParameters = JsonObject & {
  readonly labels: BlockLabels & JsonObject;
  /** Number of replications. */
  readonly count: number;
  /** Options of the problem. */
  readonly problem: JsonObject;
  /** How many draws of the problem there are, which replications take in turn; each its own unless said. */
  readonly instances?: number;
};

/** Input "data", if the problem is made of some, and those of the measure; outputs as it has them. */
export function stage({ problem, measure, ...slots }: Slots): StageRun<StageParameters> {
  return (parameters, inputs, random) => {
    const { labels, count, problem: options, instances = Infinity } = parameters;
    const { types, record } = measure({ slots, parameters, labels, inputs } as never);
    const drawn = new Map<number, unknown>();
    const draw = (instance: number): unknown => {
      const known = drawn.get(instance);
      if (known !== undefined) return known;
      const stream = Stream.of(...random, instance, "problem");
      const one = made(problem, options, stream, inputs.data);
      if (instances < Infinity) drawn.set(instance, one);
      return one;
    };
    const outputs = Object.keys(types);
    const rows: Record<string, Row[]> = Object.fromEntries(outputs.map((output) => [output, []]));
    for (let replication = labels.first; replication < labels.first + count; replication++) {
      const stream = (purpose: string): Stream => Stream.of(...random, replication, purpose);
      const instance = replication % instances;
      const one = { problem: draw(instance), replication, instance, stream };
      for (const [output, recorded] of Object.entries(record(one as never))) {
        for (const row of recorded) rows[output].push({ replication, ...row });
      }
    }
    const common = labelColumns(labels);
    return Object.fromEntries(outputs.map((output) => [
      output,
      encodeRows({ replication: "integer", ...types[output] }, rows[output], common),
    ]));
  };
}
