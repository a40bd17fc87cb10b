import { assert, assertEquals, assertThrows } from "@std/assert";
import type { BilevelMethod } from "../../../estimators/parametric/contract.ts";
import {
  adaptiveDescent,
  firstOrderDescent,
  type MetaDescentState,
  unbiasedDescent,
} from "../../../estimators/parametric/meta_descent.ts";
import { itd } from "../../../estimators/parametric/unrolled.ts";
import { Stream } from "../../../numerics/random.ts";
import { counted } from "../../../problems/parametric/counted.ts";
import { proximalTasks, taskData } from "../../../problems/parametric/proximal_tasks.ts";
import { assertNear, iterate, published, smallLogistic, tinySum } from "./support.ts";

const sizes = { tasks: 3, support: 12, query: 10, p: 4 };
const tasks = proximalTasks(taskData(sizes, Stream.of("meta descent")));
const quadratic = published();
const logistic = smallLogistic();
const loop = { lowerSteps: 4, outerStep: 0.2 };
const from = { ...loop, start: "outer" } as const;

/** One step of a method, and what it asks for. */
function once(method: BilevelMethod<MetaDescentState>, problem = tasks) {
  const { problem: oracles, counts } = counted(problem);
  const state = method.step(oracles, method.init(oracles), 0, Stream.of("once"));
  return { state, calls: counts.calls };
}

/** A source whose first coin with probability q falls as wanted. */
function coin(q: number, heads: boolean): Stream {
  for (let i = 0;; i++) {
    const random = Stream.of("coin", i);
    if ((random.split("coin").uniform() < q) === heads) return random;
  }
}

Deno.test("with q = 1 it is iterative differentiation, y too", () => {
  for (const problem of [quadratic, logistic, tinySum(), tasks]) {
    const other = iterate(itd(loop), problem, 5);
    for (const trajectory of ["stored", "checkpointed", "recomputed"] as const) {
      const exact = unbiasedDescent({ ...loop, estimator: { q: 1, trajectory } });
      const one = iterate(exact, problem, 5);
      assertNear(one.x, other.x, 1e-14, `x of ${problem.name}, ${trajectory}`);
      assertNear(one.y, other.y, 1e-14, `y of ${problem.name}, ${trajectory}`);
    }
  }
});

Deno.test("the mean over the coin is the exact gradient", () => {
  const q = 0.3;
  for (const problem of [quadratic, tasks]) {
    const method = unbiasedDescent({ ...loop, estimator: { q } });
    const state = method.init(problem);
    const [exact, cheap] = [true, false].map((heads) =>
      method.step(problem, state, 0, coin(q, heads)).x
    );
    const mean = exact.map((value, k) => q * value + (1 - q) * cheap[k]);
    assertNear(
      mean,
      itd(loop).step(problem, itd(loop).init(problem), 0, Stream.of("itd")).x,
      1e-13,
    );
  }
});

Deno.test("loops that start at x pass the derivative of their start on", () => {
  const state = { ...unbiasedDescent({ ...from, estimator: { q: 1 } }).init(tasks) };
  const x = Float64Array.of(0.4, -1, 2, 0.1);
  const step = (at: Float64Array): Float64Array =>
    unbiasedDescent({ ...from, estimator: { q: 1 } })
      .step(tasks, { ...state, x: at }, 0, Stream.of("start")).x
      .map((value, k) => (at[k] - value) / 0.2);
  const value = (at: Float64Array): number => {
    const { L } = tasks.curvature(at);
    let y = Float64Array.from({ length: 12 }, (_, l) => at[l % 4]);
    for (let t = 0; t < 4; t++) {
      const gradient = tasks.lower.gradient(at, y);
      y = y.map((value, l) => value - gradient[l] / L);
    }
    return tasks.outer.value(at, y);
  };
  const h = 1e-3;
  const numerical = x.map((at, k) =>
    (value(x.with(k, at + h)) - value(x.with(k, at - h))) / (2 * h)
  );
  assertNear(step(x), numerical, 1e-9);
});

Deno.test("first-order descent is the sum of the tasks' outer gradients, and 0 for penalties", () => {
  const { state } = once(firstOrderDescent(from));
  const slopes = tasks.outer.gradientY(state.x, state.y);
  const expected = new Float64Array(4);
  slopes.forEach((value, l) => expected[l % 4] -= 0.2 * value);
  assertNear(state.x, expected, 1e-14);

  const still = iterate(firstOrderDescent(loop), logistic, 3);
  assertEquals(still.x, logistic.start.x);
  assert(still.y.some((value) => value !== 0));
});

Deno.test("costs are those of the passes", () => {
  const cheap = once(firstOrderDescent(from)).calls;
  const r = 4;
  assertEquals([cheap.lowerGradient, cheap.outerGradientX, cheap.outerGradientY], [r, 1, 1]);
  assertEquals([cheap.hessianVector, cheap.cross, cheap.lowerValue, cheap.outerValue], [
    0,
    0,
    0,
    0,
  ]);
  const outer = once(unbiasedDescent({ ...from, estimator: { q: 1 } })).calls;
  assertEquals([outer.lowerGradient, outer.hessianVector, outer.cross], [r, r, r]);
  // From the last y the last product is not needed.
  const last = once(unbiasedDescent({ ...loop, estimator: { q: 1 } })).calls;
  assertEquals([last.lowerGradient, last.hessianVector, last.cross], [r, r - 1, r]);
  const recomputed = { q: 1, trajectory: "recomputed" } as const;
  const again = once(unbiasedDescent({ ...from, estimator: recomputed })).calls;
  assertEquals(again.lowerGradient, r + r * (r - 1) / 2);
});

Deno.test("the adaptive probability stays 1 where the first-order estimate is 0", () => {
  const exact = iterate(unbiasedDescent({ ...loop, estimator: { q: 1 } }), logistic, 5);
  const adaptive = iterate(adaptiveDescent({ ...loop, estimator: { least: 0.1 } }), logistic, 5);
  assertNear(adaptive.x, exact.x, 1e-14);
  const { problem, counts } = counted(tasks);
  // Short inner loops hardly move, and both gradients are much the same.
  const short = { ...from, lowerStep: 0.05, estimator: { least: 0.1 } };
  iterate(adaptiveDescent(short), problem, 50);
  assert(counts.calls.cross < 50 * 4, "no exact gradient was saved");
  assert(counts.calls.cross > 4, "no exact gradient was taken");
});

Deno.test("refuses malformed options and a y that is no multiple of x", () => {
  assertThrows(() => firstOrderDescent({ ...loop, lowerSteps: -1 }), RangeError, "lowerSteps");
  assertThrows(() => firstOrderDescent({ ...loop, q: 1 } as never), RangeError, "no option q");
  const bad = { ...loop, estimator: { q: 2 } };
  assertThrows(() => unbiasedDescent(bad), RangeError, "q is 2");
  assertThrows(() => unbiasedDescent(loop as never), RangeError);
  assertThrows(() => adaptiveDescent({ ...loop, start: "x" } as never), RangeError, '"outer"');
  assertThrows(() => once(firstOrderDescent(from), quadratic), RangeError, "20 numbers");
});
