/**
 * The first stage of the instrumental-variable problems: X ~ N(0, I₃), S = X₁ + X₂ + X₃ and T = 2S + η with
 * η ~ N(0, 0.1) (variance).
 *
 * @module
 */

import type { RandomSource } from "../random_source.ts";
import type { Sample } from "./contract.ts";
import { requireSampleSize } from "./require.ts";

/** The dimension of X. */
export const INSTRUMENTS = 3;
/** The coefficient of S in T. */
export const SLOPE = 2;
/** Var η. */
export const ETA_VARIANCE = 0.1;

const ETA_SD = Math.sqrt(ETA_VARIANCE);

/**
 * A sample of X, T and an outcome, one observation after another, so that a smaller sample is the
 * beginning of a larger one.
 *
 * @param outcome Y from T and η; it may draw its noise from `random`.
 * @throws {RangeError} if n is not a whole number, at least 1.
 */
export function instrumentalSample(
  n: number,
  random: RandomSource,
  outcome: (t: number, eta: number) => number,
): Sample {
  requireSampleSize(n);
  const x = new Float64Array(n * INSTRUMENTS);
  const t = new Float64Array(n);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let s = 0;
    for (let k = 0; k < INSTRUMENTS; k++) s += x[i * INSTRUMENTS + k] = random.normal();
    const eta = ETA_SD * random.normal();
    t[i] = SLOPE * s + eta;
    y[i] = outcome(t[i], eta);
  }
  return { n, x, t, y };
}
