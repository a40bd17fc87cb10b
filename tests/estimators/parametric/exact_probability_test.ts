import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { bufferPool } from "../../../estimators/parametric/buffers.ts";
import {
  bestProbability,
  type ProbabilityOptions,
} from "../../../estimators/parametric/exact_probability.ts";
import { taskMoments } from "../../../estimators/parametric/task_moments.ts";
import { counterExample } from "../../../problems/parametric/counter_example.ts";

function effort(
  { exactMoment: v, differenceMoment: d, certainCost, randomCost, exponent = 2 }:
    ProbabilityOptions,
  q: number,
): number {
  return (certainCost + q * randomCost) * Math.pow(v - d + d / q, exponent);
}

Deno.test("the best probability beats all others, also where V² < D²", () => {
  const random = Stream.of("best probability");
  let inside = 0;
  for (let i = 0; i < 300; i++) {
    const options: ProbabilityOptions = {
      exactMoment: random.uniform(),
      differenceMoment: random.uniform() * (i % 2 === 0 ? 0.3 : 2),
      certainCost: 1 + 10 * random.uniform(),
      randomCost: 50 * random.uniform(),
      exponent: [0.25, 0.5, 1, 2, 3][i % 5],
    };
    const best = bestProbability(options);
    assert(best > 0 && best <= 1);
    if (best < 1) inside++;
    const least = effort(options, best);
    for (let k = 1; k <= 400; k++) {
      assert(effort(options, k / 400) >= least * (1 - 1e-12), JSON.stringify({ options, best, k }));
    }
  }
  assert(inside > 100 && inside < 290, `${inside} of 300 are below 1`);
});

Deno.test("thresholds from which on every gradient should be exact, for p = 2 and p = ½", () => {
  const [certainCost, randomCost] = [11, 10];
  const at = (differenceMoment: number, exponent: number): number =>
    bestProbability({ exactMoment: 3, differenceMoment, certainCost, randomCost, exponent });
  for (const [exponent, threshold] of [[2, 10 * 3 / (2 * 21)], [0.5, 2 * 10 * 3 / 21]]) {
    assertEquals(at(threshold * 1.0001, exponent), 1);
    const below = at(threshold * 0.9999, exponent);
    assert(below < 1 && below > 0.999, `${below}`);
  }
});

Deno.test("the square root for p = 1, and the limits of no difference and no cost", () => {
  const options = { exactMoment: 5, differenceMoment: 0.2, certainCost: 3, randomCost: 7 };
  const root = Math.sqrt(3 * 0.2 / (7 * 4.8));
  assertAlmostEquals(bestProbability({ ...options, exponent: 1 }), root, 1e-15);
  assertEquals(bestProbability({ ...options, differenceMoment: 0 }), 0);
  assertEquals(bestProbability({ ...options, randomCost: 0 }), 1);
  assertEquals(bestProbability({ ...options, exactMoment: 0 }), 1);
  const tiny = bestProbability({ ...options, differenceMoment: 1e-307 });
  assertAlmostEquals(tiny / Math.sqrt(2 * 3 * 1e-307 / (7 * 5)), 1, 1e-14);
  assert(bestProbability({ ...options, differenceMoment: 5e-324 }) < 1e-150);
  assertEquals(bestProbability({ ...options, differenceMoment: 5e-324, randomCost: 0 }), 1);
  // q is of the order of D: the rarer, the smaller the difference
  const small = (d: number) => bestProbability({ ...options, differenceMoment: d, exponent: 1 });
  assertAlmostEquals(small(1e-8) / small(1e-10), 10, 1e-6);
});

Deno.test("both published formulas, on the two tasks with A = 400 and b = (0, 10)", () => {
  const pool = bufferPool();
  const table = [[0.001, 0.0107, 0.0217], [0.005, 0.054, 0.114], [0.01, 0.11, 0.2445], [
    0.02,
    0.229,
    0.58,
  ], [0.05, 0.846, 1]];
  for (const [stepSize, half, two] of table) {
    const { tasks } = counterExample({ slopes: [0, 10], radius: 400, stepSize });
    let [exactMoment, differenceMoment] = [0, 0];
    for (let theta = -50; theta <= 50; theta++) {
      const moments = taskMoments(tasks, Float64Array.of(theta), pool);
      exactMoment = Math.max(exactMoment, moments.exactMoment);
      differenceMoment = Math.max(differenceMoment, moments.differenceMoment);
    }
    const options = { exactMoment, differenceMoment, certainCost: 11, randomCost: 10 };
    assertAlmostEquals(bestProbability({ ...options, exponent: 0.5 }), half, 5.1e-4);
    assertAlmostEquals(bestProbability({ ...options, exponent: 2 }), two, 5.1e-4);
  }
});

Deno.test("options that make no sense are refused", () => {
  const options = { exactMoment: 1, differenceMoment: 1, certainCost: 1, randomCost: 1 };
  for (const wrong of [{ exactMoment: -1 }, { differenceMoment: NaN }, { exponent: 0 }]) {
    assertThrows(
      () => bestProbability({ ...options, ...wrong }),
      RangeError,
      Object.keys(wrong)[0],
    );
  }
});
