/**
 * Penalised series whose basis is made from the training points, or chosen by what is to be learned.
 *
 * @module
 */

import { type Basis, penalisedSeries, ratePenalty } from "./penalised_series.ts";
import type { QuadraticRisk, RiskLearner } from "./quadratic_risk.ts";

/** Makes a basis from training points (n×d), or what makes one for each risk over them. */
export type BasisMaker = (
  x: Float64Array,
  n: number,
  d: number,
) => Basis | ((risk: QuadraticRisk) => Basis);

/** Order of the derivative that the rate of the penalty is that of. */
const ORDER = 2;

/**
 * Learners of one family, which differ in their penalty, scale · n^-4/5. What does not depend on it,
 * the basis and its values at points, is computed once for as long as the points are kept.
 *
 * @returns The learner at a scale; the same one for the same scale.
 */
export function seriesFamily(maker: BasisMaker): (scale: number) => RiskLearner {
  const made = remembered((x: Float64Array, n: number, d: number) => {
    const basis = maker(x, n, d);
    return typeof basis === "function"
      ? remembered((_linear: Float64Array, risk: QuadraticRisk) => rememberingValues(basis(risk)))
      : rememberingValues(basis);
  });
  const learners = new Map<number, RiskLearner>();
  return (scale) => {
    const known = learners.get(scale);
    if (known !== undefined) return known;
    const learner: RiskLearner = (x, n, d) => {
      const basis = made(x, n, d);
      const classOf = (one: Basis) => penalisedSeries(one, ratePenalty(n, ORDER, scale))(x, n, d);
      return typeof basis === "function"
        ? { n, adapted: (risk) => classOf(basis(risk.linear, risk)) }
        : classOf(basis);
    };
    learners.set(scale, learner);
    return learner;
  };
}

/** A function that is computed once for each array that it is first called with. */
function remembered<Rest extends readonly unknown[], Result>(
  compute: (array: Float64Array, ...rest: Rest) => Result,
): (array: Float64Array, ...rest: Rest) => Result {
  const known = new WeakMap<Float64Array, { readonly result: Result }>();
  return (array, ...rest) => {
    const entry = known.get(array) ?? { result: compute(array, ...rest) };
    known.set(array, entry);
    return entry.result;
  };
}

function rememberingValues({ penalty, design }: Basis): Basis {
  return { penalty, design: remembered(design) };
}
