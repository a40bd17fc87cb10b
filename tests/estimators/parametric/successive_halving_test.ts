import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  successiveHalving,
  type SuccessiveHalvingOptions,
  type SuccessiveHalvingState,
} from "../../../estimators/parametric/successive_halving.ts";
import { Stream } from "../../../numerics/random.ts";
import { counted } from "../../../problems/parametric/counted.ts";
import type { ParametricProblem } from "../../../problems/parametric/contract.ts";
import { quadratic as quadraticProblem } from "../../../problems/parametric/quadratic.ts";
import { assertNear, distance, iterate, published, smallLogistic } from "./support.ts";

const quadratic = published();
const logistic = smallLogistic();
const F = ({ outer, exactLower }: ParametricProblem, x: Float64Array) =>
  outer.value(x, exactLower(x));

/** The points a round tries, in order. */
const tried = (options: SuccessiveHalvingOptions, k: number, random = Stream.of("round", k)) => {
  const { x } = quadratic.start;
  return Array.from({ length: options.candidates }, (_, i) => {
    const normal = random.split("point").split(i);
    return k === 0 && i === 0 ? x : x.map((value) => value + options.outerStep * normal.normal());
  });
};

/** The points with which oracles of a problem were asked. */
function watched(problem: ParametricProblem) {
  const seen: { x: Float64Array; kind: "gradient" | "value" }[] = [];
  const note =
    <Result>(kind: "gradient" | "value", of: (x: Float64Array, y: Float64Array) => Result) =>
    (x: Float64Array, y: Float64Array) => {
      seen.push({ x, kind });
      return of(x, y);
    };
  const { lower, outer } = problem;
  return {
    seen,
    problem: {
      ...problem,
      lower: { ...lower, gradient: note("gradient", lower.gradient) },
      outer: { ...outer, value: note("value", outer.value) },
    },
  };
}

Deno.test("of n points the better halves are fitted on, twice as long each time", () => {
  const options = { outerStep: 1, candidates: 5, lowerSteps: 4 };
  const { seen, problem } = watched(quadratic);
  const method = successiveHalving(options);
  const state = method.step(problem, method.init(problem), 0, Stream.of("round", 0));
  const steps = tried(options, 0).map((x) =>
    seen.filter((of) => of.kind === "gradient" && distance(of.x, x) < 1e-15).length
  );
  // All have 4, two of them 4 more, and one of these 8 more
  assertEquals(steps.toSorted((a, b) => a - b), [4, 4, 4, 8, 16]);
  const best = tried(options, 0)[steps.indexOf(16)];
  assertEquals(state.x, best);
  let { y } = quadratic.start;
  for (let t = 0; t < 16; t++) {
    const gradient = quadratic.lower.gradient(best, y);
    y = y.map((value, l) => value - gradient[l]);
  }
  assertNear(state.y, y, 1e-13);
  assertEquals(state.value, quadratic.outer.value(best, state.y));
});

Deno.test("with one candidate it is random search: the best of the points tried, the start first", () => {
  const options = { outerStep: 0.5, candidates: 1, lowerSteps: 400 };
  const method = successiveHalving(options);
  let best = Infinity;
  let state: SuccessiveHalvingState = method.init(quadratic);
  for (let k = 0; k < 30; k++) {
    state = method.step(quadratic, state, k, Stream.of("round", k));
    const [x] = tried(options, k);
    if (k === 0) assertEquals(state.x, quadratic.start.x);
    if (F(quadratic, x) < best) {
      best = F(quadratic, x);
      assertNear(state.x, x, 1e-15, `${k}`);
    }
    assert(Math.abs(state.value! - best) < 1e-9);
  }
});

Deno.test("fitted well, halving chooses what random search does from the same points", () => {
  const options = { outerStep: 0.5, candidates: 16, lowerSteps: 300 };
  const method = successiveHalving(options);
  const { x } = method.step(quadratic, method.init(quadratic), 0, Stream.of("round", 0));
  const all = tried(options, 0);
  const best = all.reduce((a, b) => F(quadratic, b) < F(quadratic, a) ? b : a);
  assertEquals(x, best);
});

Deno.test("the more points in a small space, the nearer to the minimiser", () => {
  const small = quadraticProblem({ condition: 5, dy: 8, dx: 2 }, Stream.of("small"));
  const method = successiveHalving({ outerStep: 1, candidates: 8, lowerSteps: 20 });
  const gap = (rounds: number) => {
    const { x } = iterate(method, small, rounds);
    return F(small, x) - F(small, small.minimiser);
  };
  const start = F(small, small.start.x) - F(small, small.minimiser);
  assert(gap(5) < start && gap(200) < start / 50, `${gap(5)}, ${gap(200)} of ${start}`);
});

Deno.test("a point whose value is no number is not kept, and the minimiser is not left", () => {
  const broken = {
    ...quadratic,
    outer: {
      ...quadratic.outer,
      value: (x: Float64Array, y: Float64Array) => x[0] === 0 ? quadratic.outer.value(x, y) : NaN,
    },
  };
  const { x } = iterate(
    successiveHalving({ outerStep: 1, candidates: 3, lowerSteps: 2 }),
    broken,
    9,
  );
  assertEquals(x, broken.start.x);
  const at = { ...quadratic, start: { x: quadratic.minimiser, y: quadratic.start.y } };
  const method = successiveHalving({ outerStep: 0.5, candidates: 4, lowerSteps: 300 });
  assertEquals(iterate(method, at, 10).x, quadratic.minimiser);
});

Deno.test("calls of a round: steps of y, and a value a fit", () => {
  const { problem, counts } = counted(logistic);
  iterate(
    successiveHalving({ outerStep: 0.1, candidates: 6, lowerSteps: 3, factor: 3 }),
    problem,
    1,
  );
  // 6 points have 3 steps, 2 of them 6 more, and 1 of these 18 more: 2/3 rounds down to 1
  assertEquals(counts.calls, {
    ...counts.calls,
    lowerGradient: 6 * 3 + 2 * 6 + 18,
    outerValue: 9,
    lowerValue: 0,
    hessianVector: 0,
    outerGradientY: 0,
  });
});

Deno.test("malformed options are refused in one sentence", () => {
  const good = { outerStep: 1, candidates: 2, lowerSteps: 1 };
  assertThrows(
    () => successiveHalving({ ...good, factor: 1 }),
    RangeError,
    "successive halving: factor is 1: give a finite number above 1",
  );
  assertThrows(() => successiveHalving({ ...good, candidates: 0 }), RangeError, "candidates is 0");
});
