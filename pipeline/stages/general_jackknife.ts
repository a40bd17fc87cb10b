/**
 * Stage: the orthogonal gradient of a problem with general losses, freed by the jackknife over folds
 * of the bias of shared noise. It learns the nuisances from one fold less, which would be too much to
 * store.
 *
 * @module
 */

import { jackknifeOrthogonal } from "../../estimators/functional/general_jackknife.ts";
import { crossFitReduced } from "../../estimators/functional/general_orthogonal.ts";
import type { StageRun } from "../engine/stage.ts";
import {
  decodeNuisances,
  generalFolds,
  type GeneralLearnerSlots,
  type GeneralLearning,
  generalReplications,
  withLosses,
} from "./general_block.ts";
import { encodeGradients, type GeneralLabels } from "./general_estimates.ts";
import { made } from "./made.ts";

/** Input "nuisances" over the same folds; output "estimates". */
export function stage(slots: GeneralLearnerSlots): StageRun<GeneralLearning & GeneralLabels> {
  return (parameters, inputs, random) => {
    const replications = generalReplications(slots, parameters, random);
    const { problem, pair, samples } = replications;
    const learner = made(slots.learner, parameters.learner);
    const learned = decodeNuisances(inputs.nuisances![0]!);
    const estimates = Array.from(samples, (sample, i) => {
      const fold = generalFolds(parameters, random, i);
      const reduced = crossFitReduced(sample, pair, problem.outerPoint, fold, learner);
      return jackknifeOrthogonal(withLosses(learned[i]!, replications, sample), reduced);
    });
    return { estimates: encodeGradients(parameters, problem, estimates) };
  };
}
