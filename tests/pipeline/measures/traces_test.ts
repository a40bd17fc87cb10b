import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import type { BilevelState } from "../../../estimators/parametric/contract.ts";
import { Stream } from "../../../numerics/random.ts";
import { exactDescent } from "../../../estimators/parametric/exact.ts";
import { amigo } from "../../../estimators/parametric/implicit.ts";
import { nboCg, nboGd } from "../../../estimators/parametric/nbo.ts";
import type { StageOutputs } from "../../../pipeline/engine/stage.ts";
import type { JsonObject } from "../../../pipeline/engine/canonical.ts";
import { schedule } from "../../../pipeline/measures/outer_loop.ts";
import { stage as onReplications } from "../../../pipeline/stages/on_replications.ts";
import { outerLoop } from "../../../pipeline/measures/traces.ts";
import { simulatedLogistic } from "../../../pipeline/slots/parametric_problems.ts";
import type { ParametricProblem } from "../../../problems/parametric/contract.ts";
import { quadratic } from "../../../problems/parametric/quadratic.ts";
import type { Rows } from "../../reports/ask.ts";
import { columnsIn, gathered, metricIn } from "../tables.ts";

const measured = (measure: unknown) => (slots: object) =>
  onReplications({ ...slots, measure } as Parameters<typeof onReplications>[0]);
const stage = measured(outerLoop);

const RANDOM = ["tests", "traces"];
const QUADRATIC = { condition: 5, dy: 4, dx: 3 };
const LOGISTIC = { data: { n: 30, validation: 20, p: 3 } };
const labels = { problem: "toy", estimator: "e", setting: "s=1", first: 0 };

interface Asked {
  readonly problem?: object;
  readonly options?: JsonObject;
  readonly method: object;
  readonly settings: JsonObject;
  readonly loop: JsonObject;
  readonly first?: number;
  readonly count?: number;
  readonly metrics?: object;
}

/** The outputs of a stage. */
async function traced(
  {
    problem = quadratic,
    options = QUADRATIC,
    method,
    settings,
    loop,
    first = 0,
    count = 1,
    metrics,
  }: Asked,
): Promise<StageOutputs> {
  const slots = { problem, method, ...(metrics === undefined ? {} : { metrics }) };
  return await stage(slots)(
    {
      labels: { ...labels, first },
      count,
      problem: options,
      method: settings,
      loop: loop as never,
    },
    {},
    RANDOM,
  );
}

const columnsOf = async (asked: Asked) => columnsIn((await traced(asked)).traces).numbers;

/** The rows of the table in which an output of stages is gathered. */
const collected = (output: string, ...outputs: StageOutputs[]): Promise<Rows> =>
  gathered(...outputs.map((one) => one[output]!));

const OUTER = { outerStep: 0.5 };

Deno.test("iterations are recorded at 0, 1, 2, 5, 10, …", () => {
  assertEquals(schedule(0), [0]);
  assertEquals(schedule(9), [0, 1, 2, 5]);
  assertEquals(schedule(200), [0, 1, 2, 5, 10, 20, 50, 100, 200]);
});

Deno.test("the counts are the method's stated costs times the iterations", async () => {
  const each = { crosses: 1, outer_gradients_x: 1, outer_gradients_y: 1 };
  const costs: [object, JsonObject, Record<string, number>][] = [
    [nboGd, { steps: 3 }, { lower_gradients: 1, hessian_vectors: 7, ...each }],
    [nboGd, { steps: 0 }, { lower_gradients: 1, hessian_vectors: 1, ...each }],
    [nboCg, { steps: 2 }, { lower_gradients: 1, hessian_vectors: 5, ...each }],
    [amigo, { lowerSteps: 6, adjointSteps: 4 }, {
      lower_gradients: 6,
      hessian_vectors: 4,
      ...each,
    }],
    [exactDescent, {}, {}],
  ];
  for (const [method, settings, cost] of costs) {
    const columns = await columnsOf({
      method,
      settings: { ...OUTER, ...settings },
      loop: { iterations: 7 },
    });
    const iterations = [0, 1, 2, 5, 7];
    assertEquals([...columns.iteration!], iterations);
    for (const name of ["lower_gradients", "hessian_vectors", ...Object.keys(each)]) {
      const expected = iterations.map((k) => k * (cost[name] ?? 0));
      assertEquals([name, ...columns[name]!], [name, ...expected]);
    }
    assertEquals(columns.lower_gradient_samples, columns.lower_gradients);
  }
});

