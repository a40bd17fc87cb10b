import { assert, assertEquals } from "@std/assert";
import { implicit } from "../../../estimators/parametric/implicit.ts";
import type { RecursionName } from "../../../estimators/parametric/recursion_table.ts";
import type { RecursionState } from "../../../estimators/parametric/recursions.ts";
import { soba } from "../../../estimators/parametric/single_loop.ts";
import { Stream } from "../../../numerics/random.ts";
import { waxpy } from "../../../numerics/vectors.ts";
import { counted, type Oracle } from "../../../problems/parametric/counted.ts";
import type { RandomSource } from "../../../problems/random_source.ts";
import {
  assertNear,
  distance,
  everyDraw,
  expected,
  iterate,
  smallLogistic,
  streamsOf,
  tinySum,
} from "./support.ts";
import { at, CONSTANT, make, SOME, tiny } from "./recursion_support.ts";

const logistic = smallLogistic();
const CALLS: Oracle[] = [
  "lowerGradient",
  "hessianVector",
  "cross",
  "outerGradientX",
  "outerGradientY",
];
const unused = Stream.of("unused");

Deno.test("MA-SOBA goes along Σ_j η(1 − η)^(k − j) q_j, from the first term", () => {
  const newest = 0.3;
  const method = make("ma-soba", { newest, batch: 2, lowerStep: 1e-300, outerStep: 1e-300 });
  // At a point that does not move the terms differ by their minibatches only
  const random = Stream.of("moving average");
  const terms: Float64Array[] = [];
  let state: RecursionState = at;
  const one = soba({ ...CONSTANT, batch: 2 });
  for (let k = 0; k < 5; k++) {
    state = method.step(tiny, { ...state, ...{ x: at.x, y: at.y, u: at.u } }, k, random.split(k));
    const { x } = one.step(tiny, at, 0, random.split(k));
    terms.push(x.map((value, j) => (at.x[j] - value) / CONSTANT.outerStep));
  }
  const sum = terms.reduce((before, term, k) =>
    k === 0 ? term : waxpy(1 - newest, before, term.map((value) => newest * value))
  );
  assertNear(state.kept.x!.direction, sum, 1e-12);
});

Deno.test("directions are unbiased given the past: the mean over all draws, whatever is kept", () => {
  const joint = { "lower/0": 5, "outer/0": 3 };
  const series = { "lower/0": 5, "linsys/1": 5, "cross/0": 5, "outer/0": 3 };
  const cases: [RecursionName, RecursionName, Record<string, number>, number][] = [
    ["ma-soba", "ma-soba", joint, 0],
    ["srba", "srba", joint, 0],
    ["spaba", "spaba", { ...joint, coin: 1 }, 0],
    ["mrbo", "mrbo", series, 1],
    ["sustain", "mrbo", { ...series, term: 2 }, 2],
  ];
  for (const [name, same, streams, order] of cases) {
    const own = (K: number) => K === 0 ? {} : { order: K };
    const method = make(name, { ...own(order), batch: 2 });
    const whole = make(same, own(name === same ? order : order - 1));
    const state = { ...at, kept: SOME };
    const draws = everyDraw(streams);
    const mean = expected(method, tiny, state, draws, 1);
    const sure = whole.step(tiny, state, 1, everyDraw({ coin: 1 })[0]);
    const one = method.step(tiny, state, 1, draws[0]);
    for (const key of ["x", "y", "u"] as const) {
      assertNear(mean[key], sure[key], 1e-13, `${name}: ${key}`);
      if (key !== "u") assert(distance(one[key], sure[key]) > 1e-4, `${name}: ${key}`);
    }
  }
});

Deno.test("MA-SABA is unbiased given the past, whatever is in its tables, which keep the last of each block", () => {
  const method = make("ma-saba", { batch: 2 });
  for (const full of ["zero", "full"] as const) {
    const { tables } = iterate(make("ma-saba", { batch: 2, tables: full }), tiny, 4);
    const draws = everyDraw({ "lower/0": 5, "outer/0": 3 });
    const mean = expected(method, tiny, { ...at, kept: SOME, tables: tables! }, draws);
    const sure = make("ma-soba").step(tiny, { ...at, kept: SOME }, 0, unused);
    for (const key of ["x", "y", "u"] as const) assertNear(mean[key], sure[key], 1e-13, key);
  }
  const before = method.init(tiny);
  const { tables } = method.step(tiny, before, 0, Stream.of("tables"));
  for (const name of ["gradient", "product", "cross", "gradientY", "gradientX"] as const) {
    const changed = tables![name].rows.filter((row, i) => row !== before.tables![name].rows[i]);
    assertEquals(changed.length, 1, name);
  }
});

Deno.test("FSLA is unbiased given y⁺ and u⁺, and its steps of y and u over their own draws", () => {
  const method = make("fsla", { batch: 2 });
  const state = { ...at, kept: { x: SOME.x } };
  const before = everyDraw({
    "lower/0": 5,
    "linsys/0": 5,
    "outer/0": 3,
    "outer/1": 1,
    "cross/0": 1,
  });
  const sure = make("fsla").step(tiny, state, 0, unused);
  const mean = expected(method, tiny, state, before);
  assertNear(mean.y, sure.y, 1e-14);
  // q_u is bilinear in y⁺'s data and u, and quadratic problems have one Hessian: u⁺ is linear in y⁺
  assertNear(mean.u, sure.u, 1e-13);
  const fixed = { "lower/0": 1, "linsys/0": 1, "outer/0": 1 };
  const after = everyDraw({ ...fixed, "outer/1": 3, "cross/0": 5 });
  const x = expected(method, tiny, state, after).x;
  const { y, u } = method.step(tiny, state, 0, after[0]);
  const term = (p: { x: Float64Array; y: Float64Array; u: Float64Array }) =>
    waxpy(-1, tiny.lower.cross(p.x, p.y, p.u), tiny.outer.gradientX(p.x, p.y));
  const change = waxpy(-1, term(SOME.x.at), SOME.x.direction);
  const along = waxpy(1 - 0.4, change, term({ x: at.x, y, u }));
  assertNear(x, waxpy(-CONSTANT.outerStep, along, at.x), 1e-13);
});

