import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { f2sa } from "../../../estimators/parametric/f2sa.ts";
import {
  differenceNodes,
  f2saP,
  type F2saPState,
  penaltyDifferences,
} from "../../../estimators/parametric/f2sa_p.ts";
import { Stream } from "../../../numerics/random.ts";
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

Deno.test("differences of order p are exact for polynomials up to degree p", () => {
  assertEquals(differenceNodes(1), [{ j: 0, weight: -1 }, { j: 1, weight: 1 }]);
  assertEquals(differenceNodes(2), [{ j: -1, weight: -0.5 }, { j: 1, weight: 0.5 }]);
  const four = [1 / 12, -2 / 3, 2 / 3, -1 / 12];
  assertEquals(differenceNodes(4).map(({ j }) => j), [-2, -1, 1, 2]);
  differenceNodes(4).forEach(({ weight }, i) => assertAlmostEquals(weight, four[i], 1e-15));
  for (let p = 1; p <= 8; p++) {
    const nodes = differenceNodes(p);
    assertEquals(nodes.length, p % 2 === 0 ? p : p + 1);
    for (let degree = 0; degree <= p + 1; degree++) {
      let sum = 0;
      for (const { j, weight } of nodes) {
        let power = 1;
        for (let d = 0; d < degree; d++) power *= j;
        sum += weight * power;
      }
      if (degree <= p) assertAlmostEquals(sum, degree === 1 ? 1 : 0, 1e-12, `${p}: ${degree}`);
      else assert(Math.abs(sum) > 1e-3, `${p}: not more than it should`);
    }
  }
});

Deno.test("the bias is of order p in 1/λ: a slope of −p", () => {
  for (
    const [problem, lambdas] of [[quadratic, [400, 600, 900]], [logistic, [100, 150, 225]]] as const
  ) {
    const x = problem.start.x.map((value, k) => value + 0.3 * Math.cos(k));
    const truth = problem.exactGradient(x);
    for (const p of [1, 2, 3, 4]) {
      const errors = lambdas.map((lambda) => {
        const estimator = penaltyDifferences({ p, lambda, lowerSteps: 1500 });
        return distance(estimator(problem, x, problem.start).gradient, truth);
      });
      const slope = logSlope(lambdas, errors);
      assert(Math.abs(slope + p) < 0.06, `${problem.name}, p = ${p}: ${slope} of ${errors}`);
    }
  }
});

Deno.test("with p = 1, on whole levels or one minibatch for all, it is F2SA", () => {
  const options = { lambda: 3, lambdaGrowth: 0.2, lowerSteps: 3, outerStep: 0.1 };
  for (const problem of [logistic, tiny]) {
    for (const more of [{}, { batch: 1000 }, { batch: 2, shareBatch: true }]) {
      const one = iterate(f2sa({ ...options, ...more }), problem, 6);
      const same = iterate(f2saP({ ...options, ...more, p: 1 }), problem, 6);
      assertNear(same.x, one.x, 1e-13);
      assertNear(same.y, one.y, 1e-13);
      assertNear(same.points[1], one.penalised, 1e-13);
    }
  }
  const { x } = tiny.start;
  const { gradient } = penaltyDifferences({ p: 1, lambda: 5, lowerSteps: 4 })(tiny, x, tiny.start);
  const step = iterate(f2sa({ lambda: 5, lowerSteps: 4, outerStep: 1 }), tiny, 1);
  assertNear(gradient, x.map((value, k) => value - step.x[k]), 1e-13);
});

Deno.test("a step is gradient steps of each point, and one of x along the difference", () => {
  const options = { p: 2, lambda: 4, lowerSteps: 2, lowerStep: 0.2, outerStep: 0.5 };
  const { lower, outer } = tiny;
  const x = normals(tiny.dx, "x");
  const points = [normals(tiny.dy, "below"), normals(tiny.dy, "above")];
  const state = { x, y: points[0], u: new Float64Array(tiny.dy), points };
  const next = f2saP(options).step(tiny, state, 0, random);
  const signs = [-1, 1];
  const moved = points.map((point, i) => {
    let y = point;
    for (let t = 0; t < 2; t++) {
      const [g, f] = [lower.gradient(x, y), outer.gradientY(x, y)];
      y = y.map((value, l) => value - 0.2 * (g[l] + signs[i] / 4 * f[l]));
    }
    return y;
  });
  moved.forEach((y, i) => assertNear(next.points[i], y, 1e-14));
  assertNear(next.y, moved[0].map((value, l) => (value + moved[1][l]) / 2), 1e-14);
  const g = moved.map((y) => lower.gradientX(x, y));
  const f = moved.map((y) => outer.gradientX(x, y));
  const along = x.map((_, k) => (f[0][k] + f[1][k]) / 2 + 2 * (g[1][k] - g[0][k]));
  assertNear(next.x, x.map((value, k) => value - 0.5 * along[k]), 1e-14);
});

