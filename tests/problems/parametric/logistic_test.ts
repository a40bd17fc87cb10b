import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Matrix } from "ml-matrix";
import { Stream } from "../../../numerics/random.ts";
import type { LabelledData } from "../../../problems/parametric/labelled_data.ts";
import { logistic, logisticData } from "../../../problems/parametric/logistic.ts";
import { softmax } from "../../../problems/parametric/softmax.ts";
import { battery } from "./battery.ts";
import { assertSame, dot } from "./finite_differences.ts";

const data = logisticData({ n: 53, validation: 38, p: 7 }, Stream.of("logistic"));
const problem = logistic(data);
battery("logistic regression", problem);

const binary = (of: LabelledData): LabelledData => ({
  ...of,
  labels: of.labels.map((label) => (label + 1) / 2),
});
const classes = softmax(
  { train: binary(data.train), validation: binary(data.validation) },
  { classes: 2 },
);
battery("softmax regression", classes);

const normals = (n: number, label: string): Float64Array =>
  Stream.of("logistic test", label).fillNormal(new Float64Array(n));

Deno.test("at y = 0 the logistic loss is log 2, its gradient −A'b/2n, its Hessian A'A/4n", () => {
  const { n, p, features, labels } = data.train;
  const zero = new Float64Array(p);
  const x = new Float64Array(p).fill(-Infinity);
  assertAlmostEquals(problem.lower.value(x, zero), Math.LN2, 1e-15);
  const a = Matrix.from1DArray(n, p, Array.from(features));
  const gradient = a.transpose().mmul(Matrix.columnVector(Array.from(labels))).div(-2 * n);
  assertSame("∇g", problem.lower.gradient(x, zero), Float64Array.from(gradient.to1DArray()));
  const v = normals(p, "v");
  const product = a.transpose().mmul(a).div(4 * n).mmul(Matrix.columnVector(Array.from(v)));
  assertSame(
    "∇²g v",
    problem.lower.hessian(x, zero).times(v),
    Float64Array.from(product.to1DArray()),
  );
});

Deno.test("very large margins neither overflow nor lose the small losses", () => {
  const one: LabelledData = {
    n: 2,
    p: 1,
    features: Float64Array.of(1, 1),
    labels: Float64Array.of(1, 1),
  };
  const single = logistic({ train: one, validation: one });
  const value = (y: number): number => single.outer.value(Float64Array.of(0), Float64Array.of(y));
  assertEquals(value(-1000), 1000);
  assertEquals(value(1000), 0);
  assertAlmostEquals(value(50) / Math.exp(-50), 1, 1e-15);
  const slope = single.outer.gradientY(Float64Array.of(0), Float64Array.of(50))[0];
  assertAlmostEquals(slope / Math.exp(-50), -1, 1e-15);
  const curvature = single.lower.hessian(Float64Array.of(-Infinity), Float64Array.of(50));
  assertAlmostEquals(curvature.times(Float64Array.of(1))[0] / Math.exp(-50), 1, 1e-15);
});

Deno.test("two-class softmax regression is logistic regression with half the penalty", () => {
  // The least ‖Y_0‖² + ‖Y_1‖² for a given difference y is ‖y‖²/2.
  const x = 0.4;
  const y = classes.exactLower(Float64Array.of(x, x));
  const difference = y.slice(7).map((value, k) => value - y[k]);
  const logPenalty = new Float64Array(7).fill(x - Math.LN2);
  assertSame("y*", difference, problem.exactLower(logPenalty), 1000);
  assertAlmostEquals(
    classes.exactGradient(Float64Array.of(x, x)).reduce((a, b) => a + b, 0),
    problem.exactGradient(logPenalty).reduce((a, b) => a + b, 0),
    1e-14,
  );
});

