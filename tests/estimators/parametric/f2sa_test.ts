import { assert, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { f2sa, type F2saOptions, penalised } from "../../../estimators/parametric/f2sa.ts";
import { counted } from "../../../problems/parametric/counted.ts";
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
const tiny = tinySum();
const random = Stream.of("unused");

Deno.test("with exact minimisers the penalised direction tends to the gradient as 1/λ", () => {
  for (const problem of [quadratic, logistic, tiny]) {
    const x = problem.start.x.map((value, k) => value + 0.3 * Math.cos(k));
    const truth = problem.exactGradient(x);
    const lambdas = [300, 1000, 3000, 10000];
    const errors = lambdas.map((lambda) => {
      const { gradient, y } = penalised({ lambda, lowerSteps: 1500 })(problem, x, problem.start);
      assertNear(y, problem.exactLower(x), 1e-9);
      return distance(gradient, truth);
    });
    const slope = logSlope(lambdas, errors);
    assert(Math.abs(slope + 1) < 0.05, `${problem.name}: ${slope} of ${errors}`);
    assert(errors[3] < 0.002, `${problem.name}: ${errors}`);
  }
});

Deno.test("a step is gradient steps of y and of y_λ, both with γ, then one of x", () => {
  const options = { lambda: 3, lowerSteps: 2, lowerStep: 0.2, outerStep: 0.5 };
  const growth = { lambdaGrowth: 1 / 7, lowerDecay: 4 / 7, outerDecay: 5 / 7 };
  const k = 4;
  const power = (e: number): number => Math.exp(e * Math.log(k + 1));
  const lambda = 3 * power(1 / 7);
  const gamma = 0.2 / power(4 / 7);
  const alpha = 0.5 / power(5 / 7);
  for (const problem of [tiny, quadratic]) {
    const { lower, outer, dx, dy } = problem;
    const x = normals(dx, "x");
    const state = {
      x,
      y: normals(dy, "y"),
      u: new Float64Array(dy),
      penalised: normals(dy, "penalised"),
    };
    const next = f2sa({ ...options, ...growth }).step(problem, state, k, random);
    let { y, penalised: z } = state;
    for (let t = 0; t < 2; t++) {
      const gy = lower.gradient(x, y);
      const gz = lower.gradient(x, z);
      const fz = outer.gradientY(x, z);
      y = y.map((value, l) => value - gamma * gy[l]);
      z = z.map((value, l) => value - gamma / lambda * (fz[l] + lambda * gz[l]));
    }
    const fx = outer.gradientX(x, z);
    const [ofZ, ofY] = [z, y].map((at) => lower.gradientX(x, at));
    const nextX = x.map((value, j) => value - alpha * (fx[j] + lambda * (ofZ[j] - ofY[j])));
    assertNear(next.y, y, 1e-14);
    assertNear(next.penalised, z, 1e-14);
    assertNear(next.x, nextX, 1e-14);
    assertEquals(next.u, state.u);
  }
});

Deno.test("F2SA with a growing λ approaches the minimiser; with a constant one it stays off it", () => {
  const shared = { lowerSteps: 60, outerStep: 0.5 };
  const gap = (options: F2saOptions): number =>
    distance(iterate(f2sa(options), quadratic, 250).x, quadratic.minimiser);
  const constant = gap({ ...shared, lambda: 4 });
  const growing = gap({ ...shared, lambda: 4, lambdaGrowth: 1 });
  assert(growing < constant / 10, `${growing} against ${constant}`);
});

Deno.test("calls of an iteration: no second derivative", () => {
  const { problem, counts, reset } = counted(logistic);
  const shared = { lambda: 2, lowerSteps: 3, outerStep: 0.1 };
  for (const [batch, rows] of [[undefined, 80], [8, 8]] as const) {
    const method = f2sa(batch === undefined ? shared : { ...shared, batch });
    const state = method.init(problem);
    reset();
    method.step(problem, state, 0, random);
    assertEquals(counts.calls, {
      lowerValue: 0,
      lowerGradient: 6,
      lowerGradientX: 2,
      hessian: 0,
      hessianVector: 0,
      cross: 0,
      outerValue: 0,
      outerGradientX: 1,
      outerGradientY: 3,
    });
    assertEquals(counts.samples.lowerGradient, 6 * rows);
  }
});

Deno.test("a minibatch of everything is the whole level", () => {
  const options = { lambda: 2, lambdaGrowth: 0.2, lowerSteps: 3, outerStep: 0.1 };
  for (const problem of [logistic, tiny]) {
    const whole = iterate(f2sa(options), problem, 6);
    for (const shareBatch of [false, true]) {
      const batched = iterate(f2sa({ ...options, batch: 1000, shareBatch }), problem, 6);
      for (const key of ["x", "y", "penalised"] as const) {
        assertNear(batched[key], whole[key], 1e-12, key);
      }
    }
  }
});

Deno.test("F2SA's minibatch steps are unbiased: the mean over all draws", () => {
  const state = {
    x: normals(tiny.dx, "tiny x"),
    y: normals(tiny.dy, "tiny y"),
    u: new Float64Array(tiny.dy),
    penalised: normals(tiny.dy, "penalised"),
  };
  // The points stay: ∇_x f and both ∇_x g
  const still = { lambda: 3, lowerSteps: 0, outerStep: 0.4 };
  const sure = f2sa(still).step(tiny, state, 0, random);
  const own = everyDraw({ "outer/0": 3, "cross/0": 5, "cross/1": 5 });
  const mean = expected(f2sa({ ...still, batch: 2 }), tiny, state, own);
  assertNear(mean.x, sure.x, 1e-14);
  const shared = everyDraw({ "outer/0": 3, "lower/0": 5 });
  const same = expected(f2sa({ ...still, batch: 2, shareBatch: true }), tiny, state, shared);
  assertNear(same.x, sure.x, 1e-14);
  const step = { lambda: 3, lowerSteps: 1, lowerStep: 0.2, outerStep: 0.4 };
  const draws = everyDraw({
    "lower/0": 5,
    "penalised/0": 5,
    "outer/0": 3,
    "outer/1": 1,
    "cross/0": 1,
    "cross/1": 1,
  });
  const method = f2sa({ ...step, batch: 2 });
  const after = f2sa(step).step(tiny, state, 0, random);
  assertNear(expected(method, tiny, state, draws).y, after.y, 1e-14);
  const z = new Float64Array(tiny.dy);
  for (const source of draws) {
    method.step(tiny, state, 0, source).penalised
      .forEach((value, l) => z[l] += value / draws.length);
  }
  assertNear(z, after.penalised, 1e-14);
});

Deno.test("each use has a minibatch of its own, or all share one", () => {
  const options = { lambda: 3, lowerSteps: 2, outerStep: 0.1, batch: 2 };
  assertEquals(streamsOf(f2sa(options), tiny), [
    "cross/0",
    "cross/1",
    "lower/0",
    "lower/1",
    "outer/0",
    "outer/1",
    "outer/2",
    "penalised/0",
    "penalised/1",
  ]);
  assertEquals(streamsOf(f2sa({ ...options, shareBatch: true }), tiny), ["lower/0", "outer/0"]);
});

Deno.test("where x has no effect the direction is 0, in one dimension too", () => {
  const deaf = {
    ...tiny,
    lower: { ...tiny.lower, gradientX: () => new Float64Array(tiny.dx) },
    outer: { ...tiny.outer, gradientX: () => new Float64Array(tiny.dx) },
  };
  const { gradient } = penalised({ lambda: 5, lowerSteps: 3 })(deaf, tiny.start.x, tiny.start);
  assertEquals(gradient.map(Math.abs), new Float64Array(tiny.dx));
});

Deno.test("F2SA holds two points, whatever the number of steps", () => {
  const { dx, dy } = quadratic;
  for (const lowerSteps of [1, 50]) {
    const { memory } = penalised({ lambda: 5, lowerSteps })(
      quadratic,
      quadratic.start.x,
      quadratic.start,
    );
    assertEquals(memory, 2 * dy + 2 * Math.max(dx, dy));
  }
});

Deno.test("too long steps diverge into numbers that are not finite, and throw nothing", () => {
  const wild = { lambda: 1, lowerSteps: 5, lowerStep: 1e3, outerStep: 1e3 };
  assert(!iterate(f2sa(wild), quadratic, 100).x.every(Number.isFinite));
});

Deno.test("malformed options are refused in one sentence", () => {
  const good = { lambda: 1, lowerSteps: 1, outerStep: 1 };
  const refused: [() => unknown, string][] = [
    [() => f2sa({ ...good, lambda: 0 }), "f2sa: lambda is 0: give a positive finite number"],
    [() => f2sa({ ...good, lambdaGrowth: -1 }), "f2sa: lambdaGrowth is -1"],
    [() => f2sa({ ...good, delta: 1 } as never), "f2sa: there is no option delta"],
    [() => penalised({ lowerSteps: 1 } as never), "penalised: lambda is missing"],
    [
      () => iterate(f2sa({ ...good, batch: 2 }), quadratic, 1),
      "f2sa: batch is 2, but quadratic is no finite sum",
    ],
  ];
  for (const [call, sentence] of refused) assertThrows(call, RangeError, sentence);
});
