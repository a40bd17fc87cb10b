/**
 * p-values of many hypotheses at once, adjusted so that the chance of any false rejection is the
 * level (the family-wise error rate).
 *
 * @module
 */

import { suprema } from "./bands.ts";
import type { StudentizedDraws } from "./multiplier_bootstrap.ts";

/**
 * Bonferroni's adjusted p-values, min(1, q p_k).
 *
 * @example
 * ```ts
 * import { bonferroni } from "@bigrad/bigrad";
 *
 * const adjusted = bonferroni(Float64Array.of(0.01, 0.04, 0.5));
 * console.log(adjusted.map((p) => Math.round(100 * p)).join(" ")); // 3 12 100
 * ```
 */
export function bonferroni(p: Float64Array): Float64Array {
  return requirePValues(p).map((value) => Math.min(1, p.length * value));
}

/**
 * Holm's adjusted p-values: with p_(1) ≤ … ≤ p_(q), the largest of min(1, (q − s + 1) p_(s)) up to
 * the hypothesis's place. S. Holm, "A simple sequentially rejective multiple test procedure",
 * Scandinavian Journal of Statistics 6 (1979) 65–70.
 *
 * @example
 * ```ts
 * import { holm } from "@bigrad/bigrad";
 *
 * const adjusted = holm(Float64Array.of(0.01, 0.04, 0.5));
 * console.log(adjusted.map((p) => Math.round(100 * p)).join(" ")); // 3 8 50
 * ```
 */
export function holm(p: Float64Array): Float64Array {
  requirePValues(p);
  const order = Array.from(p.keys()).sort((a, b) => p[a] - p[b]);
  return stepDown(order, (k, step) => Math.min(1, (p.length - step) * p[k]));
}

/**
 * Romano and Wolf's adjusted p-values: from the largest |t_k| down, the share of draws in which the
 * largest |T*| among the hypotheses not yet passed is at least |t_k|, counting the sample itself, and
 * never less than the one before. They use the dependence that Holm's ignore. J. P. Romano and M. Wolf,
 * "Efficient computation of adjusted p-values for resampling-based stepdown multiple testing",
 * Statistics & Probability Letters 113 (2016) 38–40.
 *
 * @param t Studentized estimates under the hypotheses, q.
 * @param draws Draws of their errors, from `multiplierDraws` of the same scores.
 * @throws {RangeError} if there is not one column of draws a statistic, or a statistic is NaN.
 *
 * @example
 * ```ts
 * import { multiplierDraws, romanoWolf, Stream } from "@bigrad/bigrad";
 *
 * const scores = Stream.of("my scores").fillNormal(new Float64Array(200), 1);
 * const draws = multiplierDraws(scores, 100, 2, Stream.of("multipliers"), {});
 * const p = romanoWolf(Float64Array.of(4, 0.1), draws);
 * console.log(p[0] < 0.01, p[1] > 0.5); // true true
 * ```
 */
export function romanoWolf(t: Float64Array, draws: StudentizedDraws): Float64Array {
  if (t.length !== draws.q) {
    throw new RangeError(`t has ${t.length} statistics: the draws have ${draws.q} columns`);
  }
  const wrong = t.findIndex(Number.isNaN);
  if (wrong >= 0) throw new RangeError(`statistic ${wrong} is NaN: leave its hypothesis out`);
  const size = t.map(Math.abs);
  const order = Array.from(t.keys()).sort((a, b) => size[b] - size[a]);
  return stepDown(order, (k, step) => {
    const largest = suprema(draws, order.slice(step));
    const beyond = largest.filter((value) => value >= size[k]).length;
    return (1 + beyond) / (1 + draws.draws);
  });
}

/** The running maximum of step p-values along `order`, put back in the hypotheses' own order. */
function stepDown(
  order: readonly number[],
  step: (hypothesis: number, step: number) => number,
): Float64Array {
  const adjusted = new Float64Array(order.length);
  let largest = 0;
  order.forEach((k, s) => {
    largest = Math.max(largest, step(k, s));
    adjusted[k] = largest;
  });
  return adjusted;
}

function requirePValues(p: Float64Array): Float64Array {
  const wrong = p.findIndex((value) => !(value >= 0 && value <= 1));
  if (wrong >= 0) throw new RangeError(`p-value ${wrong} is ${p[wrong]}: give numbers in [0, 1]`);
  return p;
}
