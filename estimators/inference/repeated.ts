/**
 * One estimate from several random splits of the same sample.
 *
 * Cross-fitting depends on the split. Repeating it and taking medians leaves less of that chance,
 * and medians do not mind a bad split: V. Chernozhukov, D. Chetverikov, M. Demirer, E. Duflo,
 * C. Hansen, W. Newey and J. Robins, "Double/debiased machine learning for treatment and structural
 * parameters", The Econometrics Journal 21 (2018) C1–C68. The two rules for the standard error are
 * those of the packages DoubleML.
 *
 * @module
 */

import type { GradientEstimate } from "../functional/contract.ts";
import { type ConfidenceInterval, waldInterval } from "./wald.ts";

/**
 * How repetitions give one standard error:
 *
 * - `"bounds"`, DoubleML in Python: (median_m(θ_m + 1.96 σ_m) − median_m θ_m) / 1.96;
 * - `"variance"`, DoubleML in R: √median_m(σ_m² + (θ_m − median θ)²).
 */
export type RepetitionRule = "bounds" | "variance";

/** The point at which Python's rule takes the upper bounds: its own rounding of Φ⁻¹(0.975). */
const UPPER = 1.96;

/**
 * The median over repetitions of each coordinate, and its standard error. One repetition is returned
 * as it is, by either rule.
 *
 * @param repetitions Estimates from different splits of one sample, at least one.
 * @throws {RangeError} if there is none, or their sizes differ.
 *
 * @example
 * ```ts
 * import { medianEstimate } from "@bigrad/bigrad";
 *
 * const split = (value: number) => ({
 *   gradient: Float64Array.of(value),
 *   standardError: Float64Array.of(0.1),
 * });
 * console.log(medianEstimate([split(1), split(1.2), split(5)]).gradient[0]); // 1.2
 * ```
 */
export function medianEstimate(
  repetitions: readonly GradientEstimate[],
  rule: RepetitionRule = "bounds",
): GradientEstimate {
  requireRepetitions(repetitions);
  if (repetitions.length === 1) return repetitions[0];
  const gradient = medians(repetitions, ({ gradient }, k) => gradient[k]);
  if (rule === "bounds") {
    const upper = medians(repetitions, (one, k) => one.gradient[k] + UPPER * one.standardError[k]);
    return { gradient, standardError: upper.map((bound, k) => (bound - gradient[k]) / UPPER) };
  }
  const variance = medians(repetitions, (one, k) => {
    const deviation = one.gradient[k] - gradient[k];
    return one.standardError[k] * one.standardError[k] + deviation * deviation;
  });
  return { gradient, standardError: variance.map(Math.sqrt) };
}

/**
 * Confidence intervals from repetitions: with `"bounds"` the medians of the repetitions' Wald bounds,
 * which need not be symmetric about the median estimate; with `"variance"` the Wald interval of
 * `medianEstimate`.
 *
 * @param repetitions Estimates from different splits of one sample, at least one.
 * @throws {RangeError} if there is none, their sizes differ, or level is not between 0 and 1.
 *
 * @example
 * ```ts
 * import { medianInterval } from "@bigrad/bigrad";
 *
 * const split = (value: number) => ({
 *   gradient: Float64Array.of(value),
 *   standardError: Float64Array.of(0.1),
 * });
 * const { low, high } = medianInterval([split(1), split(1.2), split(5)], 0.95);
 * console.log(low[0].toFixed(3), high[0].toFixed(3)); // 1.004 1.396
 * ```
 */
export function medianInterval(
  repetitions: readonly GradientEstimate[],
  level = 0.95,
  rule: RepetitionRule = "bounds",
): ConfidenceInterval {
  if (rule === "variance") return waldInterval(medianEstimate(repetitions, rule), level);
  requireRepetitions(repetitions);
  const intervals = repetitions.map((one) => waldInterval(one, level));
  const p = repetitions[0].gradient.length;
  const ends = (end: "low" | "high"): Float64Array =>
    Float64Array.from({ length: p }, (_, k) => median(intervals.map((one) => one[end][k])));
  return { low: ends("low"), high: ends("high") };
}

function medians(
  repetitions: readonly GradientEstimate[],
  value: (one: GradientEstimate, k: number) => number,
): Float64Array {
  return repetitions[0].gradient.map((_, k) => median(repetitions.map((one) => value(one, k))));
}

/**
 * The middle value, or the mean of the two in the middle; NaN if one of the values is.
 *
 * @example
 * ```ts
 * import { median } from "@bigrad/bigrad";
 *
 * console.log(median([3, 1, 2]), median([1, 2, 3, 10])); // 2 2.5
 * ```
 */
export function median(values: readonly number[]): number {
  if (values.some(Number.isNaN)) return NaN;
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function requireRepetitions(repetitions: readonly GradientEstimate[]): void {
  if (repetitions.length === 0) {
    throw new RangeError(`repetitions is empty: give the estimate of at least one split`);
  }
  const p = repetitions[0].gradient.length;
  repetitions.forEach(({ gradient, standardError }, m) => {
    if (gradient.length !== p || standardError.length !== p) {
      throw new RangeError(
        `repetition ${m} has ${gradient.length} coordinates and ${standardError.length} standard ` +
          `errors: give ${p} of both, as many as repetition 0 has`,
      );
    }
  });
}
