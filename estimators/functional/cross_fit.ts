/**
 * Learning the conditional means without using an observation twice.
 *
 * One multi-output regression of (G, T_0, Y) on X learns j, h_0 and m with the same smoothing. It
 * does not depend on the outer point: h_w = h_0 + w'j, so one fit serves every w.
 *
 * @module
 */

import { requireWhole } from "../../numerics/require.ts";
import type { ConditionalMeans, InnerTarget, Sample } from "../../problems/functional/contract.ts";
import type { Learner } from "../nuisance/contract.ts";
import {
  type Chosen,
  conditionalMeans,
  learnAndPredict,
  predictions,
  regressionTable,
} from "./regression_table.ts";
import { requireFinite } from "./require.ts";

/** Learned conditional means at some points, and how they were learned. */
export interface LearnedMeans {
  /** ĵ, ĥ_0 and m̂ at the points asked for. */
  readonly means: ConditionalMeans;
  /** What each regression chose in fitting, one record a regression; empty if nothing. */
  readonly chosen: readonly Chosen[];
}

/**
 * Assigns n observations to k folds at random: a random order is cut into k parts, of which the
 * first n mod k are one longer.
 *
 * @param random A source of random permutations of 0, …, n − 1.
 * @returns The fold (0, …, k − 1) of each observation, n.
 * @throws {RangeError} if k is not a whole number from 2 to n.
 *
 * @example
 * ```ts
 * import { randomFolds, Stream } from "@bigrad/bigrad";
 *
 * const folds = randomFolds(7, 3, Stream.of("my folds"));
 * console.log([...folds].sort().join(" ")); // 0 0 0 1 1 2 2
 * ```
 */
export function randomFolds(
  n: number,
  k: number,
  random: { permutation(n: number): Uint32Array },
): Uint32Array {
  requireWhole("folds", k, 2, n);
  const order = random.permutation(n);
  const fold = new Uint32Array(n);
  const shorter = Math.floor(n / k);
  const longerParts = n % k;
  const inLonger = longerParts * (shorter + 1);
  for (let i = 0; i < n; i++) {
    fold[order[i]] = i < inLonger
      ? Math.floor(i / (shorter + 1))
      : longerParts + Math.floor((i - inLonger) / shorter);
  }
  return fold;
}

/**
 * Out-of-fold conditional means: each observation's are learned from the other folds.
 *
 * @param inner T_0 and G of the sample.
 * @param fold The fold of each observation, n: 0, …, K − 1 with K ≥ 2 and no fold empty.
 * @returns The means at the n observations; one record of what was chosen for each fold.
 * @throws {RangeError} if sizes do not agree, a value is not finite or the folds are not as said.
 *
 * @example
 * ```ts
 * import { crossFit, gaussian, kernelRidge, projectedBellmanB1 } from "@bigrad/bigrad";
 * import { randomFolds, Stream } from "@bigrad/bigrad";
 *
 * const sample = projectedBellmanB1.sample(300, Stream.of("my table"));
 * const folds = randomFolds(sample.n, 5, Stream.of("my folds"));
 * const learner = kernelRidge({ kernel: gaussian(1), lambdas: [1e-4, 1e-3, 1e-2] });
 * const target = projectedBellmanB1.innerTarget(sample);
 * const { means, chosen } = crossFit(sample, target, folds, learner);
 * console.log(means.m.length, means.j.length, chosen.length); // 300 1200 5
 * ```
 */
export function crossFit(
  sample: Sample,
  inner: InnerTarget,
  fold: Uint32Array,
  learner: Learner,
): LearnedMeans {
  const table = regressionTable(sample, inner);
  const folds = requireFolds(fold, table.n, 2);
  const values = new Float64Array(table.n * table.q);
  const chosen = Array.from(
    { length: folds },
    (_, k) => learnAndPredict(table, learner, (i) => fold[i] !== k, (i) => fold[i] === k, values),
  );
  return { means: conditionalMeans(values, table.n, table), chosen };
}

/**
 * Conditional means learned on one sample and evaluated at another's covariates.
 *
 * @param training The sample to learn from.
 * @param inner T_0 and G of the training sample.
 * @param points Where to evaluate: n rows of x.
 * @returns The means at the points; one record of what was chosen.
 * @throws {RangeError} if sizes do not agree or a value is not finite.
 *
 * @example
 * ```ts
 * import { gaussian, kernelRidge, projectedBellmanB1, sampleSplit } from "@bigrad/bigrad";
 * import { Stream } from "@bigrad/bigrad";
 *
 * const training = projectedBellmanB1.sample(300, Stream.of("training"));
 * const points = projectedBellmanB1.sample(50, Stream.of("points"));
 * const learner = kernelRidge({ kernel: gaussian(1), lambdas: [1e-4, 1e-3, 1e-2] });
 * const target = projectedBellmanB1.innerTarget(training);
 * const { means } = sampleSplit(training, target, points, learner);
 * console.log(means.m.length); // 50
 * ```
 */
export function sampleSplit(
  training: Sample,
  inner: InnerTarget,
  points: Pick<Sample, "n" | "x">,
  learner: Learner,
): LearnedMeans {
  const table = regressionTable(training, inner);
  if (points.x.length !== points.n * table.d) {
    throw new RangeError(
      `the points' x has ${points.x.length} values: ${points.n} rows of ${table.d} are needed`,
    );
  }
  requireFinite("the points' x", points.x);
  const { n, d, q, x, y } = table;
  const regression = learner({ n, d, q, x, y });
  const values = predictions(regression, points.x, points.n, q);
  return {
    means: conditionalMeans(values, points.n, table),
    chosen: [regression.chosen ?? {}],
  };
}

/**
 * Checks the labels of the folds, which must be 0, …, K − 1.
 *
 * @param least The least K that will do.
 * @returns K.
 * @throws {RangeError} if there are not n labels, K is less than `least` or a fold is empty.
 */
export function requireFolds(fold: Uint32Array, n: number, least: number): number {
  if (fold.length !== n) {
    throw new RangeError(`fold has ${fold.length} labels: n = ${n} are needed`);
  }
  let folds = 0;
  for (let i = 0; i < n; i++) folds = Math.max(folds, fold[i] + 1);
  if (folds < least || folds > n) {
    throw new RangeError(
      `the largest fold label is ${folds - 1}: give ${least} to n = ${n} folds, from 0`,
    );
  }
  const sizes = new Array<number>(folds).fill(0);
  for (let i = 0; i < n; i++) sizes[fold[i]]++;
  const empty = sizes.indexOf(0);
  if (empty >= 0) throw new RangeError(`fold ${empty} of ${folds} is empty: relabel the folds`);
  return folds;
}
