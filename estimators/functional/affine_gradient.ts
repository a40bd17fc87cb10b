/**
 * Estimated gradients as functions of the outer point.
 *
 * Under quadratic losses T_w = T_0 + w'G and ĥ_w = ĥ_0 + w'ĵ make every score affine in w, so that an
 * estimated gradient is A w + c: p² + p numbers stand for the whole sample, wherever w goes.
 *
 * @module
 */

import type { ConditionalMeans, InnerTarget } from "../../problems/functional/contract.ts";

/** A gradient A w + c. */
export interface AffineGradient {
  /** A, p×p: the Hessian of an outer objective if it is symmetric. */
  readonly a: Float64Array;
  /** c, p: the gradient at w = 0. */
  readonly c: Float64Array;
}

/** Estimates a gradient at all outer points at once, from the data and the conditional means. */
export type AffineGradientEstimator = (
  outcome: Float64Array,
  means: ConditionalMeans,
  inner: InnerTarget,
) => AffineGradient;

/**
 * The mean doubly robust score, an `AffineGradientEstimator`: A = mean[ĵG' + (G − ĵ)ĵ'], c =
 * mean[ĵ(T_0 − Y) + (G − ĵ)(ĥ_0 − m̂)]; with the true conditional means it is the oracle.
 *
 * A is symmetric, for it is ĵG' + Gĵ' − ĵĵ', but it need not be positive definite. Estimator of El
 * Khoury, Zenati, Kallus, Arbel, Bibaut, *Semiparametric Efficient Bilevel Gradient Estimation*,
 * arXiv 2605.21341 (2026).
 *
 * @param outcome Y, n.
 * @param outOfFold ĵ, ĥ_0 and m̂, where each observation is predicted from the others' folds.
 * @param inner T_0 and G of the n observations.
 * @throws {RangeError} if the arrays' sizes do not agree.
 */
export function orthogonalAffine(
  outcome: Float64Array,
  outOfFold: ConditionalMeans,
  inner: InnerTarget,
): AffineGradient {
  const { n, p } = requireSample(outcome, outOfFold, inner);
  const { j, h0, m } = outOfFold;
  const deviation = inner.g.map((value, at) => value - j[at]);
  const forward = meanProducts(n, p, j, inner.g, inner.t0, outcome);
  const correction = meanProducts(n, p, deviation, j, h0, m);
  return symmetric({
    a: forward.a.map((value, at) => value + correction.a[at]),
    c: forward.c.map((value, k) => value + correction.c[k]),
  });
}

/**
 * The mean of ĵ (ĥ_w − Y): A = mean[ĵĵ'], c = mean[ĵ(ĥ_0 − Y)], an `AffineGradientEstimator`. The
 * comparator called "plug-in" by El Khoury, Zenati, Kallus, Arbel, Bibaut, *Semiparametric Efficient
 * Bilevel Gradient Estimation*, arXiv 2605.21341 (2026).
 *
 * @param means ĵ and ĥ_0 at n observations; m̂ does not matter.
 * @throws {RangeError} if the arrays' sizes do not agree.
 */
export function publishedAffine(
  outcome: Float64Array,
  means: Pick<ConditionalMeans, "j" | "h0">,
): AffineGradient {
  const { n, p } = requireMeans(outcome, means);
  return symmetric(meanProducts(n, p, means.j, means.j, means.h0, outcome));
}

/**
 * The mean of ĵ (ĥ_w − m̂), nothing but learned functions: A = mean[ĵĵ'], c = mean[ĵ(ĥ_0 − m̂)], an
 * `AffineGradientEstimator`.
 *
 * @throws {RangeError} if the arrays' sizes do not agree.
 */
export function fullAffine(
  outcome: Float64Array,
  means: ConditionalMeans,
): AffineGradient {
  const { n, p } = requireMeans(outcome, means);
  requireSize("m", means.m, n);
  return symmetric(meanProducts(n, p, means.j, means.j, means.h0, means.m));
}

/**
 * The mean of G (ĥ_w − m̂): A = mean[Gĵ'], which is not symmetric, c = mean[G(ĥ_0 − m̂)], an
 * `AffineGradientEstimator`. Functional implicit differentiation (Petrulionyte, Mairal, Arbel,
 * NeurIPS 2024, arXiv 2403.20233) in its statistical form.
 *
 * @throws {RangeError} if the arrays' sizes do not agree.
 */
export function adjointAffine(
  outcome: Float64Array,
  means: ConditionalMeans,
  inner: InnerTarget,
): AffineGradient {
  const { n, p } = requireSample(outcome, means, inner);
  return meanProducts(n, p, inner.g, means.j, means.h0, means.m);
}

/**
 * The mean of ĵ (T_w − Y): A = mean[ĵG'], which is not symmetric, c = mean[ĵ(T_0 − Y)], an
 * `AffineGradientEstimator`.
 *
 * @throws {RangeError} if the arrays' sizes do not agree.
 */
export function forwardAffine(
  outcome: Float64Array,
  means: ConditionalMeans,
  inner: InnerTarget,
): AffineGradient {
  const { n, p } = requireSample(outcome, means, inner);
  return meanProducts(n, p, means.j, inner.g, inner.t0, outcome);
}

/** The mean of direction (slope' w + plus − minus), with direction and slope n×p. */
function meanProducts(
  n: number,
  p: number,
  direction: Float64Array,
  slope: Float64Array,
  plus: Float64Array,
  minus: Float64Array,
): AffineGradient {
  const a = new Float64Array(p * p);
  const c = new Float64Array(p);
  for (let i = 0; i < n; i++) {
    const constant = plus[i] - minus[i];
    for (let k = 0; k < p; k++) {
      const weight = direction[i * p + k] / n;
      c[k] += weight * constant;
      for (let l = 0; l < p; l++) a[k * p + l] += weight * slope[i * p + l];
    }
  }
  return { a, c };
}

/** The gradient with the lower triangle of A in place of the upper, from which rounding parts it. */
function symmetric({ a, c }: AffineGradient): AffineGradient {
  const p = c.length;
  const out = a.slice();
  for (let k = 0; k < p; k++) {
    for (let l = 0; l < k; l++) out[l * p + k] = a[k * p + l];
  }
  return { a: out, c };
}

function requireSample(
  outcome: Float64Array,
  means: ConditionalMeans,
  { g, t0 }: InnerTarget,
): { n: number; p: number } {
  const { n, p } = requireMeans(outcome, means);
  requireSize("m", means.m, n);
  requireSize("G", g, n * p);
  requireSize("T_0", t0, n);
  return { n, p };
}

function requireMeans(
  outcome: Float64Array,
  { j, h0 }: Pick<ConditionalMeans, "j" | "h0">,
): { n: number; p: number } {
  const n = outcome.length;
  if (n === 0) throw new RangeError("outcome is empty: at least one observation is needed");
  requireSize("h_0", h0, n);
  if (j.length === 0 || j.length % n !== 0) {
    throw new RangeError(`j has ${j.length} values: a multiple of n = ${n} is needed`);
  }
  return { n, p: j.length / n };
}

function requireSize(name: string, array: Float64Array, size: number): void {
  if (array.length === size) return;
  throw new RangeError(`${name} has ${array.length} values: ${size} are needed`);
}