Deno.test("a recursive direction at its reference is what is kept, whatever is drawn", () => {
  const here = Object.fromEntries(
    Object.entries(SOME).map(([key, { direction }]) => [key, { direction, at }]),
  );
  for (const name of ["srba", "spaba"] as const) {
    for (const k of [1, 2, 3]) {
      const coin = {
        ...Stream.of(k),
        split: (label: string | number) =>
          label === "coin" ? everyDraw({ "": 1 })[0] : Stream.of("any", k).split(label),
      };
      const state = { ...at, kept: here } as RecursionState;
      const { kept } = make(name, { batch: 2 }).step(tiny, state, k, coin as RandomSource);
      for (const key of ["x", "y", "u"] as const) {
        assertNear(kept[key]!.direction, SOME[key].direction, 1e-14, `${name}: ${key}`);
      }
    }
  }
});

Deno.test("a direction that starts anew is that of all observations", () => {
  const { gradient } = implicit({
    lowerSteps: 0,
    lowerStep: CONSTANT.lowerStep,
    adjoint: { solver: "neumann", order: 3 },
  })(tiny, at.x, { y: at.y });
  const vrbo = make("vrbo", { batch: 2 }).step(tiny, { ...at, kept: SOME }, 4, Stream.of("any"));
  assertNear(vrbo.x, waxpy(-CONSTANT.outerStep, gradient, at.x), 1e-14);
  const onward = make("vrbo", { batch: 2 }).step(tiny, { ...at, kept: SOME }, 5, Stream.of("any"));
  assertEquals(onward.x, waxpy(-CONSTANT.outerStep, SOME.x.direction, at.x));
});

Deno.test("calls of an iteration: twice where directions are recursive, all observations where they start anew", () => {
  const cases: [RecursionName, number, number[], number][] = [
    ["ma-soba", 3, [1, 1, 1, 1, 1], 8],
    ["ma-saba", 3, [1, 1, 1, 1, 1], 8],
    ["srba", 3, [2, 2, 2, 2, 2], 16],
    ["srba", 4, [1, 1, 1, 1, 1], 80],
    ["fsla", 3, [1, 1, 2, 2, 1], 8],
    ["mrbo", 3, [2, 6, 2, 2, 2], 16],
    ["vrbo", 3, [4, 12, 4, 4, 4], 32],
    ["vrbo", 4, [5, 15, 5, 5, 5], 112],
    ["pzobo", 3, [6, 0, 0, 1, 1], 48],
  ];
  for (const [name, k, wanted, rows] of cases) {
    const { problem, counts, reset } = counted(logistic);
    const method = make(name, { batch: 8 });
    const state = iterate(method, problem, 3);
    reset();
    method.step(problem, state, k, Stream.of("calls"));
    assertEquals(CALLS.map((oracle) => counts.calls[oracle]), wanted, name);
    assertEquals(counts.samples.lowerGradient, rows, name);
    assertEquals(counts.calls.lowerValue + counts.calls.outerValue, 0);
  }
  // A term of the series has as many products as were drawn, at both points
  for (const p of [0, 1, 2]) {
    const { problem, counts, reset } = counted(logistic);
    const state = iterate(make("sustain"), problem, 1);
    reset();
    make("sustain").step(problem, state, 1, everyDraw({ term: 3 })[p]);
    assertEquals(counts.calls.hessianVector, 2 * p);
  }
});

Deno.test("what moves together shares one minibatch of each level, else each use has its own", () => {
  const streams = (name: RecursionName, more = {}) =>
    streamsOf(make(name, { batch: 2, ...more }), tiny);
  assertEquals(streams("ma-soba"), ["lower/0", "outer/0"]);
  assertEquals(streams("ma-saba"), ["lower/0", "outer/0"]);
  assertEquals(streams("fsla"), ["cross/0", "linsys/0", "lower/0", "outer/0", "outer/1"]);
  assertEquals(
    streams("mrbo", { order: 2 }),
    ["cross/0", "linsys/1", "linsys/2", "lower/0", "outer/0"],
  );
  assertEquals(
    streams("vrbo", { order: 1 }),
    ["cross/0", "cross/1", "linsys/1", "linsys/2", "lower/0", "lower/1", "outer/0", "outer/1"],
  );
  assertEquals(streams("bsa", { order: 1 }), ["cross/0", "lower/0", "lower/1", "outer/0", "term"]);
});

Deno.test("with constant steps the variance of MA-SABA, SRBA and SPABA goes to 0, and that of MA-SOBA does not", () => {
  const problem = tinySum(20, 12);
  const options = { outerStep: 0.05, lowerStep: 0.1, batch: 4 };
  const gap = (name: RecursionName): number => {
    const { x, y } = iterate(make(name, options), problem, 3000, Stream.of("variance"));
    return distance(y, problem.exactLower(x));
  };
  const plain = gap("ma-soba");
  for (const name of ["ma-saba", "srba", "spaba"] as const) {
    assert(gap(name) < plain / 20, `${name}: ${gap(name)} against ${plain}`);
  }
});
