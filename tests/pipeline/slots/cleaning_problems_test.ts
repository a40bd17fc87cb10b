import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { nboGd } from "../../../estimators/parametric/nbo.ts";
import { soba } from "../../../estimators/parametric/single_loop.ts";
import { runLoop } from "../../../pipeline/measures/outer_loop.ts";
import {
  cleaningMetrics,
  digitCleaning,
  fixedWeights,
  fixedWeightSteps,
  separation,
  syntheticCleaning,
} from "../../../pipeline/slots/cleaning_problems.ts";
import { run as parse } from "../../../pipeline/stages/digits.ts";
import { libsvmClassifier } from "../../../pipeline/slots/parametric_problems.ts";
import { classificationError } from "../../../problems/parametric/softmax.ts";

const random = Stream.of("tests", "cleaning");
const OPTIONS = { train: 60, validation: 30, test: 40, corruption: 0.5 };
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

Deno.test("separation is the share of pairs in order, ties being halves", () => {
  const of = (right: number[], wrong: number[]): number =>
    separation(
      Float64Array.from([...right, ...wrong]),
      Uint8Array.from([...right.map(() => 0), ...wrong.map(() => 1)]),
    );
  assertEquals(of([2, 3], [0, 1]), 1);
  assertEquals(of([0, 1], [2, 3]), 0);
  assertEquals(of([5, 5, 5], [5, 5]), 0.5);
  assertEquals(of([1, 2, 3], [2]), 0.5);
  assertEquals(of([4, 2, 1], [3, 2]), 2.5 / 6);
});

Deno.test("about nine in twenty labels are wrong, and those of validation and test are right", () => {
  const problem = syntheticCleaning({ ...OPTIONS, train: 2000, test: 300 }, random);
  const share = problem.wrong.reduce((sum, bad) => sum + bad, 0) / 2000;
  assert(Math.abs(share - 0.45) < 4 * Math.sqrt(0.45 * 0.55 / 2000), `${share}`);
  assertEquals([problem.dx, problem.dy, problem.test.n], [2000, 640, 300]);
  const clean = syntheticCleaning({ ...OPTIONS, corruption: 0 }, random);
  assertEquals(clean.wrong.some((bad) => bad === 1), false);
  const mu = (reg?: number): number => {
    const one = syntheticCleaning({ ...OPTIONS, ...(reg === undefined ? {} : { reg }) }, random);
    return one.curvature(one.start.x).mu;
  };
  assertEquals([mu(), mu(0.05)], [0.4, 0.1]);
});

Deno.test("fixed weights are those of the lower level with all labels, or with the right ones", () => {
  const problem = syntheticCleaning(OPTIONS, random);
  for (const labels of ["all", "right"] as const) {
    const { x, y } = fixedWeights({ labels }).init(problem);
    const gradient = problem.lower.gradient(x, y);
    assert(Math.max(...gradient.map(Math.abs)) < 1e-10);
    const kept = x.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
    const wrong = problem.wrong.reduce((sum, bad) => sum + bad, 0);
    assertEquals(kept, labels === "all" ? 60 : 60 - wrong);
    const measured = cleaningMetrics(problem, x, y);
    assertEquals(measured.separation, labels === "all" ? 0.5 : 1);
    assertEquals(measured.test_error, classificationError(problem.test, y, 10));
    assertEquals(measured.validation_loss, problem.outer.value(x, y));
  }
});

Deno.test("steps with fixed weights go to the classifier with these weights, and leave weights alone", () => {
  const problem = syntheticCleaning({ ...OPTIONS, reg: 0.5 }, random);
  const labels = "right";
  const truth = fixedWeights({ labels }).init(problem);
  const steps = fixedWeightSteps({ labels, batch: OPTIONS.train });
  let state = steps.init(problem);
  const distance = (): number => Math.hypot(...state.y.map((value, l) => value - truth.y[l]));
  const start = distance();
  for (let k = 0; k < 200; k++) state = steps.step(problem, state, k, random.split(k));
  assertEquals(state.x, truth.x);
  assert(distance() < 0.01 * start, `${distance()} of ${start}`);
});

