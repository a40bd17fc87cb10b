import { assertEquals, assertRejects } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { exactDescent } from "../../../estimators/parametric/exact.ts";
import { amigo } from "../../../estimators/parametric/implicit.ts";
import { nboGd } from "../../../estimators/parametric/nbo.ts";
import type { JsonObject } from "../../../pipeline/engine/canonical.ts";
import { stage as onReplications } from "../../../pipeline/stages/on_replications.ts";
import { smallestEffort } from "../../../pipeline/measures/efforts.ts";
import { runLoop, type TraceRow } from "../../../pipeline/measures/outer_loop.ts";
import { outerLoop } from "../../../pipeline/measures/traces.ts";
import { rowsIn } from "../tables.ts";
import { quadratic } from "../../../problems/parametric/quadratic.ts";

const measured = (measure: unknown) => (slots: object) =>
  onReplications({ ...slots, measure } as Parameters<typeof onReplications>[0]);
const effortStage = measured(smallestEffort);
const traceStage = measured(outerLoop);

const RANDOM = ["tests", "efforts"];
const PROBLEM = { condition: 40, dy: 6, dx: 3 };
const OUTER = { outerStep: 0.7 };
const STOP = { gradient: 1e-6 };
const ALLOWANCE = { factor: 1.25, slack: 4 };
const COUNT = 3;
const block = {
  labels: { problem: "toy", estimator: "e", setting: "", first: 1 },
  count: COUNT,
  problem: PROBLEM,
};

const references = async (iterations = 1000): Promise<Uint8Array<ArrayBuffer>> => {
  const run = traceStage({ problem: quadratic as never, method: exactDescent as never });
  const loop = { iterations, stop: STOP };
  return (await run({ ...block, method: OUTER, loop }, {}, RANDOM)).traces!;
};

/** The ends of the traces of the stage. */
async function searched(method: object, searches: JsonObject[], options: JsonObject = OUTER) {
  const run = effortStage({ problem: quadratic as never, method: method as never });
  const { traces, metrics } = await run(
    { ...block, method: options, stop: STOP, allowance: ALLOWANCE, searches: searches as never },
    { reference: [await references()] },
    RANDOM,
  );
  type Row = Record<
    "replication" | "iteration" | "reached" | "lower_gradients" | "hessian_vectors",
    number
  >;
  const efforts = rowsIn<{ replication: number; iteration: number; metric: string; value: number }>(
    metrics,
  ).filter(({ iteration }) => iteration > 0);
  const ends = rowsIn<Row>(traces).filter(({ iteration }) => iteration > 0);
  assertEquals(ends.length, COUNT);
  return ends.map((end) => ({
    ...end,
    efforts: Object.fromEntries(
      efforts.flatMap(({ replication, metric, value }) =>
        replication === end.replication ? [[metric, value]] : []
      ),
    ),
  }));
}

const problemOf = (r: number) => quadratic(PROBLEM, Stream.of(...RANDOM, r, "problem"));
const random = Stream.of("unused");

/** The iterations that replication r may take, with a share of the allowance. */
function limitOf(r: number, share: number): number {
  const loop = { iterations: 1000, stop: STOP };
  const { iteration } = runLoop(problemOf(r), exactDescent(OUTER), loop, random).at(-1)!;
  return Math.floor(iteration + share * (0.25 * iteration + 4));
}

/** The efforts after one another. */
const EFFORTS = [
  ...[0, 1, 2, 3],
  ...[1, 2, 4, 8, 16, 32].flatMap((step) => [4, 5, 6, 7].map((digits) => step * digits)),
];

/** The first effort with which a method of replication r is fast enough. */
function first(
  r: number,
  method: (effort: number) => ReturnType<typeof amigo>,
  from: number,
  share = 1,
): { effort: number; end: TraceRow } {
  const loop = { iterations: limitOf(r, share), stop: STOP };
  for (const effort of EFFORTS.filter((effort) => effort >= from)) {
    const end = runLoop(problemOf(r), method(effort), loop, random).at(-1)!;
    if (end.reached) return { effort, end };
  }
  throw new Error("no effort is enough");
}

Deno.test("the effort is the smallest that is enough, with the costs of that effort alone", async () => {
  const ends = await searched(nboGd, [{ options: ["steps"], least: 0, most: 200, share: 1 }]);
  ends.forEach((found, i) => {
    const { effort, end } = first(i + 1, (steps) => nboGd({ ...OUTER, steps }), 0);
    assertEquals([found.efforts.steps, found.iteration], [effort, end.iteration]);
    assertEquals({ ...found, ...end.costs }, found);
    assertEquals(found.hessian_vectors, (2 * effort + 1) * end.iteration);
  });
});

Deno.test("several options can be one effort, and searches follow each other", async () => {
  const search = { least: 1, most: 100, share: 1 };
  const tied = await searched(amigo, [{ ...search, options: ["lowerSteps", "adjointSteps"] }]);
  tied.forEach((found, i) => {
    const { effort } = first(
      i + 1,
      (steps) => amigo({ ...OUTER, lowerSteps: steps, adjointSteps: steps }),
      1,
    );
    assertEquals([found.efforts.lowerSteps, found.efforts.adjointSteps], [effort, effort]);
  });
  const options = { ...OUTER, adjointSolver: "cg" } as const;
  const twice = await searched(amigo, [
    { ...search, options: ["lowerSteps"], share: 0.5, during: { adjointSteps: 6 } },
    { ...search, options: ["adjointSteps"], most: 6 },
  ], options);
  twice.forEach((found, i) => {
    const lower = first(
      i + 1,
      (lowerSteps) => amigo({ ...options, lowerSteps, adjointSteps: 6 }),
      1,
      0.5,
    ).effort;
    const { effort, end } = first(
      i + 1,
      (adjointSteps) => amigo({ ...options, lowerSteps: lower, adjointSteps }),
      1,
    );
    assertEquals([found.efforts.lowerSteps, found.efforts.adjointSteps], [lower, effort]);
    assertEquals(found.lower_gradients, lower * end.iteration);
  });
});

Deno.test("where no effort is enough the trace with the most shows it", async () => {
  const ends = await searched(nboGd, [{ options: ["steps"], least: 0, most: 9, share: 0 }]);
  ends.forEach((found, i) => {
    assertEquals([found.efforts.steps, found.reached], [9, 0]);
    assertEquals(found.iteration, limitOf(i + 1, 0));
  });
});

Deno.test("a reference that does not arrive is refused, by its replication", async () => {
  const run = effortStage({ problem: quadratic as never, method: nboGd as never });
  const searches = [{ options: ["steps"], least: 0, most: 1, share: 1 }];
  await assertRejects(
    async () =>
      await run(
        { ...block, method: OUTER, stop: STOP, allowance: ALLOWANCE, searches },
        { reference: [await references(3)] },
        RANDOM,
      ),
    RangeError,
    "replication 1, in 3 iterations",
  );
});
