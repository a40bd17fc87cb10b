/**
 * Roots of the gradient under quadratic losses and an affine inner target: minimisers of the outer
 * objective.
 *
 * T_w = T_0 + w'G makes every score affine in w, so a root needs one linear system and no iteration:
 * A w + c = 0 with A, c means over the observations.
 *
 * @module
 */

import { pseudoInverse } from "../../numerics/pseudo_inverse.ts";
import type { ConditionalMeans, InnerTarget } from "../../problems/functional/contract.ts";
import { sandwich } from "../inference/sandwich.ts";
import { scoreCovariance } from "../inference/wald.ts";
import { type AffineGradient, affineOf } from "./affine_gradient.ts";
import { nuisanceValues, outerEvaluation } from "./evaluate.ts";
import { scoresOf } from "./score.ts";
import { ORTHOGONAL, PUBLISHED, type Terms } from "./terms.ts";

/**
 * Singular values of A below this count as zero: the published convention, where G is of order 1. It is
 * brought there by powers of 1024, and between these bounds left as it is.
 */
const LEAST_SINGULAR_VALUE = 1e-10;
const [SMALL, LARGE, STEP] = [1 / 32, 32, 1024];
const isZero = (value: number): boolean => value < LEAST_SINGULAR_VALUE;

/** An estimated root with standard errors. */
export interface RootEstimate {
  /** The estimate of the w at which the gradient is zero, p. */
  readonly root: Float64Array;
  /** Standard error of each coordinate, p; NaN where the method has none. */
  readonly standardError: Float64Array;
  /** The least singular value of A, where G is of order 1. If it is below 1e-10, the root is the least-norm
   * least-squares solution, which is not identified and has NaN standard errors. */
  readonly leastSingularValue: number;
}

/** A root estimator that needs only the data and the values of the conditional means. */
export type RootEstimator = (
  outcome: Float64Array,
  means: ConditionalMeans,
  inner: InnerTarget,
) => RootEstimate;

/**
 * The root of a row of terms. Its standard errors are the sandwich A⁻¹V̂A⁻ᵀ/n with the sample
 * covariance V̂ of the scores at the root, derived here; they leave out the noise of learned functions.
 *
 * @example
 * ```ts
 * import { linearIV, rootOf, Stream } from "@bigrad/bigrad";
 *
 * const forward = rootOf([{ direction: "j", of: "target", less: "outcome" }]);
 * const sample = linearIV.sample(400, Stream.of("my data"));
 * const means = linearIV.conditionalMeans(sample.x);
 * const { root, standardError } = forward(sample.y, means, linearIV.innerTarget(sample));
 * console.log(Math.abs(root[0] - linearIV.root[0]) < 3 * standardError[0]); // true
 * ```
 */
export function rootOf(terms: Terms): RootEstimator {
  const affine = affineOf(terms);
  const scores = scoresOf(terms);
  return inUnits((outcome, means, inner) => {
    const solution = solve(affine(outcome, means, inner));
    const { root, leastSingularValue } = solution;
    const [n, p] = [outcome.length, root.length];
    const scoresAt = () =>
      scores(outerEvaluation(inner, outcome, root), nuisanceValues(means, root));
    const standardError = leastSingularValue >= LEAST_SINGULAR_VALUE
      ? sandwich(solution.inverse, scoreCovariance(scoresAt(), n, p), n)
      : root.map(() => NaN);
    return { root, standardError, leastSingularValue };
  });
}

/** The estimator where each column of G is of order 1, so that the units of G are no matter. */
function inUnits(estimate: RootEstimator): RootEstimator {
  return (outcome, means, inner) => {
    const factors = factorsOf(inner.g, inner.g.length / outcome.length);
    if (factors.every((factor) => factor === 1)) return estimate(outcome, means, inner);
    const times = (values: Float64Array): Float64Array =>
      values.map((value, at) => value * factors[at % factors.length]);
    const { root, standardError, leastSingularValue } = estimate(
      outcome,
      { ...means, j: times(means.j) },
      { ...inner, g: times(inner.g) },
    );
    return { root: times(root), standardError: times(standardError), leastSingularValue };
  };
}

