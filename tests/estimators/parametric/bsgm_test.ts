import { assert, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { bsgm, type BsgmOptions } from "../../../estimators/parametric/bsgm.ts";
import type { BilevelState } from "../../../estimators/parametric/contract.ts";
import { onMap } from "../../../estimators/parametric/descent.ts";
import { uniformRows } from "../../../estimators/parametric/map_samples.ts";
import { aid } from "../../../estimators/parametric/implicit.ts";
import { stochasticImplicit } from "../../../estimators/parametric/stochastic_implicit.ts";
import { countedFixedPoint } from "../../../problems/parametric/counted.ts";
import type { FixedPointProblem } from "../../../problems/parametric/fixed_point_contract.ts";
import { gradientMap } from "../../../problems/parametric/gradient_map.ts";
import { kinds, tinyWeighted } from "./fixed_point_support.ts";
import { norm } from "../../../numerics/vectors.ts";
import { assertNear, distance, iterate, smallLogistic } from "./support.ts";

const ONE = { rule: "constant", size: 1 } as const;

function run(
  options: BsgmOptions,
  problem: FixedPointProblem,
  iterations: number,
): BilevelState {
  const method = bsgm(options);
  let state = method.init(problem);
  for (let s = 0; s < iterations; s++) {
    state = method.step(problem, state, s, Stream.of("bsgm").split(s));
  }
  return state;
}

Deno.test("without noise, with both iterations solved, it is exact descent", () => {
  const problem = kinds.layer;
  const options = { t: 300, k: 300, J: 1, steps: ONE, outerStep: 0.2 };
  for (const warmStart of ["none", "y", "both"] as const) {
    const { x } = run({ ...options, warmStart }, problem, 3);
    let expected = problem.start.x;
    for (let s = 0; s < 3; s++) {
      const gradient = problem.exactGradient(expected);
      expected = expected.map((value, k) => value - 0.2 * gradient[k]);
    }
    assertNear(x, expected, 1e-12, warmStart);
  }
});

Deno.test("it decreases the objective of problems that are no gradient steps", () => {
  for (const problem of [kinds.layer, kinds.bellman]) {
    const value = (x: Float64Array): number => problem.outer.value(x, problem.exactLower(x));
    const options = { t: 30, k: 30, J: 5, batch: 5, outerStep: 0.3 };
    const { x } = run(options, problem, 60);
    const [before, after] = [problem.start.x, x];
    assert(value(after) < value(before));
    const slopes = [before, after].map((at) => norm(problem.exactGradient(at)));
    assert(slopes[1] < slopes[0] / 2, `${slopes}`);
  }
});

Deno.test("one step is a step along the SID gradient, from where its warm start says", () => {
  const { start } = tinyWeighted;
  const sid = { t: 3, k: 3, J: 2, batch: 1 };
  const random = Stream.of("one step");
  // Its outer objective is sampled too: J minibatches of one row
  const { outerSum } = tinyWeighted;
  const rows = uniformRows(outerSum!.size, 2, random.split("outer"));
  const sampled = { ...tinyWeighted, outer: outerSum!.batch(rows) };
  const state = {
    x: start.x.map((_, k) => k / 10),
    y: Float64Array.of(1, -1),
    u: Float64Array.of(0.5, 2),
  };
  for (const warmStart of ["none", "y", "both"] as const) {
    const from = warmStart === "none"
      ? { y: start.y }
      : warmStart === "y"
      ? { y: state.y }
      : { y: state.y, u: state.u };
    const expected = stochasticImplicit(sid)(sampled, state.x, { ...from, random });
    const next = bsgm({ ...sid, outerStep: 3, outerDecay: 1, warmStart }).step(
      tinyWeighted,
      state,
      2,
      random,
    );
    const x = state.x.map((value, k) => value - expected.gradient[k]);
    assertNear(next.x, x, 1e-14, warmStart);
    assertEquals([next.y, next.u], [expected.y, expected.u]);
  }
});

Deno.test("t, k and J grow as they are told to", () => {
  const { problem, counts, reset } = countedFixedPoint(tinyWeighted);
  const state = bsgm({ t: 1, k: 1, J: 1, outerStep: 1 }).init(problem);
  const cost = (growth: "constant" | "linear" | "root", s: number): number[] => {
    reset();
    const options = { t: 3, k: 2, J: 4, batch: 2, outerStep: 1, growth };
    bsgm(options).step(problem, state, s, Stream.of("growth"));
    const { phi, vjp, vjpX, outerGradientY } = counts.samples;
    return [phi, vjp, vjpX, outerGradientY];
  };
  assertEquals(cost("constant", 8), [6, 2, 8, 8]);
  assertEquals(cost("linear", 0), [6, 2, 8, 8]);
  assertEquals(cost("linear", 8), [54, 34, 72, 72]);
  assertEquals(cost("root", 8), [18, 10, 24, 24]);
  assertEquals(cost("root", 1), [10, 4, 12, 12]); // ⌈3√2⌉ = 5, ⌈2√2⌉ = 3, ⌈4√2⌉ = 6
});

Deno.test("on a lower objective it is the same method, and without noise warm-started AID", () => {
  const problem = smallLogistic();
  const step = 0.4;
  const map = (of: typeof problem): FixedPointProblem => gradientMap(of, { step });
  const options = { t: 3, k: 4, J: 1, steps: ONE, outerStep: 0.5 } as const;
  const other = run({ ...options, warmStart: "both" }, map(problem), 5);
  const own = iterate(onMap(map, bsgm({ ...options, warmStart: "both" })), problem, 5);
  assertEquals([own.x, own.y, own.u], [other.x, other.y, other.u]);
  const loop = aid({
    lowerSteps: 3,
    lowerStep: step,
    adjoint: { solver: "fixed-point", iterations: 4 },
    outerStep: 0.5,
  });
  const expected = iterate(loop, problem, 5);
  assertNear(own.x, expected.x, 1e-12);
  assertNear(own.u.map((value) => step * value), expected.u, 1e-12);
  const noisy = { ...options, steps: { rule: "constant", size: 0.1 }, batch: 4 } as const;
  const [a, b] = [Stream.of("a"), Stream.of("b")].map((random) =>
    iterate(onMap(map, bsgm(noisy)), problem, 5, random).x
  );
  assert(distance(a, b) > 1e-6);
});

Deno.test("malformed options are refused in one sentence", () => {
  const fine = { t: 1, k: 1, J: 1, outerStep: 1 };
  const cases: [object, string][] = [
    [{ t: 1, k: 1, J: 1 }, "bsgm: outerStep is missing"],
    [{ ...fine, warmStart: "w" }, 'bsgm: warmStart is "w": give "none" or "y" or "both"'],
    [{ ...fine, growth: "log" }, 'growth is "log"'],
    [{ ...fine, steps: { rule: "constant", size: -1 } }, "bsgm: steps: size is -1"],
  ];
  for (const [options, message] of cases) {
    assertThrows(() => bsgm(options as BsgmOptions), RangeError, message);
  }
});
