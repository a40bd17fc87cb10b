import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { normalQuantile } from "../../numerics/normal.ts";
import { Stream, threefry2x32 } from "../../numerics/random.ts";
import { assertPlausible, chiSquareZ, normals } from "./support.ts";

/** The first three numbers of a stream: a change here changes every result there is. */
const FROZEN = [0.15451715418986345, -0.6022256136040655, 38];

function uniforms(length: number, ...labels: (string | number)[]): Float64Array {
  return Stream.of(...labels).fillUniform(new Float64Array(length));
}

Deno.test("threefry2x32 gives Random123's known answers", () => {
  const all = 0xffffffff;
  assertEquals(threefry2x32([0, 0], [0, 0]), [0x6b200159, 0x99ba4efe]);
  assertEquals(threefry2x32([all, all], [all, all]), [0x1cb996fc, 0xbb002be7]);
  assertEquals(
    threefry2x32([0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3]),
    [0xc4923a9c, 0x483df7a0],
  );
});

Deno.test("the numbers of a stream do not change from version to version", () => {
  const stream = Stream.of("study", 800, -0.5);
  assertEquals([stream.uniform(), stream.normal(), stream.integer(1000)], FROZEN);
});

Deno.test("single, bulk and random access draws are the same numbers", () => {
  const bulk = uniforms(100, "a");
  const single = Stream.of("a");
  const normal = normals(100, "a");
  const other = Stream.of("a");
  for (let i = 0; i < 100; i++) {
    assertEquals(single.uniform(), bulk[i]);
    assertEquals(Stream.of("a").uniformAt(i), bulk[i]);
    assertEquals(other.normal(), normal[i]);
    assertEquals(normalQuantile(bulk[i]), normal[i]);
  }
  const mixed = Stream.of("a");
  mixed.fillUniform(new Float64Array(7));
  mixed.normal();
  assertEquals(mixed.uniformAt(3), bulk[3]);
  assertEquals(mixed.uniform(), bulk[8]);
  assertEquals(
    Stream.of("a").fillNormal(new Float64Array(100), 3),
    normal.map((value) => 3 * value),
  );
});

Deno.test("the counter goes on beyond 32 bits", () => {
  const stream = Stream.of("far");
  assertNotEquals(stream.uniformAt(4294967296), stream.uniformAt(0));
  assertNotEquals(stream.uniformAt(4294967296 * 3), stream.uniformAt(4294967296));
});

Deno.test("a child depends on names alone, and equal names give equal streams", () => {
  const parent = Stream.of("p");
  const before = parent.split("c").uniform();
  parent.fillNormal(new Float64Array(10));
  assertEquals(parent.split("c").uniform(), before);
  assertEquals(Stream.of("p", "c").uniform(), before);
  assertEquals(Stream.of(-0).uniform(), Stream.of(0).uniform());
});

Deno.test("different names give different streams", () => {
  const paths: (string | number)[][] = [
    [],
    [""],
    ["", ""],
    ["a"],
    ["a", ""],
    ["", "a"],
    ["a", "bc"],
    ["ab", "c"],
    ["abc"],
    ["a", "b", "c"],
    [1],
    ["1"],
    ["\u0001"],
    [0],
    ["\u0000"],
    ["\u0000\u0000"],
    [-1],
    [0.5],
    [1e300],
    [12],
    [1, 2],
    [2, 1],
    ["é"],
    ["e\u0301"],
    ["𝕏"],
    ["\ud835"],
  ];
  const first = new Set(paths.map((path) => Stream.of(...path).uniform()));
  assertEquals(first.size, paths.length);
});

Deno.test("uniform numbers are odd multiples of 2^-53 in the open interval", () => {
  for (const value of uniforms(10_000, "grid")) {
    assert(value > 0 && value < 1);
    assertEquals(Math.abs(value * 9007199254740992 % 2), 1);
  }
});

Deno.test("uniform numbers fill their cells evenly, also in pairs and in the low bits", () => {
  const n = 400_000;
  const cells = new Float64Array(256);
  const pairs = new Float64Array(256);
  const low = new Float64Array(256);
  const draws = uniforms(n, "cells");
  for (let i = 0; i < n; i++) {
    cells[Math.floor(256 * draws[i])]++;
    low[Math.floor(draws[i] * 4503599627370496) % 256]++;
    if (i % 2) pairs[16 * Math.floor(16 * draws[i - 1]) + Math.floor(16 * draws[i])]++;
  }
  assertPlausible(chiSquareZ(cells), "cells");
  assertPlausible(chiSquareZ(pairs), "pairs");
  assertPlausible(chiSquareZ(low), "low bits");
});