/** The powers of 1024 that bring the columns of a matrix to order 1; none where its size is wrong. */
function factorsOf(g: Float64Array, p: number): number[] {
  if (!Number.isInteger(p)) return [];
  return Array.from({ length: p }, (_, k) => {
    let largest = 0;
    for (let at = k; at < g.length; at += p) largest = Math.max(largest, Math.abs(g[at]));
    if (!(largest > 0 && largest < Infinity)) return 1;
    let factor = 1;
    while (largest * factor < SMALL && factor < 1e300) factor *= STEP;
    while (largest * factor > LARGE) factor /= STEP;
    return factor;
  });
}

/**
 * The root of the mean doubly robust score; with the true conditional means it is
 * the oracle. Estimator of El Khoury, Zenati, Kallus, Arbel, Bibaut, *Semiparametric Efficient
 * Bilevel Gradient Estimation*, arXiv 2605.21341 (2026).
 *
 * @example
 * ```ts
 * import { crossFit, gaussian, kernelRidge, orthogonalRoot } from "@bigrad/bigrad";
 * import { projectedBellmanB3, randomFolds, Stream } from "@bigrad/bigrad";
 *
 * const sample = projectedBellmanB3.sample(300, Stream.of("my data"));
 * const target = projectedBellmanB3.innerTarget(sample);
 * const folds = randomFolds(sample.n, 5, Stream.of("my folds"));
 * const learner = kernelRidge({ kernel: gaussian(1), lambdas: [1e-4, 1e-3, 1e-2] });
 * const { means } = crossFit(sample, target, folds, learner);
 * const { root, standardError } = orthogonalRoot(sample.y, means, target);
 * console.log(root[0].toFixed(3), standardError[0].toFixed(3), projectedBellmanB3.root[0]);
 * // 0.635 0.011 0.65
 * ```
 */
export const orthogonalRoot: RootEstimator = /* @__PURE__ */ rootOf(ORTHOGONAL);

/**
 * The root of the mean of ĵ (ĥ_w − Y): mean[ĵĵ'] w = mean[ĵ (Y − ĥ_0)], the least squares of Y − ĥ_0 on
 * ĵ. The comparator called "plug-in" by the same authors.
 *
 * @example
 * ```ts
 * import { crossFit, gaussian, kernelRidge, plugInRoot } from "@bigrad/bigrad";
 * import { projectedBellmanB3, randomFolds, Stream } from "@bigrad/bigrad";
 *
 * const sample = projectedBellmanB3.sample(300, Stream.of("my data"));
 * const folds = randomFolds(sample.n, 5, Stream.of("my folds"));
 * const target = projectedBellmanB3.innerTarget(sample);
 * const learner = kernelRidge({ kernel: gaussian(1), lambdas: [1e-4, 1e-3, 1e-2] });
 * const { means } = crossFit(sample, target, folds, learner);
 * const { root } = plugInRoot(sample.y, means, target);
 * console.log(root[0].toFixed(3), projectedBellmanB3.root[0]); // 0.638 0.65
 * ```
 */
export const plugInRoot: RootEstimator = /* @__PURE__ */ rootOf(PUBLISHED);

/**
 * The w at which A w + c = 0, where gradient descent ends if it converges; it has no standard errors,
 * so they are NaN. Singular values of A below 1e-10 count as zero: give A where the coordinates of w are of
 * order 1.
 *
 * @example
 * ```ts
 * import { affineRoot } from "@bigrad/bigrad";
 *
 * const { root } = affineRoot({ a: Float64Array.of(2, 0, 0, 4), c: Float64Array.of(-2, 4) });
 * console.log(root[0], root[1]); // 1 -1
 * ```
 */
export function affineRoot(gradient: AffineGradient): RootEstimate {
  const { root, leastSingularValue } = solve(gradient);
  return { root, standardError: root.map(() => NaN), leastSingularValue };
}

/** The root, the pseudo-inverse of A and its least singular value. */
function solve(
  { a, c }: AffineGradient,
): Pick<RootEstimate, "root" | "leastSingularValue"> & { readonly inverse: Float64Array } {
  const p = c.length;
  const { inverse, leastSingularValue } = pseudoInverse(a, p, isZero);
  const root = c.map((_, k) => {
    let sum = 0;
    for (let l = 0; l < p; l++) sum -= inverse[k * p + l] * c[l];
    return sum;
  });
  return { root, inverse, leastSingularValue };
}
