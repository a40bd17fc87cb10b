/**
 * The orthogonal score of a functional bilevel gradient under general losses.
 *
 * @module
 */

import type { GradientEstimate } from "./contract.ts";
import type { LossDerivatives } from "./losses.ts";
import { waldEstimate } from "../inference/wald.ts";
import { requireLengths } from "./require.ts";

/**
 * Values at n observations of the nuisance functions other than h.
 *
 * With H = E[d_vv l_in | X], all derivatives at (w, h_w(X), Z):
 * a = −H⁻¹ E[d_v l_out | X], b = −H⁻¹ E[d_vw l_in | X] = dh/dw and
 * c = −H⁻¹ (E[d_vw l_out | X] + E[d_vv l_out | X] b + (E[d_vvw l_in | X] + E[d_vvv l_in | X] b) a)
 *   = da/dw.
 */
export interface AdjointValues {
  /** The adjoint a, n. */
  readonly a: Float64Array;
  /** The Jacobian b of h, n×p. */
  readonly b: Float64Array;
  /** The Jacobian c of a, n×p. */
  readonly c: Float64Array;
}

/**
 * d_vw l_out + d_vv l_out b + (d_vvw l_in + d_vvv l_in b) a of observation i and coordinate k of w, whose
 * conditional mean is −H c, at a and b of that observation.
 */
export function slopeOfC(
  { p, inner, outer }: LossDerivatives,
  i: number,
  k: number,
  a: number,
  b: number,
): number {
  const at = i * p + k;
  return outer.vw[at] + outer.vv[i] * b + (inner.vvw[at] + inner.vvv[i] * b) * a;
}

/**
 * The scores ψ = d_w l_out + b d_v l_out + a d_vw l_in + a b d_vv l_in + c d_v l_in, n×p: the total
 * derivative in w of l_out + a d_v l_in.
 *
 * ψ − E ψ is the efficient influence function of the gradient, and E ψ does not change to first
 * order with h, a, b or c; if h is exact the bias is E[H (â − a)(b̂ − b)]. Derived here; for
 * quadratic losses it is the doubly robust score of El Khoury, Zenati, Kallus, Arbel, Bibaut,
 * *Semiparametric Efficient Bilevel Gradient Estimation*, arXiv 2605.21341 (2026).
 *
 * @param losses Derivatives at (w, h), h being the (learned) lower level at the observations.
 * @throws {RangeError} if the arrays' sizes do not agree.
 */
export function generalScores(losses: LossDerivatives, adjoint: AdjointValues): Float64Array {
  requireAdjointShapes(losses, adjoint);
  const { n, p, inner, outer } = losses;
  const { a, b, c } = adjoint;
  const scores = new Float64Array(n * p);
  for (let i = 0; i < n; i++) {
    const alongB = outer.v[i] + a[i] * inner.vv[i];
    for (let at = i * p; at < (i + 1) * p; at++) {
      scores[at] = outer.w[at] + b[at] * alongB + a[i] * inner.vw[at] + c[at] * inner.v[i];
    }
  }
  return scores;
}

/** A gradient from the losses' derivatives and the nuisances at the observations. */
export type GeneralEstimator = (
  losses: LossDerivatives,
  adjoint: AdjointValues,
) => GradientEstimate;

/**
 * The orthogonal gradient: the mean of the scores, with their standard errors. At the true nuisances
 * it is the oracle.
 *
 * @throws {RangeError} if the arrays' sizes do not agree.
 */
export function generalOrthogonal(
  losses: LossDerivatives,
  adjoint: AdjointValues,
): GradientEstimate {
  return waldEstimate(generalScores(losses, adjoint), losses.n, losses.p);
}

/**
 * The forward plug-in gradient: the mean of d_w l_out + b d_v l_out. It keeps the errors of h and b
 * to first order, and its standard error leaves out the noise of the learned functions.
 *
 * @throws {RangeError} if the arrays' sizes do not agree.
 */
export function generalForward(
  losses: LossDerivatives,
  adjoint: AdjointValues,
): GradientEstimate {
  return plugIn(losses, adjoint, adjoint.b, losses.outer.v);
}

/**
 * The adjoint plug-in gradient: the mean of d_w l_out + a d_vw l_in. It keeps the errors of h and a
 * to first order, and its standard error leaves out the noise of the learned functions.
 *
 * @throws {RangeError} if the arrays' sizes do not agree.
 */
export function generalAdjoint(
  losses: LossDerivatives,
  adjoint: AdjointValues,
): GradientEstimate {
  return plugIn(losses, adjoint, losses.inner.vw, adjoint.a);
}

/** The mean of d_w l_out + direction · scale, with direction n×p and scale n. */
function plugIn(
  losses: LossDerivatives,
  adjoint: AdjointValues,
  direction: Float64Array,
  scale: Float64Array,
): GradientEstimate {
  requireAdjointShapes(losses, adjoint);
  const { n, p, outer } = losses;
  const scores = outer.w.map((value, at) => value + direction[at] * scale[Math.floor(at / p)]);
  return waldEstimate(scores, n, p);
}

function requireAdjointShapes({ n, p }: LossDerivatives, { a, b, c }: AdjointValues): void {
  requireLengths(
    [["a", a, n], ["b", b, n * p], ["c", c, n * p]],
    ` for n = ${n} and p = ${p}`,
  );
}
