/**
 * Which learner each function gets and how much it smooths: chosen once from the whole sample, by
 * risk on rows held out.
 *
 * Choosing among a few settings from the rows that are estimated from does no harm to first order;
 * DoubleML tunes likewise unless told otherwise. Each of h, a, b and c is chosen for itself: where
 * one of them hardly depends on the covariates and another does, no smoothing would do for both.
 *
 * @module
 */

import {
  type GeneralObservations,
  type NuisanceLearners,
  observationsAt,
} from "../../estimators/functional/general_nuisances.ts";
import { slopeOfC } from "../../estimators/functional/general_score.ts";
import {
  innerDerivatives,
  lossDerivatives,
  type LossPair,
  makeLossDerivatives,
} from "../../estimators/functional/losses.ts";
import {
  type AdaptiveClass,
  classFor,
  clipWeights,
  DEFAULT_WEIGHT_FLOOR,
  type FunctionClass,
  minimiseConvexRisk,
} from "../../estimators/nuisance/quadratic_risk.ts";
import { convexShares, quadraticShares, stacked } from "../../estimators/nuisance/stacking.ts";
import { rowsOf } from "../../numerics/matrix.ts";
import type { Stream } from "../../numerics/random.ts";
import { isGain, roundingOf } from "./gain.ts";
import { LEARNERS } from "./learners.ts";
import { clusterCount, type Clustering } from "../../estimators/inference/clusters.ts";
import { indicesWhere } from "./sample.ts";
import { dense, tuningRows, tuningSplit } from "./splitting.ts";

/** The learner of one function. */
export interface Choice {
  /** A name of `LEARNERS`. */
  readonly learner: string;
  readonly scale: number;
}

/** Several learners of one function, whose mean it is. */
export interface StackedChoice {
  /** Shares are positive and add up to 1. */
  readonly parts: readonly (Choice & { readonly share: number })[];
}

/** Those of all functions. */
export interface Choices<One extends Choice | StackedChoice = Choice | StackedChoice> {
  readonly h: One;
  readonly a: One;
  /** p of them, and so of c. */
  readonly b: readonly One[];
  readonly c: readonly One[];
}

/** What becomes of a panel: the best of its learners for each function, or their mean with least risk. */
export type Combining = "best" | "stacked";

/** Observations that learners are compared on, and what must not be split. */
export interface TuningSample extends GeneralObservations {
  readonly clusters?: Clustering;
  /** The user's own folds. */
  readonly fold?: Uint32Array;
}

const FOLDS = 5;
/** Most rows on which learners are compared. */
const TUNING_ROWS = 2000;
/** A learner that needs more of Newton's steps than this is compared as it is then. */
const NEWTON_STEPS = 15;

/** Learners as choices name them. */
export function chosenLearners({ h, a, b, c }: Choices): NuisanceLearners {
  const one = ({ learner, scale }: Choice) => LEARNERS[learner].at(scale);
  const learner = (choice: Choice | StackedChoice) =>
    "parts" in choice
      ? { parts: choice.parts.map((part) => ({ learner: one(part), share: part.share })) }
      : one(choice);
  return { h: learner(h), a: learner(a), b: b.map(learner), c: c.map(learner) };
}

/**
 * The learner and the scale of each function whose risk in five-fold cross-validation is least, the
 * first of those named if several are as good, and of a learner the greatest scale.
 *
 * @param pair The losses in their own units.
 * @param w Outer point, p.
 * @param panel Names of learners.
 * @throws {RangeError} if the losses are not finite on rows held out.
 */
