import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { bufferPool } from "../../../estimators/parametric/buffers.ts";
import { exactPass, type Trajectory } from "../../../estimators/parametric/exact_pass.ts";
import { adapt } from "../../../estimators/parametric/inner_loop.ts";
import {
  fewShotClasses,
  type FewShotOptions,
  quarterTurns,
  queryError,
  splitByClass,
} from "../../../problems/parametric/few_shot_digits.ts";
import type { LabelledData } from "../../../problems/parametric/labelled_data.ts";
import { sinusoidTasks } from "../../../problems/parametric/sinusoid_tasks.ts";
import { syntheticClasses } from "../../../problems/parametric/synthetic_classes.ts";
import { assertDerivative, dot } from "./finite_differences.ts";

const pool = bufferPool();
const network = { hidden: [5], steps: 4, stepSize: 0.1 };

/** Six classes of 12 observations, two features that tell class and number. */
const many: LabelledData = {
  n: 72,
  p: 2,
  features: Float64Array.from({ length: 144 }, (_, at) => Math.floor(at / 2) % (at % 2 ? 12 : 72)),
  labels: Float64Array.from({ length: 72 }, (_, i) => 10 + Math.floor(i / 12)),
};

Deno.test("points of a sinusoid task lie on its wave, and different draws differ", () => {
  const family = sinusoidTasks({ shots: 5, queries: 7, ...network });
  const task = family.sample(Stream.of("wave"));
  for (const [data, n] of [[task.support, 5], [task.query, 7]] as const) {
    assertEquals([data.n, data.p, data.labels.length], [n, 1, n]);
    data.features.forEach((x, i) => {
      assert(Math.abs(x) <= 5);
      assertEquals(data.labels[i], task.amplitude * Math.sin(x - task.phase));
    });
  }
  assert(task.support.features.every((x) => !task.query.features.includes(x)));
  assertEquals(family.sample(Stream.of("wave")).support, task.support);
  assert(family.sample(Stream.of("wave", 2)).amplitude !== task.amplitude);
  assertEquals([task.steps, task.stepSize, task.dTheta], [4, 0.1, 16]);
  assertEquals([family.dTheta, family.start(Stream.of("start")).length], [16, 16]);
});

Deno.test("amplitudes and phases are uniform between their bounds", () => {
  const family = sinusoidTasks({ shots: 1, queries: 1, ...network, amplitudes: [2, 4] });
  const draws = Array.from({ length: 1000 }, (_, i) => family.sample(Stream.of("bounds", i)));
  for (
    const [of, low, high] of [
      [draws.map((task) => task.amplitude), 2, 4],
      [draws.map((task) => task.phase), 0, Math.PI],
    ] as const
  ) {
    assert(of.every((value) => value >= low && value <= high));
    const mean = of.reduce((sum, value) => sum + value / 1000, 0);
    assertAlmostEquals(mean, (low + high) / 2, 4 * (high - low) / Math.sqrt(12000));
  }
});

Deno.test("the exact pass through a network is the derivative of its loss on the queries", () => {
  const families = [
    sinusoidTasks({ shots: 5, queries: 7, ...network, stepSize: 0.02 }),
    fewShotClasses(digits(), { ways: 3, shots: 2, queries: 3, ...network }),
  ];
  for (const family of families) {
    const task = family.sample(Stream.of("pass"));
    const theta = family.start(Stream.of("theta"));
    const ways: Trajectory[] = ["stored", "checkpointed", "recomputed"];
    const [stored, ...others] = ways.map((way) => exactPass(task, theta, way, pool));
    for (const other of others) assertEquals(other, stored);
    for (let i = 0; i < 3; i++) {
      const d = Stream.of("d", i).fillNormal(new Float64Array(theta.length), 0.2);
      const loss = (t: number): Float64Array => {
        const at = theta.map((value, l) => value + t * d[l]);
        return Float64Array.of(task.outer.value(at, adapt(task, at, pool)));
      };
      assertDerivative(family.name, loss, Float64Array.of(dot(stored.gradient, d)));
    }
    const off = stored.gradient.map((value, l) => value - stored.firstOrder[l]);
    assert(dot(off, off) > 1e-6 * dot(stored.gradient, stored.gradient), "FO is another");
  }
});

