/**
 * How much a learner smooths: chosen once from the whole sample, by risk on rows held out.
 *
 * Choosing among a few settings from the rows that are estimated from does no harm to first order;
 * DoubleML tunes likewise unless told otherwise. For a general gradient the best scale for h is then
 * undercut by one: what noise adds is removed by the jackknife, or small if there are many rows, but
 * nothing removes what smoothing adds. On hyper-cleaning this was found to bring the coverage of 95 %
 * intervals from 0.90 to 0.94 at n = 400.
 *
 * @module
 */

import { randomFolds } from "../../estimators/functional/cross_fit.ts";
import type { GeneralObservations } from "../../estimators/functional/general_nuisances.ts";
import { type LossPair, makeLossDerivatives } from "../../estimators/functional/losses.ts";
import { plainRegression } from "../../estimators/nuisance/plain_regression.ts";
import {
  minimiseConvexRisk,
  type QuadraticRiskLearner,
} from "../../estimators/nuisance/quadratic_risk.ts";
import type { Stream } from "../../estimators/numerics/random.ts";
import type { OwnLearner } from "./learners.ts";
import { indicesWhere, selection } from "./sample.ts";

const FOLDS = 5;

/** The mean risk on `held` of what a learner makes of `training`. */
export type HeldOutRisk = (
  training: GeneralObservations,
  held: GeneralObservations,
  learner: QuadraticRiskLearner,
) => number;

/** The scale before this one, if there is one. */
export function undercut(scales: readonly number[], scale: number): number {
  return scales[Math.max(0, scales.indexOf(scale) - 1)];
}

/** The scale whose risk in five-fold cross-validation is least. */
export function chooseScale(
  sample: GeneralObservations,
  { scales, tuningRows, at }: OwnLearner,
  risk: HeldOutRisk,
  random: Stream,
): number {
  if (scales.length === 1) return scales[0];
  const size = Math.min(sample.n, tuningRows);
  const chosen = selection(sample, [...random.permutation(sample.n).subarray(0, size)]);
  const fold = randomFolds(size, FOLDS, random);
  const parts = Array.from({ length: FOLDS }, (_, k) => ({
    training: selection(chosen, indicesWhere(fold, (label) => label !== k)),
    held: selection(chosen, indicesWhere(fold, (label) => label === k)),
  }));
  const risks = scales.map((scale) =>
    parts.reduce((sum, { training, held }) => sum + risk(training, held, at(scale)), 0)
  );
  const best = risks.indexOf(Math.min(...risks.filter(Number.isFinite)));
  if (best < 0) {
    throw new RangeError("the losses are not finite on rows held out: rescale the data");
  }
  return scales[best];
}

/** The inner loss of the learned lower level. */
export function innerRisk(pair: LossPair, w: Float64Array): HeldOutRisk {
  return (training, held, learner) => {
    const functions = learner(training.x, training.n, training.x.length / training.n);
    const losses = makeLossDerivatives(training.n, pair.p);
    const { coefficients } = minimiseConvexRisk(functions, (v) => {
      if (pair.fillInner) pair.fillInner(w, v, training.z, losses);
      else pair.fill(w, v, training.z, losses);
      const { value, v: slope, vv: curvature } = losses.inner;
      return { value, slope, curvature };
    });
    const heldLosses = makeLossDerivatives(held.n, pair.p);
    pair.fill(w, functions.evaluate(coefficients, 1, held.x, held.n), held.z, heldLosses);
    return mean(heldLosses.inner.value);
  };
}

/** The squared errors of all regressions on Z, each divided by its column's variance. */
export function squaredErrors(): HeldOutRisk {
  return (training, held, learner) => {
    const q = training.z.length / training.n;
    const { x, z: y, n } = training;
    const regression = plainRegression(learner)({ n, d: x.length / n, q, x, y });
    const predicted = regression.predict(held.x, held.n);
    let risk = 0;
    for (let c = 0; c < q; c++) {
      const column = y.filter((_, at) => at % q === c);
      const centre = mean(column);
      const variance = mean(column.map((value) => (value - centre) * (value - centre)));
      if (variance === 0) continue;
      let sum = 0;
      for (let i = c; i < predicted.length; i += q) {
        sum += (predicted[i] - held.z[i]) * (predicted[i] - held.z[i]);
      }
      risk += sum / held.n / variance;
    }
    return risk;
  };
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
