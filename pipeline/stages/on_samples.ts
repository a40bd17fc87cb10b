/**
 * Stage: what is recorded of each sample of a block, with the learned conditional means, or with the true
 * ones when the input "means" is absent (the oracle).
 *
 * @module
 */

import type { DoubleMeans } from "../../estimators/functional/double_cross_fit.ts";
import type { AffineFunctionalProblem, Sample } from "../../problems/functional/contract.ts";
import { decodeMeans, trueMeans } from "../blocks/means.ts";
import { decodeSamples, type Design, partsOf } from "../blocks/samples.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageOutputs, StageRun, StreamName } from "../engine/stage.ts";
import type { BlockLabels } from "../measures/labels.ts";
import { problemOf, type ProblemSlot } from "../slots/made.ts";

/** A sample of a block. */
export interface OneSample {
  /** Number of the replication. */
  readonly replication: number;
  /** Rows to learn from, and rows to average over. */
  readonly inner: Sample;
  readonly outer: Sample;
  /** What was learned, by repetition or penalty; the truth, once, for the oracle. */
  readonly means: readonly DoubleMeans[];
}

/** What a measure is told besides the samples. */
export interface OnSamples<
  Slots = unknown,
  StageParameters = unknown,
  Problem extends AffineFunctionalProblem = AffineFunctionalProblem,
> {
  readonly problem: Problem;
  readonly slots: Slots;
  readonly parameters: StageParameters;
  readonly labels: BlockLabels;
  readonly random: StreamName;
}

interface Slots {
  readonly problem: ProblemSlot<AffineFunctionalProblem>;
  /** What is recorded; it is handed an `OnSamples` with all other slots. */
  readonly measure: (on: never, samples: readonly OneSample[]) => StageOutputs;
}

type StageParameters = JsonObject & {
  readonly labels: BlockLabels & JsonObject;
  /** The setting, if the table has one. */
  readonly setting?: string;
  readonly design: Design & JsonObject;
  /** Options of the problem, if its slot takes any. */
  readonly problem?: JsonObject;
};

/** Inputs "samples" and, but for the oracle, "means"; outputs as the measure has them. */
export function stage({ measure, ...slots }: Slots): StageRun<StageParameters> {
  return (parameters, inputs, random) => {
    const { labels, setting, design } = parameters;
    const problem = problemOf(slots.problem, parameters.problem);
    const learned = inputs.means && decodeMeans(inputs.means[0]);
    const samples = decodeSamples(inputs.samples[0]).map((sample, i): OneSample => {
      const parts = partsOf(sample, design);
      return {
        replication: labels.first + i,
        ...parts,
        get means() {
          return learned?.[i] ?? [trueMeans(problem, parts.outer)];
        },
      };
    });
    const named = setting === undefined ? labels : { ...labels, setting };
    const on: OnSamples = { problem, slots, parameters, labels: named, random };
    return measure(on as never, samples);
  };
}
