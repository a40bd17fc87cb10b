import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { bufferPool } from "../../../estimators/parametric/buffers.ts";
import { exactMetaGradient } from "../../../estimators/parametric/exact_pass.ts";
import { firstOrder } from "../../../estimators/parametric/first_order.ts";
import type { MetaEstimator } from "../../../estimators/parametric/meta_contract.ts";
import {
  type MetaState,
  type MetaTraining,
  metaTraining,
  type MetaTrainingOptions,
} from "../../../estimators/parametric/meta_training.ts";
import { reptile } from "../../../estimators/parametric/reptile.ts";
import { taskMoments } from "../../../estimators/parametric/task_moments.ts";
import {
  adaptiveFirstOrder,
  unbiasedFirstOrder,
} from "../../../estimators/parametric/unbiased_first_order.ts";
import { countedFamily } from "../../../problems/parametric/counted.ts";
import { counterExample } from "../../../problems/parametric/counter_example.ts";
import type { TaskFamily } from "../../../problems/parametric/task_contract.ts";
import { smoothFamily, somewhere } from "./task_support.ts";

const pool = bufferPool();

/** The state after so many iterations. */
function train<State>(
  training: MetaTraining<State>,
  family: TaskFamily,
  start: Float64Array,
  iterations: number,
  random: Stream,
): MetaState<State> {
  let state = training.init(start);
  for (let k = 0; k < iterations; k++) {
    state = training.step(family, state, k, random.split(k), pool);
  }
  return state;
}

/** |M'| at the end of published runs on the two tasks, and how many calls they took. */
function run(estimator: MetaEstimator, start: number, options = {}) {
  const problem = counterExample(options);
  const { family, counts } = countedFamily(problem);
  const training = metaTraining(estimator, { steps: { schedule: "harmonic", scale: 10 } });
  const random = Stream.of("published", start);
  const state = train(training, family, Float64Array.of(start), 6000, random);
  const calls = counts.innerGradient + counts.hessianVector + counts.outerGradient;
  return { derivative: Math.abs(problem.derivative(state.theta[0])), calls, state };
}

Deno.test("first-order descent stays where |M'| is √(2D); with q = 0.1 it comes below 0.1", () => {
  const starts = [-10, 0, 12, 30];
  const mean = (estimator: MetaEstimator): number =>
    starts.reduce((sum, start) => sum + run(estimator, start).derivative / 4, 0);
  const stuck = mean(firstOrder());
  assert(Math.abs(stuck - 0.34641) < 0.02, `${stuck}`);
  const free = mean(unbiasedFirstOrder({ q: 0.1 }));
  assert(free < 0.1, `${free}`);
  const exact = mean(exactMetaGradient());
  assert(exact < 0.02, `${exact}`);
});

Deno.test("negative control: with equal curvatures first-order descent arrives, too", () => {
  const { derivative, state } = run(firstOrder(), 12, { curvatures: [1, 1], slopes: [0, 9] });
  assert(derivative < 0.02, `${derivative}`);
  assertAlmostEquals(state.theta[0], 4.5, 0.1);
});

Deno.test("a run with q = 0.1 costs some 9 % more calls than one without exact gradients", () => {
  const plain = run(firstOrder(), 3);
  const debiased = run(unbiasedFirstOrder({ q: 0.1 }), 3);
  assertEquals(plain.calls, 6000 * 11);
  assertEquals(debiased.calls, 6000 * 11 + 10 * debiased.state.exact);
  // Four standard errors of the number of exact gradients
  assert(Math.abs(debiased.state.exact - 600) < 4 * Math.sqrt(6000 * 0.09));
});

Deno.test("a step is that of the mean estimate, with the schedule's size", () => {
  const family = smoothFamily();
  const theta = somewhere(5);
  const random = Stream.of("steps").split(3);
  const move = (options: MetaTrainingOptions, k: number): Float64Array => {
    const training = metaTraining(exactMetaGradient(), options);
    const { theta: next } = training.step(family, training.init(theta), k, random, pool);
    return next.map((value, l) => theta[l] - value);
  };
  const tasks = [0, 1, 2].map((i) => family.sample(random.split(i).split("task")));
  const { gradient } = taskMoments(tasks, theta, pool);
  const close = (moved: Float64Array, size: number): void =>
    moved.forEach((value, l) => assertAlmostEquals(value, size * gradient[l], 1e-13));
  close(move({ steps: { schedule: "harmonic", scale: 6 }, tasks: 3 }, 2), 2);
  close(move({ steps: { schedule: "root", scale: 6 }, tasks: 3 }, 3), 3);
  const linear = { schedule: "linear", scale: 0.5, end: 0.1, iterations: 4 } as const;
  [0.5, 0.4, 0.3, 0.2, 0.1, 0.1].forEach((size, k) =>
    close(move({ steps: linear, tasks: 3 }, k), size)
  );
  const { end: _, ...toZero } = linear;
  close(move({ steps: toZero, tasks: 3 }, 3), 0.125);
  const length = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
  const steps = { schedule: "harmonic", scale: 1 } as const;
  close(move({ steps, tasks: 3, clip: length / 4 }, 0), 0.25);
  close(move({ steps, tasks: 3, clip: length * 4 }, 0), 1);
});

