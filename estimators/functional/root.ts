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
import { nuisanceValues, outerEvaluation } from "./evaluate.ts";
import { doublyRobustScores } from "./score.ts";
import { scoreCovariance } from "./wald.ts";

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
 * A = mean[ĵG' + (G − ĵ)ĵ'] is symmetric, for it is ĵG' + Gĵ' − ĵĵ'; c = mean[ĵ(T_0 − Y) +
 * (G − ĵ)(ĥ_0 − m̂)]. Estimator of El Khoury, Zenati, Kallus, Arbel, Bibaut, *Semiparametric
 * Efficient Bilevel Gradient Estimation*, arXiv 2605.21341 (2026). Its standard errors, from the
 * sandwich A⁻¹V̂A⁻¹/n with the sample covariance V̂ of the scores at the root, are derived here.
 *
 * @param outcome Y, n.
 * @param outOfFold ĵ, ĥ_0 and m̂, where each observation is predicted from the others' folds.
 * @param inner T_0 and G of the n observations.
 * @throws {RangeError} if the arrays' sizes do not agree.
 */
export function orthogonalRoot(
  outcome: Float64Array,
  outOfFold: ConditionalMeans,
  inner: InnerTarget,
): RootEstimate {
  const { n, p } = requireMeans(outcome, outOfFold);
  const { g, t0 } = inner;
  const { j, h0, m } = outOfFold;
  for (const [name, array, size] of [["G", g, n * p], ["T_0", t0, n], ["m", m, n]] as const) {
    if (array.length !== size) throw sizeError(name, array, size);
  }
  const a = new Float64Array(p * p);
  const c = new Float64Array(p);
  for (let i = 0; i < n; i++) {
    const residual = t0[i] - outcome[i];
    const r = h0[i] - m[i];
    for (let k = 0; k < p; k++) {
      const jk = j[i * p + k];
      const xik = g[i * p + k] - jk;
      c[k] += (jk * residual + xik * r) / n;
      for (let l = 0; l <= k; l++) {
        a[k * p + l] += (jk * g[i * p + l] + xik * j[i * p + l]) / n;
      }
    }
  }
  return solveAffine(a, c, (root) => {
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
 */
export function plugInRoot(
  outcome: Float64Array,
  means: Pick<ConditionalMeans, "j" | "h0">,
): RootEstimate {
  const { n, p } = requireMeans(outcome, means);
  const { j, h0 } = means;
  const a = new Float64Array(p * p);
  const c = new Float64Array(p);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < p; k++) {
      const jk = j[i * p + k];
      c[k] += jk * (h0[i] - outcome[i]) / n;
      for (let l = 0; l <= k; l++) a[k * p + l] += jk * j[i * p + l] / n;
    }
  }
  return solveAffine(a, c, (root) => {
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
 * Solves A w + c = 0 for a symmetric A and gives the sandwich standard errors.
 *
 * @param a A, p×p, of which the lower triangle is read; its upper one is overwritten.
 * @param scores The scores at a root, n×p.
 */
function solveAffine(
  a: Float64Array,
  c: Float64Array,
  scores: (root: Float64Array) => Float64Array,
): RootEstimate {
  const p = c.length;
  for (let k = 0; k < p; k++) {
    for (let l = 0; l < k; l++) a[l * p + k] = a[k * p + l];
  }
  // ml-matrix would look for singular values for ever
  if (!a.every(Number.isFinite)) {
    const nothing = c.map(() => NaN);
    return { root: nothing, standardError: nothing.slice(), leastSingularValue: NaN };
  }
  const svd = new SingularValueDecomposition(Matrix.from1DArray(p, p, a), { autoTranspose: true });
  const inverse = pseudoInverse(svd, p);
  const root = c.map((_, k) => {
    let sum = 0;
    for (let l = 0; l < p; l++) sum -= inverse[k * p + l] * c[l];
    return sum;
  });
  const leastSingularValue = svd.diagonal[p - 1];
  if (leastSingularValue < LEAST_SINGULAR_VALUE) {
    return { root, standardError: root.map(() => NaN), leastSingularValue };
  }
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

function requireMeans(
  outcome: Float64Array,
  { j, h0 }: Pick<ConditionalMeans, "j" | "h0">,
): { n: number; p: number } {
  const n = outcome.length;
  if (n === 0) throw new RangeError("outcome is empty: at least one observation is needed");
  if (h0.length !== n) throw sizeError("h_0", h0, n);
  if (j.length === 0 || j.length % n !== 0) {
    throw new RangeError(`j has ${j.length} values: a multiple of n = ${n} is needed`);
  }
  return { n, p: j.length / n };
}

function sizeError(name: string, array: Float64Array, size: number): RangeError {
  return new RangeError(`${name} has ${array.length} values: ${size} are needed`);
}