Deno.test("at a solution of its own it stays, which is nearer to the minimiser for p = 2", () => {
  const gap = (p: number) => {
    const method = f2saP({ p, lambda: 100, lowerSteps: 100, outerStep: 1 });
    const state = iterate(method, quadratic, 150);
    const next = method.step(quadratic, state, 150, random);
    assertNear(next.x, state.x, 1e-9);
    return distance(state.x, quadratic.minimiser);
  };
  assert(gap(2) < gap(1) / 5);
});

Deno.test("minibatch steps are unbiased: the mean over all draws", () => {
  const state: F2saPState = {
    x: normals(tiny.dx, "tiny x"),
    y: normals(tiny.dy, "tiny y"),
    u: new Float64Array(tiny.dy),
    points: [normals(tiny.dy, "below"), normals(tiny.dy, "above")],
  };
  const still = { p: 2, lambda: 3, lowerSteps: 0, outerStep: 0.4 };
  const mean = expected(
    f2saP({ ...still, batch: 2 }),
    tiny,
    state,
    everyDraw({ "outer/0": 3, "cross/0": 5 }),
  );
  assertNear(mean.x, f2saP(still).step(tiny, state, 0, random).x, 1e-13);
  const once = { p: 2, lambda: 3, lowerSteps: 1, lowerStep: 0.2, outerStep: 0.4 };
  const draws = { "penalised/0": 5, "penalised/1": 5, "outer/0": 3, "outer/1": 3 };
  const own = everyDraw({ ...draws, "outer/2": 1, "cross/0": 1 });
  const after = f2saP(once).step(tiny, state, 0, random);
  assertNear(expected(f2saP({ ...once, batch: 2 }), tiny, state, own).y, after.y, 1e-14);
});

Deno.test("calls of an iteration: no second derivative; p points for an even p, one more for an odd", () => {
  const { problem, counts, reset } = counted(logistic);
  for (const [p, points, penalised] of [[1, 2, 1], [2, 2, 2], [3, 4, 3], [4, 4, 4]]) {
    const method = f2saP({ p, lambda: 50, lowerSteps: 3, outerStep: 0.1, batch: 8 });
    const state = method.init(problem);
    reset();
    method.step(problem, state, 0, random);
    assertEquals(counts.calls, {
      ...counts.calls,
      lowerGradient: 3 * points,
      lowerGradientX: points,
      outerGradientX: penalised,
      outerGradientY: 3 * penalised,
      hessianVector: 0,
      cross: 0,
      lowerValue: 0,
      outerValue: 0,
    });
    assertEquals(counts.samples.lowerGradient, 24 * points);
  }
  const options = { p: 2, lambda: 3, lowerSteps: 1, outerStep: 0.1, batch: 2 };
  assertEquals(streamsOf(f2saP(options), tiny), [
    "cross/0",
    "outer/0",
    "outer/1",
    "outer/2",
    "penalised/0",
    "penalised/1",
  ]);
});

Deno.test("malformed options are refused in one sentence", () => {
  const good = { p: 2, lambda: 1, lowerSteps: 1, outerStep: 1 };
  assertThrows(() => f2saP({ ...good, p: 0 }), RangeError, "f2sa-p: p is 0: give a whole number");
  assertThrows(() => f2saP({ ...good, lambda: -1 }), RangeError, "f2sa-p: lambda is -1");
  assertThrows(
    () => iterate(f2saP({ ...good, batch: 2 }), quadratic, 1),
    RangeError,
    "f2sa-p: batch is 2, but quadratic is no finite sum",
  );
});
