import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Matrix, solve } from "ml-matrix";
import { Stream } from "../../../numerics/random.ts";
import type { LabelledData } from "../../../problems/parametric/labelled_data.ts";
import {
  type FitTask,
  proximalTasks,
  taskData,
} from "../../../problems/parametric/proximal_tasks.ts";
import { battery } from "./battery.ts";
import { assertSame } from "./finite_differences.ts";

const sizes = { tasks: 3, support: 14, query: 11, p: 4 };
const tasks = taskData(sizes, Stream.of("proximal tasks"));
const problem = proximalTasks(tasks, { proximal: 0.7 });

battery("proximal tasks", problem);
battery("a single proximal task", proximalTasks(tasks.slice(0, 1)));

const x = Stream.of("proximal tasks", "x").fillNormal(new Float64Array(4));

function design({ n, p, features }: LabelledData): Matrix {
  return Matrix.from1DArray(n, p, Array.from(features));
}

/** A'A/n + ρI. */
function hessian(data: LabelledData, rho: number): Matrix {
  const a = design(data);
  return a.transpose().mmul(a).div(data.n).add(Matrix.eye(data.p).mul(rho));
}

const column = (v: ArrayLike<number>): Matrix => Matrix.columnVector(Array.from(v));

Deno.test("each task's fit is a ridge regression towards x", () => {
  const expected = tasks.flatMap(({ support }) => {
    const right = design(support).transpose().mmul(column(support.labels)).div(support.n);
    return solve(hessian(support, 0.7), right.add(column(x).mul(0.7))).to1DArray();
  });
  assertSame("y*", problem.exactLower(x), Float64Array.from(expected), 1000);
});

Deno.test("the gradient is Σ ρ(H_i + ρI)⁻¹∇L_i/m", () => {
  const y = problem.exactLower(x);
  const expected = new Float64Array(4);
  tasks.forEach(({ support, query }, i) => {
    const a = design(query);
    const misfit = a.mmul(column(y.subarray(4 * i, 4 * i + 4))).sub(column(query.labels));
    const slope = a.transpose().mmul(misfit).div(query.n);
    const term = solve(hessian(support, 0.7), slope).to1DArray();
    for (let l = 0; l < 4; l++) expected[l] += 0.7 * term[l] / 3;
  });
  assertSame("∇F", problem.exactGradient(x), expected, 1000);
});

Deno.test("an observation is one point of every task", () => {
  const { lowerSum, outerSum } = problem;
  assertEquals([lowerSum!.size, outerSum!.size], [14, 11]);
  const only = (data: LabelledData, k: number): LabelledData => ({
    n: 1,
    p: 4,
    features: data.features.slice(4 * k, 4 * k + 4),
    labels: data.labels.slice(k, k + 1),
  });
  const one = proximalTasks(
    tasks.map(({ support, query }) => ({ support: only(support, 5), query: only(query, 2) })),
    { proximal: 0.7 },
  );
  const y = problem.start.y.map((_, l) => l / 5);
  const lower = lowerSum!.batch(Uint32Array.of(5));
  assertSame("∇_y g", lower.gradient(x, y), one.lower.gradient(x, y), 10);
  const outer = outerSum!.batch(Uint32Array.of(2));
  assertSame("∇_y f", outer.gradientY(x, y), one.outer.gradientY(x, y), 10);
});

Deno.test("a strong pull fits nothing, and the outer gradient is then the first-order one", () => {
  const tight = proximalTasks(tasks, { proximal: 1e9 });
  const y = tight.exactLower(x);
  y.forEach((value, l) => assertAlmostEquals(value, x[l % 4], 1e-7));
  const slopes = tight.outer.gradientY(x, y);
  const firstOrder = new Float64Array(4);
  slopes.forEach((value, l) => firstOrder[l % 4] += value);
  tight.exactGradient(x).forEach((value, l) => assertAlmostEquals(value, firstOrder[l], 1e-6));
});

Deno.test("queries are other points than those of the support, and so are tasks", () => {
  const firsts = tasks.flatMap(({ support, query }) => [support.features[0], query.features[0]]);
  assertEquals(new Set(firsts).size, 6);
});

Deno.test("drawn tasks differ in their scales, and only with a spread", () => {
  const size = ({ support }: FitTask): number =>
    Math.sqrt(
      support.features.reduce((sum, value) => sum + value * value, 0) / support.labels.length,
    );
  const many = { tasks: 2, support: 20_000, query: 1, p: 3 };
  for (const task of taskData({ ...many, spread: 0 }, Stream.of("no spread"))) {
    assertAlmostEquals(size(task), Math.sqrt(3), 0.05);
  }
  const [one, other] = taskData({ ...many, spread: 1 }, Stream.of("spread")).map(size);
  assert(Math.abs(one - other) > 0.1);
});

Deno.test("refuses what is no problem", () => {
  assertThrows(() => proximalTasks([]), RangeError, "number of tasks is 0");
  assertThrows(() => proximalTasks(tasks, { proximal: 0 }), RangeError, "proximal is 0");
  const other = taskData({ ...sizes, support: 9 }, Stream.of("other"));
  assertThrows(() => proximalTasks([tasks[0], other[0]]), RangeError, "task 1 has 9 points");
  const wide = taskData({ ...sizes, p: 5 }, Stream.of("wide"));
  const mixed = [{ support: tasks[0].support, query: wide[0].query }];
  assertThrows(() => proximalTasks(mixed), RangeError, "queries have 5 features: give 4");
  for (const bad of [{ tasks: 0 }, { support: 0 }, { query: 1.5 }, { p: 0 }, { spread: -1 }]) {
    assertThrows(() => taskData(bad, Stream.of("bad")), RangeError, Object.keys(bad)[0]);
  }
});
