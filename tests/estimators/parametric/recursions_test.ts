import { assert, assertEquals, assertThrows } from "@std/assert";
import type { BilevelState } from "../../../estimators/parametric/contract.ts";
import { amigo, implicit, stocbio } from "../../../estimators/parametric/implicit.ts";
import { type RecursionName, RECURSIONS } from "../../../estimators/parametric/recursion_table.ts";
import { recursion, type RecursionOptions } from "../../../estimators/parametric/recursions.ts";
import { saba, soba } from "../../../estimators/parametric/single_loop.ts";
import { itd } from "../../../estimators/parametric/unrolled.ts";
import { Stream } from "../../../numerics/random.ts";
import { dot, waxpy } from "../../../numerics/vectors.ts";
import type { RandomSource } from "../../../problems/random_source.ts";
import {
  assertNear,
  distance,
  everyDraw,
  expected,
  iterate,
  normals,
  published,
  smallLogistic,
} from "./support.ts";
import { at, CONSTANT, make, NAMES, OWN, SOME, tiny } from "./recursion_support.ts";

const quadratic = published();
const logistic = smallLogistic();
const unused = Stream.of("unused");

/** A source whose normal vectors are √d e_i or −√d e_i: their second moments are those of normal ones. */
function cubature(dx: number): RandomSource[] {
  return Array.from({ length: 2 * dx }, (_, at) => {
    let l = 0;
    const source: RandomSource = {
      uniform: () => 0.5,
      normal: () => l++ === at >> 1 ? (at % 2 === 0 ? 1 : -1) * Math.sqrt(dx) : 0,
      split: () => source,
    };
    return source;
  });
}

const stocbioState = (problem: typeof tiny): BilevelState => ({
  x: problem.start.x.map((value, k) => value + 0.1 * Math.cos(k)),
  y: normals(problem.dy, "y"),
  u: new Float64Array(problem.dy),
});

Deno.test("at the solution, with whole levels, all stay: x in the mean where its direction is drawn", () => {
  const x = quadratic.minimiser;
  const y = quadratic.exactLower(x);
  const long = { outerStep: 1, lowerStep: 1 };
  const { u } = iterate(
    amigo({ ...long, lowerSteps: 1, adjointSteps: 500 }),
    quadratic,
    1,
    unused,
    {
      x,
      y,
      u: new Float64Array(y.length),
    },
  );
  for (const name of NAMES) {
    const order = "order" in OWN[name] ? { order: 300 } : {};
    const steps = name === "pzobo" ? { lowerSteps: 400, directions: 1 } : {};
    const method = make(name, { ...long, ...order, ...steps });
    const sources = RECURSIONS[name].u === "term"
      ? everyDraw({ term: 300 })
      : name === "pzobo"
      ? cubature(quadratic.dx)
      : [unused];
    const mean = expected(method, quadratic, { x, y, u, kept: {} }, sources);
    for (const key of ["x", "y", "u"] as const) {
      assertNear(mean[key], { x, y, u }[key], 1e-11, `${name}: ${key}`);
    }
  }
});

Deno.test("on whole levels those that carry u are SOBA, and in turn AmIGO with a step of each", () => {
  for (const problem of [logistic, tiny]) {
    const joint = iterate(soba(CONSTANT), problem, 9);
    const single = { ...CONSTANT, lowerSteps: 1, adjointSteps: 1 };
    const turns = iterate(amigo(single), problem, 9);
    const cases: [RecursionName, Partial<RecursionOptions>, BilevelState][] = [
      ["ma-soba", { newest: 1 }, joint],
      ["ma-saba", { newest: 1 }, joint],
      ["srba", {}, joint],
      ["spaba", {}, joint],
      ["fsla", {}, turns],
    ];
    for (const [name, more, same] of cases) {
      for (const batch of [{}, { batch: 1000 }]) {
        const state = iterate(make(name, { ...more, ...batch }), problem, 9);
        for (const key of ["x", "y", "u"] as const) {
          assertNear(state[key], same[key], 1e-12, `${name}: ${key}`);
        }
      }
    }
  }
});

Deno.test("in minibatches MA-SOBA without memory is SOBA to the bit, MA-SABA is SABA, and one that starts anew always is SOBA on all", () => {
  const batch = { batch: 2 };
  const plain = iterate(soba({ ...CONSTANT, ...batch }), tiny, 6);
  const average = iterate(make("ma-soba", { ...batch, newest: 1 }), tiny, 6);
  for (const key of ["x", "y", "u"] as const) assertEquals(average[key], plain[key]);
  const sagas = iterate(saba({ ...CONSTANT, ...batch }), tiny, 6);
  const averaged = iterate(make("ma-saba", { ...batch, newest: 1 }), tiny, 6);
  for (const key of ["x", "y", "u"] as const) assertNear(averaged[key], sagas[key], 1e-14, key);
  const whole = iterate(soba(CONSTANT), tiny, 6);
  for (const [name, more] of [["srba", { period: 1 }], ["spaba", { probability: 1 }]] as const) {
    const anew = iterate(make(name, { ...batch, ...more }), tiny, 6);
    for (const key of ["x", "y", "u"] as const) assertNear(anew[key], whole[key], 1e-14, name);
  }
});

