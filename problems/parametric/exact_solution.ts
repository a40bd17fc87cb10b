/**
 * The lower-level solution and the gradient of a parametric problem, solved until rounding stops it.
 *
 * @module
 */

import { cholesky, solveTriangular } from "../../estimators/numerics/kernels.ts";
import type { Hessian, LowerLevel, OuterLevel } from "./contract.ts";
import { remembered } from "./remembered.ts";
import { requireLength } from "./require.ts";

/** Up to this dimension of y the Hessian is formed and factored. */
const DENSE = 300;
const MOST_STEPS = 100;
const SHORTEST_STEP = 1 / 1024;

/** The two truths of a parametric problem. */
export interface ExactSolution {
  /** y*(x), dy. */
  exactLower(x: Float64Array): Float64Array;
  /** ∇F(x), dx. */
  exactGradient(x: Float64Array): Float64Array;
}

/**
 * y*(x) by damped Newton steps from `start`, and the gradient
 * ∇_x f(x, y*) − ∇²_xy g(x, y*) u*, ∇²_yy g(x, y*) u* = ∇_y f(x, y*).
 *
 * Linear systems are solved by Cholesky for dy ≤ 300 and by conjugate gradients above, with
 * iterative refinement. A step that does not lower ‖∇_y g‖ is halved; the solution is reached when no
 * step does.
 */
export function exactSolution(
  lower: LowerLevel,
  outer: OuterLevel,
  start: Float64Array,
): ExactSolution {
  const solution = remembered((x) => minimise(lower, x, start));
  return {
    exactLower: (x) => solution(x).slice(),
    exactGradient(x) {
      const y = solution(x);
      const u = solveHessian(lower.hessian(x, y), outer.gradientY(x, y));
      const indirect = lower.cross(x, y, u);
      return outer.gradientX(x, y).map((value, k) => value - indirect[k]);
    },
  };
}

/**
 * argmin_y g(x, y), from `start`, dy.
 *
 * ‖∇_y g‖ is the merit: along a Newton direction it decreases wherever g is strongly convex, and it
 * is still exact where the values of g do not differ any more.
 *
 * @throws {RangeError} if the steps do not converge: g is then not strongly convex and smooth.
 */
export function minimise(level: LowerLevel, x: Float64Array, start: Float64Array): Float64Array {
  let y = start.slice();
  let gradient = level.gradient(x, y);
  let norm = norm2(gradient);
  let wanted = 0;
  for (let step = 0; step < MOST_STEPS; step++) {
    if (norm === 0) return y;
    const direction = solveHessian(level.hessian(x, y), gradient);
    wanted = norm2(direction);
    let length = 1;
    for (; length >= SHORTEST_STEP; length /= 2) {
      const next = y.map((value, l) => value - length * direction[l]);
      const nextGradient = level.gradient(x, next);
      const nextNorm = norm2(nextGradient);
      if (nextNorm <= (1 - length / 4) * norm) {
        [y, gradient, norm] = [next, nextGradient, nextNorm];
        break;
      }
    }
    if (length < SHORTEST_STEP) break;
  }
  if (!(norm < Infinity && wanted <= 1e-8 * Math.max(1, norm2(y)))) {
    throw new RangeError(
      `the lower level was not solved: ‖∇_y g‖ is ${norm} and a Newton step still ${wanted}; ` +
        `check that x is finite and that g is strongly convex there`,
    );
  }
  return y;
}

/**
 * ∇²_yy g⁻¹ b, dy, refined until the residual does not shrink any more.
 *
 * @throws {RangeError} if the Hessian is not positive definite.
 */
export function solveHessian(hessian: Hessian, b: Float64Array): Float64Array {
  const solve = b.length <= DENSE
    ? factored(hessian, b.length)
    : (r: Float64Array): Float64Array => conjugateGradients(hessian, r);
  let solution = new Float64Array(b.length);
  let residual = b;
  let norm = norm2(b);
  while (norm > 0) {
    const correction = solve(residual);
    const next = solution.map((value, l) => value + correction[l]);
    const product = hessian.times(next);
    const nextResidual = b.map((value, l) => value - product[l]);
    const nextNorm = norm2(nextResidual);
    if (!Number.isFinite(nextNorm)) {
      throw new RangeError("the Hessian of the lower level gave NaN or infinity: check x and y");
    }
    if (nextNorm >= norm) break;
    const stalled = nextNorm > norm / 2;
    [solution, residual, norm] = [next, nextResidual, nextNorm];
    if (stalled) break;
  }
  return solution;
}

/** The Hessian as a matrix, dy×dy row-major: its products with the unit vectors. */
export function denseHessian(hessian: Hessian, dy: number): Float64Array {
  const identity = Float64Array.from({ length: dy * dy }, (_, at) => at % (dy + 1) === 0 ? 1 : 0);
  const matrix = hessian.times(identity, dy);
  requireLength("the Hessian", matrix, dy * dy);
  return matrix;
}

function factored(hessian: Hessian, dy: number): (r: Float64Array) => Float64Array {
  const factor = cholesky(denseHessian(hessian, dy), dy);
  return (r) =>
    solveTriangular(factor, dy, solveTriangular(factor, dy, r, 1), 1, { transposed: true });
}

/** Conjugate gradients from 0 until the residual has shrunk a million times, or 2·dy steps. */
function conjugateGradients(hessian: Hessian, b: Float64Array): Float64Array {
  const u = new Float64Array(b.length);
  const residual = b.slice();
  const direction = b.slice();
  let square = dot(b, b);
  const target = 1e-12 * square;
  for (let step = 0; step < 2 * b.length && square > target; step++) {
    const product = hessian.times(direction);
    const alpha = square / dot(direction, product);
    for (let l = 0; l < b.length; l++) {
      u[l] += alpha * direction[l];
      residual[l] -= alpha * product[l];
    }
    const next = dot(residual, residual);
    const beta = next / square;
    for (let l = 0; l < b.length; l++) direction[l] = residual[l] + beta * direction[l];
    square = next;
  }
  return u;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let l = 0; l < a.length; l++) sum += a[l] * b[l];
  return sum;
}

function norm2(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}
