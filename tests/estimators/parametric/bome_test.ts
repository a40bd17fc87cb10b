import { assert, assertEquals, assertThrows } from "@std/assert";
import { bome, type BomeOptions } from "../../../estimators/parametric/bome.ts";
import { Stream } from "../../../numerics/random.ts";
import { dot, squaredNorm, waxpy } from "../../../numerics/vectors.ts";
import { counted } from "../../../problems/parametric/counted.ts";
import type { ParametricProblem } from "../../../problems/parametric/contract.ts";
import {
  assertNear,
  distance,
  iterate,
  logSlope,
  normals,
  published,
  smallLogistic,
} from "./support.ts";

const quadratic = published();
const logistic = smallLogistic();
const unused = Stream.of("unused");
const BASE: BomeOptions = { lowerSteps: 3, outerStep: 0.1, lowerStep: 0.1 };

/** ∇f and ∇q at a point, the direction of the method there, and q. */
function parts(problem: ParametricProblem, options: BomeOptions) {
  const { lower, outer } = problem;
  const x = problem.start.x.map((value, k) => value + 0.2 * Math.cos(k));
  const y = normals(problem.dy, "y");
  const state = { x, y, u: new Float64Array(problem.dy) };
  const next = bome(options).step(problem, state, 0, unused);
  let z = y;
  for (let t = 0; t < options.lowerSteps; t++) {
    z = waxpy(-options.lowerStep!, lower.gradient(x, z), z);
  }
  const join = (a: Float64Array, b: Float64Array) => Float64Array.of(...a, ...b);
  return {
    f: join(outer.gradientX(x, y), outer.gradientY(x, y)),
    q: join(waxpy(-1, lower.gradientX(x, z), lower.gradientX(x, y)), lower.gradient(x, y)),
    d: join(
      x.map((value, k) => (value - next.x[k]) / options.outerStep),
      y.map((value, l) => (value - next.y[l]) / options.lowerStep!),
    ),
    gap: lower.value(x, y) - lower.value(x, z),
  };
}

Deno.test("its direction is the nearest to ∇f with ⟨d, ∇q⟩ ≥ φ: the conditions of that problem", () => {
  let tight = 0;
  for (const problem of [quadratic, logistic]) {
    for (const control of ["gradient", "value"] as const) {
      for (const eta of [1e-9, 0.5, 4]) {
        const { f, q, d, gap } = parts(problem, { ...BASE, eta, control });
        const phi = eta * (control === "gradient" ? squaredNorm(q) : gap);
        const lambda = dot(waxpy(-1, f, d), q) / squaredNorm(q);
        assertNear(d, waxpy(lambda, q, f), 1e-11);
        assert(lambda >= -1e-11);
        const slack = dot(d, q) - phi;
        assert(slack >= -1e-10 * squaredNorm(q), `${slack}`);
        assert(Math.abs(lambda * slack) < 1e-10 * squaredNorm(q));
        if (lambda > 1e-9) tight++;
      }
    }
  }
  assert(tight > 0 && tight < 12, "both cases are met");
});

Deno.test("a minimum of f on the lower level's solutions, where ∇f is 0, is stayed at", () => {
  const { x } = quadratic.start;
  const y = quadratic.exactLower(x);
  const { outer } = quadratic;
  const problem = {
    ...quadratic,
    outer: {
      value: outer.value,
      gradientX: (at: Float64Array) => waxpy(-1, x, at),
      gradientY: (_: Float64Array, at: Float64Array) => waxpy(-1, y, at),
    },
  };
  const stay = iterate(bome(BASE), problem, 5, unused, { x, y, u: new Float64Array(20) });
  assertNear(stay.x, x, 1e-14);
  assertNear(stay.y, y, 1e-13);
});

Deno.test("where ∇q is 0 it goes along ∇f", () => {
  const { x } = quadratic.start;
  const flat = {
    ...quadratic,
    lower: {
      ...quadratic.lower,
      gradient: (_: Float64Array, y: Float64Array) => y.map(() => 0),
    },
  };
  const y = normals(20, "flat");
  const next = bome(BASE).step(flat, { x, y, u: y }, 0, unused);
  assertNear(next.x, waxpy(-0.1, quadratic.outer.gradientX(x, y), x), 1e-15);
  assertNear(next.y, waxpy(-0.1, quadratic.outer.gradientY(x, y), y), 1e-15);
});

Deno.test("on the quadratic problem it ends as near to the minimiser as its steps of y are short", () => {
  const steps = [0.02, 0.04];
  const gaps = steps.map((step) => {
    const method = bome({ lowerSteps: 60, outerStep: step, jointShare: step });
    const { x } = iterate(method, quadratic, Math.round(150 / step));
    return distance(x, quadratic.minimiser);
  });
  assert(gaps[0] < 0.04 && Math.abs(logSlope(steps, gaps) - 1) < 0.1, `${gaps}`);
});

Deno.test("calls of an iteration: first derivatives, and two values of g for φ by values", () => {
  const { problem, counts, reset } = counted(logistic);
  for (const [control, values] of [["gradient", 0], ["value", 2]] as const) {
    reset();
    iterate(bome({ ...BASE, control }), problem, 1);
    assertEquals(counts.calls, {
      lowerValue: values,
      lowerGradient: 3,
      lowerGradientX: 2,
      hessian: 0,
      hessianVector: 0,
      cross: 0,
      outerValue: 0,
      outerGradientX: 1,
      outerGradientY: 1,
    });
  }
});

Deno.test("malformed options are refused in one sentence", () => {
  assertThrows(() => bome({ ...BASE, lowerSteps: 0 }), RangeError, "bome: lowerSteps is 0");
  assertThrows(() => bome({ ...BASE, eta: 0 }), RangeError, "bome: eta is 0: give a positive");
  assertThrows(
    () => bome({ ...BASE, batch: 2 } as never),
    RangeError,
    "bome: there is no option batch",
  );
});
