/**
 * Intervals of a user's estimates: medians over splits, with Student's quantiles where there are clusters.
 *
 * @module
 */

import type { GradientEstimate } from "../../estimators/functional/contract.ts";
import { criticalValue } from "../../estimators/inference/bands.ts";
import {
  clusterDegrees,
  clusteredDraws,
  type Clustering,
} from "../../estimators/inference/clusters.ts";
import type { StudentizedDraws } from "../../estimators/inference/multiplier_bootstrap.ts";
import { median } from "../../estimators/inference/repeated.ts";
import type { ConfidenceInterval } from "../../estimators/inference/wald.ts";
import { normalCdf, normalQuantile } from "../../numerics/normal.ts";
import type { Stream } from "../../numerics/random.ts";
import { studentQuantile, studentTails } from "../../numerics/student.ts";

/** Half-width of an interval alone, in standard errors. */
export function halfWidth(level: number, clusters: Clustering): number {
  return quantile((1 + level) / 2, clusterDegrees(clusters));
}

/** The medians of the splits' bounds. */
export function medianBounds(
  estimates: readonly GradientEstimate[],
  width: number,
): ConfidenceInterval {
  const ends = (sign: number): Float64Array =>
    estimates[0]!.gradient.map((_, k) =>
      median(
        estimates.map(({ gradient, standardError }) =>
          gradient[k]! + sign * width * standardError[k]!
        ),
      )
    );
  return { low: ends(-1), high: ends(1) };
}

/** Two-sided p-values of the hypotheses that estimates are 0. */
export function pValues(
  { gradient, standardError }: GradientEstimate,
  clusters: Clustering,
): Float64Array {
  const degrees = clusterDegrees(clusters);
  return gradient.map((value, k) => studentTails(value / standardError[k]!, degrees));
}

/** The statistics that have these p-values where errors are normal, to compare with normal draws. */
export function normalStatistics(p: Float64Array): Float64Array {
  return p.map((value) =>
    value > 0 ? -normalQuantile(Math.min(value, 1) / 2) : value === 0 ? Infinity : NaN
  );
}

/** Joint draws of studentized errors, of each split. */
export function jointDraws(
  scores: readonly Float64Array[],
  n: number,
  clusters: Clustering,
  random: Stream,
): StudentizedDraws[] {
  return scores.map((one, r) =>
    clusteredDraws(one, n, one.length / n, clusters, random.split("joint").split(r))
  );
}

/**
 * Half-width, in standard errors, of intervals that hold at once: of each level the median over the splits,
 * never less than that of one interval alone, and that of one if there is one.
 *
 * The draws are normal; with clusters their quantile at a level becomes Student's at the same level.
 */
export function jointWidths(
  draws: readonly StudentizedDraws[],
  levels: readonly number[],
  clusters: Clustering,
): number[] {
  const degrees = clusterDegrees(clusters);
  return levels.map((level) => {
    const alone = halfWidth(level, clusters);
    if (draws[0]!.q === 1) return alone;
    const normal = median(draws.map((one) => criticalValue(one, level)));
    return Math.max(alone, degrees === Infinity ? normal : quantile(normalCdf(normal), degrees));
  });
}

function quantile(p: number, degrees: number): number {
  return degrees === Infinity ? normalQuantile(p) : studentQuantile(p, degrees);
}
