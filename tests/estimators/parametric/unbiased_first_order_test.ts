import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { bufferPool } from "../../../estimators/parametric/buffers.ts";
import { exactPass, type Trajectory } from "../../../estimators/parametric/exact_pass.ts";
import { firstOrder } from "../../../estimators/parametric/first_order.ts";
import type { MetaEstimator } from "../../../estimators/parametric/meta_contract.ts";
import { taskMoments } from "../../../estimators/parametric/task_moments.ts";
import {
  adaptiveFirstOrder,
  adaptiveProbability,
  unbiasedFirstOrder,
} from "../../../estimators/parametric/unbiased_first_order.ts";
import type { InnerTask } from "../../../problems/parametric/task_contract.ts";
import { assertNear } from "./support.ts";
import { coin, generalTask, penaltyTask, smoothFamily, somewhere } from "./task_support.ts";

const pool = bufferPool();
const [HEADS, TAILS] = [coin(1e-9), coin(1 - 1e-9)];

function estimate(task: InnerTask, theta: Float64Array, q: number, random = HEADS): Float64Array {
  return unbiasedFirstOrder({ q }).estimate(task, theta, null, random, pool).gradient;
}

Deno.test("the mean over the coin is the exact gradient, and the second moment as claimed", () => {
  for (const task of [generalTask(5), penaltyTask(5).task, ...smoothFamily().tasks]) {
    const theta = somewhere(task.dTheta);
    const { gradient: g, firstOrder: fo } = exactPass(task, theta, "stored", pool);
    const square = (a: Float64Array): number => a.reduce((sum, value) => sum + value * value, 0);
    for (const q of [0.01, 0.1, 0.5, 0.9, 1]) {
      const [heads, tails] = [HEADS, TAILS].map((random) => estimate(task, theta, q, random));
      const mean = g.map((_, l) => q * heads[l] + (1 - q) * tails[l]);
      assertNear(mean, g, 1e-12);
      const moment = q * square(heads) + (1 - q) * square(tails);
      const claimed = square(g) + (1 / q - 1) * square(g.map((value, l) => value - fo[l]));
      assertAlmostEquals(moment / claimed, 1, 1e-12);
      assertEquals(q < 1 ? tails : fo, fo);
    }
  }
});

Deno.test("q = 1 is the exact gradient and q = 0 the first-order one, to the bit", () => {
  for (const task of [generalTask(6), ...smoothFamily().tasks]) {
    const theta = somewhere(task.dTheta);
    const { gradient, firstOrder } = exactPass(task, theta, "stored", pool);
    for (const random of [HEADS, TAILS, coin(0.5)]) {
      assertEquals(estimate(task, theta, 1, random), gradient);
      assertEquals(estimate(task, theta, 0, random), firstOrder);
    }
  }
});

Deno.test("where first-order estimates are 0, it is ξ/q times the exact gradient", () => {
  const { task, gradient } = penaltyTask(6);
  const theta = Float64Array.of(-0.4, 0.3);
  const truth = gradient(theta);
  assertNear(estimate(task, theta, 0.1), truth.map((value) => value / 0.1), 1e-14);
  assertEquals(estimate(task, theta, 0.1, TAILS), new Float64Array(2));
});

Deno.test("the coin falls with probability q, from a stream of its own", () => {
  const { tasks } = smoothFamily(1);
  for (const q of [0.05, 0.3]) {
    const estimator = unbiasedFirstOrder({ q });
    let exact = 0;
    for (let i = 0; i < 4000; i++) {
      const of = estimator.estimate(tasks[0], somewhere(5), null, Stream.of("coins", i), pool);
      pool.give(of.gradient);
      if (of.exact) exact++;
      if (i < 20) assertEquals(of.exact, Stream.of("coins", i, "coin").uniform() < q);
    }
    assert(Math.abs(exact - 4000 * q) < 4 * Math.sqrt(4000 * q * (1 - q)), `${exact}`);
  }
});

