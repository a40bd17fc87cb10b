import { assert, assertEquals, assertThrows } from "@std/assert";
import { exact } from "../../../estimators/parametric/exact.ts";
import { implicit } from "../../../estimators/parametric/implicit.ts";
import { itd, unrolled, type UnrolledOptions } from "../../../estimators/parametric/unrolled.ts";
import type { ParametricProblem } from "../../../problems/parametric/contract.ts";
import { counted } from "../../../problems/parametric/counted.ts";
import {
  assertNear,
  bestStep,
  distance,
  iterate,
  normals,
  published,
  smallLogistic,
} from "./support.ts";

const quadratic = published();
const logistic = smallLogistic();

function point(problem: ParametricProblem): { x: Float64Array; y: Float64Array } {
  return {
    x: normals(problem.dx, "x").map((value, k) => problem.start.x[k] + value / 2),
    y: normals(problem.dy, "y"),
  };
}

Deno.test("ITD is the derivative in x of what T steps lead to", () => {
  for (const problem of [quadratic, logistic]) {
    const { x, y } = point(problem);
    const options: UnrolledOptions = { lowerSteps: 4, lowerStep: 0.3 };
    const { gradient } = unrolled(options)(problem, x, { y });
    const value = (at: Float64Array): number => {
      let z = y;
      for (let t = 0; t < 4; t++) {
        const g = problem.lower.gradient(at, z);
        z = z.map((value, l) => value - 0.3 * g[l]);
      }
      return problem.outer.value(at, z);
    };
    const h = 1e-4;
    const numerical = x.map((xk, k) => {
      const central = (t: number): number =>
        (value(x.with(k, xk + t)) - value(x.with(k, xk - t))) / (2 * t);
      return (4 * central(h) - central(2 * h)) / 3;
    });
    assertNear(gradient, numerical, 1e-9, problem.name);
  }
});

Deno.test("without steps ITD is the direct gradient alone", () => {
  const { x, y } = point(quadratic);
  const { gradient, y: end } = unrolled({ lowerSteps: 0 })(quadratic, x, { y });
  assertEquals([gradient, end], [quadratic.outer.gradientX(x, y), y]);
});

Deno.test("truncation to all steps is no truncation, and to the last K it is the tail of the sum", () => {
  for (const problem of [quadratic, logistic]) {
    const { x, y } = point(problem);
    const whole = unrolled({ lowerSteps: 7 })(problem, x, { y });
    assertEquals(unrolled({ lowerSteps: 7, last: 7 })(problem, x, { y }), whole);
    // From y_4 on, three steps differentiated: as if they were all
    const { y: four } = unrolled({ lowerSteps: 4 })(problem, x, { y });
    const tail = unrolled({ lowerSteps: 3 })(problem, x, { y: four });
    const { gradient } = unrolled({ lowerSteps: 7, last: 3 })(problem, x, { y });
    assertEquals(gradient, tail.gradient);
    assert(distance(gradient, whole.gradient) > 1e-3);
    const none = unrolled({ lowerSteps: 7, last: 0 })(problem, x, { y });
    assertEquals(none.gradient, problem.outer.gradientX(x, none.y));
  }
});

Deno.test("the recomputed trajectory gives the bits of the stored one, in constant memory", () => {
  for (const problem of [quadratic, logistic]) {
    const { x, y } = point(problem);
    const { dx, dy } = problem;
    for (const last of [6, 2]) {
      const stored = unrolled({ lowerSteps: 6, last })(problem, x, { y });
      const again = unrolled({ lowerSteps: 6, last, recompute: true })(problem, x, { y });
      assertEquals([again.gradient, again.y], [stored.gradient, stored.y]);
      assertEquals(stored.memory, (last + 3) * dy + 2 * dx);
      assertEquals(again.memory, 6 * dy + 2 * dx);
    }
  }
});

Deno.test("ITD's calls: T gradients, K cross products, K − 1 Hessian products", () => {
  const { problem, counts, reset } = counted(logistic);
  const { x, y } = point(logistic);
  const calls = (options: UnrolledOptions): number[] => {
    reset();
    unrolled(options)(problem, x, { y });
    const { lowerGradient, hessian, hessianVector, cross, outerGradientX, outerGradientY } =
      counts.calls;
    return [lowerGradient, hessian, hessianVector, cross, outerGradientX, outerGradientY];
  };
  assertEquals(calls({ lowerSteps: 6 }), [6, 5, 5, 6, 1, 1]);
  assertEquals(calls({ lowerSteps: 6, last: 2 }), [6, 1, 1, 2, 1, 1]);
  assertEquals(calls({ lowerSteps: 6, recompute: true }), [6 + 15, 5, 5, 6, 1, 1]);
  assertEquals(calls({ lowerSteps: 6, last: 2, recompute: true }), [6 + 9, 1, 1, 2, 1, 1]);
});

