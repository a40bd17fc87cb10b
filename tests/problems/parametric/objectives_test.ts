import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { dot, matvec, mean, square, sum } from "@bigrad/bigrad/arrays";
import { Stream } from "../../../numerics/random.ts";
import type { ParametricProblem } from "../../../problems/parametric/contract.ts";
import { wrongDerivative } from "../../../problems/parametric/given_derivatives.ts";
import type { LabelledData, TrainingData } from "../../../problems/parametric/labelled_data.ts";
import { logistic, logisticData } from "../../../problems/parametric/logistic.ts";
import {
  fromObjectives,
  type GivenDerivatives,
  type Objectives,
  type RowArrays,
  type RowObjective,
} from "../../../problems/parametric/objectives.ts";
import { proximalTasks, taskData } from "../../../problems/parametric/proximal_tasks.ts";
import { linearData, ridge } from "../../../problems/parametric/ridge.ts";
import { softmax } from "../../../problems/parametric/softmax.ts";
import { syntheticClasses } from "../../../problems/parametric/synthetic_classes.ts";
import { softmaxCleaning } from "../../../problems/parametric/weighted_fit.ts";
import { norm } from "../../../numerics/vectors.ts";
import * as ownAdaptation from "./own/adaptation.ts";
import * as ownCleaning from "./own/cleaning.ts";
import * as ownLogistic from "./own/logistic.ts";
import * as ownRidge from "./own/ridge.ts";
import * as ownSoftmax from "./own/softmax.ts";

const random = Stream.of("own objectives");
const rowsOf = ({ n, p, features, labels }: LabelledData): RowArrays => ({
  n,
  arrays: { A: { values: features, columns: p }, b: { values: labels } },
});
const linear = linearData({ n: 60, validation: 50, p: 5 }, random.split("linear"));
const signed = logisticData({ n: 60, validation: 50, p: 5 }, random.split("signed"));
const classes = (n: number, part: string): LabelledData =>
  syntheticClasses(n, { p: 4, shares: [1, 1, 1], separation: 2 }, random.split(part));
const labelled: TrainingData = { train: classes(40, "train"), validation: classes(30, "other") };
const tasks = taskData({ tasks: 4, p: 3 }, random.split("tasks"));

/** A point of each task in a row. */
function interleaved(data: readonly LabelledData[]): RowArrays {
  const [{ n, p }] = data;
  const [values, labels] = [new Float64Array(n * 4 * p), new Float64Array(n * 4)];
  data.forEach((task, t) => {
    for (let i = 0; i < n; i++) {
      values.set(task.features.subarray(i * p, (i + 1) * p), (i * 4 + t) * p);
      labels[i * 4 + t] = task.labels[i];
    }
  });
  return { n, arrays: { A: { values, columns: 4 * p }, b: { values: labels, columns: 4 } } };
}

type Own = { readonly lower: RowObjective; readonly outer: RowObjective };

/** Problems of the house, and the same in a user's file. */
const TWICE: Readonly<Record<string, readonly [ParametricProblem, Own, RowArrays, RowArrays]>> = {
  ridge: [ridge(linear), ownRidge, rowsOf(linear.train), rowsOf(linear.validation)],
  logistic: [logistic(signed), ownLogistic, rowsOf(signed.train), rowsOf(signed.validation)],
  softmax: [
    softmax(labelled, { classes: 3 }),
    ownSoftmax,
    rowsOf(labelled.train),
    rowsOf(labelled.validation),
  ],
  cleaning: [
    softmaxCleaning(labelled, { classes: 3 }),
    ownCleaning,
    rowsOf(labelled.train),
    rowsOf(labelled.validation),
  ],
  adaptation: [
    proximalTasks(tasks),
    ownAdaptation,
    interleaved(tasks.map(({ support }) => support)),
    interleaved(tasks.map(({ query }) => query)),
  ],
};

function assertNear(got: Float64Array, wanted: Float64Array, tolerance: number): void {
  const off = norm(got.map((value, l) => value - wanted[l]));
  assertLess(off, tolerance * Math.max(norm(wanted), 1e-3));
}

