/**
 * Learning the nuisances of the general orthogonal score without using an observation twice.
 *
 * @module
 */

import type { NewtonOptions } from "../nuisance/quadratic_risk.ts";
import type { Split } from "./cluster_folds.ts";
import { requireFolds } from "./cross_fit.ts";
import {
  type GeneralObservations,
  type GuardRails,
  type LearnedNuisances,
  learnNuisances,
  type NuisanceLearner,
  observationsAt,
  pointsAt,
  requireSizes,
} from "./general_nuisances.ts";
import type { AdjointValues } from "./general_score.ts";
import { type LossDerivatives, lossDerivatives, type LossPair } from "./losses.ts";

/** Nuisances of which each observation's are learned from the other folds. */
export interface CrossFittedNuisances extends AdjointValues {
  /** The lower level, n. */
  readonly h: Float64Array;
  /** The losses' derivatives at (w, h). */
  readonly losses: LossDerivatives;
  /** What happened in learning, one record a fold. */
  readonly guardRails: readonly GuardRails[];
}

/**
 * Out-of-fold nuisances, for `generalOrthogonal`, `generalForward` and `generalAdjoint`.
 *
 * @param w Outer point, p.
 * @param fold The fold of each observation, n: 0, …, K − 1 with K ≥ 2 and no fold empty.
 * @param options As for `learnNuisances`; and which folds teach about which, all others unless said.
 * @throws {RangeError} if sizes do not agree, a value is not finite or the folds are not as said.
 */
export function crossFitNuisances(
  sample: GeneralObservations,
  pair: LossPair,
  w: Float64Array,
  fold: Uint32Array,
  learner: NuisanceLearner,
  options: NewtonOptions & Pick<Split, "teaches"> = {},
): CrossFittedNuisances {
  requireSizes(pair, w, sample);
  const folds = requireFolds(fold, sample.n, 2);
  const { teaches } = options;
  const [values] = nuisanceArrays(sample.n, pair.p, 1);
  const guardRails = Array.from({ length: folds }, (_, k) => {
    const { learned, held } = leaveOut(sample, pair, w, fold, [k], learner, options, teaches);
    place(learned, held, values, () => true);
    return learned.guardRails;
  });
  return { ...values, losses: lossDerivatives(pair, w, values.h, sample.z), guardRails };
}

/**
 * Out-of-fold nuisances learned from one fold less, K − 1 times, for the jackknife: in the s-th of
 * them, s = 1, …, K − 1, those of fold k are learned without the folds k and k + s (mod K). Two
 * folds are left out in K(K − 1)/2 ways, so that is how many times they are learned.
 *
 * @param fold The fold of each observation, n: 0, …, K − 1 with K ≥ 3 and no fold empty.
 * @throws {RangeError} as `crossFitNuisances` does.
 */
export function crossFitReduced(
  sample: GeneralObservations,
  pair: LossPair,
  w: Float64Array,
  fold: Uint32Array,
  learner: NuisanceLearner,
  options: NewtonOptions = {},
): CrossFittedNuisances[] {
  requireSizes(pair, w, sample);
  const folds = requireFolds(fold, sample.n, 3);
  const values = nuisanceArrays(sample.n, pair.p, folds - 1);
  const guardRails = values.map((): GuardRails[] => []);
  // two parts of one sample have nearly the same minimum
  let { start } = options;
  for (let k = 0; k < folds; k++) {
    for (let l = 0; l < k; l++) {
      const from = start === undefined ? options : { ...options, start };
      const { learned, held } = leaveOut(sample, pair, w, fold, [k, l], learner, from);
      start = learned.coefficients;
      for (const [own, other] of [[k, l], [l, k]]) {
        const set = (other - own + folds) % folds - 1;
        place(learned, held, values[set], (i) => fold[i] === own);
        guardRails[set][own] = learned.guardRails;
      }
    }
  }
  return values.map((set, s) => ({
    ...set,
    losses: lossDerivatives(pair, w, set.h, sample.z),
    guardRails: guardRails[s],
  }));
}

interface NuisanceArrays extends AdjointValues {
  readonly h: Float64Array;
}

function nuisanceArrays(n: number, p: number, count: number): NuisanceArrays[] {
  return Array.from({ length: count }, () => ({
    h: new Float64Array(n),
    a: new Float64Array(n),
    b: new Float64Array(n * p),
    c: new Float64Array(n * p),
  }));
}

/** Learns without some folds, and evaluates at their observations. */
function leaveOut(
  sample: GeneralObservations,
  pair: LossPair,
  w: Float64Array,
  fold: Uint32Array,
  out: readonly [number, number?],
  learner: NuisanceLearner,
  options: NewtonOptions,
  teaches: Split["teaches"] = () => true,
): { learned: LearnedNuisances; held: readonly number[] } {
  const held: number[] = [];
  const kept: number[] = [];
  const [first, second = first] = out;
  for (let i = 0; i < sample.n; i++) {
    if (fold[i] === first || fold[i] === second) held.push(i);
    else if (teaches(fold[i], first)) kept.push(i);
  }
  const training = observationsAt(sample, kept);
  const points = pointsAt(sample, held);
  return { learned: learnNuisances(training, points, pair, w, learner, options), held };
}

/** Writes the values at the held observations of which `own` says so where they belong. */
function place(
  learned: LearnedNuisances,
  held: readonly number[],
  values: NuisanceArrays,
  own: (i: number) => boolean,
): void {
  for (const name of ["h", "a", "b", "c"] as const) {
    const width = learned[name].length / held.length;
    held.forEach((i, row) => {
      if (!own(i)) return;
      for (let k = 0; k < width; k++) values[name][i * width + k] = learned[name][row * width + k];
    });
  }
}
