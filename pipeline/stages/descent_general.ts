/**
 * Stage: descents along one estimated gradient under general losses. The nuisances depend on the
 * outer point, so they are learned anew, by cross-fitting over the same folds, at each step.
 *
 * @module
 */

import { randomFolds } from "../../estimators/functional/cross_fit.ts";
import { descend } from "../../estimators/functional/descent.ts";
import type { GradientEstimate } from "../../estimators/functional/contract.ts";
import { crossFitNuisances } from "../../estimators/functional/general_orthogonal.ts";
import type { generalOrthogonal } from "../../estimators/functional/general_score.ts";
import { lossDerivatives, type LossPair } from "../../estimators/functional/losses.ts";
import {
  cosineBasis,
  penalisedSeries,
  ratePenalty,
} from "../../estimators/nuisance/penalised_series.ts";
import { Stream } from "../../numerics/random.ts";
import type { GeneralFunctionalProblem } from "../../problems/functional/general_contract.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { descentOptions, descentOutputs, type DescentParameters } from "./descent_block.ts";
import { generalTarget } from "../../estimators/functional/descent_target.ts";

interface Slots {
  readonly problem: GeneralFunctionalProblem;
  readonly losses: (p: number) => LossPair;
  readonly estimator: (
    ...of: Parameters<typeof generalOrthogonal>
  ) => Pick<GradientEstimate, "gradient">;
}

type GeneralParameters = DescentParameters & {
  readonly count: number;
  /** Numbers of folds; 0 to take the true nuisances (the oracle). */
  readonly folds: number;
  /** The basis of the penalised series. */
  readonly series: {
    readonly frequencies: number;
    readonly low: number;
    readonly high: number;
  } & JsonObject;
};

/** Output "traces". */
export function stage({ problem, losses, estimator }: Slots): StageRun<GeneralParameters> {
  return (parameters, _inputs, random) => {
    const { labels: { n, first }, count, folds, series } = parameters;
    const options = descentOptions(parameters.descent);
    const target = generalTarget(problem, options.stepSize);
    const pair = losses(problem.p);
    const learner = penalisedSeries(cosineBasis(series), ratePenalty(n));
    const traces = Array.from({ length: count }, (_, i) => {
      const stream = (role: string): Stream => Stream.of(...random, n, first + i, role);
      const sample = problem.sample(n, stream("sample"));
      const fold = folds === 0 ? undefined : randomFolds(n, folds, stream("folds"));
      const gradient = (w: Float64Array): Float64Array => {
        if (fold !== undefined) {
          const learned = crossFitNuisances(sample, pair, w, fold, learner);
          return estimator(learned.losses, learned).gradient;
        }
        const truth = problem.nuisances(sample.x, w);
        return estimator(lossDerivatives(pair, w, truth.h, sample.z), truth).gradient;
      };
      return target.progress(descend(gradient, options));
    });
    return descentOutputs(parameters, traces);
  };
}
