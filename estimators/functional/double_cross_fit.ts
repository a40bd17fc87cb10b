/**
 * Learning the two factors of the gradient's bias from different observations.
 *
 * With fixed learned means the orthogonal gradient has the bias −E[(r̂ − r)(ĵ − j)], r = h_w − m, and
 * the plug-in of learned functions alone the bias E[r(ĵ − j)] + E[j(r̂ − r)] + E[(r̂ − r)(ĵ − j)].
 * Ordinary cross-fitting learns r̂ and ĵ from the same observations, and so the last product has the
 * covariance of their noise in its mean. Here ĵ is learned on some folds and r̂ on others, so that the
 * mean of the product is the product of the means. Since h_w = h_0 + w'j is part of r, a second ĵ is
 * learned where r̂ is.
 *
 * Different nuisances from different parts: W. K. Newey and J. M. Robins, "Cross-fitting and fast
 * remainder rates for semiparametric estimation", arXiv 1801.09138 (2018). Its form for bilevel
 * gradients is derived here.
 *
 * @module
 */

import type { ConditionalMeans, InnerTarget, Sample } from "../../problems/functional/contract.ts";
import type { Learner } from "../nuisance/contract.ts";
import type { NuisanceValues } from "./contract.ts";
import { requireFolds } from "./cross_fit.ts";
import { nuisanceValues } from "./evaluate.ts";
import {
  type Chosen,
  conditionalMeans,
  learnAndPredict,
  regressionTable,
} from "./regression_table.ts";

/** Conditional means for the two factors of the gradient. */
export interface DoubleMeans {
  /** Its ĵ is the direction that multiplies T_w − Y. */
  readonly direction: Pick<ConditionalMeans, "j">;
  /** r̂ = ĥ_0 + w'ĵ − m̂ is made of these alone. */
  readonly residual: ConditionalMeans;
}

/** Conditional means learned twice, on disjoint folds. */
export interface DoublyLearnedMeans extends DoubleMeans {
  /** From the one part. */
  readonly direction: ConditionalMeans;
  /** What each regression chose in fitting: those of the directions by fold, then the others. */
  readonly chosen: readonly Chosen[];
}

/**
 * Out-of-fold conditional means, learned twice on disjoint folds.
 *
 * Put the K folds in a circle. For the observations of fold k, the ⌈(K − 1)/2⌉ folds that follow k
 * teach the direction, and the ⌊(K − 1)/2⌋ folds that precede k teach the residual.
 *
 * @param inner T_0 and G of the sample.
 * @param fold The fold of each observation, n: 0, …, K − 1 with K ≥ 3 and no fold empty.
 * @returns The means at the n observations.
 * @throws {RangeError} if sizes do not agree, a value is not finite or the folds are not as said.
 */
export function doubleCrossFit(
  sample: Sample,
  inner: InnerTarget,
  fold: Uint32Array,
  learner: Learner,
): DoublyLearnedMeans {
  const table = regressionTable(sample, inner);
  const { n } = table;
  const folds = requireFolds(fold, n, 3);
  const following = Math.ceil((folds - 1) / 2);
  /** Out-of-fold means from the folds that are `from` to `to` steps ahead in the circle. */
  const learn = (from: number, to: number): { means: ConditionalMeans; chosen: Chosen[] } => {
    const values = new Float64Array(n * table.q);
    const chosen = Array.from({ length: folds }, (_, k) => {
      const teaches = (i: number): boolean => {
        const ahead = (fold[i] - k + folds) % folds;
        return from <= ahead && ahead <= to;
      };
      return learnAndPredict(table, learner, teaches, (i) => fold[i] === k, values);
    });
    return { means: conditionalMeans(values, n, table), chosen };
  };
  const direction = learn(1, following);
  const residual = learn(following + 1, folds - 1);
  return {
    direction: direction.means,
    residual: residual.means,
    chosen: [...direction.chosen, ...residual.chosen],
  };
}

/**
 * The values of the nuisances at an outer point: j from the one part, h_w and m from the other. With
 * them the orthogonal gradient is the mean of ĵ(T_w − Y) + (G − ĵ)(ĥ_w − m̂), unchanged.
 *
 * @param w Outer point, p.
 * @throws {RangeError} if the arrays' sizes do not agree.
 */
export function doubleNuisanceValues(
  { direction, residual }: DoubleMeans,
  w: Float64Array,
): NuisanceValues {
  return { ...nuisanceValues(residual, w), j: direction.j };
}
