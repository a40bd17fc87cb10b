import { assert, assertEquals, assertThrows } from "@std/assert";
import { conjugateGradients } from "../../../estimators/parametric/krylov.ts";
import {
  qnbo,
  qnboDescent,
  type QnboOptions,
  sr1Update,
} from "../../../estimators/parametric/qnbo.ts";
import { matvec } from "../../../numerics/matrix.ts";
import { waxpy } from "../../../numerics/vectors.ts";
import { counted } from "../../../problems/parametric/counted.ts";
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
const exactU = (y: Float64Array) => {
  const { u } = conjugateGradients({ iterations: 60, tolerance: 1e-15 })({
    hessians: () => quadratic.lower.hessian(X, y),
    b: quadratic.outer.gradientY(X, y),
    step: 1,
  });
  return u;
};

Deno.test("SR1 gives the inverse after n steps, and Bz = s for all of them", () => {
  const n = 6;
  const matrix = positiveMatrix(n, 0.5, "sr1");
  const { times } = matrixHessian(matrix, n);
  const inverse = new Float64Array(n * n);
  for (let l = 0; l < n; l++) inverse[l * n + l] = 0.3;
  const steps = Array.from({ length: n }, (_, i) => normals(n, "step", i));
  steps.forEach((s, i) => {
    sr1Update(inverse, s, times(s));
    for (const before of steps.slice(0, i + 1)) {
      assertNear(matvec(inverse, times(before)), before, 1e-9);
    }
  });
  const p = normals(n, "p");
  assertNear(matvec(inverse, times(p)), p, 1e-9);
  const kept = inverse.slice();
  sr1Update(inverse, p, times(p));
  assertNear(inverse, kept, 1e-12, "what is known already changes nothing");
});

Deno.test("on a quadratic lower level dy steps of SR1 make u right without a product, and dy of BFGS with", () => {
  const { dy, start } = quadratic;
  const sr1 = qnbo({ warmUp: 0, iterations: dy + 1, adjointSteps: 0, update: "sr1" });
  const { u, y } = sr1(quadratic, X, start);
  assertNear(y, quadratic.exactLower(X), 1e-6);
  assertNear(u!, exactU(y), 1e-5);
  const bfgs = qnbo({ warmUp: 0, iterations: 0, adjointSteps: dy });
  const found = bfgs(quadratic, X, start);
  assertEquals(found.y, start.y);
  assertNear(found.u!, exactU(start.y), 1e-9);
  assert(found.system!.converged);
});

Deno.test("without steps of y, the first steps of BFGS for u are those of conjugate gradients from γ∇_y f", () => {
  const { y } = quadratic.start;
  const b = quadratic.outer.gradientY(X, y);
  for (const steps of [1, 2, 5]) {
    const { u } = qnbo({ warmUp: 0, iterations: 0, adjointSteps: steps })(quadratic, X, { y });
    const cg = conjugateGradients({ iterations: steps })({
      hessians: () => quadratic.lower.hessian(X, y),
      b,
      from: b.slice(),
      step: 1,
    });
    assertNear(u!, cg.u, 1e-11);
  }
});

Deno.test("without quasi-Newton steps and with none of u, it is γ∇_y f after gradient steps", () => {
  for (const problem of [quadratic, logistic]) {
    const { x, y: start } = problem.start;
    let y = start;
    for (let t = 0; t < 3; t++) y = waxpy(-0.1, problem.lower.gradient(x, y), y);
    const found = qnbo({ warmUp: 3, iterations: 0, adjointSteps: 0, lowerStep: 0.1 })(
      problem,
      x,
      { y: start },
    );
    assertEquals(found.y, y);
    const u = problem.outer.gradientY(x, y).map((value) => 0.1 * value);
    assertNear(found.u!, u, 1e-15);
    const gradient = waxpy(-1, problem.lower.cross(x, y, u), problem.outer.gradientX(x, y));
    assertNear(found.gradient, gradient, 1e-14);
    assertEquals(found.system, undefined);
  }
});

Deno.test("with effort its gradient tends to the truth", () => {
  for (const problem of [quadratic, logistic]) {
    for (const update of ["bfgs", "sr1"] as const) {
      const x = problem.start.x.map((value, k) => value + 0.3 * Math.cos(k));
      const { gradient, lowerGradientNorm } = qnbo({
        ...{ warmUp: 5, iterations: 60, adjointSteps: 40, update },
      })(problem, x, problem.start);
      assertNear(gradient, problem.exactGradient(x), 1e-6, `${problem.name} ${update}`);
      assert(lowerGradientNorm! < 1e-6);
    }
  }
});

Deno.test("descent along it ends at the minimiser and stays there", () => {
  const method = qnboDescent({ warmUp: 1, iterations: 15, adjointSteps: 20, outerStep: 1 });
  const state = iterate(method, quadratic, 120);
  assertNear(state.x, quadratic.minimiser, 1e-8);
  const next = iterate(method, quadratic, 3, undefined, state);
  assert(distance(next.x, quadratic.minimiser) < 1e-8);
});

Deno.test("calls: a gradient a step and one more, and a product a step of u and one more", () => {
  const { problem, counts, reset } = counted(logistic);
  const run = (options: QnboOptions) => {
    reset();
    qnbo(options)(problem, problem.start.x, problem.start);
    const { lowerGradient, hessianVector, cross, outerGradientX, outerGradientY } = counts.calls;
    return [lowerGradient, hessianVector, cross, outerGradientX, outerGradientY];
  };
  assertEquals(run({ warmUp: 2, iterations: 4, adjointSteps: 3 }), [7, 4, 1, 1, 1]);
  assertEquals(run({ warmUp: 0, iterations: 4, adjointSteps: 0 }), [5, 0, 1, 1, 1]);
});

Deno.test("malformed options are refused in one sentence", () => {
  const good = { warmUp: 1, iterations: 1, adjointSteps: 1 };
  assertThrows(() => qnbo({ ...good, warmUp: -1 }), RangeError, "qnbo: warmUp is -1");
  assertThrows(
    () => qnbo({ ...good, update: "dfp" } as never),
    RangeError,
    'qnbo: update is "dfp": give "bfgs" or "sr1"',
  );
});
