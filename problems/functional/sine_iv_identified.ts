/**
 * Identified sine-IV: sine-IV with frequencies that differ, φ_l(T) = sin(lT/2 + l), so that the gradient
 * has one root, w*.
 *
 * A variant, made here, of the design of El Khoury, Zenati, Kallus, Arbel, Bibaut, *Semiparametric
 * Efficient Bilevel Gradient Estimation*, arXiv 2605.21341 (2026).
 *
 * @module
 */

import { identified, type IdentifiedProblem } from "./identified.ts";
import {
  damping,
  sineHessian,
  type SineIVOptions,
  sineProblem,
  type Sines,
  W_STAR,
} from "./sine_design.ts";

const ORDERS = Float64Array.of(1, 2, 3, 4);
const DAMPING = ORDERS.map(damping);

/** sin(ls + l) for the l-th function, counted from 0. */
const sine = (l: number, s: number): number => Math.sin(ORDERS[l] * (s + 1));

const SINES: Sines = {
  name: "sine-iv-identified",
  frequencies: ORDERS,
  write(out, at, s, damped) {
    for (let l = 0; l < ORDERS.length; l++) {
      out[at + l] = damped ? DAMPING[l] * sine(l, s) : sine(l, s);
    }
  },
  response: (s) => W_STAR.reduce((sum, weight, l) => sum + weight * sine(l, s), 0),
};

/**
 * Makes an identified sine-IV problem. Its outer point is that of sine-IV.
 *
 * @throws {RangeError} if an option is not finite or the noise is negative.
 */
export function identifiedSineIV(options: SineIVOptions): IdentifiedProblem {
  return identified(sineProblem(SINES, options), W_STAR, sineHessian(ORDERS));
}

/** The noise of the published figures 1 and 2. */
export const identifiedSineIVExogenous: IdentifiedProblem = identifiedSineIV({
  outcomeNoise: 0.25,
  endogeneity: 0,
});
