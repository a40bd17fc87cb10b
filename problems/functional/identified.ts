/**
 * Problems whose gradient vanishes at one point only, so that the root can be estimated.
 *
 * @module
 */

import type { AffineFunctionalProblem } from "./contract.ts";

/** A functional bilevel problem whose outer objective has exactly one minimiser. */
export interface IdentifiedProblem extends AffineFunctionalProblem {
  /** The w at which the gradient is zero, p. */
  readonly root: Float64Array;
  /** A = E[j(X) j(X)'], the positive definite Hessian of the outer objective, p×p. */
  hessian(): Float64Array;
  /** The efficiency bound of the root, p×p: A⁻¹ V(root) A⁻¹, the sandwich. */
  rootBound(): Float64Array;
}

/**
 * Completes a problem with what is known of its root.
 *
 * @param problem The problem, whose gradient is A (w − root).
 * @param root p.
 * @param hessian A, p×p.
 * @throws {RangeError} if A is not positive definite, so that the root is not identified.
 *
 * @example
 * ```ts
 * import { identified, linearIV } from "@bigrad/bigrad";
 *
 * // the root and the Hessian of linear-IV, given by hand
 * const problem = identified(linearIV, Float64Array.of(2), Float64Array.of(12));
 * console.log(problem.root[0], problem.hessian()[0]); // 2 12
 * ```
 */
export function identified(
  problem: AffineFunctionalProblem,
  root: Float64Array,
  hessian: Float64Array,
): IdentifiedProblem {
  const { p } = problem;
  const inverse = inverted(hessian, p);
  return {
    ...problem,
    root: root.slice(),
    hessian: () => hessian.slice(),
    rootBound: () => product(inverse, product(problem.efficiencyBound(root), inverse, p), p),
  };
}

/**
 * The inverse of the Hessian, p×p, by Gauss–Jordan, which needs no pivoting if it is positive
 * definite.
 *
 * @throws {RangeError} if it is not, so that the root is not identified.
 */
export function inverted(matrix: Float64Array, p: number): Float64Array {
  const a = matrix.slice();
  for (let k = 0; k < p; k++) {
    const pivot = a[k * p + k];
    if (!(pivot > 0)) {
      throw new RangeError(
        `the Hessian is not positive definite: pivot ${k} is ${pivot}; the root is not identified`,
      );
    }
    a[k * p + k] = 1;
    for (let c = 0; c < p; c++) a[k * p + c] /= pivot;
    for (let i = 0; i < p; i++) {
      if (i === k) continue;
      const factor = a[i * p + k];
      a[i * p + k] = 0;
      for (let c = 0; c < p; c++) a[i * p + c] -= factor * a[k * p + c];
    }
  }
  return a;
}

function product(a: Float64Array, b: Float64Array, p: number): Float64Array {
  const out = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let k = 0; k < p; k++) {
      for (let c = 0; c < p; c++) out[i * p + c] += a[i * p + k] * b[k * p + c];
    }
  }
  return out;
}
