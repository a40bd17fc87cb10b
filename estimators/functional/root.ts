/**
 * Roots of the gradient under quadratic losses and an affine inner target: minimisers of the outer
 * objective.
 *
 * T_w = T_0 + w'G makes every score affine in w, so a root needs one linear system and no iteration:
 * A w + c = 0 with A, c means over the observations.
 *
 * @module
 */

import { Matrix, SingularValueDecomposition } from "ml-matrix";
import type { ConditionalMeans, InnerTarget } from "../../problems/functional/contract.ts";
import { scoreCovariance } from "../inference/wald.ts";
import { type AffineGradient, orthogonalAffine, publishedAffine } from "./affine_gradient.ts";
import { nuisanceValues, outerEvaluation } from "./evaluate.ts";
import { doublyRobustScores } from "./score.ts";

/** Singular values of A below this count as zero: the published convention. */
const LEAST_SINGULAR_VALUE = 1e-10;

/** An estimated root with standard errors. */
export interface RootEstimate {
  /** The estimate of the w at which the gradient is zero, p. */
  readonly root: Float64Array;
  /** Standard error of each coordinate, p; NaN where the method has none. */
  readonly standardError: Float64Array;
  /** The least singular value of A. If it is below 1e-10, the root is the least-norm least-squares
   * solution, which is not identified and has NaN standard errors. */
  readonly leastSingularValue: number;
}

/** A root estimator that needs only the data and the values of the conditional means. */
export type RootEstimator = (
  outcome: Float64Array,
  means: ConditionalMeans,
  inner: InnerTarget,
) => RootEstimate;

/**
 * The root of the mean doubly robust score, a `RootEstimator`; with the true conditional means it is
 * the oracle.
 *
 * A and c are those of `orthogonalAffine`. Estimator of El Khoury, Zenati, Kallus, Arbel, Bibaut,
 * *Semiparametric Efficient Bilevel Gradient Estimation*, arXiv 2605.21341 (2026). Its standard
 * errors, from the sandwich A⁻¹V̂A⁻¹/n with the sample covariance V̂ of the scores at the root, are
 * derived here.
 *
 * @param outcome Y, n.
 * @param outOfFold ĵ, ĥ_0 and m̂, where each observation is predicted from the others' folds.
 * @param inner T_0 and G of the n observations.
 * @throws {RangeError} if the arrays' sizes do not agree.
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
export function orthogonalRoot(
  outcome: Float64Array,
  outOfFold: ConditionalMeans,
  inner: InnerTarget,
): RootEstimate {
  return estimate(orthogonalAffine(outcome, outOfFold, inner), (root) => {
    const evaluation = outerEvaluation(inner, outcome, root);
    return doublyRobustScores(evaluation, nuisanceValues(outOfFold, root));
  });
}

/**
 * The root of the mean of ĵ (ĥ_w − Y), a `RootEstimator`: mean[ĵĵ'] w = mean[ĵ (Y − ĥ_0)], the least
 * squares of Y − ĥ_0 on ĵ. Its standard errors are the sandwich of its own scores, so they leave out
 * the noise of the learned functions.
 *
 * The comparator called "plug-in" by El Khoury, Zenati, Kallus, Arbel, Bibaut, *Semiparametric
 * Efficient Bilevel Gradient Estimation*, arXiv 2605.21341 (2026).
 *
 * @param outcome Y, n.
 * @param means ĵ and ĥ_0 at n observations; m̂ does not matter.
 * @throws {RangeError} if the arrays' sizes do not agree.
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
 * const { root } = plugInRoot(sample.y, means);
 * console.log(root[0].toFixed(3), projectedBellmanB3.root[0]); // 0.638 0.65
 * ```
 */
export function plugInRoot(
  outcome: Float64Array,
  means: Pick<ConditionalMeans, "j" | "h0">,
): RootEstimate {
  return estimate(publishedAffine(outcome, means), (root) => {
    const { j, h0 } = means;
    const n = outcome.length;
    const p = root.length;
    const scores = new Float64Array(n * p);
    for (let i = 0; i < n; i++) {
      let residual = h0[i] - outcome[i];
      for (let k = 0; k < p; k++) residual += j[i * p + k] * root[k];
      for (let k = 0; k < p; k++) scores[i * p + k] = j[i * p + k] * residual;
    }
    return scores;
  });
}

/**
 * The w at which A w + c = 0, where gradient descent ends if it converges; it has no standard errors,
 * so they are NaN.
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

/** The root with the sandwich standard errors. @param scores The scores at a root, n×p. */
function estimate(
  gradient: AffineGradient,
  scores: (root: Float64Array) => Float64Array,
): RootEstimate {
  const { root, inverse, leastSingularValue } = solve(gradient);
  if (!(leastSingularValue >= LEAST_SINGULAR_VALUE)) {
    return { root, standardError: root.map(() => NaN), leastSingularValue };
  }
  const p = root.length;
  const values = scores(root);
  const n = values.length / p;
  const v = scoreCovariance(values, n, p);
  const standardError = root.map((_, k) => {
    let variance = 0;
    for (let l = 0; l < p; l++) {
      for (let q = 0; q < p; q++) {
        variance += inverse[k * p + l] * v[l * p + q] * inverse[k * p + q];
      }
    }
    return Math.sqrt(variance / n);
  });
  return { root, standardError, leastSingularValue };
}

/** The root, the pseudo-inverse of A and its least singular value. */
function solve(
  { a, c }: AffineGradient,
): Pick<RootEstimate, "root" | "leastSingularValue"> & { readonly inverse: Float64Array } {
  const p = c.length;
  // ml-matrix would look for singular values for ever
  if (!a.every(Number.isFinite)) {
    return { root: c.map(() => NaN), inverse: a.map(() => NaN), leastSingularValue: NaN };
  }
  const svd = new SingularValueDecomposition(Matrix.from1DArray(p, p, a), { autoTranspose: true });
  const inverse = pseudoInverse(svd, p);
  const root = c.map((_, k) => {
    let sum = 0;
    for (let l = 0; l < p; l++) sum -= inverse[k * p + l] * c[l];
    return sum;
  });
  return { root, inverse, leastSingularValue: svd.diagonal[p - 1] };
}

/** Σ v_s u_s' / σ_s over the singular values that are not zero, p×p. */
function pseudoInverse(svd: SingularValueDecomposition, p: number): Float64Array {
  const u = svd.leftSingularVectors;
  const v = svd.rightSingularVectors;
  const out = new Float64Array(p * p);
  svd.diagonal.forEach((value, s) => {
    if (value < LEAST_SINGULAR_VALUE) return;
    for (let k = 0; k < p; k++) {
      for (let l = 0; l < p; l++) out[k * p + l] += v.get(k, s) * u.get(l, s) / value;
    }
  });
  return out;
}