Deno.test("BSA's mean over the drawn terms is stocBiO with the series of order K − 1, TTSA is BSA with one step", () => {
  for (const problem of [logistic, tiny]) {
    const start = { ...stocbioState(problem), kept: {} };
    const mean = expected(make("bsa", { order: 4 }), problem, start, everyDraw({ term: 4 }));
    const series = stocbio({ ...CONSTANT, lowerSteps: 2, order: 3 });
    const same = series.step(problem, start, 0, unused);
    for (const key of ["x", "y"] as const) assertNear(mean[key], same[key], 1e-13, key);
  }
  const one = iterate(make("bsa", { lowerSteps: 1, batch: 2 }), tiny, 7);
  const ttsa = iterate(make("ttsa", { batch: 2 }), tiny, 7);
  assertEquals([ttsa.x, ttsa.y], [one.x, one.y]);
});

Deno.test("on whole levels MRBO is a gradient step of y beside one of x along the series at the old point", () => {
  for (const problem of [logistic, tiny]) {
    const estimate = implicit({
      lowerSteps: 0,
      lowerStep: CONSTANT.lowerStep,
      adjoint: { solver: "neumann", order: 3 },
    });
    let { x, y } = problem.start;
    for (let k = 0; k < 6; k++) {
      const { gradient } = estimate(problem, x, { y });
      [x, y] = [
        waxpy(-CONSTANT.outerStep, gradient, x),
        waxpy(-CONSTANT.lowerStep, problem.lower.gradient(x, y), y),
      ];
    }
    const state = iterate(make("mrbo"), problem, 6);
    assertNear(state.x, x, 1e-12);
    assertNear(state.y, y, 1e-12);
  }
});

Deno.test("SUSTAIN in the mean over its terms is MRBO of one order less", () => {
  const start = { ...stocbioState(tiny), kept: {} };
  const draws = everyDraw({ "term": 4 });
  const mean = expected(make("sustain", { order: 4 }), tiny, start, draws);
  const mrbo = make("mrbo", { order: 3 }).step(tiny, start, 0, unused);
  assertNear(mean.x, mrbo.x, 1e-13);
  assertNear(mean.y, mrbo.y, 1e-15);
});

Deno.test("on whole levels VRBO is stocBiO that moves x first; between whole terms x is a step of y behind", () => {
  const shared = { ...CONSTANT, lowerSteps: 2, order: 3 };
  for (const problem of [logistic, tiny]) {
    const first = iterate(stocbio(shared), problem, 1);
    const method = make("vrbo", { period: 1 });
    const { x } = iterate(method, problem, 6, unused, { ...method.init(problem), y: first.y });
    assertNear(x, iterate(stocbio(shared), problem, 6).x, 1e-12);
    const estimate = implicit({
      ...{ lowerSteps: 0, lowerStep: CONSTANT.lowerStep },
      adjoint: { solver: "neumann", order: 3 },
    });
    const at = { ...problem.start, behind: problem.start.y };
    for (let k = 0; k < 6; k++) {
      const { gradient } = estimate(problem, at.x, { y: k % 4 === 0 ? at.y : at.behind });
      at.x = waxpy(-CONSTANT.outerStep, gradient, at.x);
      for (let t = 0; t < 2; t++) {
        at.behind = at.y;
        at.y = waxpy(-CONSTANT.lowerStep, problem.lower.gradient(at.x, at.y), at.y);
      }
    }
    const state = iterate(make("vrbo"), problem, 6);
    for (const key of ["x", "y"] as const) assertNear(state[key], at[key], 1e-12);
  }
});

Deno.test("PZOBO's mean over its directions is the gradient that unrolls its steps, on a quadratic lower level", () => {
  const unrolled = itd({ ...CONSTANT, lowerSteps: 5 });
  const state = {
    ...quadratic.start,
    y: normals(quadratic.dy, "y"),
    u: new Float64Array(quadratic.dy),
  };
  const same = unrolled.step(quadratic, state, 0, unused);
  for (const radius of [0.01, 3]) {
    const method = make("pzobo", { lowerSteps: 5, directions: 1, radius });
    const mean = expected(method, quadratic, { ...state, kept: {} }, cubature(quadratic.dx));
    assertNear(mean.y, same.y, 1e-14);
    assertNear(mean.x, same.x, 1e-10);
    // And each draw is its part along U: ∇_x f + U⟨U, h − ∇_x f⟩
    const [source] = cubature(quadratic.dx);
    const along = Float64Array.from(state.x, () => source.normal());
    const one = method.step(quadratic, { ...state, kept: {} }, 0, cubature(quadratic.dx)[0]);
    const direct = quadratic.outer.gradientX(state.x, same.y);
    const rest = state.x.map((value, k) => (value - same.x[k]) / CONSTANT.outerStep - direct[k]);
    const part = waxpy(dot(along, rest), along, direct);
    assertNear(one.x, waxpy(-CONSTANT.outerStep, part, state.x), 1e-10);
  }
});