export function chooseLearners(
  sample: TuningSample,
  pair: LossPair,
  w: Float64Array,
  panel: readonly string[],
  random: Stream,
): Choices<Choice>;
/** The same, or of each learner the best scale and their shares in a stack. */
export function chooseLearners(
  sample: TuningSample,
  pair: LossPair,
  w: Float64Array,
  panel: readonly string[],
  random: Stream,
  combining: Combining,
): Choices;
export function chooseLearners(
  sample: TuningSample,
  pair: LossPair,
  w: Float64Array,
  panel: readonly string[],
  random: Stream,
  combining: Combining = "best",
): Choices {
  const { clusters: all = [] } = sample;
  const rows = tuningRows(sample.n, TUNING_ROWS, all, random);
  const chosen = rows === undefined ? sample : observationsAt(sample, rows);
  const some = (labels: Uint32Array) => rows === undefined ? labels : dense(rowsIn(labels, rows));
  const clusters = all.map(some);
  const { n: size } = chosen;
  const split = tuningSplit(size, FOLDS, clusters, sample.fold && some(sample.fold), random);
  const { fold, teaches = () => true } = split;
  const parts = Array.from({ length: clusterCount(fold) }, (_, k): Part => {
    const training = indicesWhere(fold, (label) => label !== k && teaches(label, k));
    const held = indicesWhere(fold, (label) => label === k);
    return {
      training,
      held,
      trainingX: rowsOf(chosen.x, size, training),
      heldX: rowsOf(chosen.x, size, held),
    };
  });
  const { p } = pair;
  const trainings = parts.map(({ training }) => ({
    z: rowsOf(chosen.z, size, training),
    room: makeLossDerivatives(training.length, p),
  }));
  const groups = clusters[0] ?? Uint32Array.from({ length: size }, (_, i) => i);
  const found = (
    fit: Fit,
    risksOf: (values: Float64Array) => Float64Array,
    sharesOf: (values: readonly Float64Array[]) => Float64Array,
    rounding = 0,
  ): Least | StackedLeast => {
    if (combining === "best") return leastRisk(parts, panel, groups, fit, risksOf, rounding);
    const each = panel.map((name) => leastRisk(parts, [name], groups, fit, risksOf, rounding));
    const shares = sharesOf(each.map(({ values }) => values));
    return {
      values: stacked(each.map(({ values }) => values), shares),
      parts: each.map(({ learner, scale }, k) => ({ learner, scale, share: shares[k] }))
        .filter(({ share }) => share > 0),
    };
  };
  const innerAt = (v: Float64Array) =>
    innerDerivatives(pair, w, v, chosen.z, makeLossDerivatives(size, p));
  // what does not depend on v, however large, says nothing of h
  const none = innerAt(new Float64Array(size)).value;
  const h = found(
    (made, k) => {
      const { z, room } = trainings[k];
      return minimiseConvexRisk(made, (v) => {
        const { value, v: slope, vv: curvature } = innerDerivatives(pair, w, v, z, room);
        return { value, slope, curvature };
      }, { maxIterations: NEWTON_STEPS });
    },
    (values) => innerAt(values).value.map((value, i) => value - none[i]),
    (values) =>
      convexShares(values, (v) => {
        const { value, v: slope, vv: curvature } = innerAt(v);
        return { value, slope, curvature };
      }),
    roundingOf(none),
  );

  const losses = lossDerivatives(pair, w, h.values, chosen.z);
  const { inner, outer } = losses;
  const { weight } = clipWeights(inner.vv, DEFAULT_WEIGHT_FLOOR);
  const weights = parts.map(({ training }) => rowsOf(weight, size, training));
  const least = (linear: Float64Array) => {
    const risks = parts.map(({ training }, k) => ({
      weight: weights[k],
      linear: rowsOf(linear, size, training),
    }));
    return found(
      (made, k) => {
        const functions = classFor(made, () => risks[k]);
        return { functions, coefficients: functions.weighted(weights[k])(risks[k].linear, 1) };
      },
      (values) => values.map((f, i) => (weight[i] * f / 2 + linear[i]) * f),
      (values) => quadraticShares({ weight, linear }, values),
    );
  };
  const column = (matrix: Float64Array, k: number) => matrix.filter((_, at) => at % p === k);
  const coordinates = Array.from({ length: p }, (_, k) => k);
  const a = least(outer.v);
  const b = coordinates.map((k) => least(column(inner.vw, k)));
  const c = coordinates.map((k) =>
    least(b[k].values.map((own, i) => slopeOfC(losses, i, k, a.values[i], own)))
  );
  const choice = (one: Least | StackedLeast): Choice | StackedChoice =>
    "parts" in one ? { parts: one.parts } : { learner: one.learner, scale: one.scale };
  return { h: choice(h), a: choice(a), b: b.map(choice), c: c.map(choice) };
}

/** The same of learners that are stacked. */
interface StackedLeast extends StackedChoice {
  readonly values: Float64Array;
}

/** Fits a class of functions to the training rows of a part. */
type Fit = (
  made: FunctionClass | AdaptiveClass,
  part: number,
) => { readonly functions: FunctionClass; readonly coefficients: Float64Array };

/** Rows to learn from and rows held out, kept so that learners may remember what they made of them. */
interface Part {
  readonly training: readonly number[];
  readonly held: readonly number[];
  readonly trainingX: Float64Array;
  readonly heldX: Float64Array;
}

/** What is best, and its values at each row when that was held out. */
interface Least extends Choice {
  readonly risks: Float64Array;
  readonly values: Float64Array;
}

/**
 * The learner and scale whose fits to the training rows of each part have the least risk on the rows
 * held out.
 *
 * @param groups The cluster of each row.
 * @param risksOf The risks of values at all n rows, each from when that row was held out; 0 at f = 0.
 * @param rounding What those are uncertain by.
 */
function leastRisk(
  parts: readonly Part[],
  panel: readonly string[],
  groups: Uint32Array,
  fit: Fit,
  risksOf: (values: Float64Array) => Float64Array,
  rounding: number,
): Least {
  let best: Least | undefined;
  for (const learner of panel) {
    const { scales, at } = LEARNERS[learner];
    for (const scale of [...scales].reverse()) {
      const values = new Float64Array(groups.length);
      parts.forEach(({ training, held, trainingX, heldX }, k) => {
        const made = at(scale)(trainingX, training.length, trainingX.length / training.length);
        const { functions, coefficients } = fit(made, k);
        const own = functions.evaluate(coefficients, 1, heldX, held.length);
        held.forEach((i, row) => values[i] = own[row]);
      });
      const risks = risksOf(values);
      if (!risks.every(Number.isFinite)) continue;
      if (best === undefined || isGain(best.risks, risks, groups, rounding)) {
        best = { learner, scale, risks, values };
      }
    }
  }
  if (best === undefined) {
    throw new RangeError("the losses are not finite on rows held out: rescale the data");
  }
  return best;
}

function rowsIn(labels: Uint32Array, rows: readonly number[]): Uint32Array {
  return Uint32Array.from(rows, (i) => labels[i]);
}
