import { assert, assertEquals, assertThrows } from "@std/assert";
import { exact } from "../../../estimators/parametric/exact.ts";
import { implicit } from "../../../estimators/parametric/implicit.ts";
import type { SolverOptions } from "../../../estimators/parametric/linear_solvers.ts";

import { Stream } from "../../../numerics/random.ts";

import { quadratic as quadraticProblem } from "../../../problems/parametric/quadratic.ts";
import { assertNear, bestStep, distance, normals, published, smallLogistic } from "./support.ts";

const quadratic = published();
const logistic = smallLogistic();
const X = normals(quadratic.dx, "x");

Deno.test("with y solved, every adjoint that is solved gives the exact gradient", () => {
  const solvers: SolverOptions[] = [
    { solver: "dense" },
    { solver: "cg", iterations: 20 },
    { solver: "cg-normal", iterations: 40 },
    { solver: "fixed-point", iterations: 400 },
    { solver: "neumann", order: 400 },
    { solver: "nystroem", rank: 20, rho: 1e-10 },
  ];
  const x = logistic.start.x;
  for (const adjoint of solvers) {
    const tolerance = adjoint.solver === "nystroem" ? 1e-6 : 1e-11;
    const truth = quadratic.exactGradient(X);
    for (
      const [lowerSteps, y] of [[600, normals(20, "y")], [0, quadratic.exactLower(X)]] as const
    ) {
      const { gradient, u } = implicit({ lowerSteps, adjoint })(quadratic, X, { y });
      assertNear(gradient, truth, tolerance, adjoint.solver);
      const back = quadratic.lower.hessian(X, y).times(u!);
      assertNear(back, quadratic.outer.gradientY(X, quadratic.exactLower(X)), 10 * tolerance);
    }
    const y = logistic.exactLower(x);
    const { gradient } = implicit({ lowerSteps: 0, adjoint })(logistic, x, { y });
    assertNear(gradient, logistic.exactGradient(x), Math.max(tolerance, 1e-10), adjoint.solver);
  }
});

Deno.test("the fixed-point adjoint converges as q^K, conjugate gradients end after dy iterations", () => {
  const y = quadratic.exactLower(X);
  const lowerStep = bestStep(quadratic, X);
  const truth = quadratic.exactGradient(X);
  const error = (adjoint: SolverOptions): number =>
    distance(implicit({ lowerSteps: 0, lowerStep, adjoint })(quadratic, X, { y }).gradient, truth);
  const fixedPoint = (iterations: number) => error({ solver: "fixed-point", iterations });
  const rate = Math.exp(Math.log(fixedPoint(60) / fixedPoint(40)) / 20);
  assert(Math.abs(rate - 9 / 11) < 0.002, `${rate}`);
  assert(error({ solver: "cg", iterations: 20 }) < 1e-12);
  assert(error({ solver: "cg", iterations: 19 }) > 1e-9);
  // As good as Chebyshev's bound 2((√κ − 1)/(√κ + 1))^k in the H-norm, κ times that in any other
  const bound = 2 * 10 * Math.exp(10 * Math.log((Math.sqrt(10) - 1) / (Math.sqrt(10) + 1)));
  assert(error({ solver: "cg", iterations: 10 }) < bound);
  // An exact adjoint leaves the error of y_T, which falls as q^T
  const start = normals(20, "y");
  const ofSteps = (lowerSteps: number): number =>
    distance(
      implicit({ lowerSteps, lowerStep, adjoint: { solver: "dense" } })(quadratic, X, { y: start })
        .gradient,
      truth,
    );
  const lower = Math.exp(Math.log(ofSteps(60) / ofSteps(40)) / 20);
  assert(Math.abs(lower - 9 / 11) < 0.002, `${lower}`);
});

Deno.test("Neumann's series of order K is the fixed point after K + 1 iterations", () => {
  const y = normals(5, "y");
  const { x } = logistic.start;
  for (const k of [0, 1, 7]) {
    const neumann = implicit({ lowerSteps: 3, adjoint: { solver: "neumann", order: k } });
    const fixed = implicit({
      lowerSteps: 3,
      adjoint: { solver: "fixed-point", iterations: k + 1 },
    });
    assertNear(
      neumann(logistic, x, { y }).gradient,
      fixed(logistic, x, { y }).gradient,
      1e-14,
    );
  }
});

Deno.test("the estimator's adjoint goes on from the one it is given", () => {
  const y = quadratic.exactLower(X);
  const one = implicit({ lowerSteps: 0, adjoint: { solver: "fixed-point", iterations: 5 } });
  const ten = implicit({ lowerSteps: 0, adjoint: { solver: "fixed-point", iterations: 10 } });
  const { u } = one(quadratic, X, { y });
  assertNear(one(quadratic, X, { y, u: u! }).u!, ten(quadratic, X, { y }).u!, 1e-14);
});

Deno.test("random rows come from the source that the estimator is given", () => {
  const estimate = implicit({ lowerSteps: 0, adjoint: { solver: "nystroem", rank: 3, rho: 0.1 } });
  const y = normals(20, "y");
  const of = (label: string): Float64Array =>
    estimate(quadratic, X, { y, random: Stream.of(label) }).gradient;
  assertEquals(of("a"), of("a"));
  assert(distance(of("a"), of("b")) > 1e-3);
  assertThrows(() => estimate(quadratic, X, { y }), RangeError, "give a random source");
});

Deno.test("what implicit estimators keep is their arrays", () => {
  const { dy } = quadratic;
  const y = normals(dy, "y");
  const memory = (adjoint: SolverOptions): number =>
    implicit({ lowerSteps: 9, adjoint })(quadratic, X, { y }).memory;
  assertEquals(memory({ solver: "fixed-point", iterations: 30 }), 4 * dy);
  assertEquals(memory({ solver: "cg", iterations: 30 }), 6 * dy + 2);
  assertEquals(memory({ solver: "dense" }), 2 * dy * dy + 3 * dy);
  const wide = quadraticProblem({ condition: 2, dy: 3, dx: 50 }, Stream.of("wide"));
  const { memory: most } = implicit({
    lowerSteps: 1,
    adjoint: { solver: "fixed-point", iterations: 2 },
  })(wide, wide.start.x, wide.start);
  assertEquals(most, 2 * 3 + 2 * 50);
});

Deno.test("the exact estimator is the problem's truth, and NaN where there is none", () => {
  const { gradient, y } = exact(logistic, logistic.start.x);
  assertEquals(gradient, logistic.exactGradient(logistic.start.x));
  assertEquals(y, logistic.exactLower(logistic.start.x));
  for (const value of [NaN, Infinity, 1e4]) {
    const lost = exact(logistic, new Float64Array(5).fill(value));
    assert(lost.gradient.every(Number.isNaN) && lost.y.every(Number.isNaN));
  }
});