/** Hotelling's T² of a mean of d-vectors against a truth. */
function hotelling(draws: readonly Float64Array[], truth: Float64Array): number {
  const n = draws.length;
  const d = truth.length;
  const mean = truth.map((_, l) => draws.reduce((sum, draw) => sum + draw[l] / n, 0));
  const off = mean.map((value, l) => value - truth[l]);
  const rows = Array.from(
    { length: d },
    (_, l) =>
      Array.from(
        { length: d },
        (_, m) =>
          draws.reduce((s, draw) => s + (draw[l] - mean[l]) * (draw[m] - mean[m]), 0) / (n - 1),
      ),
  );
  const right = Array.from(off);
  // Gaussian elimination on a positive definite matrix
  for (let l = 0; l < d; l++) {
    for (let m = l + 1; m < d; m++) {
      const factor = rows[m][l] / rows[l][l];
      for (let k = l; k < d; k++) rows[m][k] -= factor * rows[l][k];
      right[m] -= factor * right[l];
    }
  }
  let square = 0;
  for (let l = 0; l < d; l++) square += right[l] * right[l] / rows[l][l];
  return n * square;
}

/** What a χ² with five degrees of freedom exceeds as rarely as a normal number ±4. */
const CHI_SQUARE = 27.1;

Deno.test("Hotelling's T² does not reject the unbiased estimates, and rejects the first-order ones", () => {
  const family = smoothFamily();
  const theta = somewhere(5);
  const { gradient: truth } = taskMoments(family.tasks, theta, pool, family.probabilities);
  const statistic = (estimator: MetaEstimator<null>, n: number): number => {
    const random = Stream.of("hotelling");
    const draws = Array.from({ length: n }, (_, i) => {
      const source = random.split(i);
      const task = family.sample(source.split("task"));
      return estimator.estimate(task, theta, null, source, pool).gradient;
    });
    return hotelling(draws, truth);
  };
  // N·q is at least 100: with fewer exact gradients the test is not of its nominal size
  for (const [q, n] of [[0.05, 2000], [0.1, 2000], [0.3, 1000]]) {
    const t = statistic(unbiasedFirstOrder({ q }), n);
    assert(t < CHI_SQUARE, `q = ${q}: ${t}`);
  }
  const t = statistic(firstOrder(), 1000);
  assert(t > 10 * CHI_SQUARE, `first-order: ${t}`);
});

Deno.test("the mean squared norm over tasks and coins is V² + (1/q − 1) D²", () => {
  const family = smoothFamily();
  const theta = somewhere(5);
  const { exactMoment, differenceMoment } = taskMoments(family.tasks, theta, pool);
  for (const q of [0.1, 0.5]) {
    const estimator = unbiasedFirstOrder({ q });
    const squares = Array.from({ length: 2000 }, (_, i) => {
      const source = Stream.of("second moment", i);
      const task = family.sample(source.split("task"));
      const { gradient } = estimator.estimate(task, theta, null, source, pool);
      const square = gradient.reduce((sum, value) => sum + value * value, 0);
      pool.give(gradient);
      return square;
    });
    const mean = squares.reduce((sum, value) => sum + value / 2000, 0);
    const variance = squares.reduce((sum, value) => sum + (value - mean) ** 2 / 1999, 0);
    const claimed = exactMoment + (1 / q - 1) * differenceMoment;
    const error = Math.sqrt(variance / 2000);
    assert(Math.abs(mean - claimed) < 4 * error, `q = ${q}: ${mean} ± ${error}, not ${claimed}`);
    assert(error < 0.1 * claimed);
  }
});