Deno.test("a loop without truths records metrics and costs, and no objective", () => {
  const problem = syntheticCleaning(OPTIONS, random);
  const exactLower = (): never => {
    throw new Error("a truth was solved for");
  };
  const rows = runLoop(
    { ...problem, exactLower, exactGradient: exactLower },
    soba({ outerStep: 100, batch: 16 }),
    { iterations: 3, recorded: [1], truths: false },
    random,
    cleaningMetrics as never,
  );
  assertEquals(rows.map(({ iteration }) => iteration), [1, 3]);
  for (const { objective, gradientNorm, lowerDistance, diverged, metrics } of rows) {
    assertEquals([objective, gradientNorm, lowerDistance, diverged], [NaN, NaN, NaN, false]);
    assert(metrics.test_error! >= 0 && metrics.test_error! <= 1);
  }
});

Deno.test("digits are parsed file by file, and all that are left over are test data", async () => {
  const image = (digit: number): string =>
    Array.from({ length: 784 }, (_, at) => at % 28 === digit ? 1 : 0).join(",");
  const files = Array.from(
    { length: 10 },
    (_, digit) => bytesOf(`{"data": [${[1, 2, 3].map(() => image(digit)).join(",")}]}`),
  );
  const levels = async (pool: number): Promise<Uint8Array<ArrayBuffer>[]> => {
    const outputs = await parse({ pool }, { files }, []);
    assertEquals(Object.keys(outputs), Array.from({ length: 10 }, (_, digit) => `${digit}`));
    return Object.values(outputs);
  };
  const halves = await levels(2);
  assertEquals(halves.map(({ length }) => length), new Array(10).fill(2 * 3 * 196));
  const options = { train: 12, validation: 8, corruption: 0, pool: 2 };
  const problem = digitCleaning(options, random, halves);
  assertEquals([problem.test.n, problem.test.p, problem.dy], [10, 196, 1960]);
  const fewer = { train: 12, validation: 4, corruption: 0, each: 2, pool: 7 };
  assertEquals(digitCleaning(fewer, random, await levels(7)).test.n, 4);
});

Deno.test("a LIBSVM file of two classes becomes logistic regression, of more softmax", () => {
  const text = (classes: number): Uint8Array<ArrayBuffer> =>
    bytesOf(
      Array.from({ length: 40 }, (_, i) => `${3 + i % classes} 1:${i % 7} 2:${(i * i) % 11}`)
        .join("\n"),
    );
  const options = { train: 20, validation: 15 };
  const two = libsvmClassifier(options, random, [text(2)]);
  assertEquals([two.name, two.dx, two.dy], ["logistic", 2, 2]);
  const three = libsvmClassifier(options, random, [text(3)]);
  assertEquals([three.name, three.dx, three.dy], ["softmax", 3, 6]);
  // The mean loss of a classifier that knows nothing says that the labels are what the loss expects.
  assertAlmostEquals(two.outer.value(two.start.x, new Float64Array(2)), Math.LN2, 1e-12);
  assertThrows(() => libsvmClassifier(options, random, [text(1)]), RangeError, "two classes");
  assertThrows(
    () => libsvmClassifier({ ...options, limit: 30 }, random, [text(2)]),
    RangeError,
    "35 observations",
  );
});

/** A file in the format of IJCNN1 (two classes −1 and 1, 22 features) or Covtype (seven, 1 to 7, and 54). */
function published(classes: readonly number[], p: number): Uint8Array<ArrayBuffer> {
  const stream = Stream.of("tests", "libsvm", p);
  const lines = Array.from({ length: 120 }, (_, i) => {
    const label = i % classes.length;
    const features = Array.from({ length: p }, (_, k) => [k + 1, stream.normal()] as const)
      // Zeros are left out in such files.
      .filter(([k]) => (i + k) % 3 > 0)
      .map(([k, noise]) => `${k}:${(noise + (k % classes.length === label ? 1 : 0)).toFixed(4)}`);
    return `${classes[label]} ${features.join(" ")} \n`;
  });
  return bytesOf(lines.join(""));
}

Deno.test("files in the format of IJCNN1 and Covtype go through a method with minibatches", () => {
  const sizes = { train: 60, validation: 50 };
  for (const [classes, p, dy] of [[[-1, 1], 22, 22], [[1, 2, 3, 4, 5, 6, 7], 54, 378]] as const) {
    const problem = libsvmClassifier(sizes, random, [published(classes, p)]);
    assertEquals(problem.dy, dy);
    const method = nboGd({ steps: 1, outerStep: 5, batch: 10 });
    const rows = runLoop(problem, method, { iterations: 100, recorded: [0] }, random);
    assert(rows[1].objective < rows[0].objective - 0.005, `${rows.map((row) => row.objective)}`);
  }
});
