/**
 * Stage: learns the nuisances of a problem with general losses at its outer point, by cross-fitting.
 *
 * @module
 */

import { crossFitNuisances } from "../../estimators/functional/general_orthogonal.ts";
import type { StageRun } from "../engine/stage.ts";
import {
  encodeNuisances,
  generalFolds,
  type GeneralLearnerSlots,
  type GeneralLearning,
  generalReplications,
} from "./general_block.ts";
import { made } from "./made.ts";

/** Output "nuisances". */
export function stage(slots: GeneralLearnerSlots): StageRun<GeneralLearning> {
  return (parameters, _inputs, random) => {
    const { problem, pair, samples } = generalReplications(slots, parameters, random);
    const learner = made(slots.learner, parameters.learner);
    const learned = Array.from(
      samples,
      (sample, i) =>
        crossFitNuisances(
          sample,
          pair,
          problem.outerPoint,
          generalFolds(parameters, random, i),
          learner,
        ),
    );
    return { nuisances: encodeNuisances(learned) };
  };
}
