import { assert, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { implicit } from "../../../estimators/parametric/implicit.ts";
import { bfgsUpdate, shine, shineDescent } from "../../../estimators/parametric/shine.ts";
import { counted } from "../../../problems/parametric/counted.ts";
import { quadratic as quadraticProblem } from "../../../problems/parametric/quadratic.ts";
import {
  assertNear,
  distance,
  iterate,
  matrixHessian,
  normals,
  positiveMatrix,
  published,
  smallLogistic,
} from "./support.ts";

const quadratic = published();
const logistic = smallLogistic();
const X = normals(quadratic.dx, "x");

Deno.test("a BFGS update is symmetric and maps the change of gradient to the change of point", () => {
  const n = 4;
  const inverse = positiveMatrix(n, 0.5, "bfgs");
  const s = normals(n, "s");
  const z = matrixHessian(positiveMatrix(n, 0.5, "curvature"), n).times(s);
  bfgsUpdate(inverse, s, z);
  assertNear(matrixHessian(inverse, n).times(z), s, 1e-13);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      assert(Math.abs(inverse[i * n + j] - inverse[j * n + i]) < 1e-14);
    }
  }
  const before = inverse.slice();
  bfgsUpdate(inverse, s, z.map((value) => -value));
  assertEquals(inverse, before, "no update against the curvature");
});

Deno.test("after updates along conjugate directions B is the inverse Hessian", () => {
  const n = 5;
  const h = positiveMatrix(n, 0.3, "conjugate");
  const hessian = matrixHessian(h, n);
  const inverse = Float64Array.from({ length: n * n }, (_, at) => at % (n + 1) === 0 ? 0.7 : 0);
  const directions: Float64Array[] = [];
  for (let i = 0; i < n; i++) {
    let d = normals(n, "direction", i);
    for (const other of directions) {
      const image = hessian.times(other);
      const share = d.reduce((sum, value, l) => sum + value * image[l], 0) /
        other.reduce((sum, value, l) => sum + value * image[l], 0);
      d = d.map((value, l) => value - share * other[l]);
    }
    directions.push(d);
    bfgsUpdate(inverse, d, hessian.times(d));
  }
  for (let i = 0; i < n; i++) {
    const unit = new Float64Array(n).fill(1, i, i + 1);
    assertNear(matrixHessian(inverse, n).times(hessian.times(unit)), unit, 1e-11);
  }
});

Deno.test("on a quadratic problem, BFGS with exact line searches solves it and its Hessian in dy steps", () => {
  const y = normals(20, "y");
  const { y: end, u, gradient } = shine({ iterations: 21, tolerance: 1e-12 })(quadratic, X, {
    y,
  });
  assertNear(end, quadratic.exactLower(X), 1e-9);
  const back = quadratic.lower.hessian(X, end).times(u!);
  assertNear(back, quadratic.outer.gradientY(X, end), 1e-5);
  assertNear(gradient, quadratic.exactGradient(X), 1e-5);
  // Half of the steps is not enough
  const half = shine({ iterations: 10 })(quadratic, X, { y });
  assert(distance(half.gradient, quadratic.exactGradient(X)) > 1e-3);
});

Deno.test("without a step the inverse Hessian is I/L", () => {
  const { x, y } = logistic.start;
  const { u, y: end } = shine({ iterations: 0 })(logistic, x, { y });
  assertEquals(end, y);
  const { L } = logistic.curvature(x);
  assertNear(u!, logistic.outer.gradientY(x, y).map((value) => value / L), 1e-15);
});

Deno.test("in one dimension the secant is the Hessian", () => {
  const one = quadraticProblem({ condition: 1, dy: 1, dx: 1 }, Stream.of("one"));
  const x = Float64Array.of(0.3);
  const { gradient } = shine({ iterations: 3 })(one, x, one.start);
  assertNear(gradient, one.exactGradient(x), 1e-12);
});

Deno.test("SHINE solves the lower level and is far better than no inverse at all", () => {
  const { x } = logistic.start;
  const truth = logistic.exactGradient(x);
  const y = normals(5, "logistic y");
  const { gradient, y: end } = shine({ iterations: 60 })(logistic, x, { y });
  assertNear(end, logistic.exactLower(x), 1e-9);
  const without = implicit({
    lowerSteps: 0,
    adjoint: { solver: "fixed-point", iterations: 1 },
  })(logistic, x, { y: end });
  const off = distance(gradient, truth);
  assert(off < distance(without.gradient, truth) / 100, `${off}`);
  // Steps into rounding spoil the inverse
  const spoilt = shine({ iterations: 60, tolerance: 0 })(logistic, x, { y }).gradient;
  assert(distance(spoilt, truth) > 10 * off);
});

Deno.test("SHINE asks for no Hessian product, and for two gradients a step on a quadratic", () => {
  const { problem, counts } = counted(quadratic);
  shine({ iterations: 6 })(problem, X, { y: normals(20, "y") });
  const { hessian, hessianVector, lowerValue, lowerGradient, cross } = counts.calls;
  assertEquals([hessian, hessianVector, lowerValue, lowerGradient, cross], [0, 0, 0, 13, 1]);
});

Deno.test("SHINE stops at the tolerance", () => {
  const y = normals(20, "y");
  const initial = quadratic.lower.gradient(X, y);
  const end = shine({ iterations: 500, tolerance: 1e-3 })(quadratic, X, { y }).y;
  const left = quadratic.lower.gradient(X, end);
  const ratio = Math.sqrt(
    left.reduce((s, v) => s + v * v, 0) / initial.reduce((s, v) => s + v * v, 0),
  );
  assert(ratio <= 1e-3 && ratio > 1e-8, `${ratio}`);
});

Deno.test("SHINE holds a dense matrix and six vectors", () => {
  const { memory } = shine({ iterations: 3 })(quadratic, X, { y: normals(20, "y") });
  assertEquals(memory, 400 + 120);
});

Deno.test("descent along SHINE gradients ends near the minimiser of a quadratic problem", () => {
  // A warm start leaves BFGS little to learn from: the inverse, and so the end, are not exact
  const { x } = iterate(shineDescent({ iterations: 40, outerStep: 0.5 }), quadratic, 100);
  const start = distance(quadratic.start.x, quadratic.minimiser);
  assert(distance(x, quadratic.minimiser) < start / 4, `${distance(x, quadratic.minimiser)}`);
});

Deno.test("SHINE without a finite start gives what is not finite, and throws nothing", () => {
  const y = new Float64Array(20).fill(NaN);
  const { gradient } = shine({ iterations: 5 })(quadratic, X, { y });
  assert(!gradient.every(Number.isFinite));
  const { x } = iterate(shineDescent({ iterations: 3, outerStep: 1e5 }), quadratic, 150);
  assert(!x.every(Number.isFinite));
});

Deno.test("malformed SHINE options are refused in one sentence", () => {
  assertThrows(() => shine({} as never), RangeError, "shine: iterations is missing");
  assertThrows(() => shine({ iterations: 3, tolerance: -1 }), RangeError, "shine: tolerance is -1");
  assertThrows(
    () => shineDescent({ iterations: 3, outerStep: -1 }),
    RangeError,
    "shine descent: outerStep is -1",
  );
});