Deno.test("adaptive q: certain at first, then from what exact gradients showed before debiasing", () => {
  const task = smoothFamily(6).tasks[0];
  const theta = somewhere(5);
  const { gradient: g, firstOrder: fo } = exactPass(task, theta, "stored", pool);
  const square = (a: Float64Array): number => a.reduce((sum, value) => sum + value * value, 0);
  const exact = square(g);
  const difference = square(g.map((value, l) => value - fo[l]));
  const options = { first: 0.5, least: 0.001 };
  const estimator = adaptiveFirstOrder(options);
  let state = estimator.init();
  const one = estimator.estimate(task, theta, state, TAILS, pool);
  assertEquals([one.q, one.exact, one.state], [0.5, false, state], "tails teach nothing");
  for (let n = 1; n <= 5; n++) {
    const next = estimator.estimate(task, theta, state, HEADS, pool);
    state = next.state;
    assertAlmostEquals(state.weight, 1 - Math.pow(0.99, n), 1e-14);
    // Always the same task: unbiased running means are constant, whatever q the draw had
    assertAlmostEquals(state.exact / state.weight / exact, 1, 1e-12);
    assertAlmostEquals(state.difference / state.weight / difference, 1, 1e-12);
  }
  const { q } = estimator.estimate(task, theta, state, TAILS, pool);
  const b = -6 * difference;
  const a = 6 * (exact - difference);
  const root = (-b + Math.sqrt(b * b + 4 * a * 2 * 7 * difference)) / (2 * a);
  assert(a > 0 && root < 1 && q < 1 && q > options.least, `${root}`);
  assertAlmostEquals(q, root, 1e-12);
});

Deno.test("adaptive q depends on the past alone: another present, the same q", () => {
  const { tasks } = smoothFamily();
  const estimator = adaptiveFirstOrder({ least: 0.01, trajectory: "recomputed" });
  let state = estimator.init();
  const qs = new Set<number>();
  for (let i = 0; i < 30; i++) {
    const theta = somewhere(5).map((value) => value * (1 + i % 3));
    const presents = [0, 2, 4, 6].flatMap((task) =>
      [HEADS, TAILS].map((random) => estimator.estimate(tasks[task], theta, state, random, pool))
    );
    for (const { q } of presents) assertEquals(q, presents[0].q);
    qs.add(presents[0].q);
    const before = { ...state };
    const next = presents[2 * (i % 4)].state;
    assertEquals(state, before, "a state is not changed");
    state = next;
  }
  assert(qs.size > 10, "and a different past gives a different q");
});

Deno.test("adaptive q stays between its bounds, and recomputation makes it rarer", () => {
  const state = { weight: 0.5, exact: 2, difference: 0.02 };
  const q = (trajectory: Trajectory, steps: number): number =>
    adaptiveProbability(state, steps, { trajectory, least: 1e-6 });
  assert(q("recomputed", 30) < q("checkpointed", 30) && q("checkpointed", 30) < q("stored", 30));
  assertEquals(adaptiveProbability({ ...state, difference: 0 }, 10, {}), 0.05);
  assertEquals(adaptiveProbability({ ...state, difference: 9 }, 10, {}), 1);
  assertEquals(adaptiveProbability({ ...state, exact: Infinity }, 10, {}), 1);
  assertEquals(adaptiveProbability({ weight: 0, exact: 0, difference: 0 }, 10, {}), 1);
});

Deno.test("all arrays but the estimate are given back, heads or tails", () => {
  for (const estimator of [unbiasedFirstOrder({ q: 0.5 }), adaptiveFirstOrder()]) {
    for (const random of [HEADS, TAILS]) {
      const meter = bufferPool();
      const of = estimator as MetaEstimator;
      of.estimate(smoothFamily().tasks[0], somewhere(5), of.init(), random, meter);
      assertEquals(meter.lentBytes, 40);
    }
  }
});

Deno.test("options that make no sense are refused", () => {
  for (const q of [-0.1, 1.1, NaN]) {
    assertThrows(() => unbiasedFirstOrder({ q }), RangeError, `q is ${q}`);
  }
  for (const options of [{ least: 0 }, { first: 2 }, { memory: 1 }, { exponent: 0 }]) {
    assertThrows(() => adaptiveFirstOrder(options), RangeError, Object.keys(options)[0]);
  }
});
