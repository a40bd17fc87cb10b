/**
 * Wald inference from scores: an estimate is a mean, its standard error that of a mean.
 *
 * @module
 */

import { normalQuantile } from "../../numerics/normal.ts";
import { squarable } from "../../numerics/vectors.ts";
import type { GradientEstimate } from "../functional/contract.ts";

/**
 * The mean of n scores and its standard errors √(V̂_kk / n).
 *
 * @param scores n×p.
 * @param degreesOfFreedom What is subtracted from n in the sample variance V̂.
 * @returns NaN standard errors if n ≤ degreesOfFreedom.
 * @throws {RangeError} if n or p is not a positive whole number, or scores is not n×p.
 *
 * @example
 * ```ts
 * import { waldEstimate } from "@bigrad/bigrad";
 *
 * const { gradient, standardError } = waldEstimate(Float64Array.of(1, 2, 3, 6), 4, 1);
 * console.log(gradient[0], standardError[0].toFixed(4)); // 3 1.0801
 * ```
 */
export function waldEstimate(
  scores: Float64Array,
  n: number,
  p: number,
  degreesOfFreedom = 1,
): GradientEstimate {
  const gradient = scoreMean(scores, n, p);
  const largest = new Float64Array(p);
  for (let at = 0; at < scores.length; at++) {
    const k = at % p;
    largest[k] = Math.max(largest[k], Math.abs(scores[at] - gradient[k]));
  }
  const scale = largest.map(squarable);
  const squares = new Float64Array(p);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < p; k++) {
      const deviation = (scores[i * p + k] - gradient[k]) * scale[k];
      squares[k] += deviation * deviation;
    }
  }
  const divisor = varianceDivisor(n, degreesOfFreedom);
  const standardError = squares.map((s, k) => Math.sqrt(s / divisor / n) / scale[k]);
  return { gradient, standardError };
}

/**
 * The sample covariance of n scores, p×p, with divisor n − degreesOfFreedom (NaN if that is not
 * positive).
 *
 * @throws {RangeError} if n or p is not a positive whole number, or scores is not n×p.
 *
 * @example
 * ```ts
 * import { scoreCovariance } from "@bigrad/bigrad";
 *
 * console.log(scoreCovariance(Float64Array.of(1, 2, 3, 6), 4, 1)[0].toFixed(4)); // 4.6667
 * ```
 */
export function scoreCovariance(
  scores: Float64Array,
  n: number,
  p: number,
  degreesOfFreedom = 1,
): Float64Array {
  const mean = scoreMean(scores, n, p);
  const covariance = new Float64Array(p * p);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < p; k++) {
      const deviation = scores[i * p + k] - mean[k];
      for (let l = 0; l <= k; l++) {
        covariance[k * p + l] += deviation * (scores[i * p + l] - mean[l]);
      }
    }
  }
  const divisor = varianceDivisor(n, degreesOfFreedom);
  for (let k = 0; k < p; k++) {
    for (let l = 0; l <= k; l++) {
      covariance[l * p + k] = covariance[k * p + l] /= divisor;
    }
  }
  return covariance;
}

/** A confidence interval for each coordinate. */
export interface ConfidenceInterval {
  /** Lower ends, p. */
  readonly low: Float64Array;
  /** Upper ends, p. */
  readonly high: Float64Array;
}

/**
 * The Wald intervals gradient_k ± Φ⁻¹((1 + level)/2) · standardError_k; 1.959964 at level 0.95.
 *
 * @throws {RangeError} if level is not strictly between 0 and 1.
 *
 * @example
 * ```ts
 * import { waldInterval } from "@bigrad/bigrad";
 *
 * const estimate = { gradient: Float64Array.of(0.2), standardError: Float64Array.of(0.05) };
 * const { low, high } = waldInterval(estimate, 0.95);
 * console.log(low[0].toFixed(3), high[0].toFixed(3)); // 0.102 0.298
 * ```
 */
export function waldInterval(
  { gradient, standardError }: GradientEstimate,
  level = 0.95,
): ConfidenceInterval {
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`level is ${level}: give a confidence level between 0 and 1`);
  }
  const z = normalQuantile((1 + level) / 2);
  return {
    low: gradient.map((g, k) => g - z * standardError[k]),
    high: gradient.map((g, k) => g + z * standardError[k]),
  };
}

function varianceDivisor(n: number, degreesOfFreedom: number): number {
  return n > degreesOfFreedom ? n - degreesOfFreedom : NaN;
}

/**
 * The mean of n scores, p.
 *
 * @param scores n×p.
 * @throws {RangeError} if n or p is not a positive whole number, or scores is not n×p.
 *
 * @example
 * ```ts
 * import { scoreMean } from "@bigrad/bigrad";
 *
 * const mean = scoreMean(Float64Array.of(1, 4, 3, 0), 2, 2);
 * console.log(mean[0], mean[1]); // 2 2
 * ```
 */
export function scoreMean(scores: Float64Array, n: number, p: number): Float64Array {
  if (!(Number.isInteger(n) && n >= 1 && Number.isInteger(p) && p >= 1)) {
    throw new RangeError(`there are ${n}×${p} scores: both numbers must be at least 1`);
  }
  if (scores.length !== n * p) {
    throw new RangeError(`scores has ${scores.length} values: ${n}×${p} need ${n * p}`);
  }
  const mean = new Float64Array(p);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < p; k++) mean[k] += scores[i * p + k];
  }
  return mean.map((sum) => sum / n);
}
