import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import {
  corruptLabels,
  type LabelledData,
  numberClasses,
  requireData,
  selectRows,
  splitData,
  standardise,
} from "../../../problems/parametric/labelled_data.ts";

/** Row i has the features 10i, 10i + 1 and the label i. */
const numbered = (n: number): LabelledData => ({
  n,
  p: 2,
  features: Float64Array.from({ length: 2 * n }, (_, at) => 10 * (at >> 1) + at % 2),
  labels: Float64Array.from({ length: n }, (_, i) => i),
});

Deno.test("rows are chosen with their labels", () => {
  const { n, features, labels } = selectRows(numbered(5), Uint32Array.of(4, 0, 4));
  assertEquals(n, 3);
  assertEquals(features, Float64Array.of(40, 41, 0, 1, 40, 41));
  assertEquals(labels, Float64Array.of(4, 0, 4));
  assertThrows(() => selectRows(numbered(5), Uint32Array.of(5)), RangeError, "row 5");
});

Deno.test("parts are disjoint, random, and use every row once", () => {
  const parts = splitData(numbered(30), [10, 15, 5], Stream.of("parts"));
  assertEquals(parts.map(({ n }) => n), [10, 15, 5]);
  const rows = parts.flatMap(({ labels }) => Array.from(labels));
  assert(rows.some((row, i) => row !== i));
  assertEquals(rows.toSorted((a, b) => a - b), Array.from(numbered(30).labels));
  for (const { features, labels } of parts) {
    labels.forEach((label, i) => assertEquals(features[2 * i], 10 * label));
  }
  assertEquals(splitData(numbered(30), [10, 15, 5], Stream.of("parts")), parts);
  assertThrows(() => splitData(numbered(3), [2, 2], Stream.of("parts")), RangeError, "there are 3");
});

Deno.test("every row is as likely to come first as any other", () => {
  const counts = new Float64Array(6);
  const stream = Stream.of("first");
  for (let r = 0; r < 3000; r++) {
    counts[splitData(numbered(6), [1], stream.split(r))[0].labels[0]]++;
  }
  const chi = counts.reduce((sum, count) => sum + (count - 500) * (count - 500) / 500, 0);
  assert((chi - 5) / Math.sqrt(10) < 4, `χ² = ${chi}`);
});

Deno.test("features are standardised by the first data set", () => {
  const train = {
    n: 4,
    p: 3,
    features: Float64Array.of(1, 7, 0.1, 3, 7, 0.1, 5, 7, 0.1, 7, 7, 0.1),
    labels: new Float64Array(4),
  };
  const other = { n: 1, p: 3, features: Float64Array.of(4, 9, 0.1), labels: new Float64Array(1) };
  const [first, second] = standardise(train, other);
  const root5 = Math.sqrt(5);
  [-3, -1, 1, 3].forEach((value, i) =>
    assertAlmostEquals(first.features[3 * i], value / root5, 1e-15)
  );
  assertEquals([1, 4, 7, 10].map((at) => first.features[at]), [0, 0, 0, 0]);
  assert([2, 5, 8, 11].every((at) => Math.abs(first.features[at]) < 1e-16));
  assertAlmostEquals(second.features[0], 0, 1e-15);
  assertEquals(second.features[1], 2);
  assertEquals(train.features[0], 1);
  // Here the mean of the constant is 0.09999999999999999.
  const constant = {
    n: 10,
    p: 1,
    features: new Float64Array(10).fill(0.1),
    labels: new Float64Array(10),
  };
  assert(standardise(constant)[0].features.every((value) => Math.abs(value) < 1e-16));
});

Deno.test("the share asked for is drawn anew, from all classes alike", () => {
  const n = 20_000;
  const labels = new Float64Array(n).fill(2);
  const { labels: noisy, redrawn } = corruptLabels(labels, 4, 0.3, Stream.of("corrupt"));
  const count = (test: (i: number) => boolean): number => {
    let total = 0;
    for (let i = 0; i < n; i++) if (test(i)) total++;
    return total;
  };
  const z = (observed: number, p: number): number =>
    (observed - n * p) / Math.sqrt(n * p * (1 - p));
  assert(Math.abs(z(count((i) => redrawn[i] === 1), 0.3)) < 4);
  for (const c of [0, 1, 3]) assert(Math.abs(z(count((i) => noisy[i] === c), 0.3 / 4)) < 4);
  assertEquals(count((i) => redrawn[i] === 0 && noisy[i] !== 2), 0);
  assert(labels.every((label) => label === 2));
});

Deno.test("with another probability the same rows are drawn anew, and more", () => {
  const labels = new Float64Array(200);
  const [less, more] = [0.2, 0.6].map((q) => corruptLabels(labels, 9, q, Stream.of("nested")));
  less.redrawn.forEach((drawn, i) => {
    if (drawn === 1) assertEquals([more.redrawn[i], more.labels[i]], [1, less.labels[i]]);
  });
  assert(corruptLabels(labels, 9, 0, Stream.of("none")).labels.every((label) => label === 0));
  assertThrows(
    () => corruptLabels(labels, 9, 1.1, Stream.of("x")),
    RangeError,
    "probability is 1.1",
  );
});

Deno.test("classes are numbered in increasing order", () => {
  const { labels, classes } = numberClasses(Float64Array.of(7, -1, 7, 10));
  assertEquals(labels, Float64Array.of(1, 0, 1, 2));
  assertEquals(classes, Float64Array.of(-1, 7, 10));
});

Deno.test("malformed data are refused", () => {
  const good = numbered(3);
  requireData("data", good);
  const cases: [Partial<LabelledData>, string][] = [
    [{ n: 0 }, "data: n is 0"],
    [{ p: 0 }, "data: p is 0"],
    [{ p: 3 }, "data: features has 6 numbers: give 9"],
    [{ labels: new Float64Array(2) }, "data: labels has 2 numbers: give 3"],
    [{ features: Float64Array.of(0, 1, 2, NaN, 4, 5) }, "feature 1 of observation 1 is NaN"],
  ];
  for (const [change, message] of cases) {
    assertThrows(() => requireData("data", { ...good, ...change }), RangeError, message);
  }
});
