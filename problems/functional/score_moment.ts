/**
 * The second moment of the doubly robust score given X.
 *
 * @module
 */

/** What is known of the score ψ = jR + r(G − j) at one value of X; R = T_w − Y. */
export interface ConditionalMoments {
  /** j = E[G | X], p. */
  readonly j: Float64Array;
  /** r = E[R | X]. */
  readonly r: number;
  /** Σ = Cov(G | X), p×p. */
  readonly jacobianCovariance: Float64Array;
  /** q = Cov(G, R | X), p. */
  readonly crossCovariance: Float64Array;
  /** v = Var(R | X). */
  readonly residualVariance: number;
}

/**
 * Adds weight · E[ψψ' | X] = weight · (jj'(v + r²) + r²Σ + r(jq' + qj')) to `out`, p×p: ψ is jr plus
 * j(R − r) + r(G − j), whose mean is zero. Derived here. The mean over X, less ΨΨ', is the
 * efficiency bound.
 */
export function addScoreMoment(
  out: Float64Array,
  weight: number,
  { j, r, jacobianCovariance, crossCovariance, residualVariance }: ConditionalMoments,
): void {
  const p = j.length;
  for (let k = 0; k < p; k++) {
    for (let l = 0; l < p; l++) {
      out[k * p + l] += weight *
        ((residualVariance + r * r) * j[k] * j[l] + r * r * jacobianCovariance[k * p + l] +
          r * (j[k] * crossCovariance[l] + crossCovariance[k] * j[l]));
    }
  }
}

/** Subtracts ΨΨ' from the second moment of the score, p×p, in place, and returns it. */
export function centred(moment: Float64Array, gradient: Float64Array): Float64Array {
  const p = gradient.length;
  for (let k = 0; k < p; k++) {
    for (let l = 0; l < p; l++) moment[k * p + l] -= gradient[k] * gradient[l];
  }
  return moment;
}
