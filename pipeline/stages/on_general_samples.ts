/**
 * Stage: what is recorded of each sample of a problem with general losses.
 *
 * Samples are drawn where they are needed, which takes less than storing them. Their stream is named
 * by problem, size and replication, so that all stages see the same.
 *
 * @module
 */

import { randomFolds } from "../../estimators/functional/cross_fit.ts";
import type { LossPair } from "../../estimators/functional/losses.ts";
import { Stream } from "../../numerics/random.ts";
import type {
  GeneralFunctionalProblem,
  GeneralSample,
} from "../../problems/functional/general_contract.ts";
import { decodeNuisances, type LearnedNuisances } from "../blocks/nuisances.ts";
import type { Replications } from "../blocks/samples.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageOutputs, StageRun } from "../engine/stage.ts";
import type { BlockLabels } from "../measures/labels.ts";
import { problemOf, type ProblemSlot } from "../slots/made.ts";

/** A sample of a block. */
export interface OneGeneralSample {
  readonly sample: GeneralSample;
  /** The fold of each observation. */
  folds(): Uint32Array;
  /** What was learned over these folds; absent for the oracle, and where it is learned. */
  readonly learned: LearnedNuisances | undefined;
}

/** What a measure is told besides the samples. */
export interface OnGeneralSamples<Slots = unknown, StageParameters = unknown> {
  readonly problem: GeneralFunctionalProblem;
  readonly pair: LossPair;
  readonly slots: Slots;
  readonly parameters: StageParameters;
  readonly labels: BlockLabels;
}

interface Slots {
  readonly problem: ProblemSlot<GeneralFunctionalProblem>;
  readonly losses: (p: number) => LossPair;
  /** What is recorded; it is handed an `OnGeneralSamples` with all other slots. */
  readonly measure: (on: never, samples: Iterable<OneGeneralSample>) => StageOutputs;
}

type StageParameters = Replications & JsonObject & {
  /** Number of folds; needed where something is learned. */
  readonly folds?: number;
  /** What tables say, if the output is a table. */
  readonly labels?: BlockLabels & JsonObject;
  readonly setting?: string;
  /** Options of the problem, if its slot takes any. */
  readonly problem?: JsonObject;
};

/** Input "nuisances" where they were learned before; outputs as the measure has them. */
export function stage({ measure, ...slots }: Slots): StageRun<StageParameters> {
  return (parameters, inputs, random) => {
    const { n, first, count, folds = 1, setting } = parameters;
    const problem = problemOf(slots.problem, parameters.problem);
    const learned = inputs.nuisances && decodeNuisances(inputs.nuisances[0]);
    function* samples(): Iterable<OneGeneralSample> {
      for (let i = 0; i < count; i++) {
        const stream = (role: string): Stream => Stream.of(...random, n, first + i, role);
        yield {
          sample: problem.sample(n, stream("sample")),
          folds: () => randomFolds(n, folds, stream("folds")),
          learned: learned?.[i],
        };
      }
    }
    const labels = { ...parameters.labels, ...(setting === undefined ? {} : { setting }) };
    const pair = slots.losses(problem.p);
    return measure({ problem, pair, slots, parameters, labels } as never, samples());
  };
}