Deno.test("traces say how well systems were solved, and are NULL before the first", async () => {
  const rows = async (method: object, settings: JsonObject): Promise<Rows> =>
    await collected(
      "traces",
      await traced({
        problem: simulatedLogistic,
        options: LOGISTIC,
        method,
        settings: { ...OUTER, ...settings },
        loop: { iterations: 5 },
      }),
    );
  const [solved, one, exact] = await Promise.all([
    rows(nboCg, { steps: 10 }),
    rows(nboCg, { steps: 1 }),
    rows(exactDescent, {}),
  ]);
  assertEquals(solved.map((row) => row.systems_converged as unknown), [null, true, true, true]);
  assertEquals(one.map((row) => row.systems_converged as unknown), [null, false, false, false]);
  // The worst so far: it never falls, and curvature never rises
  for (let i = 2; i < one.length; i++) {
    assert(one[i]!.relative_residual! >= one[i - 1]!.relative_residual!);
    assert(one[i]!.smallest_curvature! <= one[i - 1]!.smallest_curvature!);
  }
  assertEquals(exact.map((row) => row.relative_residual), [null, null, null, null]);
  // ‖∇_y g‖ at the recorded x and y vanishes with the distance of y from the solution
  const problem = simulatedLogistic(LOGISTIC, Stream.of(...RANDOM, 0, "problem"));
  const { x, y } = problem.start;
  const norm = Math.sqrt(problem.lower.gradient(x, y).reduce((sum, v) => sum + v * v, 0));
  assertEquals(exact[0]!.lower_gradient_norm, norm);
  assert(Number(solved[3]!.lower_gradient_norm) < norm);
});

Deno.test("samples are calls times the observations they went through", async () => {
  const columns = await columnsOf({
    problem: simulatedLogistic,
    options: LOGISTIC,
    method: nboGd,
    settings: { steps: 1, outerStep: 0.1, batch: 5 },
    loop: { iterations: 4 },
  });
  assertEquals([...columns.lower_gradients!], [0, 1, 2, 4]);
  assertEquals([...columns.lower_gradient_samples!], [0, 5, 10, 20]);
  assertEquals([...columns.crosses!], [0, 1, 2, 4]);
  assertEquals([...columns.cross_samples!], [0, 5, 10, 20]);
  assertEquals([...columns.hessian_vector_samples!], [0, 15, 30, 60]);
});

Deno.test("all numbers are those of the method run by hand on the named streams", async () => {
  const settings = { steps: 1, outerStep: 0.1, batch: 10 };
  const outputs = await traced({
    problem: simulatedLogistic,
    options: LOGISTIC,
    method: nboGd,
    settings,
    loop: { iterations: 6, recorded: [0, 3, 6] },
    first: 4,
    metrics: (problem: ParametricProblem, x: Float64Array, y: Float64Array) => ({
      test: problem.outer.value(x, y),
    }),
  });
  const columns = columnsIn(outputs.traces).numbers;
  const problem = simulatedLogistic(LOGISTIC, Stream.of(...RANDOM, 4, "problem"));
  const method = nboGd(settings);
  let state: BilevelState = method.init(problem);
  const norm = (a: Float64Array): number => Math.sqrt(a.reduce((sum, v) => sum + v * v, 0));
  for (let k = 0, at = 0; k <= 6; k++) {
    if (k % 3 === 0) {
      const { x, y } = state;
      const exact = problem.exactLower(x);
      const distance = norm(y.map((value, l) => value - exact[l]));
      assertEquals(columns.iteration![at], k);
      assertAlmostEquals(columns.objective![at]!, problem.outer.value(x, exact), 1e-12);
      assertAlmostEquals(columns.gradient_norm![at]!, norm(problem.exactGradient(x)), 1e-12);
      assertAlmostEquals(columns.lower_distance![at]!, distance, 1e-12);
      assertEquals(metricIn(outputs.metrics, "test")[at], problem.outer.value(x, y));
      at++;
    }
    state = method.step(problem, state, k, Stream.of(...RANDOM, 4, "iteration", k));
  }
});

