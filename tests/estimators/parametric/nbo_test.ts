import { assert, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import type { BilevelMethod } from "../../../estimators/parametric/contract.ts";
import { exactDescent } from "../../../estimators/parametric/exact.ts";
import { implicit } from "../../../estimators/parametric/implicit.ts";
import { nboAtNext, nboCg, nboDirection, nboGd } from "../../../estimators/parametric/nbo.ts";
import type { ParametricProblem } from "../../../problems/parametric/contract.ts";
import { counted, type Oracle } from "../../../problems/parametric/counted.ts";
import { quadratic as quadraticProblem } from "../../../problems/parametric/quadratic.ts";
import {
  assertNear,
  distance,
  everyDraw,
  expected,
  iterate,
  logSlope,
  normals,
  published,
  smallLogistic,
  streamsOf,
  tinySum,
} from "./support.ts";

const quadratic = published();
const logistic = smallLogistic();
const state = {
  x: normals(quadratic.dx, "x"),
  y: normals(quadratic.dy, "y"),
  u: normals(quadratic.dy, "u"),
};
const dense = { solver: { solver: "dense" } } as const;
const random = Stream.of("unused");

Deno.test("on a quadratic lower level NBO-GD(T) moves y by T + 1 gradient steps", () => {
  for (const steps of [0, 1, 3, 9]) {
    for (const lowerStep of [1, 0.35]) {
      const next = nboGd({ steps, outerStep: 0.5, lowerStep }).step(quadratic, state, 1, random);
      let y = state.y;
      for (let t = 0; t <= steps; t++) {
        const gradient = quadratic.lower.gradient(state.x, y);
        y = y.map((value, l) => value - lowerStep * gradient[l]);
      }
      assert(distance(next.y, y) <= 5e-15, `T = ${steps}: ${distance(next.y, y)}`);
    }
  }
});

Deno.test("NBO's u moves by gradient steps too, for the system at y, and d is taken at y⁺", () => {
  const steps = 4;
  for (const { problem, x, y, u } of [{ problem: quadratic, ...state }, logisticState()]) {
    const method = nboGd({ steps, outerStep: 0.5, lowerStep: 0.8 });
    const next = method.step(problem, { x, y, u }, 1, random);
    const hessian = problem.lower.hessian(x, y);
    const fy = problem.outer.gradientY(x, y);
    const g = problem.lower.gradient(x, y);
    let nextY = y;
    let nextU = u;
    for (let t = 0; t <= steps; t++) {
      const away = hessian.times(nextY.map((value, l) => value - y[l]));
      const hu = hessian.times(nextU);
      nextY = nextY.map((value, l) => value - 0.8 * (g[l] + away[l]));
      nextU = nextU.map((value, l) => value - 0.8 * (hu[l] - fy[l]));
    }
    assertNear(next.y, nextY, 1e-14);
    assertNear(next.u, nextU, 1e-14);
    const cross = problem.lower.cross(x, nextY, nextU);
    const d = problem.outer.gradientX(x, nextY).map((value, k) => value - cross[k]);
    assertNear(next.x, x.map((value, k) => value - 0.5 * d[k]), 1e-14);
  }
});

Deno.test("many gradient steps, dy conjugate-gradient iterations and Newton's step are one", () => {
  for (const { problem, x, y, u } of [{ problem: quadratic, ...state }, logisticState()]) {
    const at = { x, y, u };
    const newton = nboDirection(dense)(problem, x, { y, u });
    const expectedX = x.map((value, k) => value - 0.5 * newton.gradient[k]);
    const gd = nboGd({ steps: 2000, outerStep: 0.5 }).step(problem, at, 1, random);
    const cg = nboCg({ steps: problem.dy + 1, outerStep: 0.5 }).step(problem, at, 1, random);
    for (const [name, next] of [["gd", gd], ["cg", cg]] as const) {
      assertNear(next.y, newton.y, 1e-11, `${problem.name} ${name} y`);
      assertNear(next.u, newton.u!, 1e-11, `${problem.name} ${name} u`);
      assertNear(next.x, expectedX, 1e-11, `${problem.name} ${name} x`);
    }
  }
  // On a quadratic problem Newton's y is the solution, and u solves for ∇_y f at the old y
  const newton = nboDirection(dense)(quadratic, state.x, state);
  assertNear(newton.y, quadratic.exactLower(state.x), 5e-14);
  const back = quadratic.lower.hessian(state.x, state.y).times(newton.u!);
  assertNear(back, quadratic.outer.gradientY(state.x, state.y), 1e-13);
  assert(distance(newton.gradient, quadratic.exactGradient(state.x)) > 1e-2);
  const next = nboAtNext(dense)(quadratic, state.x, state);
  assertNear(next.gradient, quadratic.exactGradient(state.x), 1e-12);
});

Deno.test("the error is quadratic in ‖y − y*‖ with u solved at y⁺, linear in NBO's direction", () => {
  const { problem, x } = logisticState();
  const solution = problem.exactLower(x);
  const truth = problem.exactGradient(x);
  const sizes = [0.1, 0.05, 0.025, 0.0125, 0.00625];
  const direction = normals(problem.dy, "direction");
  const slope = (gradient: (y: Float64Array) => Float64Array): number =>
    logSlope(
      sizes,
      sizes.map((size) =>
        distance(gradient(solution.map((value, l) => value + size * direction[l])), truth)
      ),
    );
  const atNext = slope((y) => nboAtNext(dense)(problem, x, { y }).gradient);
  const own = slope((y) => nboDirection(dense)(problem, x, { y }).gradient);
  const plain = slope((y) =>
    implicit({ lowerSteps: 0, adjoint: { solver: "dense" } })(problem, x, { y }).gradient
  );
  assert(atNext > 1.9 && atNext < 2.1, `at y⁺: ${atNext}`);
  assert(own > 0.9 && own < 1.1, `own: ${own}`);
  assert(plain > 0.9 && plain < 1.1, `at y: ${plain}`);
});

Deno.test("calls of an iteration: NBO-GD(T) 1, 2T + 1 at one Hessian, 1, 1, 1", () => {
  const oracles: Oracle[] = [
    "lowerValue",
    "lowerGradient",
    "hessian",
    "hessianVector",
    "cross",
    "outerValue",
    "outerGradientX",
    "outerGradientY",
  ];
  const { problem, counts, reset } = counted(logistic);
  const calls = (method: BilevelMethod, k = 1): number[] => {
    const start = iterate(method, problem, 1);
    reset();
    method.step(problem, start, k, Stream.of("counted"));
    return oracles.map((oracle) => counts.calls[oracle]);
  };
  for (const steps of [0, 1, 5]) {
    const method = nboGd({ steps, outerStep: 0.1, warmUp: 4 });
    assertEquals(calls(method), [0, 1, 1, 2 * steps + 1, 1, 0, 1, 1]);
    assertEquals(calls(method, 0), [0, 5, 1, 2 * steps + 1, 1, 0, 1, 1]);
  }
  const cg = nboCg({ steps: 3, outerStep: 0.1 });
  assertEquals(calls(cg), [0, 1, 1, 2 * 3 + 1, 1, 0, 1, 1]);
  const few = nboCg({ steps: 3, outerStep: 0.1, batch: 8 });
  assertEquals(calls(few), [0, 1, 1, 2 * 3 + 1, 1, 0, 1, 1]);
  // A new minibatch for each of the T double products and for Hu
  const batched = nboGd({ steps: 5, outerStep: 0.1, batch: 8 });
  assertEquals(calls(batched), [0, 1, 6, 11, 1, 0, 1, 1]);
  assertEquals(counts.samples.hessianVector, 88);
  const shared = nboGd({ steps: 5, outerStep: 0.1, batch: 8, shareBatch: true });
  assertEquals(calls(shared), [0, 1, 1, 11, 1, 0, 1, 1]);
});

Deno.test("NBO ends at the minimiser, from a warm or a cold start", () => {
  const methods: [string, BilevelMethod][] = [
    ["gd 0", nboGd({ steps: 0, outerStep: 0.3 })],
    ["gd 3", nboGd({ steps: 3, outerStep: 0.5 })],
    ["gd 3 warm", nboGd({ steps: 3, outerStep: 0.5, warmUp: 20 })],
    ["cg 5", nboCg({ steps: 5, outerStep: 0.5 })],
  ];
  for (const [name, method] of methods) {
    const { x, y } = iterate(method, quadratic, 600);
    assertNear(x, quadratic.minimiser, 1e-9, name);
    assertNear(y, quadratic.exactLower(x), 1e-9, name);
  }
});

Deno.test("NBO with exact systems follows the exact gradient with a lag of one iteration in u", () => {
  const step = 0.2;
  const truth = exactDescent({ outerStep: step });
  let exact = truth.init(quadratic);
  const method = nboCg({ steps: 20, outerStep: step });
  let own = method.init(quadratic);
  for (let k = 0; k < 25; k++) {
    exact = truth.step(quadratic, exact, k, random);
    own = method.step(quadratic, own, k, random);
  }
  const gap = (x: Float64Array): number => distance(x, quadratic.minimiser);
  assert(gap(own.x) < 2 * gap(exact.x), `${gap(own.x)} against ${gap(exact.x)}`);
});

Deno.test("the warm-up is gradient steps before the first iteration, and only there", () => {
  const { start } = logistic;
  const options = { steps: 2, outerStep: 0.4, lowerStep: 0.5 };
  const warmed = nboGd({ ...options, warmUp: 3 });
  let y = start.y;
  for (let t = 0; t < 3; t++) {
    const gradient = logistic.lower.gradient(start.x, y);
    y = y.map((value, l) => value - 0.5 * gradient[l]);
  }
  const from = { x: start.x, y, u: new Float64Array(5) };
  const cold = nboGd(options);
  assertEquals(iterate(warmed, logistic, 1), cold.step(logistic, from, 0, random));
  assertEquals(warmed.step(logistic, from, 1, random), cold.step(logistic, from, 1, random));
});

Deno.test("a minibatch of everything is the whole level", () => {
  for (const problem of [logistic, tinySum()]) {
    for (
      const of of [
        (more: object) => nboGd({ steps: 2, outerStep: 0.2, outerDecay: 0.5, ...more }),
        (more: object) => nboCg({ steps: 2, outerStep: 0.2, warmUp: 1, ...more }),
      ]
    ) {
      const whole = iterate(of({}), problem, 5);
      for (const shareBatch of [false, true]) {
        const batched = iterate(of({ batch: 1000, shareBatch }), problem, 5);
        for (const key of ["x", "y", "u"] as const) {
          assertNear(batched[key], whole[key], 1e-12, `${problem.name} ${key}`);
        }
      }
    }
  }
});

Deno.test("NSBO's y and u are unbiased in minibatches of their own, and not if these are shared", () => {
  const problem = tinySum();
  const at = {
    x: problem.start.x,
    y: normals(problem.dy, "tiny y"),
    u: normals(problem.dy, "tiny u"),
  };
  const options = { steps: 1, outerStep: 0.3, lowerStep: 0.2 };
  const sure = nboGd(options).step(problem, at, 1, random);
  const own = everyDraw({
    "lower/0": 5,
    "linsys/0": 5,
    "linsys/1": 5,
    "cross/0": 1,
    "outer/0": 3,
    "outer/1": 1,
  });
  const mean = expected(nboGd({ ...options, batch: 2 }), problem, at, own, 1);
  assertNear(mean.y, sure.y, 1e-14);
  assertNear(mean.u, sure.u, 1e-14);
  const one = nboGd({ ...options, batch: 2 }).step(problem, at, 1, own[0]);
  assert(distance(one.y, sure.y) > 1e-3 && distance(one.u, sure.u) > 1e-3);
  const all = everyDraw({ "lower/0": 5, "outer/0": 3 });
  const shared = expected(nboGd({ ...options, batch: 2, shareBatch: true }), problem, at, all, 1);
  assert(distance(shared.y, sure.y) > 1e-4 && distance(shared.u, sure.u) > 1e-4);
  // With T = 0 there is no product of two estimates in y
  const single = { ...options, steps: 0 };
  assertNear(
    expected(nboGd({ ...single, batch: 2, shareBatch: true }), problem, at, all, 1).y,
    nboGd(single).step(problem, at, 1, random).y,
    1e-14,
  );
});

Deno.test("NSBO's ∇_x f, cross product and warm-up have their own minibatches", () => {
  const method = nboGd({ steps: 2, outerStep: 0.1, batch: 2, warmUp: 2 });
  assertEquals(streamsOf(method, tinySum()), [
    "cross/0",
    "linsys/0",
    "linsys/1",
    "linsys/2",
    "lower/0",
    "outer/0",
    "outer/1",
    "warmup/0",
    "warmup/1",
  ]);
});

Deno.test("NBO's estimators keep their arrays: nothing grows with the steps", () => {
  const { dy } = quadratic;
  const memory = (iterations: number): number =>
    nboDirection({ solver: { solver: "fixed-point", iterations } })(quadratic, state.x, state)
      .memory;
  assertEquals(memory(3), memory(300));
  // y, u, both right-hand sides, the iterates and their products
  assertEquals(memory(3), 8 * dy);
  assertEquals(
    nboAtNext({ solver: { solver: "fixed-point", iterations: 3 } })(quadratic, state.x, state)
      .memory,
    4 * dy,
  );
});

Deno.test("NBO at the next point: cost, warm start of u and step size", () => {
  const { problem, counts } = counted(logistic);
  const { x, y, u } = logisticState();
  const solver = { solver: "fixed-point", iterations: 3 } as const;
  const cold = nboAtNext({ solver })(problem, x, { y });
  const { lowerGradient, hessian, hessianVector, cross } = counts.calls;
  assertEquals([lowerGradient, hessian, hessianVector, cross], [1, 2, 4, 1]);
  const warm = nboAtNext({ solver })(logistic, x, { y, u });
  assertEquals(warm.y, cold.y);
  assert(distance(warm.u!, cold.u!) > 1e-3);
  const short = nboAtNext({ solver, lowerStep: 0.1 })(logistic, x, { y });
  assert(distance(short.y, cold.y) > 1e-3);
});

Deno.test("one dimension: NBO-CG(1) is Newton's method", () => {
  const one = quadraticProblem({ condition: 1, dy: 1, dx: 1 }, Stream.of("one"));
  const method = nboCg({ steps: 1, outerStep: 0.5 });
  const next = iterate(method, one, 1);
  assertNear(next.y, one.exactLower(one.start.x), 1e-14);
});

Deno.test("too long steps diverge into numbers that are not finite, and throw nothing", () => {
  for (const options of [{ lowerStep: 1e3, steps: 30 }, { steps: 3 }]) {
    for (const nbo of [nboGd, nboCg]) {
      const { x } = iterate(nbo({ outerStep: 1e4, ...options }), quadratic, 200);
      assert(!x.every(Number.isFinite));
    }
  }
});

Deno.test("malformed options are refused in one sentence", () => {
  const refused: [() => unknown, string][] = [
    [() => nboGd({ outerStep: 1 } as never), "nbo-gd: steps is missing"],
    [() => nboGd({ steps: -1, outerStep: 1 }), "nbo-gd: steps is -1"],
    [() => nboCg({ steps: 1, outerStep: 1, warmUp: 0.5 }), "nbo-cg: warmUp is 0.5"],
    [() => nboCg({ steps: 1, outerStep: 1, shareBatch: 1 } as never), "nbo-cg: shareBatch is 1"],
    [() => nboDirection({} as never), "nbo direction: solver is missing"],
    [
      () => nboAtNext({ solver: { solver: "neumann" } } as never),
      "nbo at next: solver: order is missing",
    ],
    [
      () => iterate(nboGd({ steps: 1, outerStep: 1, batch: 2 }), quadratic, 1),
      "nbo-gd: batch is 2, but quadratic is no finite sum",
    ],
  ];
  for (const [call, sentence] of refused) assertThrows(call, RangeError, sentence);
});

function logisticState(): {
  problem: ParametricProblem;
  x: Float64Array;
  y: Float64Array;
  u: Float64Array;
} {
  return {
    problem: logistic,
    x: logistic.start.x,
    y: normals(5, "logistic y"),
    u: normals(5, "logistic u"),
  };
}
