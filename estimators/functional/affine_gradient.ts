/**
 * Estimated gradients as functions of the outer point.
 *
 * Under quadratic losses T_w = T_0 + w'G and ĥ_w = ĥ_0 + w'ĵ make every score affine in w, so that an
 * estimated gradient is A w + c: p² + p numbers stand for the whole sample, wherever w goes.
 *
 * @module
 */

import type { ConditionalMeans, InnerTarget } from "../../problems/functional/contract.ts";
import { scoreMean } from "../inference/wald.ts";
import { requireLengths } from "./require.ts";
import { termDerivative, type Terms, termScores, type TermValues } from "./terms.ts";

/** A gradient A w + c. */
export interface AffineGradient {
  /** A, p×p: the Hessian of an outer objective if it is symmetric. */
  readonly a: Float64Array;
  /** c, p: the gradient at w = 0. */
  readonly c: Float64Array;
}

/** The function w ↦ A w + c. It gives the same array each time: copy what is to be kept. */
export function affineFunction({ a, c }: AffineGradient): (w: Float64Array) => Float64Array {
  const p = c.length;
  const out = new Float64Array(p);
  return (w) => {
    for (let k = 0; k < p; k++) {
      let sum = c[k];
      for (let l = 0; l < p; l++) sum += a[k * p + l] * w[l];
      out[k] = sum;
    }
    return out;
  };
}

/**
 * Estimates a gradient at all outer points at once, from the outcomes (n), the conditional means and
 * T_0 and G of the n observations; a RangeError if their sizes do not agree.
 */
export type AffineGradientEstimator = (
  outcome: Float64Array,
  means: ConditionalMeans,
  inner: InnerTarget,
) => AffineGradient;

/**
 * A row of terms as a function of the outer point. For `ORTHOGONAL` A is symmetric, since it is
 * ĵG' + Gĵ' − ĵĵ', but it need not be positive definite.
 */
export function affineOf(terms: Terms): AffineGradientEstimator {
  return (outcome, means, inner) => {
    const { n, p } = requireSample(outcome, means, inner);
    const { j, h0, m } = means;
    return termsAtAll(terms, n, p, { g: inner.g, target: inner.t0, outcome, j, h: h0, m });
  };
}

/**
 * A row of terms as a function of the outer point, from what its terms are made of at w = 0.
 *
 * @param origin With T_0 as the target and ĥ_0 as h.
 * @throws {RangeError} if an array is missing or its size is wrong.
 */
export function termsAtAll(
  terms: Terms,
  n: number,
  p: number,
  origin: TermValues,
): AffineGradient {
  return {
    a: termDerivative(terms, n, p, origin),
    c: scoreMean(termScores(terms, n, p, origin), n, p),
  };
}

function requireSample(
  outcome: Float64Array,
  { j, h0, m }: ConditionalMeans,
  { g, t0 }: InnerTarget,
): { n: number; p: number } {
  const n = outcome.length;
  if (n === 0) throw new RangeError("outcome is empty: at least one observation is needed");
  const p = Math.max(1, Math.round(j.length / n));
  requireLengths([
    ["h_0", h0, n],
    ["j", j, n * p],
    ["m", m, n],
    ["G", g, n * p],
    ["T_0", t0, n],
  ]);
  return { n, p };
}
