/**
 * How often an exact gradient should correct a cheap, biased one.
 *
 * @module
 */

import { checkOptions, nonNegative, optional, positive, type Rule } from "./options.ts";

/** What the best probability depends on. */
export interface ProbabilityOptions {
  /** V², the mean of ‖G‖² for exact gradients G of one task, or a bound of it. */
  readonly exactMoment: number;
  /** D², the mean of ‖G − G_FO‖², or a bound of it. */
  readonly differenceMoment: number;
  /** C_det, what the first-order estimate costs. */
  readonly certainCost: number;
  /** C_rnd, what the exact gradient costs beside that. */
  readonly randomCost: number;
  /**
   * p, the power of the second moment that the number of iterations is proportional to: 2 unless
   * said, as for the rate k^−½ with a constant that is linear in the moment; ½ is what the published
   * code for two scalar tasks uses.
   */
  readonly exponent?: number;
}

const PROBABILITY: Readonly<Record<keyof ProbabilityOptions, Rule>> = {
  exactMoment: nonNegative,
  differenceMoment: nonNegative,
  certainCost: nonNegative,
  randomCost: nonNegative,
  exponent: optional(positive),
};

/**
 * The q in [0, 1] that minimises the expected cost of an iteration times a power of the second moment
 * of its estimate,
 *
 *     (C_det + q C_rnd) · (V² − D² + D²/q)^p,
 *
 * the solutions of whose stationarity condition are the roots of
 *
 *     C_rnd (V² − D²) q² + (1 − p) C_rnd D² q − p C_det D² = 0
 *
 * (V. Likhosherstov, X. Song, K. Choromanski, J. Davis, A. Weller, "UFO-BLO", arXiv 2006.03631, 2020,
 * and the authors' published code; the quadratic for any p, and V² < D², derived here). It is 1 from a
 * threshold on, D² ≥ C_rnd V²/(2 (C_det + C_rnd)) for p = 2, and 0 if D² = 0.
 *
 * @throws {RangeError} if an option is malformed.
 */
export function bestProbability(options: ProbabilityOptions): number {
  checkOptions("bestProbability", options, PROBABILITY);
  const { certainCost, randomCost, exponent: p = 2 } = options;
  if (options.differenceMoment === 0) return 0;
  // Only the ratio of the two moments matters
  const excess = options.exactMoment / options.differenceMoment - 1;
  // What is left of the condition, whose coefficients would overflow
  if (excess > 1e300 && randomCost > 0) {
    return Math.min(1, Math.sqrt(p * certainCost / randomCost / excess));
  }
  const logEffort = (q: number): number =>
    Math.log(certainCost + q * randomCost) + p * Math.log(excess + 1 / q);
  let best = 1;
  for (const q of roots(randomCost * excess, (1 - p) * randomCost, -p * certainCost)) {
    if (q > 0 && q < best && logEffort(q) < logEffort(best)) best = q;
  }
  return best;
}

/** The real roots of ax² + bx + c, without cancellation; none if a = b = 0. */
function roots(a: number, b: number, c: number): number[] {
  if (a === 0) return b === 0 ? [] : [-c / b];
  const discriminant = b * b - 4 * a * c;
  if (!(discriminant >= 0)) return [];
  const sum = -0.5 * (b + (b < 0 ? -1 : 1) * Math.sqrt(discriminant));
  return sum === 0 ? [0] : [sum / a, c / sum];
}