for (const [name, [house, own, lower, outer]] of Object.entries(TWICE)) {
  const problem = fromObjectives({ name, start: house.start, ...own, rows: { lower, outer } });

  Deno.test(`${name} in arrays has the house's hypergradients to 1e-9`, () => {
    for (const scale of [0, 0.7, -0.5]) {
      const noise = random.split("x").fillNormal(new Float64Array(house.dx));
      const x = house.start.x.map((value, k) => value + scale * noise[k]);
      const exact = house.exactGradient(x);
      assert(norm(exact) > 0);
      assertNear(problem.exactGradient(x), exact, 1e-9);
      assertNear(problem.exactLower(x), house.exactLower(x), 1e-9);
    }
  });

  Deno.test(`${name} in arrays has the house's minibatches and curvature`, () => {
    const { x } = house.start;
    const y = random.split("y").fillNormal(new Float64Array(house.dy));
    const rows = Uint32Array.of(3, 1, 1, 7);
    for (let again = 0; again < 2; again++) {
      const [one, other] = [problem.lowerSum!.batch(rows), house.lowerSum!.batch(rows)];
      assertNear(one.gradient(x, y), other.gradient(x, y), 1e-12);
      assertNear(one.hessian(x, y).times(y), other.hessian(x, y).times(y), 1e-12);
      assertNear(one.cross(x, y, y), other.cross(x, y, y), 1e-12);
      assertAlmostEquals(
        problem.outerSum!.batch(rows).value(x, y),
        house.outerSum!.batch(rows).value(x, y),
        1e-12,
      );
      rows[0] = 5; // another minibatch in the same array
    }
    const [{ mu, L }, bounds] = [problem.curvature(x), house.curvature(x)];
    assert(mu >= bounds.mu * (1 - 1e-9) && L <= bounds.L * (1 + 1e-9), `${mu} ${L}`);
    assert(L > 0.2 * bounds.L);
  });
}

Deno.test("a derivative that is wrong is named, with its coordinate and both values", () => {
  const { start } = ridge(linear);
  const rows = { lower: rowsOf(linear.train), outer: rowsOf(linear.validation) };
  const of = (given: GivenDerivatives): Objectives => ({
    name: "ridge",
    start,
    ...ownRidge,
    rows,
    given,
  });
  const right: GivenDerivatives["lower"] = {
    gradientX: (x, y) => x.map((value, k) => 0.5 * Math.exp(value) * y[k] * y[k]),
    crossX: (x, y, p) => x.map((value, k) => Math.exp(value) * y[k] * p[k]),
  };
  assertEquals(wrongDerivative(of({ lower: right })), undefined);
  const wrong = wrongDerivative(of({
    lower: { ...right, crossX: (x, y, p) => right.crossX!(x, y, p, {}) && x.map(() => 0) },
  }))!;
  assertEquals(wrong.name, "lower.crossX");
  assertEquals([wrong.given, wrong.coordinate.of], [0, "x"]);
  assert(wrong.derived !== 0);
  assertThrows(
    () => wrongDerivative(of({ outer: { gradientX: () => [1] } })),
    RangeError,
    "outer.gradientX gives 1 numbers: give 5",
  );
  const used = fromObjectives(of({ lower: right }));
  assertNear(used.exactGradient(start.x), ridge(linear).exactGradient(start.x), 1e-9);
});

Deno.test("a problem without rows is no finite sum, and a lower level without a minimum says so", () => {
  const start = { x: Float64Array.of(0.3), y: Float64Array.of(0.1, 0.2) };
  const problem = fromObjectives({
    name: "plain",
    start,
    lower: () => 0,
    outer: (_x, y) => dot(y, y),
  });
  assertEquals([problem.lowerSum, problem.outerSum], [undefined, undefined]);
  assertThrows(() => problem.curvature(start.x), RangeError, "curvature");
});

Deno.test("a level without coordinates is refused", () => {
  const [empty, one] = [new Float64Array(0), Float64Array.of(1)];
  const of = { name: "q", lower: () => 0, outer: () => 0 };
  for (
    const [level, start] of [["x", { x: empty, y: one }], ["y", { x: one, y: empty }]] as const
  ) {
    const words = `q: start.${level} is empty: give it at least one number`;
    assertThrows(() => fromObjectives({ ...of, start }), RangeError, words);
  }
});

Deno.test("what is written into the arrays of a problem later changes nothing", () => {
  const [n, columns] = [64, 40];
  const values = Stream.of("rows").fillNormal(new Float64Array(n * columns));
  const y = new Float64Array(columns).fill(0.5);
  const problem = fromObjectives({
    name: "least squares",
    start: { x: Float64Array.of(0), y },
    lower: (_x, y, { A }) => mean(square(matvec(A, y))),
    outer: (x) => sum(x),
    rows: { lower: { n, arrays: { A: { values, columns } } } },
  });
  const x = problem.start.x;
  const all = Uint32Array.from({ length: n }, (_, i) => i);
  const before = problem.lower.gradient(x, y);
  for (let k = 0; k < 12; k++) {
    values.fill(k);
    assertEquals(problem.lower.gradient(x, y).length, columns);
  }
  const after = [problem.lower, problem.lowerSum!.batch(all)].map((level) => level.gradient(x, y));
  for (const gradient of after) {
    gradient.forEach((value, l) => assertLess(Math.abs(value - before[l]), 1e-12));
  }
});
