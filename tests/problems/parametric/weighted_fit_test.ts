import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { corruptLabels, splitData } from "../../../problems/parametric/labelled_data.ts";
import { classificationError } from "../../../problems/parametric/softmax.ts";
import { softmaxCleaning } from "../../../problems/parametric/weighted_fit.ts";
import { syntheticClasses } from "../../../problems/parametric/synthetic_classes.ts";
import { battery } from "./battery.ts";
import { assertSame } from "./finite_differences.ts";

const shape = { p: 5, shares: [1, 1, 1], separation: 2 };
const [clean, validation, test] = splitData(
  syntheticClasses(600, shape, Stream.of("cleaning")),
  [45, 41, 500],
  Stream.of("split"),
);
const { labels, redrawn } = corruptLabels(clean.labels, 3, 0.5, Stream.of("corrupt"));
const train = { ...clean, labels };
const problem = softmaxCleaning({ train, validation }, { classes: 3 });
battery("softmax cleaning", problem);

const wide = syntheticClasses(80, { p: 80, shares: [1, 1, 1, 1], separation: 3 }, Stream.of("w"));
const large = softmaxCleaning(
  {
    train: {
      ...wide,
      n: 50,
      features: wide.features.slice(0, 4000),
      labels: wide.labels.slice(0, 50),
    },
    validation: {
      ...wide,
      n: 30,
      features: wide.features.slice(4000),
      labels: wide.labels.slice(50),
    },
  },
  { classes: 4 },
);
battery("softmax cleaning, too large for a dense Hessian", large);

Deno.test("the cleaning problem has the published form at Y = 0", () => {
  // Weights ½, losses log 3: g = ½ log 3; curvature of the penalty 0.2 ‖Y‖² is 0.4.
  const zero = new Float64Array(15);
  assertEquals(problem.start.x, new Float64Array(45));
  assertAlmostEquals(problem.lower.value(problem.start.x, zero), 0.5 * Math.log(3), 1e-15);
  assertAlmostEquals(problem.outer.value(problem.start.x, zero), Math.log(3), 1e-15);
  const gone = new Float64Array(45).fill(-800);
  const unit = zero.slice();
  unit[4] = 1;
  assertAlmostEquals(problem.lower.value(gone, unit), 0.2, 1e-15);
  assertAlmostEquals(problem.lower.hessian(gone, unit).times(unit)[4], 0.4, 1e-15);
  assertAlmostEquals(problem.curvature(gone).mu, 0.4, 1e-15);
});

Deno.test("adding one vector to all classes' coefficients changes no loss", () => {
  const y = Stream.of("y").fillNormal(new Float64Array(15));
  const moved = y.map((value, l) => value + [3, -2, 0.5, 1, 4][l % 5]);
  const value = problem.outer.value(problem.start.x, y);
  assertAlmostEquals(problem.outer.value(problem.start.x, moved), value, 1e-14);
  const gradient = problem.outer.gradientY(problem.start.x, y);
  for (let k = 0; k < 5; k++) {
    assertAlmostEquals(gradient[k] + gradient[5 + k] + gradient[10 + k], 0, 1e-14);
  }
});

Deno.test("an observation of weight zero is as good as left out", () => {
  const x = Stream.of("x").fillNormal(new Float64Array(45));
  x[44] = -800;
  const others = {
    n: 44,
    p: 5,
    features: train.features.slice(0, 44 * 5),
    labels: train.labels.slice(0, 44),
  };
  const reduced = softmaxCleaning(
    { train: others, validation },
    { classes: 3, reg: 0.2 * 45 / 44 },
  );
  assertSame("y*", reduced.exactLower(x.slice(0, 44)), problem.exactLower(x), 1000);
  const gradient = problem.exactGradient(x);
  assertEquals(gradient[44], 0);
  assertSame("∇F", reduced.exactGradient(x.slice(0, 44)), gradient.slice(0, 44), 1e4);
});

Deno.test("the gradient wants less weight on wrong labels than on right ones", () => {
  const gradient = problem.exactGradient(problem.start.x);
  const groups = [0, 1].map((wrong) =>
    Array.from(gradient).filter((_, i) => Number(train.labels[i] !== clean.labels[i]) === wrong)
  );
  assert(groups[1].length > 5);
  const [right, wrong] = groups.map((values) => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const square = values.reduce((a, b) => a + (b - mean) * (b - mean), 0);
    return { mean, variance: square / values.length / (values.length - 1) };
  });
  assert(right.mean < 0 && wrong.mean > 0, `${right.mean}, ${wrong.mean}`);
  const z = (wrong.mean - right.mean) / Math.sqrt(wrong.variance + right.variance);
  assert(z > 4, `z = ${z}`);
});

Deno.test("gradient steps on the weights lower the test error", () => {
  const x = problem.start.x.slice();
  const error = (): number => classificationError(test, problem.exactLower(x), 3);
  const before = error();
  for (let step = 0; step < 20; step++) {
    problem.exactGradient(x).forEach((value, i) => x[i] -= 100 * value);
  }
  assert(error() < before, `${error()} after, ${before} before`);
  const mean = (wanted: number): number => {
    const values = x.filter((_, i) => Number(train.labels[i] !== clean.labels[i]) === wanted);
    return values.reduce((a, b) => a + b, 0) / values.length;
  };
  assert(mean(0) > 0 && mean(1) < 0, `${mean(0)}, ${mean(1)}`);
  assert(redrawn.some((value) => value === 1));
});

Deno.test("the classification error counts wrong labels, and ties go to the first class", () => {
  const data = {
    n: 4,
    p: 2,
    features: Float64Array.of(1, 0, 0, 1, 1, 1, -1, -1),
    labels: Float64Array.of(0, 1, 0, 0),
  };
  // Margins: (1, 0), (0, 1), (1, 1), (−1, −1).
  const y = Float64Array.of(1, 0, 0, 1);
  assertEquals(classificationError(data, y, 2), 0);
  assertEquals(classificationError({ ...data, labels: Float64Array.of(1, 1, 1, 0) }, y, 2), 0.5);
  assertThrows(() => classificationError(data, y, 3), RangeError, "y has 4 numbers: give 6");
});

Deno.test("no regularisation is refused", () => {
  assertThrows(
    () => softmaxCleaning({ train, validation }, { classes: 3, reg: 0 }),
    RangeError,
    "penalty is 0",
  );
});
