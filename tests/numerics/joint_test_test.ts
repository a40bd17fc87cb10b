import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { jointTest, whitening } from "../../numerics/joint_test.ts";
import { Stream } from "../../numerics/random.ts";

const DRAWS = 2000;
const stream = Stream.of("joint test");

/** Vectors of a linear image of independent standard normal numbers. */
const images = (of: (normal: number[]) => number[], width: number): Float64Array[] =>
  Array.from(
    { length: DRAWS },
    () => Float64Array.from(of(Array.from({ length: width }, () => stream.normal()))),
  );

const none = Array.from({ length: DRAWS }, () => new Float64Array(2));

Deno.test("independent cells count as two, perfectly correlated ones as one", () => {
  const two = whitening(images(([a, b]) => [a, b], 2), [[0, 1]]);
  const one = whitening(images(([a]) => [a, -a], 1), [[0, 1]]);
  assertEquals([two.components, one.components], [2, 1]);
  const squared = (scores: Float64Array): number => scores.reduce((sum, s) => sum + s * s, 0);
  assertAlmostEquals(squared(two.scores(Float64Array.of(2, -1))), 5, 0.5);
  // Two looks at one difference are one: z², not 2 z²
  assertAlmostEquals(squared(one.scores(Float64Array.of(2, -2))), 4, 0.4);
});

Deno.test("a cell without variance counts for nothing, nor does one that hardly adds to another", () => {
  const { components } = whitening(images(([a, b]) => [a, a + 0.3 * b, 0], 2), [[0, 1, 2]]);
  assertEquals(components, 1);
});

Deno.test("cells of different blocks are taken as independent", () => {
  assertEquals(whitening(images(([a]) => [a, a], 1), [[0], [1]]).components, 2);
});

Deno.test("the order of cells does not matter", () => {
  const simulated = images(([a, b, c]) => [a, 0.6 * a + 0.8 * b, c], 3);
  const turned = simulated.map(([a, b, c]) => Float64Array.of(c, a, b));
  const zero = Array.from({ length: DRAWS }, () => Float64Array.of(1, 1, 1));
  const first = jointTest(Float64Array.of(1, 2, -1), simulated, [[0, 1], [2]], zero, 0.05);
  const second = jointTest(Float64Array.of(-1, 1, 2), turned, [[0], [1, 2]], zero, 0.05);
  assertAlmostEquals(first.statistic, second.statistic, 1e-9);
  assertEquals(first.p, second.p);
});

Deno.test("p and the size that is found are those of the normal law", () => {
  const simulated = images(([a]) => [a], 1);
  const shifts = simulated.map(() => Float64Array.of(1));
  const at = (z: number) => jointTest(Float64Array.of(z), simulated, [[0]], shifts, 0.05);
  assertAlmostEquals(at(1.96).p, 0.05, 0.02);
  // 1.96 + 1.2816
  assertAlmostEquals(at(0).found, 3.24, 0.2);
  assertEquals(at(9).p, 1 / (DRAWS + 1));
});

Deno.test("without cells there is no p, without a shift no size", () => {
  const nothing = none.map(() => new Float64Array(0));
  assert(Number.isNaN(jointTest(new Float64Array(0), nothing, [], nothing, 0.05).p));
  const simulated = images(([a, b]) => [a, b], 2);
  assert(Number.isNaN(jointTest(Float64Array.of(0, 0), simulated, [[0, 1]], none, 0.05).found));
});