/** Ten classes with prototypes, as digits have. */
function digits(): LabelledData {
  const options = { p: 6, shares: new Array(10).fill(1), separation: 4 };
  return syntheticClasses(600, options, Stream.of("digits"));
}

Deno.test("a split by class shares no class, and loses no observation", () => {
  const { metaTrain, metaTest } = splitByClass(many, [11, 14]);
  assertEquals([metaTrain.n, metaTest.n], [48, 24]);
  assertEquals([...new Set(metaTest.labels)], [11, 14]);
  assertEquals([...new Set(metaTrain.labels)], [10, 12, 13, 15]);
  const firsts = (data: LabelledData): number[] =>
    Array.from({ length: data.n }, (_, i) => data.features[2 * i]);
  const all = [...firsts(metaTrain), ...firsts(metaTest)].sort((a, b) => a - b);
  assertEquals(all, Array.from({ length: 72 }, (_, i) => i));
});

Deno.test("quarter turns: each image four times, the fifth turn would be the image itself", () => {
  const images = {
    ...{ n: 2, p: 4, labels: Float64Array.of(0, 7) },
    features: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  };
  const { n, p, features, labels } = quarterTurns(images);
  assertEquals([n, p], [8, 4]);
  const first = [0, 2, 4, 6].map((row) => [...features.subarray(4 * row, 4 * row + 4)]);
  assertEquals(first, [[1, 2, 3, 4], [2, 4, 1, 3], [4, 3, 2, 1], [3, 1, 4, 2]]);
  assertEquals([...features.subarray(12, 16)], [6, 8, 5, 7]);
  assertEquals([...labels], [0, 28, 1, 29, 2, 30, 3, 31]);
  assertThrows(() => quarterTurns({ ...images, n: 4, p: 2 }), RangeError, "2 pixels");
});

Deno.test("an N-way K-shot task has K and Q different examples of each of N classes", () => {
  const family = fewShotClasses(many, { ways: 3, shots: 4, queries: 5, ...network });
  const classes = new Set<number>();
  for (let i = 0; i < 60; i++) {
    const task = family.sample(Stream.of("task", i));
    assertEquals(new Set(task.classes).size, 3);
    classes.add(task.classes[0]);
    const rows = new Set<number>();
    for (const [data, each] of [[task.support, 4], [task.query, 5]] as const) {
      assertEquals(data.n, 3 * each);
      for (let at = 0; at < data.n; at++) {
        const row = data.features[2 * at];
        rows.add(row);
        assertEquals(data.labels[at], Math.floor(at / each));
        assertEquals(many.labels[row], task.classes[data.labels[at]]);
      }
    }
    assertEquals(rows.size, 27, "no example twice");
  }
  assertEquals(classes.size, 6, "and each class takes each place");
});

Deno.test("a network that fits its support tells the queries of easy classes apart", () => {
  const options = { ways: 3, shots: 5, queries: 10, hidden: [8], steps: 60, stepSize: 0.5 };
  const family = fewShotClasses(digits(), options);
  const theta = family.start(Stream.of("easy"));
  let [before, after] = [0, 0];
  for (let i = 0; i < 20; i++) {
    const task = family.sample(Stream.of("easy", i));
    before += queryError(family, task, theta) / 20;
    after += queryError(family, task, adapt(task, theta, pool)) / 20;
  }
  assert(before > 0.5 && after < 0.2, `${before} wrong before, ${after} after`);
});

Deno.test("options and data that make no tasks are refused", () => {
  const options: FewShotOptions = { ways: 3, shots: 4, queries: 5, ...network };
  const refused: [() => unknown, string][] = [
    [() => fewShotClasses(many, { ...options, ways: 7 }), "there are 6 classes"],
    [() => fewShotClasses(many, { ...options, ways: 1 }), "ways is 1"],
    [() => fewShotClasses(many, { ...options, queries: 9 }), "class 10 has 12 observations"],
    [() => splitByClass(many, [9]), "no observation is of class 9"],
    [() => splitByClass(many, []), "0 classes"],
    [() => splitByClass(many, [10, 11, 12, 13, 14, 15]), "6 classes"],
    [() => sinusoidTasks({ shots: 0, queries: 1, ...network }), "shots is 0"],
    [
      () => sinusoidTasks({ shots: 1, queries: 1, ...network, phases: [1, 0] }),
      "the lower of the phases is 1",
    ],
  ];
  for (const [call, message] of refused) assertThrows(call, RangeError, message);
});
