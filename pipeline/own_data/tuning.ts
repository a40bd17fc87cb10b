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

import { randomFolds } from "../../estimators/functional/cross_fit.ts";
import type {
  GeneralObservations,
  NuisanceLearners,
} from "../../estimators/functional/general_nuisances.ts";
import { lossDerivatives, type LossPair } from "../../estimators/functional/losses.ts";
import {
  classFor,
  clipWeights,
  DEFAULT_WEIGHT_FLOOR,
} from "../../estimators/nuisance/quadratic_risk.ts";
import type { Stream } from "../../estimators/numerics/random.ts";
import { LEARNERS } from "./learners.ts";
import { indicesWhere, rowsOf, selection } from "./sample.ts";

/** The learner of one function. */
export interface Choice {
  /** A name of `LEARNERS`. */
  readonly learner: string;
  readonly scale: number;
}

/** Those of all functions. */
export interface Choices {
  readonly h: Choice;
  readonly a: Choice;
  /** p of them, and so of c. */
  readonly b: readonly Choice[];
  readonly c: readonly Choice[];
}

const FOLDS = 5;
/** Most rows on which learners are compared. */
const TUNING_ROWS = 4000;
/** h is chosen for the quadratic approximation of its loss at what was chosen before. */
const ROUNDS = 3;
/** Risks that differ by less than this share are equal. */
const EQUAL = 1e-9;

/** Learners as choices name them. */
export function chosenLearners({ h, a, b, c }: Choices): NuisanceLearners {
  const learner = ({ learner, scale }: Choice) => LEARNERS[learner].at(scale);
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
  sample: GeneralObservations,
  pair: LossPair,
  w: Float64Array,
  panel: readonly string[],
  random: Stream,
): Choices {
  const size = Math.min(sample.n, TUNING_ROWS);
  const rows = [...random.permutation(sample.n).subarray(0, size)].sort((i, j) => i - j);
  const chosen = size < sample.n ? selection(sample, rows) : sample;
  const fold = randomFolds(size, FOLDS, random);
  const parts = Array.from({ length: FOLDS }, (_, k): Part => {
    const training = indicesWhere(fold, (label) => label !== k);
    const held = indicesWhere(fold, (label) => label === k);
    return {
      training,
      held,
      trainingX: rowsOf(chosen.x, size, training),
      heldX: rowsOf(chosen.x, size, held),
    };
  });
  const least = (weight: Float64Array, linear: Float64Array) =>
    leastRisk(parts, panel, weight, linear);

  const { p } = pair;
  const derivativesAt = (v: Float64Array) => {
    const losses = lossDerivatives(pair, w, v, chosen.z);
    return { ...losses, weight: clipWeights(losses.inner.vv, DEFAULT_WEIGHT_FLOOR).weight };
  };
  let at = derivativesAt(new Float64Array(size));
  let h = least(at.weight, at.inner.v);
  for (let round = 1; round < ROUNDS; round++) {
    const { values } = h;
    at = derivativesAt(values);
    if (at.inner.vvv.every((value) => value === 0)) break;
    const { weight, inner } = at;
    h = least(weight, inner.v.map((slope, i) => slope - weight[i] * values[i]));
  }
  const { weight, inner, outer } = at = derivativesAt(h.values);
  const column = (matrix: Float64Array, k: number) => matrix.filter((_, at) => at % p === k);
  const coordinates = Array.from({ length: p }, (_, k) => k);
  const a = least(weight, outer.v);
  const b = coordinates.map((k) => least(weight, column(inner.vw, k)));
  const c = coordinates.map((k) => {
    const own = b[k].values;
    return least(
      weight,
      column(outer.vw, k).map((mixed, i) =>
        mixed + outer.vv[i] * own[i] +
        (inner.vvw[i * p + k] + inner.vvv[i] * own[i]) * a.values[i]
      ),
    );
  });
  const choice = ({ learner, scale }: Least): Choice => ({ learner, scale });
  return { h: choice(h), a: choice(a), b: b.map(choice), c: c.map(choice) };
}

/** Rows to learn from and rows held out, kept so that learners may remember what they made of them. */
interface Part {
  readonly training: readonly number[];
  readonly held: readonly number[];
  readonly trainingX: Float64Array;
  readonly heldX: Float64Array;
}

/** What is best, and its values at each row when that was held out. */
interface Least extends Choice {
  readonly risk: number;
  readonly values: Float64Array;
}

function leastRisk(
  parts: readonly Part[],
  panel: readonly string[],
  weight: Float64Array,
  linear: Float64Array,
): Least {
  const risks = parts.map(({ training }) => ({
    weight: rowsOf(weight, weight.length, training),
    linear: rowsOf(linear, linear.length, training),
  }));
  let best: Least | undefined;
  for (const learner of panel) {
    const { scales, at } = LEARNERS[learner];
    for (const scale of [...scales].reverse()) {
      const values = new Float64Array(weight.length);
      let risk = 0;
      parts.forEach(({ training, held, trainingX, heldX }, k) => {
        const n = training.length;
        const made = at(scale)(trainingX, n, trainingX.length / n);
        const functions = classFor(made, () => risks[k]);
        const coefficients = functions.weighted(risks[k].weight)(risks[k].linear, 1);
        const own = functions.evaluate(coefficients, 1, heldX, held.length);
        held.forEach((i, row) => {
          values[i] = own[row];
          risk += (weight[i] * own[row] / 2 + linear[i]) * own[row];
        });
      });
      if (!Number.isFinite(risk)) continue;
      const gain = best === undefined ? Infinity : best.risk - risk;
      if (gain > EQUAL * Math.abs(best?.risk ?? 0)) best = { learner, scale, risk, values };
    }
  }
  if (best === undefined) {
    throw new RangeError("the losses are not finite on rows held out: rescale the data");
  }
  return best;
}
