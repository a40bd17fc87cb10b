/**
 * Stage: one gradient estimator of a problem with general losses, from learned nuisances or, when
 * the input "nuisances" is absent, from the true ones (the oracle).
 *
 * @module
 */

import type { GeneralEstimator } from "../../estimators/functional/general_score.ts";
import type { StageRun } from "../engine/stage.ts";
import {
  decodeNuisances,
  type GeneralParameters,
  generalReplications,
  type GeneralSlots,
  withLosses,
} from "./general_block.ts";
import { encodeGradients, type GeneralLabels } from "./general_estimates.ts";

interface Slots extends GeneralSlots {
  readonly estimator: GeneralEstimator;
}

/** Input "nuisances" but for the oracle; output "estimates". */
export function stage({ estimator, ...slots }: Slots): StageRun<GeneralParameters & GeneralLabels> {
  return (parameters, inputs, random) => {
    const replications = generalReplications(slots, parameters, random);
    const { problem, samples } = replications;
    const learned = inputs.nuisances && decodeNuisances(inputs.nuisances[0]!);
    const estimates = Array.from(samples, (sample, i) => {
      const nuisances = learned?.[i] ?? problem.nuisances(sample.x, problem.outerPoint);
      const { losses } = withLosses(nuisances, replications, sample);
      return estimator(losses, nuisances);
    });
    return { estimates: encodeGradients(parameters, problem, estimates) };
  };
}
