import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { bufferPool } from "../../../estimators/parametric/buffers.ts";
import { adapt } from "../../../estimators/parametric/inner_loop.ts";
import { poolDigits } from "../../../problems/parametric/digits.ts";
import { unbiasedFirstOrder } from "../../../estimators/parametric/unbiased_first_order.ts";
import { metaTraces } from "../../../pipeline/measures/meta_traces.ts";
import {
  fewShotDigits,
  fewShotImages,
  sinusoidProblem,
} from "../../../pipeline/slots/few_shot_problems.ts";
import { stage as onReplications } from "../../../pipeline/stages/on_replications.ts";
import { columnsIn } from "../tables.ts";

Deno.test("sine waves are judged by the mean loss after the inner loop, on fixed tasks", () => {
  const options = { hidden: [4], shots: 5, queries: 5, steps: 3, stepSize: 0.05, judged: 4 };
  const random = Stream.of("tests", "sine waves");
  const { family, start, judge } = sinusoidProblem(options, random);
  const loss = [0, 1, 2, 3].reduce((sum, i) => {
    const task = family.sample(random.split("judged").split(i));
    return sum + task.outer.value(start, adapt(task, start, bufferPool())) / 4;
  }, 0);
  const judged = judge(start);
  assertAlmostEquals(judged.objective, loss, 1e-14);
  assert(Number.isNaN(judged.testError) && Number.isNaN(judged.gradientNorm));
  assertEquals(judge(start), judged);
});

/** Ten digits of five images each; those of a blank digit are all the same. */
const levels = (blank: readonly number[]) =>
  Array.from({ length: 10 }, (_, digit) => {
    const images = new Uint8Array(5 * 784);
    if (!blank.includes(digit)) {
      images.forEach((_, at) => images[at] = at % 784 % 10 === digit ? 255 : 0);
    }
    return new Uint8Array(poolDigits(images, 1).buffer);
  });

const DIGITS = {
  ...{ ways: 3, shots: 1, queries: 2, hidden: [6], steps: 40, stepSize: 0.1 },
  ...{ kept: [7, 8, 9], judged: 10 },
};

Deno.test("digits are judged by the kept classes alone, by the share of queries that are wrong", () => {
  const judged = (blank: readonly number[]) => {
    const { start, judge } = fewShotDigits(DIGITS, Stream.of("tests", "digits"), levels(blank));
    return judge(start);
  };
  // Images that are all alike get the same answer, which is right for one class of three
  const alike = judged([7, 8, 9]);
  assertAlmostEquals(alike.testError, 2 / 3, 1e-14);
  assertAlmostEquals(alike.objective, Math.log(3), 0.01);
  const told = judged([0, 1, 2, 3, 4, 5, 6]);
  assertEquals(told.testError, 0);
  assert(told.objective < 0.1, `${told.objective}`);
});

Deno.test("digits: no class of a training task is kept", () => {
  const { family } = fewShotDigits(DIGITS, Stream.of("tests", "split"), levels([7, 8, 9]));
  for (let i = 0; i < 50; i++) {
    // A kept digit is blank
    const { support: { features, n, p } } = family.sample(Stream.of("tests", "task", i));
    for (let row = 0; row < n; row++) {
      assert(features.subarray(row * p, (row + 1) * p).some((level) => level > 0));
    }
  }
});

Deno.test("images from a file: trained on the first classes, judged by the last", async () => {
  // Class c has its bright pixel at c; the last two are all alike
  const image = (c: number) => Array.from({ length: 9 }, (_, at) => c < 6 && at === c ? 1 : 0);
  const file = {
    side: 3,
    classes: [0, 1, 2, 3, 4, 5, 6, 7].map((c) => [0, 1, 2].flatMap(() => image(c))),
  };
  const data = [new TextEncoder().encode(JSON.stringify(file))];
  const options = {
    ...{ ways: 2, shots: 1, queries: 2, hidden: [4], steps: 20, stepSize: 0.5, judged: 5 },
  };
  const of = (keptLast: number) =>
    fewShotImages({ ...options, keptLast }, Stream.of("tests", "images"), data);
  const { family, start, judge } = of(2);
  assertAlmostEquals(judge(start).testError, 1 / 2, 1e-14);
  for (let i = 0; i < 30; i++) {
    const { support } = family.sample(Stream.of("tests", "image", i));
    assertEquals(support.features.reduce((sum, level) => sum + level, 0), 2);
  }
  const turned = fewShotImages({ ...options, keptLast: 4, turned: true }, Stream.of("t"), data);
  assert(turned.judge(turned.start).testError < 0.9);
  assertThrows(() => of(8), RangeError);
  const { traces } = await onReplications({
    problem: fewShotImages,
    measure: metaTraces,
    estimator: () => unbiasedFirstOrder({ q: 0.5 }),
  } as never)(
    {
      labels: { problem: "images", estimator: "e", setting: "", first: 0 },
      count: 1,
      problem: { ...options, keptLast: 4 },
      estimator: {},
      training: { steps: { schedule: "linear", scale: 0.5, iterations: 20 } },
      loop: { iterations: 20, recorded: [0] },
    } as never,
    { data },
    ["tests", "images"],
  );
  const [before, after] = columnsIn(traces!).numbers.objective!;
  assert(after! < before!, `${before} ${after}`);
});
