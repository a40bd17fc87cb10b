import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { exactMetaGradient } from "../../../estimators/parametric/exact_pass.ts";
import { firstOrder } from "../../../estimators/parametric/first_order.ts";
import { unbiasedFirstOrder } from "../../../estimators/parametric/unbiased_first_order.ts";
import type { JsonObject } from "../../../pipeline/engine/canonical.ts";
import { encodeJson } from "../../../pipeline/json.ts";
import { closedForms } from "../../../pipeline/measures/two_tasks.ts";
import { counterExampleProblem } from "../../../pipeline/slots/meta_problems.ts";
import { stage as onReplications } from "../../../pipeline/stages/on_replications.ts";
import { metaTraces } from "../../../pipeline/measures/meta_traces.ts";
import { counterExample } from "../../../problems/parametric/counter_example.ts";
import { columnsIn, gathered } from "../tables.ts";

const measured = (measure: unknown) => (slots: object) =>
  onReplications({ ...slots, measure } as Parameters<typeof onReplications>[0]);
const stage = measured(metaTraces);

const RANDOM = ["tests", "meta"];

interface Asked {
  readonly estimator: object;
  readonly options?: JsonObject;
  readonly loop: JsonObject;
  readonly first?: number;
  readonly count?: number;
  readonly scale?: number;
  readonly tuned?: JsonObject[];
}

async function traced(
  { estimator, options = {}, loop, first = 0, count = 1, scale = 10, tuned }: Asked,
): Promise<Uint8Array<ArrayBuffer>> {
  const { traces } = await stage({ problem: counterExampleProblem, estimator })(
    {
      labels: { problem: "p", estimator: "e", setting: "s", first },
      count,
      problem: {},
      estimator: options,
      training: { steps: { schedule: "harmonic", scale } },
      loop: loop as never,
    },
    tuned === undefined ? {} : { tuned: [encodeJson(tuned)] },
    RANDOM,
  );
  return traces!;
}

const columnsOf = async (asked: Asked) => columnsIn(await traced(asked)).numbers;

Deno.test("meta-training: the counts are r + 1 calls an iteration, and r more where it is exact", async () => {
  const loop = { iterations: 20 };
  const cheap = await columnsOf({ estimator: firstOrder, loop });
  assertEquals([...cheap.iteration!], [0, 1, 2, 5, 10, 20]);
  assertEquals([...cheap.inner_gradients!], [0, 10, 20, 50, 100, 200]);
  assertEquals([...cheap.outer_gradients!], [0, 1, 2, 5, 10, 20]);
  assertEquals([...cheap.hessian_vectors!], [0, 0, 0, 0, 0, 0]);
  const exact = await columnsOf({ estimator: exactMetaGradient, loop });
  assertEquals(exact.inner_gradients, cheap.inner_gradients);
  assertEquals([...exact.hessian_vectors!], [0, 10, 20, 50, 100, 200]);
  const debiased = await columnsOf({ estimator: unbiasedFirstOrder, options: { q: 0.3 }, loop });
  assertEquals(
    [...debiased.hessian_vectors!],
    [...debiased.exact_gradients!].map((count) => 10 * count),
  );
  assert(debiased.exact_gradients!.at(-1)! > 0 && debiased.exact_gradients!.at(-1)! < 20);
  assertEquals(debiased.q!.slice(1), Float64Array.of(0.3, 0.3, 0.3, 0.3, 0.3));
});

Deno.test("meta-training that diverges ends at the first state that is not finite", async () => {
  const loop = { iterations: 1000 };
  const { iteration, theta_distance: distances } = await columnsOf({
    estimator: firstOrder,
    loop,
    scale: 1e308,
  });
  assert(iteration!.at(-1)! < 1000, `${iteration}`);
  assert(!Number.isFinite(distances!.at(-1)!), `${distances}`);
  assert(distances!.slice(0, -1).every(Number.isFinite), `${distances}`);
});

Deno.test("meta-training: every estimator starts at the same θ and sees the same tasks", async () => {
  const loop = { iterations: 0 };
  const starts = await columnsOf({ estimator: firstOrder, loop, count: 3 });
  assertEquals(await columnsOf({ estimator: exactMetaGradient, loop, count: 3 }), starts);
  assertEquals(new Set(starts.gradient_norm).size, 3);
  const later = { iterations: 30 };
  assertEquals(
    await columnsOf({ estimator: unbiasedFirstOrder, options: { q: 0 }, loop: later }),
    await columnsOf({ estimator: firstOrder, loop: later }),
  );
});

