/**
 * Stage: learns the conditional means and evaluates them out of sample. It does not depend on the
 * outer point: h_w = h_0 + w'j.
 *
 * @module
 */

import { crossFit, randomFolds, sampleSplit } from "../../estimators/functional/cross_fit.ts";
import { doubleCrossFit } from "../../estimators/functional/double_cross_fit.ts";
import type { Learner } from "../../estimators/nuisance/contract.ts";
import { Stream } from "../../numerics/random.ts";
import type {
  AffineFunctionalProblem,
  ConditionalMeans,
  Sample,
} from "../../problems/functional/contract.ts";
import type { Json, JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { encodeMeans, type Learned, learnedOnce } from "../blocks/means.ts";
import { made, problemOf, type ProblemSlot } from "../slots/made.ts";
import { decodeSamples, type Design, partsOf, type Replications } from "../blocks/samples.ts";

interface Slots {
  readonly problem: ProblemSlot<AffineFunctionalProblem>;
  readonly learner: (options: never) => Learner;
}

type NuisanceParameters = Replications & JsonObject & {
  readonly design: Design & JsonObject;
  /** Options of the problem, if its slot takes any. */
  readonly problem?: JsonObject;
  /** Options of the learner. */
  readonly learner: JsonObject;
};

/** Input "samples"; output "means". */
export function stage(slots: Slots): StageRun<NuisanceParameters> {
  return ({ n, first, design, ...options }, { samples }, random) => {
    const problem = problemOf(slots.problem, options.problem);
    const learner = made(slots.learner, options.learner);
    const learned = decodeSamples(samples[0]).map((sample, i) =>
      learn(sample, problem, learner, design, Stream.of(...random, n, first + i, "folds"))
    );
    return { means: encodeMeans(learned) };
  };
}

/** What the design learns of a sample, one entry a repetition. */
function learn(
  sample: Sample,
  problem: AffineFunctionalProblem,
  learner: Learner,
  design: Design,
  random: Stream,
): Learned[] {
  const once = ({ means, chosen }: { means: ConditionalMeans; chosen: unknown }): Learned =>
    learnedOnce(means, chosen);
  if (!("folds" in design)) {
    const { inner, outer } = partsOf(sample, design);
    return [once(sampleSplit(inner, problem.innerTarget(inner), outer, learner))];
  }
  const { folds, repetitions = 1, double = false } = design;
  const target = problem.innerTarget(sample);
  if (folds === 1) return [once(sampleSplit(sample, target, sample, learner))];
  return Array.from({ length: repetitions }, (_, m) => {
    const fold = randomFolds(sample.n, folds, m === 0 ? random : random.split(m));
    if (!double) return once(crossFit(sample, target, fold, learner));
    const { direction, residual, chosen } = doubleCrossFit(sample, target, fold, learner);
    return { direction, residual, chosen: chosen as unknown as Json };
  });
}