Deno.test("on the quadratic problem they end at the minimiser, with constant steps and whole levels", () => {
  const far = { outerStep: 0.3, lowerStep: 1 };
  for (const name of NAMES) {
    if (RECURSIONS[name].u === "term" || name === "pzobo") continue;
    const more = "order" in OWN[name] ? { order: 250 } : {};
    const { x, y } = iterate(make(name, { ...far, ...more }), quadratic, 900);
    assertNear(x, quadratic.minimiser, 1e-8, name);
    assertNear(y, quadratic.exactLower(x), 1e-8, name);
  }
});

Deno.test("those that draw where they are steered come nearer with the published decays", () => {
  const start = distance(quadratic.start.x, quadratic.minimiser);
  const STEPS = { "ttsa": 0.5, "bsa": 0.2, "sustain": 0.1, "pzobo": 0.2 };
  for (const name of ["ttsa", "bsa", "sustain", "pzobo"] as const) {
    const { newest: _, ...own } = OWN[name];
    const order = "order" in own ? { order: 30 } : {};
    const method = recursion({
      method: name,
      ...own,
      ...order,
      ...(name === "pzobo" ? { lowerSteps: 30 } : {}),
      outerStep: STEPS[name],
      lowerStep: 1,
    });
    const { x } = iterate(method, quadratic, 1500);
    assert(distance(x, quadratic.minimiser) < start / 3, name);
  }
});

Deno.test("steps and η decay as published unless said", () => {
  const k = 26; // k + 1 = 27
  const { kept: _, ...point } = at;
  const state = { ...point, kept: SOME };
  const given = { outerStep: 0.3, lowerStep: 0.2, order: 3, newest: 0.4 };
  const published = recursion({ method: "mrbo", ...given }).step(tiny, state, k, unused);
  const said = make("mrbo", {
    outerStep: 0.1,
    lowerStep: 0.2 / 3,
    newest: 0.4 / 9,
    adjointStep: 0.2,
  });
  const same = said.step(tiny, state, 0, unused);
  for (const key of ["x", "y"] as const) assertNear(published[key], same[key], 1e-13, key);
});

Deno.test("states keep no more than the last directions", () => {
  const numbers = (value: unknown): number =>
    value instanceof Float64Array
      ? value.length
      : typeof value === "object" && value !== null
      ? Object.values(value).reduce((sum: number, part) => sum + numbers(part), 0)
      : 0;
  for (const name of NAMES) {
    const after = (k: number) => numbers(iterate(make(name, { batch: 2 }), tiny, k));
    assertEquals(after(9), after(5), name);
  }
});

Deno.test("too long steps diverge into numbers that are not finite, and throw nothing", () => {
  for (const name of NAMES) {
    const wild = make(name, { outerStep: 1e4, lowerStep: 1e3 });
    assert(!iterate(wild, quadratic, 300).x.every(Number.isFinite), name);
  }
});

Deno.test("malformed options are refused in one sentence", () => {
  const refused: [RecursionOptions, string][] = [
    [
      { method: "sgd", outerStep: 1 } as never,
      'recursion: method is "sgd": give "ma-soba" or "ma-saba" or "srba"',
    ],
    [{ method: "srba", outerStep: 1 }, "srba: period is missing: give a whole number, at least 1"],
    [{ method: "srba", outerStep: 1, period: 2, newest: 1 }, "srba: there is no option newest"],
    [
      { method: "spaba", outerStep: 1, probability: 0 },
      "spaba: probability is 0: give a number above 0",
    ],
    [
      { method: "ttsa", outerStep: 1, order: 0 },
      "ttsa: order is 0: give a whole number, at least 1",
    ],
    [
      { method: "ttsa", outerStep: 1, order: 1, lowerSteps: 2 },
      "ttsa: there is no option lowerSteps",
    ],
    [{ method: "fsla", outerStep: 1, newest: 1.5 }, "fsla: newest is 1.5: give a number above 0"],
    [{ method: "pzobo", outerStep: 1, lowerSteps: 1, radius: 0 }, "pzobo: radius is 0"],
  ];
  for (const [options, sentence] of refused) {
    assertThrows(() => recursion(options), RangeError, sentence);
  }
  assertThrows(
    () => iterate(make("ma-soba", { batch: 2 }), quadratic, 1),
    RangeError,
    "ma-soba: batch is 2, but quadratic is no finite sum",
  );
});

Deno.test("every row names authors, title and year", () => {
  for (const name of NAMES) assert(/, .*, .*\b20[12]\d$/.test(RECURSIONS[name].source), name);
});
