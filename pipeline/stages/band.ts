/**
 * Stage: whether the simultaneous band of one set of scores holds the gradient everywhere on a grid
 * of outer points. Means are learned once for all of them.
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
import type { AffineFunctionalProblem } from "../../problems/functional/contract.ts";
import type { StageRun } from "../engine/stage.ts";
import { encodeBlock } from "./block.ts";
import { outerRows } from "./design.ts";
import { type EstimateParameters, trueMeans } from "./estimate_blocks.ts";
import { decodeRepetitions } from "./nuisances.ts";
import { problemOf, type ProblemSlot } from "./problem.ts";
import { decodeSamples } from "./samples.ts";

interface Slots {
  readonly problem: ProblemSlot<AffineFunctionalProblem>;
  /** A row of terms, or scores whose mean estimates the gradient. */
  readonly estimator: Scores | Terms;
}

type BandParameters = EstimateParameters & {
  /** Half the side of the square of outer points. */
  readonly halfWidth: number;
  /** Confidence level of band and intervals. */
  readonly level: number;
  /** Draws of the multiplier bootstrap. */
  readonly draws: number;
};

/**
 * Of each replication: whether the band holds the truth everywhere, whether all pointwise intervals
 * do, the mean length of the band, its critical value.
 */
const METRICS = ["band_coverage", "pointwise_coverage", "band_length", "critical_value"];

/** Inputs "samples" and, but for the oracle, "means"; output "errors", count × 4. */
export function stage(slots: Slots): StageRun<BandParameters> {
  const scoresAt = formOf(slots.estimator, scoresOf);
  return (parameters, inputs, random) => {
    const { labels, design, setting, halfWidth, level, draws } = parameters;
    const problem = problemOf(slots.problem, parameters.problem);
    const points = square(problem.outerPoint, halfWidth);
    const q = points.length * problem.p;
    const truth = Float64Array.from(points.flatMap((w) => [...problem.gradient(w)]));
    const samples = decodeSamples(inputs.samples![0]!);
    const learned = inputs.means && decodeRepetitions(inputs.means[0]!);
    const value = Float64Array.from(samples.flatMap((sample, i) => {
      const outer = outerRows(sample, design);
      const [means] = learned?.[i] ?? [trueMeans(problem, outer)];
      const inner = problem.innerTarget(outer);
      const scores = sideBySide(
        points.map((w) =>
          scoresAt(outerEvaluation(inner, outer.y, w), doubleNuisanceValues(means!, w))
        ),
        outer.n,
      );
      const stream = Stream.of(...random, outer.n, labels.first + i, "band");
      const band = simultaneousBand(scores, outer.n, q, stream, level, { draws });
      const { estimate: gradient, standardError } = band;
      const intervals = waldInterval({ gradient, standardError }, level);
      const length = band.high.reduce((sum, high, k) => sum + (high - band.low[k]!) / q, 0);
      return [holds(band, truth), holds(intervals, truth), length, band.criticalValue];
    }));
    const meta = { ...labels, count: samples.length, setting, metrics: METRICS };
    return { errors: encodeBlock(meta, { value }) };
  };
}

/** Nine points: the centre, and half the side up and down along the first two coordinates. */
function square(centre: Float64Array, halfWidth: number): Float64Array[] {
  if (centre.length < 2) {
    throw new RangeError(`the outer point has ${centre.length} coordinates: at least 2 are needed`);
  }
  return [-1, 0, 1].flatMap((a) =>
    [-1, 0, 1].map((b) => {
      const point = centre.slice();
      point[0]! += a * halfWidth;
      point[1]! += b * halfWidth;
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
  return truth.every((value, k) => low[k]! <= value && value <= high[k]!) ? 1 : 0;
}
