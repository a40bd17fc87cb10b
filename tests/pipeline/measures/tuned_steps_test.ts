import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { exactDescent } from "../../../estimators/parametric/exact.ts";
import type { JsonObject } from "../../../pipeline/engine/canonical.ts";
import { stage as onReplications } from "../../../pipeline/stages/on_replications.ts";
import { outerLoop } from "../../../pipeline/measures/traces.ts";
import { quadratic } from "../../../problems/parametric/quadratic.ts";
import { columnsIn } from "../tables.ts";

const measured = (measure: unknown) => (slots: object) =>
  onReplications({ ...slots, measure } as Parameters<typeof onReplications>[0]);
const stage = measured(outerLoop);

const RANDOM = ["tests", "traces"];
const QUADRATIC = { condition: 5, dy: 4, dx: 3 };
const labels = { problem: "toy", estimator: "e", setting: "s=1", first: 0 };

Deno.test("the outer step is the tuned one of the method on the problem, or a multiple of it", async () => {
  const tuned = (estimator: string) =>
    new TextEncoder().encode(JSON.stringify([
      { problem: "toy", axis: "calls", estimator: "another", step: 7 },
      { problem: "toy", axis: "samples", estimator, step: 9 },
      { problem: "toy", axis: "calls", estimator, step: 0.2 },
    ]));
  const axis = "calls";
  const run = async (
    method: JsonObject,
    more: JsonObject,
    inputs: Record<string, Uint8Array[]>,
  ) => {
    const parameters = { labels, count: 1, problem: QUADRATIC, method, loop: { iterations: 3 } };
    const slots = { problem: quadratic, method: exactDescent };
    const { traces } = await stage(slots)(
      { ...parameters, ...more } as never,
      inputs as never,
      RANDOM,
    );
    const { objective, outer_step } = columnsIn(traces!).numbers;
    return { objective: [...objective!], step: outer_step![0] };
  };
  const given = await run({ outerStep: 0.3 }, {}, {});
  const found = await run({}, { axis, times: 1.5 }, { tuned: [tuned("e")] });
  assertAlmostEquals(found.step!, given.step!, 1e-15);
  found.objective.forEach((value, at) => assertAlmostEquals(value, given.objective[at], 1e-12));
  assertEquals((await run({}, { axis }, { tuned: [tuned("e")] })).step, 0.2);
  await assertRejects(
    async () => await run({}, { axis }, { tuned: [tuned("f")] }),
    RangeError,
    "no outer step is tuned for e on toy by calls",
  );
});
