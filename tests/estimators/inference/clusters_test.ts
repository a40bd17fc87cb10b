import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  clusterDegrees,
  clusteredCovariance,
  clusteredDraws,
  clusteredEstimate,
  clusterScores,
} from "../../../estimators/inference/clusters.ts";
import { multiplierDraws } from "../../../estimators/inference/multiplier_bootstrap.ts";
import { scoreCovariance, waldEstimate } from "../../../estimators/inference/wald.ts";
import { Stream } from "../../../numerics/random.ts";

const [n, p] = [60, 2];
const scores = Stream.of("tests", "clusters").fillNormal(new Float64Array(n * p));
const own = Uint32Array.from({ length: n }, (_, i) => i);
const firm = own.map((i) => Math.floor(i / 5));
const year = own.map((i) => i % 5);
const close = (actual: Float64Array, expected: ArrayLike<number>) =>
  actual.forEach((value, at) => assertAlmostEquals(value, expected[at]!, 1e-14));

/** Σ_g s_g s_g' G/(G − 1)/n², written out. */
function written(cluster: Uint32Array): Float64Array {
  const count = new Set(cluster).size;
  const { gradient } = waldEstimate(scores, n, p);
  const sums = Array.from({ length: count }, () => new Float64Array(p));
  cluster.forEach((label, i) => {
    for (let k = 0; k < p; k++) sums[label]![k]! += scores[i * p + k]! - gradient[k]!;
  });
  return new Float64Array(p * p).map((_, at) =>
    sums.reduce((sum, one) => sum + one[Math.floor(at / p)]! * one[at % p]!, 0) *
    count / (count - 1) / n / n
  );
}

Deno.test("clusters of one observation are none", () => {
  close(clusterScores(scores, n, p, own), scores);
  close(clusteredCovariance(scores, n, p, [own]), scoreCovariance(scores, n, p).map((v) => v / n));
  const { gradient, standardError } = clusteredEstimate(scores, n, p, [own]);
  const alone = waldEstimate(scores, n, p);
  close(gradient, alone.gradient);
  close(standardError, alone.standardError);
  assertEquals(clusteredEstimate(scores, n, p, []), alone);
});

Deno.test("one way it is the sum of squares of sums, whatever the labels and the order", () => {
  close(clusteredCovariance(scores, n, p, [firm]), written(firm));
  close(clusteredCovariance(scores, n, p, [firm.map((label) => 11 - label)]), written(firm));
  // a cluster that is a row repeated counts once
  const twice = Float64Array.from([...scores, ...scores]);
  const ids = Uint32Array.from([...own, ...own]);
  close(
    clusteredCovariance(twice, 2 * n, p, [ids]),
    scoreCovariance(scores, n, p).map((value) => value / n),
  );
});

Deno.test("two ways it is both less their intersections", () => {
  const [first, second] = [written(firm), written(year)];
  const both = scoreCovariance(scores, n, p).map((value) => value / n);
  const sum = first.map((value, at) => value + second[at]! - both[at]!);
  const determinant = sum[0]! * sum[3]! - sum[1]! * sum[2]!;
  const actual = clusteredCovariance(scores, n, p, [firm, year]);
  if (determinant > 0) close(actual, sum);
  // ways that are nested or the same are one way
  close(clusteredCovariance(scores, n, p, [firm, own]), written(firm));
  close(clusteredCovariance(scores, n, p, [firm, firm]), written(firm));
  close(clusteredCovariance(scores, n, p, [year, firm]), actual);
  assertThrows(() => clusteredCovariance(scores, n, p, [firm, year, own]), RangeError, "two");
});

Deno.test("a sum that is no covariance loses its negative part", () => {
  // within firms and within years scores cancel
  const checker = Float64Array.from(
    { length: n },
    (_, i) => (Math.floor(i / 6) + i % 6) % 2 ? 1 : -1,
  );
  const [row, column] = [own.map((i) => Math.floor(i / 6)), own.map((i) => i % 6)];
  assertEquals([...clusteredCovariance(checker, n, 1, [row, column])], [0]);
});

Deno.test("two ways whose difference is no variance have the larger of both, and not 0", () => {
  // sums cancel by rows, and by columns in part, but not by both
  const alternating = Float64Array.of(1, -1, -1, 1, 1, -1);
  const [rows, columns] = [Uint32Array.of(0, 0, 1, 1, 2, 2), Uint32Array.of(0, 1, 0, 1, 0, 1)];
  const by = (cluster: Uint32Array) => clusteredCovariance(alternating, 6, 1, [cluster])[0]!;
  assertEquals(by(rows), 0);
  assertEquals(by(columns) > 0, true);
  const { standardError } = clusteredEstimate(alternating, 6, 1, [rows, columns]);
  assertEquals(standardError[0], Math.sqrt(by(columns)));
});

Deno.test("where a way has one cluster nothing is known of the variance, and it is not 0", () => {
  const one = new Uint32Array(n);
  assertEquals(clusteredEstimate(scores, n, p, [one]).standardError, Float64Array.of(NaN, NaN));
  assertEquals(
    clusteredEstimate(scores, n, p, [one, firm]).standardError,
    Float64Array.of(NaN, NaN),
  );
});

Deno.test("draws have the correlations of the estimates, one multiplier a cluster", () => {
  const random = () => Stream.of("tests", "cluster draws");
  assertEquals(
    clusteredDraws(scores, n, p, [firm], random()),
    multiplierDraws(clusterScores(scores, n, p, firm), 12, p, random()),
  );
  assertEquals(clusteredDraws(scores, n, p, [], random()), multiplierDraws(scores, n, p, random()));
  const draws = 20_000;
  for (const clusters of [[firm], [firm, year]]) {
    const { values } = clusteredDraws(scores, n, p, clusters, random(), { draws });
    const covariance = clusteredCovariance(scores, n, p, clusters);
    const scale = Math.sqrt(covariance[0]! * covariance[3]!);
    const moment = (k: number, l: number) => {
      let sum = 0;
      for (let b = 0; b < draws; b++) sum += values[b * p + k]! * values[b * p + l]! / draws;
      return sum;
    };
    assertAlmostEquals(moment(0, 0), 1, 0.05);
    assertAlmostEquals(moment(1, 1), 1, 0.05);
    assertAlmostEquals(moment(0, 1), covariance[1]! / scale, 0.05);
  }
});

Deno.test("degrees of freedom are those of the way with fewer clusters", () => {
  assertEquals([[], [firm], [firm, year]].map(clusterDegrees), [Infinity, 11, 4]);
});

Deno.test("labels that leave out a number are refused: an empty cluster would count", () => {
  const refused = (cluster: Uint32Array, message: string) =>
    assertThrows(() => clusteredEstimate(scores, n, p, [cluster]), RangeError, message);
  refused(
    firm.map((label) => label + 1),
    "cluster 0 of 13 is empty: number the 12 clusters from 0 to 11",
  );
  refused(firm.map((label) => 4294967295 - label), "cluster 0 of 4294967296 is empty");
  assertThrows(
    () => clusteredEstimate(scores, n, p, [firm, year.map((label) => 2 * label)]),
    RangeError,
  );
});