Deno.test("a direction whose square is infinite is clipped, and not dropped", () => {
  const far: TaskFamily = {
    ...smoothFamily(),
    sample() {
      const [task] = smoothFamily(0).tasks;
      const gradient = (_: Float64Array, phi: Float64Array, out: Float64Array) =>
        phi.forEach((_, l) => out[l] = (l % 2 === 0 ? 3 : 4) * 1e200);
      return { ...task, outer: { ...task.outer, gradient } };
    },
  };
  const options = { steps: { schedule: "harmonic", scale: 1 }, clip: 2 } as const;
  const training = metaTraining(exactMetaGradient(), options);
  const start = training.init(new Float64Array(5));
  const { theta } = training.step(far, start, 0, Stream.of("far"), pool);
  assertAlmostEquals(Math.hypot(...theta), 2, 1e-14);
});

Deno.test("estimators see the same tasks, and states are new objects", () => {
  const family = smoothFamily();
  const drawn: number[][] = [];
  for (const estimator of [firstOrder(), reptile(), adaptiveFirstOrder()] as MetaEstimator[]) {
    const seen: number[] = [];
    const watched = {
      ...family,
      sample(random: Stream) {
        const task = family.sample(random);
        seen.push(family.tasks.indexOf(task));
        return task;
      },
    };
    const training = metaTraining(estimator, {
      steps: { schedule: "harmonic", scale: 0.1 },
      tasks: 2,
    });
    const start = somewhere(5);
    const first = training.init(start);
    const second = training.step(watched as typeof family, first, 0, Stream.of("same"), pool);
    training.step(watched as typeof family, second, 1, Stream.of("same", 1), pool);
    assertEquals([first.theta, first.tasks, first.exact], [start, 0, 0]);
    assertEquals(second.tasks, 2);
    drawn.push(seen);
  }
  assertEquals(drawn[0].length, 4);
  assertEquals(drawn[1], drawn[0]);
  assertEquals(drawn[2], drawn[0]);
});

Deno.test("tasks of one iteration have coins of their own", () => {
  const training = metaTraining(unbiasedFirstOrder({ q: 0.5 }), {
    steps: { schedule: "harmonic", scale: 0.1 },
    tasks: 100,
  });
  const start = training.init(somewhere(5));
  const { exact } = training.step(smoothFamily(), start, 0, Stream.of("coins"), pool);
  assert(Math.abs(exact - 50) < 4 * 5, `${exact} of 100`);
});

Deno.test("adaptive training is reproducible and takes fewer exact gradients than tasks", () => {
  const gentle = { slopes: [0, 10], stepSize: 0.01 };
  const { state } = run(adaptiveFirstOrder(), 3, gentle);
  assertEquals(run(adaptiveFirstOrder(), 3, gentle).state, state);
  assert(state.exact < 6000 && state.exact >= 0.05 * 6000 - 70, `${state.exact}`);
});

Deno.test("training that diverges ends with what is not finite", () => {
  const { tasks: [{ inner, ...task }] } = smoothFamily();
  const blown = {
    ...task,
    inner,
    outer: {
      ...task.outer,
      gradient: (theta: Float64Array, _: Float64Array, out: Float64Array) =>
        out.forEach((_, l) => out[l] = -1e60 * theta[l] * theta[l]),
    },
  };
  const family = { name: "blown", dTheta: 5, sample: () => blown };
  const steps = { schedule: "harmonic", scale: 1 } as const;
  for (const estimator of [firstOrder(), adaptiveFirstOrder()] as MetaEstimator[]) {
    const start = new Float64Array(5).fill(1);
    const { theta } = train(
      metaTraining(estimator, { steps }),
      family,
      start,
      50,
      Stream.of("blown"),
    );
    assert(!theta.every(Number.isFinite));
  }
});

Deno.test("options that make no sense are refused", () => {
  const steps = { schedule: "harmonic", scale: 1 } as const;
  const refused: [unknown, string][] = [
    [{}, "steps is missing"],
    [{ steps: { schedule: "harmonic" } }, "scale is missing"],
    [{ steps: { schedule: "linear", scale: 1 } }, "iterations is missing"],
    [{ steps: { schedule: "cosine", scale: 1 } }, 'schedule is "cosine"'],
    [{ steps, tasks: 0 }, "tasks is 0"],
    [{ steps, clip: 0 }, "clip is 0"],
  ];
  for (const [options, message] of refused) {
    assertThrows(
      () => metaTraining(firstOrder(), options as MetaTrainingOptions),
      RangeError,
      message,
    );
  }
});