Deno.test("on a quadratic lower level ITD is AID with as many fixed-point iterations, at one y_T", () => {
  const { x, y } = point(quadratic);
  for (const lowerSteps of [1, 2, 5, 40]) {
    for (const step of [{}, { lowerStep: 0.4 }]) {
      const itd = unrolled({ lowerSteps, ...step })(quadratic, x, { y });
      const aid = implicit({
        lowerSteps,
        ...step,
        adjoint: { solver: "fixed-point", iterations: lowerSteps },
      })(quadratic, x, { y });
      assertNear(itd.gradient, aid.gradient, 1e-14);
      assertEquals(itd.y, aid.y);
    }
  }
  const { x: at, y: from } = point(logistic);
  const aid = implicit({
    lowerSteps: 5,
    adjoint: { solver: "fixed-point", iterations: 5 },
  })(logistic, at, { y: from });
  const { gradient } = unrolled({ lowerSteps: 5 })(logistic, at, { y: from });
  assert(distance(gradient, aid.gradient) > 1e-3, "a Hessian that varies tells them apart");
});

Deno.test("ITD converges linearly, with the contraction of its steps", () => {
  const { x, y } = point(quadratic);
  const truth = quadratic.exactGradient(x);
  const lowerStep = bestStep(quadratic, x);
  const error = (lowerSteps: number, from: Float64Array): number =>
    distance(unrolled({ lowerSteps, lowerStep })(quadratic, x, { y: from }).gradient, truth);
  const q = 9 / 11;
  // At the solution the trajectory is constant, and what is left is the truncated series: q^T
  const solution = quadratic.exactLower(x);
  const rate = Math.pow(Math.sqrt(error(60, solution) / error(40, solution)), 1 / 10);
  assert(Math.abs(rate - q) < 0.002, `${rate}`);
  // Elsewhere T q^T
  const slow = Math.sqrt(Math.sqrt(error(84, y) / error(80, y)));
  assert(Math.abs(slow - q) < 0.01, `${slow}`);
  assert(error(200, y) < 1e-13);
});

Deno.test("gradient descent along ITD gradients ends where the exact one does", () => {
  const method = itd({ lowerSteps: 12, outerStep: 0.7 });
  const warm = iterate(method, quadratic, 400);
  assert(distance(exact(quadratic, warm.x).gradient, new Float64Array(7)) < 0.3);
  const long = itd({ lowerSteps: 200, outerStep: 0.9 });
  assertNear(iterate(long, quadratic, 250).x, quadratic.minimiser, 1e-8);
});

Deno.test("the loop's first step is that of the estimator, and a cold start forgets y", () => {
  const options = { lowerSteps: 3, last: 2, lowerStep: 0.3 };
  const loop = { ...options, outerStep: 0.5, lowerDecay: 0.5 };
  const first = iterate(itd(loop), logistic, 1);
  const { x, y } = logistic.start;
  const estimate = unrolled(options)(logistic, x, { y });
  assertEquals(first.x, x.map((value, k) => value + -0.5 * estimate.gradient[k]));
  assertEquals(first.y, estimate.y);
  // In the second step γ has decayed
  const options2 = { ...options, lowerStep: 0.3 * Math.exp(-0.5 * Math.log(2)) };
  const warm = iterate(itd(loop), logistic, 2);
  assertEquals(warm.y, unrolled(options2)(logistic, first.x, { y: first.y }).y);
  const cold = iterate(itd({ ...loop, warmStart: false }), logistic, 2);
  assertEquals(cold.y, unrolled(options2)(logistic, first.x, { y }).y);
});

Deno.test("too long a step diverges into numbers that are not finite, and throws nothing", () => {
  const state = iterate(itd({ lowerSteps: 50, lowerStep: 50, outerStep: 1 }), quadratic, 20);
  assert(!state.x.every(Number.isFinite));
});

Deno.test("malformed ITD options are refused in one sentence", () => {
  const refused: [unknown, string][] = [
    [{}, "unrolled: lowerSteps is missing"],
    [{ lowerSteps: -1 }, "unrolled: lowerSteps is -1"],
    [{ lowerSteps: 3, last: 4 }, "unrolled: last is 4: give at most lowerSteps, 3"],
    [{ lowerSteps: 3, lowerStep: 0 }, "unrolled: lowerStep is 0"],
    [{ lowerSteps: 3, recompute: 1 }, "unrolled: recompute is 1: give true or false"],
    [{ lowerSteps: 3, steps: 1 }, "unrolled: there is no option steps"],
  ];
  for (const [options, sentence] of refused) {
    assertThrows(() => unrolled(options as UnrolledOptions), RangeError, sentence);
  }
  assertThrows(() => itd({ lowerSteps: 3, last: 4, outerStep: 1 }), RangeError, "itd: last is 4");
  assertThrows(() => itd({ lowerSteps: 3, outerStep: 0 }), RangeError, "itd: outerStep is 0");
});