Deno.test("the traces are the same whatever the size of a block, and data whatever the method", async () => {
  const asked = { method: nboGd, settings: { ...OUTER, steps: 2 }, loop: { iterations: 5 } };
  const whole = await traced({ ...asked, count: 3 });
  const parts = await Promise.all(
    [0, 1, 2].map((first) => traced({ ...asked, first })),
  );
  const table = await collected("traces", whole);
  assertEquals(table.length, 3 * 4);
  assertEquals(new Set(table.map(({ replication }) => replication)), new Set([0, 1, 2]));
  assertEquals(await collected("traces", ...parts.reverse()), table);
  assertEquals(new Set(table.map(({ objective }) => objective)).size, table.length);
  const others = await collected(
    "traces",
    await traced({
      ...asked,
      method: amigo,
      settings: { ...OUTER, lowerSteps: 1, adjointSteps: 1 },
      count: 3,
    }),
  );
  const starts = (rows: Rows) =>
    rows.filter(({ iteration }) => iteration === 0).map(({ objective }) => objective);
  assertEquals(starts(others), starts(table));
});

Deno.test("a loop stops where the gradient is small enough, and says so", async () => {
  const columns = await columnsOf({
    method: exactDescent,
    settings: OUTER,
    loop: { iterations: 1000, recorded: [0], stop: { gradient: 1e-6 } },
  });
  const problem = quadratic(QUADRATIC, Stream.of(...RANDOM, 0, "problem"));
  let x = problem.start.x;
  const square = (a: Float64Array): number => a.reduce((sum, v) => sum + v * v, 0);
  const target = 1e-6 * square(problem.exactGradient(x));
  let k = 0;
  for (; square(problem.exactGradient(x)) > target; k++) {
    const gradient = problem.exactGradient(x);
    x = x.map((value, l) => value - 0.5 * gradient[l]);
  }
  assertEquals([...columns.iteration!], [0, k]);
  assertEquals([...columns.reached!], [0, 1]);
  const short = await columnsOf({
    method: exactDescent,
    settings: OUTER,
    loop: { iterations: k - 1, recorded: [0], stop: { gradient: 1e-6 } },
  });
  assertEquals([...short.iteration!], [0, k - 1]);
  assertEquals([...short.reached!], [0, 0]);
});

Deno.test("a loop stops where its budget of samples or calls is spent", async () => {
  const until = async (stop: JsonObject) =>
    (await columnsOf({
      problem: simulatedLogistic,
      options: LOGISTIC,
      method: nboGd,
      settings: { steps: 1, outerStep: 0.1, batch: 5 },
      loop: { iterations: 100, recorded: [0], stop },
    })).iteration!;
  // 1 gradient, 3 products, 1 cross product and 2 outer gradients of 5 observations an iteration
  assertEquals([...await until({ samples: 100 })], [0, 3]);
  assertEquals([...await until({ calls: 20 })], [0, 4]);
});

Deno.test("a loop that diverges is recorded at its end, and NULL in the table", async () => {
  const bytes = await traced({
    method: exactDescent,
    settings: { outerStep: 1e60 },
    loop: { iterations: 1000, recorded: [0, 1, 2] },
    metrics: () => ({ one: 1 }),
  });
  const rows = await collected("traces", bytes);
  const last = rows[rows.length - 1]!;
  assertEquals(rows.map(({ diverged }) => Boolean(diverged)), [
    ...rows.slice(1).map(() => false),
    true,
  ]);
  const problem = quadratic(QUADRATIC, Stream.of(...RANDOM, 0, "problem"));
  let x = problem.start.x;
  let k = 0;
  for (; x.every(Number.isFinite); k++) {
    const gradient = problem.exactGradient(x);
    x = x.map((value, l) => value - 1e60 * gradient[l]);
  }
  assert(k > 3, `${k} iterations are no test`);
  assertEquals(last.iteration, k);
  assertEquals([last.objective, last.gradient_norm, last.lower_distance], [null, null, null]);
  assert(rows.slice(0, -1).every(({ objective }) => Number.isFinite(objective)));
  const metrics = await collected("metrics", bytes);
  assertEquals(metrics.map(({ value }) => value), [...rows.slice(1).map(() => 1), null]);
});

