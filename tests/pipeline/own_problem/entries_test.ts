import { assert, assertEquals } from "@std/assert";
import { add, dot, exp, gather, mean, mul, square, sub, sum } from "@bigrad/bigrad/arrays";
import type {
  BilevelMethod,
  HypergradientEstimator,
} from "../../../estimators/parametric/contract.ts";
import { Stream } from "../../../numerics/random.ts";
import { ownEstimators, ownMethods, RANDOM_SEARCH } from "../../../pipeline/own_problem/entries.ts";
import { fromObjectives, type RowObjective } from "../../../problems/parametric/objectives.ts";
import { ROOT } from "../../tools/project_files.ts";

const start = { x: Float64Array.of(0.5, 1), y: Float64Array.of(0.3, -0.2, 0.1) };
const penalty: RowObjective = (x, y) =>
  add(sum(square(sub(y, gather(x, [0, 1, 0])))), mul(0.1, sum(exp(y))));
const outer: RowObjective = (x, y) => add(sum(square(sub(y, 1))), mul(0.1, dot(x, x)));
const rows = {
  n: 16,
  arrays: { b: { values: Float64Array.from({ length: 16 }, (_, i) => i / 8) } },
};
const PROBLEMS = {
  "without rows": fromObjectives({ name: "plain", start, lower: penalty, outer }),
  "with rows": fromObjectives({
    name: "rows",
    start,
    lower: (x, y, { b }) => add(penalty(x, y, {}), mean(square(sub(sum(y), b)))),
    outer: (x, y, { b }) => add(outer(x, y, {}), mean(square(sub(sum(y), b)))),
    rows: { lower: rows, outer: rows },
  }),
};

async function made<Result>(code: string, options: object): Promise<Result> {
  const [path, name] = code.split("#");
  return (await import(`${ROOT}${path}`))[name](options);
}

for (const [what, problem] of Object.entries(PROBLEMS)) {
  const n = problem.lowerSum?.size ?? 0;
  Deno.test(`every method takes a step on a problem ${what}`, async () => {
    const methods = ownMethods(n);
    assertEquals(methods.some(({ goesThrough }) => goesThrough === "minibatches"), n > 0);
    assert(methods.some(({ name }) => name === RANDOM_SEARCH));
    assertEquals(new Set(methods.map(({ name }) => name)).size, methods.length);
    for (const { name, code, options } of methods) {
      const method = await made<BilevelMethod>(code, { ...options, outerStep: 1e-3 });
      let state = method.init(problem);
      for (let k = 0; k < 2; k++) state = method.step(problem, state, k, Stream.of("step", k));
      assert([...state.x, ...state.y].every(Number.isFinite), name);
    }
  });

  Deno.test(`every estimator gives a hypergradient at its efforts on a problem ${what}`, async () => {
    for (const { name, code, efforts } of ownEstimators(problem.dy)) {
      for (const { options } of [efforts[0], efforts[4]]) {
        const estimate = await made<HypergradientEstimator>(code, options);
        const { gradient } = estimate(problem, start.x, { y: start.y, random: Stream.of("e") });
        assert(gradient.every(Number.isFinite), name);
      }
    }
  });
}
