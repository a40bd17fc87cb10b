/**
 * Simultaneous confidence bands: intervals that all hold at once.
 *
 * A band of level 0.95 over coordinates and outer points covers everywhere in 95 % of samples. It is
 * the pointwise interval with a larger critical value, the quantile of the largest studentized error
 * (a sup-t band): J. L. Montiel Olea and M. Plagborg-Møller, "Simultaneous confidence bands: theory,
 * implementation, and an application to SVARs", Journal of Applied Econometrics 34 (2019) 1–17.
 *
 * @module
 */

import {
  multiplierDraws,
  type MultiplierOptions,
  type MultiplierSource,
  type StudentizedDraws,
} from "./multiplier_bootstrap.ts";
import { type ConfidenceInterval, waldEstimate } from "./wald.ts";

/** Estimates with intervals that hold together. */
export interface SimultaneousBand extends ConfidenceInterval {
  /** Means of the scores, q. */
  readonly estimate: Float64Array;
  /** Their standard errors, q. */
  readonly standardError: Float64Array;
  /** Half-widths in standard errors; at one column about Φ⁻¹((1 + level)/2). */
  readonly criticalValue: number;
}

/**
 * The band estimate_k ± c · standardError_k over all columns k of scores, with the critical value c
 * from the multiplier bootstrap.
 *
 * @param scores n×q: a column a coordinate and outer point.
 * @throws {RangeError} as `multiplierDraws` and `criticalValue` do.
 *
 * @example
 * ```ts
 * import { simultaneousBand, Stream } from "@bigrad/bigrad";
 *
 * const scores = Stream.of("my scores").fillNormal(new Float64Array(200), 1);
 * const { criticalValue } = simultaneousBand(scores, 100, 2, Stream.of("multipliers"), 0.95, {});
 * console.log(criticalValue > 1.96); // true
 * ```
 */
export function simultaneousBand(
  scores: Float64Array,
  n: number,
  q: number,
  random: MultiplierSource,
  level = 0.95,
  options: MultiplierOptions = {},
): SimultaneousBand {
  const c = criticalValue(multiplierDraws(scores, n, q, random, options), level);
  const { gradient: estimate, standardError } = waldEstimate(scores, n, q);
  return {
    estimate,
    standardError,
    criticalValue: c,
    low: estimate.map((value, k) => value - c * standardError[k]),
    high: estimate.map((value, k) => value + c * standardError[k]),
  };
}

/**
 * The least c such that a share `level` of all B + 1 draws, one of them not seen, is at most c: the
 * ⌈level (B + 1)⌉-th smallest of the largest |T*_k|. Its Monte Carlo error is
 * √(level (1 − level) / B) / f(c), with the density f of the largest.
 *
 * @param columns Those over which the band is to hold; all unless said.
 * @throws {RangeError} if level is not between 0 and 1, or B < level / (1 − level).
 */
export function criticalValue(
  draws: StudentizedDraws,
  level = 0.95,
  columns?: readonly number[],
): number {
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`level is ${level}: give a confidence level between 0 and 1`);
  }
  // the product may be a whole number but for rounding
  const rank = Math.ceil(level * (draws.draws + 1) - 1e-9);
  if (rank > draws.draws) {
    throw new RangeError(
      `draws is ${draws.draws}: level ${level} needs at least ${Math.ceil(level / (1 - level))}`,
    );
  }
  return suprema(draws, columns).sort()[rank - 1];
}

/**
 * The largest |T*_k| of each draw, B.
 *
 * @param columns Those among which the largest is sought; all unless said.
 */
export function suprema(
  { draws, q, values }: StudentizedDraws,
  columns: readonly number[] = Array.from({ length: q }, (_, k) => k),
): Float64Array {
  const largest = new Float64Array(draws);
  for (let b = 0; b < draws; b++) {
    for (const k of columns) largest[b] = Math.max(largest[b], Math.abs(values[b * q + k]));
  }
  return largest;
}