Deno.test("a loop ends where the lower level cannot be solved any more", async () => {
  // ‖∇_y g‖² overflows in iteration 5, before x does.
  const columns = await columnsOf({
    method: exactDescent,
    settings: { outerStep: 1e60 },
    loop: { iterations: 1000, recorded: [0, 5] },
  });
  assertEquals([...columns.iteration!], [0, 5]);
  assertEquals([...columns.diverged!], [0, 1]);
  assert(Number.isNaN(columns.objective![1]!));
});

Deno.test("a problem that cannot be solved where it starts is an error, and no divergence", async () => {
  const unsolvable = (options: never, random: Stream): ParametricProblem => {
    const problem = quadratic(options, random);
    return { ...problem, lower: { ...problem.lower, gradient: (_, y) => y.map(() => NaN) } };
  };
  await assertRejects(
    () =>
      traced({
        problem: unsolvable,
        method: exactDescent,
        settings: OUTER,
        loop: { iterations: 2 },
      }),
    RangeError,
    "not solved",
  );
});

Deno.test("the table of traces has its labels, its costs and whole numbers", async () => {
  const bytes = await traced({
    method: nboGd,
    settings: { ...OUTER, steps: 2 },
    loop: { iterations: 1 },
    first: 7,
  });
  const [, row] = await collected("traces", bytes);
  assertEquals(
    [row!.study, row!.experiment, row!.problem, row!.estimator, row!.setting],
    ["study", "experiment", "toy", "e", "s=1"],
  );
  assertEquals([row!.replication, row!.iteration, row!.hessian_vectors], [7, 1, "5"]);
  assertEquals(await collected("metrics", bytes), []);
});

Deno.test("a method that refuses a later step has diverged, one that refuses the first is misused", async () => {
  const refusing = ({ at }: { readonly at: number }) => ({
    init: ({ start, dy }: ParametricProblem): BilevelState => ({
      ...start,
      u: new Float64Array(dy),
    }),
    step(_: ParametricProblem, state: BilevelState, k: number): BilevelState {
      if (k === at) throw new RangeError("it is refused");
      return state;
    },
  });
  const asked = (at: number): Asked => ({
    method: refusing,
    settings: { at },
    loop: { iterations: 9 },
  });
  const columns = await columnsOf(asked(2));
  assertEquals([...columns.iteration!], [0, 1, 2, 3]);
  assertEquals([...columns.diverged!], [0, 0, 0, 1]);
  assert(Number.isNaN(columns.objective![3]));
  await assertRejects(() => traced(asked(0)), RangeError, "it is refused");
});

Deno.test("the last iteration but one is recorded where that is asked for, and once", async () => {
  const asked = (iterations: number, lastButOne: boolean): Asked => ({
    method: nboGd,
    settings: { ...OUTER, steps: 1 },
    loop: { iterations, recorded: [0, 4], lastButOne },
  });
  const seen = async (iterations: number, lastButOne: boolean) => [
    ...(await columnsOf(asked(iterations, lastButOne))).iteration!,
  ];
  assertEquals(await seen(9, false), [0, 4, 9]);
  assertEquals(await seen(9, true), [0, 4, 8, 9]);
  assertEquals(await seen(5, true), [0, 4, 5]);
  const all = await columnsOf({ ...asked(9, true), loop: { iterations: 9, recorded: [8] } });
  const some = await columnsOf(asked(9, true));
  for (const name of ["objective", "lower_gradients", "hessian_vectors"]) {
    assertEquals([...some[name]!.slice(2)], [...all[name]!], name);
  }
});
