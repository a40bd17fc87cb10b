/**
 * Linear systems with the Hessian of a lower level, solved until rounding stops it: for truths, and not
 * counted.
 *
 * @module
 */

import { copyOf, zeros } from "../../numerics/arrays.ts";
import { cholesky, solveTriangular } from "../../numerics/kernels.ts";
import { identity } from "../../numerics/matrix.ts";
import { requireLength } from "../../numerics/require.ts";
import { axpy, aypx, dot, maxNorm, norm, scal, squarable, waxpy } from "../../numerics/vectors.ts";
import type { Hessian } from "./contract.ts";

/** Up to this dimension of y a Hessian is formed and factored. */
const DENSE = 300;
/** From this dimension on a few products cost less than forming and factoring it. */
const LARGE = 40;
/** The most of them that do. */
const FEW = 12;

/** b ↦ H⁻¹b, dy. */
export type Solve = (b: Float64Array) => Float64Array;

/**
 * H⁻¹b for any b, refined until the residual does not shrink any more: one factorisation.
 *
 * @throws {RangeError} if the Hessian is not positive definite.
 */
export function hessianSolver(hessian: Hessian, dy: number): Solve {
  return new NewtonSystems(dy).at(hessian).solve;
}

/** The systems of one point. */
export interface NewtonSystem {
  /** To rounding, or to eight digits where that is cheaper. */
  readonly direction: Solve;
  /** Refined until the residual does not shrink any more. */
  readonly solve: Solve;
}

/**
 * The systems of points one after another, whose Hessians differ less and less: where it takes few
 * products, systems are solved by conjugate gradients with the factor of an earlier Hessian.
 */
export class NewtonSystems {
  readonly #dy: number;
  #factor: Solve | undefined;

  /** Systems of the given dimension. */
  constructor(dy: number) {
    this.#dy = dy;
  }

  /**
   * The systems of the next point.
   *
   * @throws {RangeError} as its solvers do, if the Hessian is not positive definite.
   */
  at(hessian: Hessian): NewtonSystem {
    const dy = this.#dy;
    if (dy > DENSE) {
      const solve = refined(hessian, (r) => conjugateGradients(hessian, r, 2 * dy, 1e-6));
      return { direction: solve, solve };
    }
    const earlier = dy < LARGE ? undefined : this.#factor;
    let own: Solve | undefined;
    const inner: Solve = (r) => {
      if (own === undefined && earlier !== undefined) {
        const found = conjugateGradients(hessian, r, FEW, 1e-8, earlier);
        if (found !== undefined) return found;
      }
      own ??= this.#factor = factored(hessian, dy);
      return own(r);
    };
    const solve = refined(hessian, inner);
    return { direction: earlier === undefined ? solve : inner, solve };
  }
}

function refined(hessian: Hessian, inner: (r: Float64Array) => Float64Array | undefined): Solve {
  const solve = refinedInRange(hessian, inner);
  // the solution is linear in b, and ‖b‖² may be lost or infinite
  return (b) => {
    const scale = squarable(maxNorm(b));
    return scale === 1 ? solve(b) : scal(1 / scale, solve(scal(scale, copyOf(b))));
  };
}

function refinedInRange(
  hessian: Hessian,
  inner: (r: Float64Array) => Float64Array | undefined,
): Solve {
  return (b) => {
    let solution: Float64Array = zeros(b.length);
    let residual = b;
    let left = norm(b);
    while (left > 0) {
      const next = waxpy(1, inner(residual)!, solution);
      const nextResidual = waxpy(-1, hessian.times(next), b);
      const nextNorm = norm(nextResidual);
      if (!Number.isFinite(nextNorm)) {
        throw new RangeError("the Hessian of the lower level gave NaN or infinity: check x and y");
      }
      if (nextNorm >= left) break;
      const stalled = nextNorm > left / 2;
      [solution, residual, left] = [next, nextResidual, nextNorm];
      if (stalled) break;
    }
    return solution;
  };
}

/** The Hessian as a matrix, dy×dy row-major: unless it has one, its products with the unit vectors. */
export function denseHessian(hessian: Hessian, dy: number): Float64Array {
  const matrix = hessian.matrix?.() ?? hessian.times(identity(dy), dy);
  requireLength("the Hessian", matrix, dy * dy);
  return matrix;
}

function factored(hessian: Hessian, dy: number): Solve {
  const factor = cholesky(denseHessian(hessian, dy), dy);
  return (r) =>
    solveTriangular(factor, dy, solveTriangular(factor, dy, r, 1), 1, { transposed: true });
}

/**
 * Conjugate gradients from 0 until ‖b − Hu‖ has shrunk to `tolerance` times ‖b‖, or so many steps.
 *
 * @param precondition The inverse of a matrix near H: then u is undefined where the steps do not suffice.
 */
function conjugateGradients(
  hessian: Hessian,
  b: Float64Array,
  steps: number,
  tolerance: number,
  precondition?: Solve,
): Float64Array | undefined {
  const u = zeros(b.length);
  const residual = copyOf(b);
  const scaled = (): Float64Array => precondition === undefined ? residual : precondition(residual);
  const direction = copyOf(scaled());
  let product = dot(residual, direction);
  const target = tolerance * tolerance * dot(b, b);
  for (let step = 0; step < steps && dot(residual, residual) > target; step++) {
    const image = hessian.times(direction);
    const curvature = dot(direction, image);
    if (precondition !== undefined && !(curvature > 0)) return undefined;
    axpy(product / curvature, direction, u);
    axpy(-product / curvature, image, residual);
    const towards = scaled();
    const next = dot(residual, towards);
    aypx(next / product, towards, direction);
    product = next;
  }
  const solved = dot(residual, residual) <= target;
  return solved || precondition === undefined ? u : undefined;
}