Deno.test("each class of a softmax regression has its own penalty", () => {
  const y = normals(14, "Y");
  const value = (...x: number[]): number => classes.lower.value(Float64Array.from(x), y);
  const bare = value(-Infinity, -Infinity);
  assertAlmostEquals(value(0, -Infinity) - bare, dot(y.slice(0, 7), y.slice(0, 7)) / 2, 1e-14);
  assertAlmostEquals(value(-Infinity, 0) - bare, dot(y.slice(7), y.slice(7)) / 2, 1e-14);
});

Deno.test("turning all labels and features over changes nothing", () => {
  const turned = (of: LabelledData): LabelledData => ({
    ...of,
    features: of.features.map((value) => -value),
    labels: of.labels.map((value) => -value),
  });
  const mirror = logistic({ train: turned(data.train), validation: turned(data.validation) });
  const x = normals(7, "x");
  assertEquals(mirror.exactLower(x), problem.exactLower(x));
  assertEquals(mirror.exactGradient(x), problem.exactGradient(x));
});

Deno.test("L is within 0.2 % of the greatest curvature, that at y = 0, for equal penalties", () => {
  const x = new Float64Array(7).fill(-3);
  const hessian = problem.lower.hessian(x, new Float64Array(7));
  let v = normals(7, "power");
  let rayleigh = 0;
  for (let step = 0; step < 500; step++) {
    const product = hessian.times(v);
    rayleigh = dot(v, product) / dot(v, v);
    const norm = Math.sqrt(dot(product, product));
    v = product.map((value) => value / norm);
  }
  assertAlmostEquals(problem.curvature(x).L / rayleigh, 1, 2e-3);
  assertAlmostEquals(problem.curvature(x).mu, Math.exp(-3), 1e-16);
});

Deno.test("simulated logistic data have the scales, the odds and the sizes asked for", () => {
  const { train, validation } = logisticData({ n: 3000, p: 5 }, Stream.of("scales"));
  assertEquals([train.n, validation.n, train.p], [3000, 1000, 5]);
  for (let k = 0; k < 5; k++) {
    let square = 0;
    for (let i = 0; i < 3000; i++) square += train.features[i * 5 + k] * train.features[i * 5 + k];
    // scale² · χ²₃₀₀₀/3000, whose standard error is √(2/3000).
    const z = (square / 3000 / Math.exp(-Math.LN10 * k / 2) - 1) * Math.sqrt(1500);
    assert(Math.abs(z) < 4, `feature ${k}: z = ${z}`);
  }
  // With no penalty to speak of the fit is the maximum likelihood estimate: a'β has variance 4.
  const y = logistic({ train, validation }).exactLower(new Float64Array(5).fill(-30));
  const variance = y.reduce(
    (sum, value, k) => sum + value * value * Math.exp(-Math.LN10 * k / 2),
    0,
  );
  assertAlmostEquals(Math.sqrt(variance), 2, 0.25);
  const [small, large] = [4, 8].map((n) => logisticData({ n, p: 5 }, Stream.of("nested")).train);
  assertEquals(large.features.slice(0, 20), small.features);
  assertEquals(large.labels.slice(0, 4), small.labels);
});

Deno.test("the defaults are the synthetic problem of a hundred features", () => {
  const { train, validation } = logisticData({}, Stream.of("defaults"));
  assertEquals([train.n, validation.n, train.p], [1000, 1000, 100]);
  assertEquals(logistic(data).start.x, new Float64Array(7).fill(-2));
});

Deno.test("labels that are no classes are refused", () => {
  const { train, validation } = data;
  const { train: wild } = { train: binary(train) };
  assertThrows(() => logistic({ train: wild, validation }), RangeError, "give −1 or 1");
  assertThrows(
    () => softmax({ train, validation }, { classes: 2 }),
    RangeError,
    "is -1: give a whole number from 0 to 1",
  );
  assertThrows(() => softmax({ train, validation }, { classes: 1 }), RangeError, "classes is 1");
  assertThrows(() => logisticData({ smallestScale: 2 }, Stream.of("x")), RangeError, "is 2");
});
