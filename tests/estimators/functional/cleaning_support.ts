import { randomFolds } from "../../../estimators/functional/cross_fit.ts";
import { jackknifeOrthogonal } from "../../../estimators/functional/general_jackknife.ts";
import {
  crossFitNuisances,
  crossFitReduced,
} from "../../../estimators/functional/general_orthogonal.ts";
import {
  generalAdjoint,
  generalForward,
  generalOrthogonal,
} from "../../../estimators/functional/general_score.ts";
import { lossDerivatives, type LossPair } from "../../../estimators/functional/losses.ts";
import { waldInterval } from "../../../estimators/inference/wald.ts";
import { naturalSplineBasis } from "../../../estimators/nuisance/natural_spline.ts";
import { penalisedSeries, ratePenalty } from "../../../estimators/nuisance/penalised_series.ts";
import type { QuadraticRiskLearner } from "../../../estimators/nuisance/quadratic_risk.ts";
import { Stream } from "../../../numerics/random.ts";
import type { GeneralFunctionalProblem } from "../../../problems/functional/general_contract.ts";

const FOLDS = 5;
const basis = naturalSplineBasis({ modes: 10, low: -1, high: 1 });

/** Natural splines with the penalty of the study, times a factor. */
export function splines(n: number, factor = 1): QuadraticRiskLearner {
  return penalisedSeries(basis, factor * ratePenalty(n));
}

const NAMES = ["orthogonal", "plain", "forward", "adjoint", "oracle"] as const;

/** What became of an estimator over replications, coordinate by coordinate. */
export interface Performance {
  /** Share of nominal 95 % intervals that hold the truth. */
  readonly coverage: number[];
  readonly bias: number[];
  /** n times the mean squared error over the efficiency bound. */
  readonly relativeError: number[];
}

/** Replications of the estimators on one problem, on the same samples; `plain` has no jackknife. */
export function simulate(
  problem: GeneralFunctionalProblem,
  pair: LossPair,
  learner: QuadraticRiskLearner,
  n: number,
  replications: number,
): Record<typeof NAMES[number], Performance> {
  const { outerPoint: w, p } = problem;
  const psi = problem.gradient(w);
  const bound = problem.efficiencyBound(w);
  const zeros = () => new Array<number>(p).fill(0);
  const blank = (): Performance => ({ coverage: zeros(), bias: zeros(), relativeError: zeros() });
  const out = {
    orthogonal: blank(),
    plain: blank(),
    forward: blank(),
    adjoint: blank(),
    oracle: blank(),
  };
  for (let r = 0; r < replications; r++) {
    const random = Stream.of("tests", problem.name, n, r);
    const sample = problem.sample(n, random.split("sample"));
    const fold = randomFolds(n, FOLDS, random.split("folds"));
    const learned = crossFitNuisances(sample, pair, w, fold, learner);
    const truth = problem.nuisances(sample.x, w);
    const estimates = {
      orthogonal: jackknifeOrthogonal(
        learned,
        crossFitReduced(sample, pair, w, fold, learner),
      ),
      plain: generalOrthogonal(learned.losses, learned),
      forward: generalForward(learned.losses, learned),
      adjoint: generalAdjoint(learned.losses, learned),
      oracle: generalOrthogonal(lossDerivatives(pair, w, truth.h, sample.z), truth),
    };
    for (const name of NAMES) {
      const { low, high } = waldInterval(estimates[name]);
      for (let k = 0; k < p; k++) {
        const error = estimates[name].gradient[k] - psi[k];
        out[name].coverage[k] += (low[k] <= psi[k] && psi[k] <= high[k] ? 1 : 0) / replications;
        out[name].bias[k] += error / replications;
        out[name].relativeError[k] += n * error * error / bound[k * p + k] / replications;
      }
    }
  }
  return out;
}
