import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import {
  blocksOf,
  hessiansAt,
  levelsOf,
  requireFiniteSum,
  wholeLevels,
} from "../../../estimators/parametric/levels.ts";
import type { FiniteSum } from "../../../problems/parametric/contract.ts";
import { counted } from "../../../problems/parametric/counted.ts";
import { assertNear, published, tinySum } from "./support.ts";

/** A finite sum whose levels are the rows they were made of. */
function rowsOf(size: number): FiniteSum<number[]> {
  return { size, batch: (rows) => Array.from(rows) };
}

Deno.test("blocks are a partition into almost equal parts, in a random order", () => {
  for (const [size, batch] of [[10, 3], [12, 4], [7, 7], [7, 100], [1000, 64], [5, 1]]) {
    const { shares, level } = blocksOf(rowsOf(size), batch);
    assertEquals(shares.length, Math.ceil(size / batch));
    const blocks = shares.map((_, j) => level(j));
    const sizes = blocks.map((rows) => rows.length);
    assert(Math.max(...sizes) <= batch && Math.max(...sizes) - Math.min(...sizes) <= 1);
    assertEquals(shares, sizes.map((n) => n / size));
    assertEquals(blocks.flat().sort((a, b) => a - b), Array.from({ length: size }, (_, i) => i));
    for (const rows of blocks) assertEquals(rows, [...rows].sort((a, b) => a - b));
  }
  // Neither consecutive nor every so-manieth
  const block = blocksOf(rowsOf(1000), 100).level(3);
  const steps = new Set(block.slice(1).map((row, i) => row - block[i]));
  assert(steps.size > 10, `${[...steps]}`);
  assertEquals(blocksOf(rowsOf(1000), 100).level(3), block, "the same for every call");
});

Deno.test("a block is drawn with the probability of its share", () => {
  for (const [size, batch] of [[10, 3], [11, 4], [64, 5], [3, 2]]) {
    const blocks = blocksOf(rowsOf(size), batch);
    const times = blocks.shares.map(() => 0);
    // Each of `size` equally likely rows, at both ends of its interval
    for (let r = 0; r < size; r++) {
      for (const part of [1e-9, 1 - 1e-9]) {
        const source = { uniform: () => (r + part) / size } as Stream;
        times[blocks.draw(source)]++;
      }
    }
    assertEquals(times.map((count) => count / (2 * size)), blocks.shares);
  }
});

Deno.test("each use draws from its own stream, and the same use the same minibatch", () => {
  const problem = tinySum(2000, 2000);
  const { x, y } = problem.start;
  const levels = levelsOf("test", problem, { batch: 2 }, Stream.of("uses"));
  const at = (gradient: Float64Array): string => gradient.join();
  const point = y.map((_, l) => l + 1);
  const seen = [
    levels.lower("lower", 0),
    levels.lower("lower", 1),
    levels.lower("linsys", 0),
    levels.lower("linsys", 1),
    levels.lower("cross"),
    levels.lower("warmup"),
    levels.lower("penalised"),
  ].map((level) => at(level.gradient(x, point)));
  assertEquals(new Set(seen).size, seen.length);
  assertEquals(at(levels.lower("lower").gradient(x, point)), seen[0]);
  const again = levelsOf("other", problem, { batch: 2 }, Stream.of("uses"));
  assertEquals(at(again.lower("linsys", 1).gradient(x, point)), seen[3]);
  const outer = [0, 1].map((j) => at(levels.outer(j).gradientY(x, point)));
  assert(outer[0] !== outer[1]);
  assertEquals(at(levels.outer().gradientY(x, point)), outer[0]);
});

Deno.test("shared minibatches are those of the first use", () => {
  const problem = tinySum(40, 40);
  const { x } = problem.start;
  const y = Float64Array.of(1, 2);
  const random = Stream.of("shared");
  const own = levelsOf("test", problem, { batch: 2 }, random);
  const shared = levelsOf("test", problem, { batch: 2 }, random, true);
  assertStrictEquals(shared.lower("cross"), shared.lower("linsys", 7));
  assertStrictEquals(shared.outer(3), shared.outer());
  assertEquals(shared.lower("cross").gradient(x, y), own.lower("lower").gradient(x, y));
  assertEquals(shared.outer(3).gradientY(x, y), own.outer().gradientY(x, y));
});

Deno.test("a level that is no finite sum is taken whole, and a batch size of none is refused", () => {
  const { outerSum: _, ...half } = tinySum();
  const levels = levelsOf("test", half, { batch: 2 }, Stream.of("half"));
  assertStrictEquals(levels.outer(), half.outer);
  assert(levels.lower("lower") !== half.lower);
  const whole = levelsOf("test", half, {}, Stream.of("half"));
  assertStrictEquals(whole.lower("lower"), half.lower);
  requireFiniteSum("test", half, 2);
  assertThrows(
    () => levelsOf("test", published(), { batch: 2 }, Stream.of("none")),
    RangeError,
    "test: batch is 2, but quadratic is no finite sum: leave batch out",
  );
});

Deno.test("one level is linearised once, each minibatch once", () => {
  const { problem, counts } = counted(tinySum(6, 4));
  const { x, y } = problem.start;
  const hessians = hessiansAt(wholeLevels(problem), x, y);
  assertStrictEquals(hessians(0), hessians(5));
  assertEquals(counts.calls.hessian, 1);
  const batched = hessiansAt(levelsOf("test", problem, { batch: 2 }, Stream.of("h")), x, y);
  const unit = Float64Array.of(1, 0);
  batched(0).times(unit);
  batched(1).times(unit);
  assertEquals(counts.calls.hessian, 3);
  const mean = new Float64Array(2);
  const blocks = blocksOf(problem.lowerSum!, 2);
  blocks.shares.forEach((share, j) =>
    blocks.level(j).hessian(x, y).times(unit).forEach((value, l) => mean[l] += share * value)
  );
  assertNear(mean, problem.lower.hessian(x, y).times(unit), 1e-14);
});
