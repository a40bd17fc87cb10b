import { assertAlmostEquals, assertEquals } from "@std/assert";
import { waldEstimate } from "../../../estimators/inference/wald.ts";
import { jackknifeScores, scoresAt } from "../../../estimators/functional/general_jackknife.ts";
import {
  crossFitNuisances,
  crossFitReduced,
} from "../../../estimators/functional/general_orthogonal.ts";
import { weightedLogisticLosses } from "../../../estimators/functional/loss_pairs.ts";
import { lossDerivatives } from "../../../estimators/functional/losses.ts";
import {
  weightedLosses,
  weightedMeanScores,
  withWeights,
} from "../../../estimators/functional/weighted_losses.ts";
import { naturalSplineBasis } from "../../../estimators/nuisance/natural_spline.ts";
import { penalisedSeries } from "../../../estimators/nuisance/penalised_series.ts";
import { Stream } from "../../../numerics/random.ts";
import { hyperCleaning } from "../../../problems/functional/hyper_cleaning.ts";

const pair = weightedLogisticLosses(2);
const n = 80;
const sample = hyperCleaning.sample(n, Stream.of("tests", "weighted losses"));
const w = hyperCleaning.outerPoint;
const counts = Float64Array.from({ length: n }, (_, i) => 1 + i % 3);
const close = (actual: ArrayLike<number>, expected: ArrayLike<number>, by = 1e-9) =>
  Array.from(actual).forEach((value, at) => assertAlmostEquals(value, expected[at]!, by));

Deno.test("derivatives are multiplied by the weight, one weight of 1 changes nothing", () => {
  const v = Float64Array.from({ length: n }, (_, i) => Math.sin(i));
  const plain = lossDerivatives(pair, w, v, sample.z);
  const alone = lossDerivatives(
    weightedLosses(pair),
    w,
    v,
    withWeights(sample.z, new Float64Array(n).fill(1)),
  );
  assertEquals(alone, plain);
  const heavy = lossDerivatives(weightedLosses(pair), w, v, withWeights(sample.z, counts));
  assertEquals(heavy.inner.vvv[5], counts[5]! * plain.inner.vvv[5]!);
  assertEquals(heavy.outer.w[11], counts[5]! * plain.outer.w[11]!);
});

Deno.test("whole weights are repeated rows: the same scores, the same estimate", () => {
  const rows = [...counts].flatMap((count, i) => new Array<number>(count).fill(i));
  const repeated = {
    n: rows.length,
    x: Float64Array.from(rows, (i) => sample.x[i]!),
    z: Float64Array.from(rows.flatMap((i) => [...sample.z.subarray(3 * i, 3 * i + 3)])),
  };
  const fold = Uint32Array.from({ length: n }, (_, i) => i % 4);
  const weight = counts.map((count) => count * n / rows.length);
  // a penalty is for so many observations, and these are more
  const learner = penalisedSeries(naturalSplineBasis({ modes: 4, low: -1, high: 1 }), 0);
  const weighted = { ...sample, z: withWeights(sample.z, weight) };
  const scores = (one: "weighted" | "repeated") => {
    const own = one === "weighted" ? weighted : repeated;
    const folds = one === "weighted" ? fold : Uint32Array.from(rows, (i) => fold[i]!);
    const losses = one === "weighted" ? weightedLosses(pair) : pair;
    return jackknifeScores(
      scoresAt(crossFitNuisances(own, losses, w, folds, learner)),
      crossFitReduced(own, losses, w, folds, learner).map(scoresAt),
    );
  };
  const heavy = weightedMeanScores(scores("weighted"), weight);
  const { gradient } = waldEstimate(heavy, n, 2);
  close(gradient, waldEstimate(scores("repeated"), rows.length, 2).gradient, 1e-9);
});

Deno.test("the standard error is that of a weighted mean", () => {
  const scores = Stream.of("tests", "weighted mean").fillNormal(new Float64Array(n));
  const weighted = scores.map((value, i) => value * counts[i]!);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mean = weighted.reduce((sum, value) => sum + value, 0) / total;
  const squares = scores.reduce((sum, value, i) => {
    const deviation = counts[i]! * (value - mean);
    return sum + deviation * deviation;
  }, 0);
  const { gradient, standardError } = waldEstimate(weightedMeanScores(weighted, counts), n, 1);
  assertAlmostEquals(gradient[0]!, mean, 1e-14);
  assertAlmostEquals(standardError[0]!, Math.sqrt(squares * n / (n - 1)) / total, 1e-14);
  const scaled = weightedMeanScores(weighted.map((v) => 7 * v), counts.map((c) => 7 * c));
  close(scaled, weightedMeanScores(weighted, counts), 1e-13);
});
