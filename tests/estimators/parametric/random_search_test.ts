import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import { randomSearch } from "../../../estimators/parametric/random_search.ts";
import { successiveHalving } from "../../../estimators/parametric/successive_halving.ts";
import { Stream } from "../../../numerics/random.ts";
import { counted } from "../../../problems/parametric/counted.ts";
import { quadratic } from "../../../problems/parametric/quadratic.ts";

const problem = quadratic({ condition: 5, dy: 8, dx: 3 }, Stream.of("random search"));
const objective = (x: Float64Array): number => problem.outer.value(x, problem.exactLower(x));

Deno.test("it looks at the start first, and never at a point worse than the best", () => {
  const method = randomSearch({ outerStep: 1 });
  let state = method.step(problem, method.init(problem), 0, Stream.of(0));
  assertEquals(state.x, problem.start.x);
  let last = objective(state.x);
  for (let k = 1; k < 40; k++) {
    state = method.step(problem, state, k, Stream.of(k));
    assert(objective(state.x) <= last + 1e-3);
    last = objective(state.x);
  }
  assertLess(last, objective(problem.start.x));
});

Deno.test("a start whose fit diverges does not end the search", () => {
  const isStart = (x: Float64Array) => x.every((value) => value === 0);
  const broken = {
    ...problem,
    lower: {
      ...problem.lower,
      gradient: (x: Float64Array, y: Float64Array) =>
        isStart(x) ? y.map(() => NaN) : problem.lower.gradient(x, y),
    },
  };
  for (
    const method of [
      randomSearch({ outerStep: 1 }),
      successiveHalving({ outerStep: 1, candidates: 1, lowerSteps: 20 }),
    ] as const
  ) {
    let state = method.step(broken, method.init(broken), 0, Stream.of(0));
    assertEquals([state.x, state.y, state.value], [problem.start.x, problem.start.y, Infinity]);
    for (let k = 1; k < 10; k++) state = method.step(broken, state, k, Stream.of(k));
    assert(!isStart(state.x) && state.y.every(Number.isFinite));
  }
});

Deno.test("a fit ends at the tolerance, and its gradients are counted", () => {
  const loose = counted(problem);
  const tight = counted(problem);
  for (const [{ problem: of }, tolerance] of [[loose, 0.1], [tight, 1e-6]] as const) {
    const method = randomSearch({ outerStep: 1, tolerance });
    method.step(of, method.init(of), 0, Stream.of(0));
  }
  assertLess(loose.counts.calls.lowerGradient, tight.counts.calls.lowerGradient);
  assertThrows(() => randomSearch({ outerStep: 0 }), RangeError, "outerStep");
});
