/**
 * The orthogonal score of a functional bilevel gradient under general losses.
 *
 * @module
 */

import type { GradientEstimate } from "./contract.ts";
import type { LossDerivatives } from "./losses.ts";
import { waldEstimate } from "./wald.ts";

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

/**
 * The orthogonal gradient: the mean of the scores, with their standard errors.
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
  return plugIn(losses, adjoint, adjoint.b, (i) => losses.outer.v[i]);
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
  return plugIn(losses, adjoint, losses.inner.vw, (i) => adjoint.a[i]);
}

/** Mean of d_w l_out + direction_i · scale(i), with direction n×p. */
function plugIn(
  losses: LossDerivatives,
  adjoint: AdjointValues,
  direction: Float64Array,
  scale: (i: number) => number,
): GradientEstimate {
  requireAdjointShapes(losses, adjoint);
  const { n, p } = losses;
  const scores = new Float64Array(n * p);
  for (let i = 0; i < n; i++) {
    const factor = scale(i);
    for (let at = i * p; at < (i + 1) * p; at++) {
      scores[at] = losses.outer.w[at] + direction[at] * factor;
    }
  }
  return waldEstimate(scores, n, p);
}

function requireAdjointShapes({ n, p }: LossDerivatives, { a, b, c }: AdjointValues): void {
  for (const [name, array, size] of [["a", a, n], ["b", b, n * p], ["c", c, n * p]] as const) {
    if (array.length !== size) {
      throw new RangeError(
        `${name} has ${array.length} values: ${size} are needed for n = ${n} and p = ${p}`,
      );
    }
  }
}
