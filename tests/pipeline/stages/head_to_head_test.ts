import { assert, assertEquals } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import type { BilevelMethod } from "../../../estimators/parametric/contract.ts";
import { runLoop } from "../../../pipeline/measures/outer_loop.ts";
import {
  implicitOnGradientSteps,
  mixedFixedPointDescent,
} from "../../../pipeline/slots/fixed_point_methods.ts";
import { simulatedCleaning, simulatedTasks } from "../../../pipeline/slots/parametric_problems.ts";
import {
  EXACT,
  field,
  firstOrder,
  minibatch,
  REFERENCE,
  SEARCHES,
} from "../../../pipeline/studies/methods.ts";
import { compared } from "../../../pipeline/studies/head_to_head/league.ts";
import { problems } from "../../../pipeline/studies/head_to_head/problems.ts";
import { counted } from "../../../problems/parametric/counted.ts";
import type { ParametricProblem } from "../../../problems/parametric/contract.ts";

/** What a slot names. */
async function named<Value>(code: string): Promise<Value> {
  const [path, name] = code.split("#");
  const module = await import(new URL(`../../../${path}`, import.meta.url).href);
  assert(name! in module, `${code} does not exist`);
  return module[name!];
}

const ANEW = ["srba", "spaba", "vrbo"];
const CLASSES = { p: 3, shares: [1, 1], separation: 3 };
const CLEANING = { n: 24, validation: 16, classes: CLASSES, corruption: 0.4, reg: 0.05 };
const cleaning = simulatedCleaning(CLEANING, Stream.of("cleaning"));

Deno.test("every method moves on every problem, first-order descent where x is a start, and those of minibatches ask for less", async () => {
  const n = 16;
  for (const { name, code, options, grid, start } of problems(n)) {
    const make = await named<(options: unknown, random: Stream) => ParametricProblem>(code);
    const problem = make(options, Stream.of(name));
    assertEquals([problem.lowerSum!.size, problem.outerSum!.size], [n, n]);
    const methods = [
      ...[EXACT, REFERENCE, ...compared(2), ...field(2)],
      ...firstOrder(start),
    ];
    assertEquals(new Set(methods.map(({ name }) => name)).size, methods.length);
    for (const method of methods) {
      const loop = await named<(options: unknown) => BilevelMethod>(method.code);
      const { problem: oracles, counts } = counted(problem);
      const outer = loop({ ...method.options, outerStep: grid[0] });
      // The first joint step of SOBA, from y = u = 0, leaves x where it is.
      let state = outer.init(oracles);
      for (const k of [0, 1, 2]) state = outer.step(oracles, state, k, Stream.of("step", k));
      const { x } = state;
      assert(x.every(Number.isFinite), method.name);
      const still = method.name === "first-order" && name !== "adaptation";
      assertEquals(x.every((value, k) => value === problem.start.x[k]), still, method.name);
      const { lowerGradient } = counts.calls;
      const each = counts.samples.lowerGradient / Math.max(1, lowerGradient);
      // Recursive directions have gone through all observations once
      if (ANEW.includes(method.name)) assert(each > 2 && each < n, method.name);
      else {
        const sampled = [...minibatch(2), ...field(2).filter(({ options }) => "batch" in options!)];
        const small = sampled.some(({ name }) => name === method.name);
        assertEquals(each, method === EXACT ? 0 : small ? 2 : n, method.name);
      }
    }
  }
});

Deno.test("searches come to a better point on every problem, by whole gradients", async () => {
  const n = 16;
  for (const { name, code, options } of problems(n)) {
    const make = await named<(options: unknown, random: Stream) => ParametricProblem>(code);
    const problem = make(options, Stream.of(name));
    for (const method of SEARCHES) {
      const loop = await named<(options: unknown) => BilevelMethod>(method.code);
      const { problem: oracles, counts } = counted(problem);
      const search = loop({ ...method.options, outerStep: 0.4 });
      let state = search.init(oracles);
      for (let k = 0; k < 25; k++) state = search.step(oracles, state, k, Stream.of("search", k));
      const [reached, start] = [state.x, problem.start.x]
        .map((x) => problem.outer.value(x, problem.exactLower(x)));
      assert(reached! < start!, `${method.name} on ${name}`);
      assertEquals(counts.samples.lowerGradient, n * counts.calls.lowerGradient);
    }
  }
});

Deno.test("simulated cleaning spoils training labels and no others", () => {
  const { dx, dy } = cleaning;
  assertEquals([dx, dy, cleaning.outerSum!.size], [24, 6, 16]);
  const right = simulatedCleaning({ ...CLEANING, corruption: 0 }, Stream.of("cleaning"));
  const y = Float64Array.from({ length: dy }, (_, l) => l / 10);
  const x = cleaning.start.x;
  assertEquals(cleaning.outer.value(x, y), right.outer.value(x, y));
  assert(cleaning.lower.value(x, y) !== right.lower.value(x, y));
});

Deno.test("simulated tasks take the options of problem and data", () => {
  const data = { tasks: 2, support: 9, query: 7, p: 3 };
  const problem = simulatedTasks({ data, proximal: 2 }, Stream.of("tasks"));
  assertEquals([problem.dx, problem.dy, problem.lowerSum!.size], [3, 6, 9]);
  assert(problem.curvature(problem.start.x).mu >= 1);
});

Deno.test("fixed-point loops lessen the objective, and sample it where they sample", () => {
  const last = (method: BilevelMethod) =>
    runLoop(cleaning, method, { iterations: 60, recorded: [0] }, Stream.of("loops"));
  const whole = last(implicitOnGradientSteps({
    estimator: { lowerSteps: 5, adjoint: { solver: "cg", iterations: 3 } },
    outerStep: 20,
  }));
  const estimator = { t: 5, k: 5, J: 2, batch: 4, mixing: 0.5 };
  const sampled = last(mixedFixedPointDescent({ estimator, outerStep: 5 }));
  for (const [before, after] of [whole, sampled]) assert(after!.objective < before!.objective);
  const { problem, counts } = counted(cleaning);
  const method = mixedFixedPointDescent({ estimator, outerStep: 5 });
  method.step(problem, method.init(problem), 0, Stream.of("counts"));
  assertEquals(counts.samples.outerGradientY, 8);
});