Deno.test("normal numbers have the moments and tails of the normal distribution", () => {
  const n = 1_000_000;
  const sums = [0, 0, 0, 0];
  let tail = 0;
  for (const x of normals(n, "moments")) {
    sums[0] += x;
    sums[1] += x * x - 1;
    sums[2] += x * x * x;
    sums[3] += x * x * x * x - 3;
    if (x > 3) tail++;
  }
  // Var X = 1, Var X² = 2, Var X³ = 15, Var X⁴ = 96
  [1, 2, 15, 96].forEach((variance, i) =>
    assertPlausible(sums[i] / Math.sqrt(n * variance), `moment ${i + 1}`)
  );
  const p = 0.0013498980316300946;
  assertPlausible((tail - n * p) / Math.sqrt(n * p), "tail beyond 3");
});

Deno.test("a stream, its children and its successive draws are uncorrelated", () => {
  const n = 4000;
  const root = Stream.of("family");
  const family = [root, root.split(0), root.split(1), root.split("0"), root.split(0).split(0)];
  for (let i = 2; i < 30; i++) family.push(root.split(i));
  const draws = family.map((stream) => stream.fillNormal(new Float64Array(n)));
  let sum = 0;
  let count = 0;
  const add = (a: Float64Array, b: Float64Array): void => {
    let dot = 0;
    for (let i = 0; i < n; i++) dot += a[i] * b[i];
    sum += dot * dot / n;
    count++;
  };
  for (let i = 0; i < draws.length; i++) for (let j = 0; j < i; j++) add(draws[i], draws[j]);
  // each squared correlation times n is χ² with one degree of freedom
  assertPlausible((sum - count) / Math.sqrt(2 * count), "between streams");
  for (const lag of [1, 2, 3, 16]) {
    let dot = 0;
    for (let i = lag; i < n; i++) dot += draws[0][i] * draws[0][i - lag];
    assertPlausible(dot / Math.sqrt(n - lag), `lag ${lag}`);
  }
});

Deno.test("the first draws of numbered streams are uniform", () => {
  const cells = new Float64Array(64);
  const root = Stream.of("replications");
  for (let i = 0; i < 64_000; i++) cells[Math.floor(64 * root.split(i).uniform())]++;
  assertPlausible(chiSquareZ(cells), "first draws");
});

Deno.test("integers are uniform where the remainder of a word would not be", () => {
  const stream = Stream.of("integers");
  const bound = 3 * 1073741824; // a plain remainder would give the first third twice as often
  const thirds = new Float64Array(3);
  for (let i = 0; i < 30_000; i++) thirds[Math.floor(stream.integer(bound) / 1073741824)]++;
  assertPlausible(chiSquareZ(thirds), "thirds");
  assertEquals(stream.integer(1), 0);
});

Deno.test("permutations hold every index once and are uniform", () => {
  const stream = Stream.of("permutations");
  assertEquals([...stream.permutation(1000)].sort((a, b) => a - b), [...Array(1000).keys()]);
  assertEquals(stream.permutation(0), new Uint32Array(0));
  const counts = new Map<string, number>();
  for (let i = 0; i < 24_000; i++) {
    const order = stream.permutation(4).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assertEquals(counts.size, 24);
  assertPlausible(chiSquareZ([...counts.values()]), "orders of four");
});

Deno.test("malformed labels, indices and bounds are refused", () => {
  const stream = Stream.of("errors");
  for (const label of [NaN, Infinity]) {
    assertThrows(() => stream.split(label), RangeError, `${label}`);
  }
  for (const i of [-1, 0.5, NaN, 2 ** 53]) {
    assertThrows(() => stream.uniformAt(i), RangeError, `${i}`);
  }
  for (const bound of [0, -3, 1.5, NaN, 2 ** 32 + 1]) {
    assertThrows(() => stream.integer(bound), RangeError, `${bound}`);
  }
  assertThrows(() => stream.permutation(-1), RangeError, "-1");
  // 16 GiB and eight minutes
  assertThrows(() => stream.permutation(2 ** 32), RangeError, "0..2^29 rows");
});
