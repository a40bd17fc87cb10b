/**
 * Whether the simultaneous band of one set of scores holds the gradient everywhere on a grid of outer
 * points, or on a path of descent. Means are learned once for all of them.
 *
 * @module
 */

import { doubleNuisanceValues } from "../../estimators/functional/double_cross_fit.ts";
import { outerEvaluation } from "../../estimators/functional/evaluate.ts";
import { type Scores, scoresOf } from "../../estimators/functional/score.ts";
import { formOf, type Terms } from "../../estimators/functional/terms.ts";
import { simultaneousBand } from "../../estimators/inference/bands.ts";
import { type ConfidenceInterval, waldInterval } from "../../estimators/inference/wald.ts";
import { Stream } from "../../numerics/random.ts";
import type { StageOutputs } from "../engine/stage.ts";
import type { OneSample, OnSamples } from "../stages/on_samples.ts";
import { encodeErrors } from "./estimates.ts";

interface Slots {
  /** A row of terms, or scores whose mean estimates the gradient. */
  readonly estimator: Scores | Terms;
}

/** Half the side of a square of outer points, or which points of exact descent. */
type Points = { readonly halfWidth: number } | {
  readonly descent: { readonly step: number; readonly recorded: readonly number[] };
};

type BandOptions = Points & {
  /** Confidence level of band and intervals. */
  readonly level: number;
  /** Draws of the multiplier bootstrap. */
  readonly draws: number;
};

/**
 * Whether the band holds the truth everywhere, whether all pointwise intervals do, the mean length of the
 * band, its critical value.
 */
export function bands(
  { problem, slots, parameters, labels, random }: OnSamples<Slots, BandOptions>,
  samples: readonly OneSample[],
): StageOutputs {
  const { level, draws } = parameters;
  const scoresAt = formOf(slots.estimator, scoresOf);
  const points = "descent" in parameters
    ? path(problem, parameters.descent)
    : square(problem.outerPoint, parameters.halfWidth);
  const q = points.length * problem.p;
  const truth = Float64Array.from(points.flatMap((w) => [...problem.gradient(w)]));
  const errors = samples.map(({ outer, means: [means], replication }) => {
    const inner = problem.innerTarget(outer);
    const scores = sideBySide(
      points.map((w) =>
        scoresAt(outerEvaluation(inner, outer.y, w), doubleNuisanceValues(means, w))
      ),
      outer.n,
    );
    const stream = Stream.of(...random, outer.n, replication, "band");
    const band = simultaneousBand(scores, outer.n, q, stream, level, { draws });
    const { estimate: gradient, standardError } = band;
    const intervals = waldInterval({ gradient, standardError }, level);
    return {
      band_coverage: holds(band, truth),
      pointwise_coverage: holds(intervals, truth),
      band_length: band.high.reduce((sum, high, k) => sum + (high - band.low[k]) / q, 0),
      critical_value: band.criticalValue,
    };
  });
  return { errors: encodeErrors(labels, errors) };
}

/** Where descent along the exact gradient from the outer point is after some steps, in rising order. */
function path(
  { outerPoint, gradient }: Pick<OnSamples<Slots>["problem"], "outerPoint" | "gradient">,
  { step, recorded }: { readonly step: number; readonly recorded: readonly number[] },
): Float64Array[] {
  const points: Float64Array[] = [];
  let point = outerPoint.slice();
  for (let k = 0; k <= (recorded.at(-1) ?? -1); k++) {
    if (recorded.includes(k)) points.push(point);
    const slope = gradient(point);
    point = point.map((w, i) => w - step * slope[i]);
  }
  return points;
}

/** Nine points: the centre, and half the side up and down along the first two coordinates. */
function square(centre: Float64Array, halfWidth: number): Float64Array[] {
  if (centre.length < 2) {
    throw new RangeError(`the outer point has ${centre.length} coordinates: at least 2 are needed`);
  }
  return [-1, 0, 1].flatMap((a) =>
    [-1, 0, 1].map((b) => {
      const point = centre.slice();
      point[0] += a * halfWidth;
      point[1] += b * halfWidth;
      return point;
    })
  );
}

/** Matrices of n rows, side by side. */
function sideBySide(matrices: readonly Float64Array[], n: number): Float64Array {
  const width = matrices.reduce((sum, matrix) => sum + matrix.length / n, 0);
  const out = new Float64Array(n * width);
  let at = 0;
  for (const matrix of matrices) {
    const p = matrix.length / n;
    for (let i = 0; i < n; i++) out.set(matrix.subarray(i * p, (i + 1) * p), i * width + at);
    at += p;
  }
  return out;
}

function holds({ low, high }: ConfidenceInterval, truth: Float64Array): number {
  return truth.every((value, k) => low[k] <= value && value <= high[k]) ? 1 : 0;
}