Deno.test("meta-training: what a block holds does not depend on the others", async () => {
  const asked = { estimator: unbiasedFirstOrder, options: { q: 0.2 }, loop: { iterations: 5 } };
  const both = await columnsOf({ ...asked, count: 2 });
  const second = await columnsOf({ ...asked, first: 1 });
  assertEquals(both.gradient_norm!.slice(-4), second.gradient_norm);
});

Deno.test("meta-training: the derivative and the distance are those of the recorded θ", async () => {
  const family = counterExample();
  const { gradient_norm, theta_distance, objective } = await columnsOf({
    estimator: firstOrder,
    loop: { iterations: 0 },
  });
  const theta = -10 + 40 * Stream.of(...RANDOM, 0, "problem").split("start").uniform();
  assertEquals(gradient_norm![0], Math.abs(family.derivative(theta)));
  assertEquals(theta_distance![0], Math.abs(theta - family.minimiser));
  assert(objective![0]! > 0);
});

Deno.test("meta-training: the mean square is over the iterations since the last record", async () => {
  const loop = { iterations: 4, averaged: true };
  const { gradient_norm } = await columnsOf({
    estimator: firstOrder,
    loop: { iterations: 4, recorded: [0, 1, 2, 3, 4] },
  });
  const square = gradient_norm!.map((norm) => norm * norm);
  const { mean_square } = await columnsOf({
    estimator: firstOrder,
    loop: { ...loop, recorded: [0, 1] },
  });
  assert(Number.isNaN(mean_square![0]));
  assertEquals(mean_square![1], square[1]);
  assertAlmostEquals(mean_square![2]!, (square[2]! + square[3]! + square[4]!) / 3, 1e-12);
  const without = await columnsOf({ estimator: firstOrder, loop: { iterations: 4 } });
  assert(without.mean_square!.every(Number.isNaN));
});

Deno.test("meta-training ends at the budget of calls, or where the derivative is small", async () => {
  const budget = await columnsOf({
    estimator: firstOrder,
    // Five estimates of ten inner gradients and one outer one
    loop: { iterations: 1000, recorded: [], calls: 54 },
  });
  assertEquals([...budget.iteration!], [5]);
  assertEquals([...budget.reached!], [0]);
  const small = await columnsOf({
    estimator: exactMetaGradient,
    loop: { iterations: 1000, recorded: [], gradient: 0.1 },
  });
  assertEquals([...small.reached!], [1]);
  assert(small.gradient_norm![0]! <= 0.1 && small.iteration![0]! > 0);
});

Deno.test("meta-training takes the step that is tuned for the estimator on the problem", async () => {
  const asked = { estimator: exactMetaGradient, loop: { iterations: 3 } };
  const row = (problem: string, estimator: string, step: number) => ({ problem, estimator, step });
  const tuned = [row("other", "e", 7), row("p", "other", 8), row("p", "e", 0.5)];
  const wanted = await columnsOf({ ...asked, scale: 2 });
  assertEquals(await columnsOf({ ...asked, scale: 4, tuned }), wanted);
  assert(wanted.gradient_norm![3] !== (await columnsOf({ ...asked, scale: 4 })).gradient_norm![3]);
  await assertRejects(
    async () => await traced({ ...asked, tuned: tuned.slice(0, 2) }),
    RangeError,
    "no step is tuned for e on p",
  );
});

Deno.test("meta-training: blocks are gathered in rows, and what is unknown is NULL", async () => {
  const blocks = [0, 1].map((first) =>
    traced({ estimator: firstOrder, loop: { iterations: 1 }, first })
  );
  const rows = await gathered(...await Promise.all(blocks));
  assertEquals(rows.map(({ replication, iteration }) => [replication, iteration]), [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const { study, experiment, problem, estimator, setting, test_error, q } = rows[0]!;
  assertEquals([study, experiment, problem, estimator, setting], [
    "study",
    "experiment",
    "p",
    "e",
    "s",
  ]);
  assertEquals([test_error, q, rows[1]!.q], [null, null, 0]);
});

Deno.test("the closed forms of the two tasks", () => {
  const values = Object.fromEntries(
    closedForms({ problem: {} }).map(({ quantity, value }) => [quantity, value]),
  );
  assertAlmostEquals(values.first_order_point!, 5.75887, 1e-5);
  assertAlmostEquals(values.minimiser!, 2.84028, 1e-5);
  assertAlmostEquals(values.derivative_at_first_order_point!, Math.sqrt(0.12), 1e-12);
});
