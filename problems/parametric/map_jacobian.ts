/**
 * The Jacobian of a fixed-point map as a matrix, and what of it decides which solvers may be used.
 *
 * @module
 */

import type { FixedPointMap, FixedPointProblem } from "./fixed_point_contract.ts";
import { gradientAt } from "./fixed_point_solution.ts";
import { spectrumOfGram } from "./spectrum_bounds.ts";

/** ∂_yΦ(x, y), dy×dy. */
export function jacobian(map: FixedPointMap, x: Float64Array, y: Float64Array): Float64Array {
  const n = y.length;
  const matrix = new Float64Array(n * n);
  for (let l = 0; l < n; l++) matrix.set(map.vjp(x, y, unit(n, l)), l * n);
  return matrix;
}

/** ‖A‖, the greatest singular value of A, n×n, or up to 0.1 % more. */
export function spectralNorm(a: Float64Array, n: number): number {
  return Math.sqrt(spectrumOfGram(a, n, n).greatest);
}

/**
 * ‖A − Aᵀ‖_F/(2‖A‖_F) for A, n×n: the share of A that is skew-symmetric, 0 for a symmetric and 1 for a
 * skew-symmetric matrix; 0 for A = 0.
 */
export function asymmetry(a: Float64Array, n: number): number {
  let skew = 0;
  let all = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const difference = (a[i * n + j] - a[j * n + i]) / 2;
      skew += difference * difference;
      all += a[i * n + j] * a[i * n + j];
    }
  }
  return all === 0 ? 0 : Math.sqrt(skew / all);
}

/**
 * The greatest ‖∂_yΦ̂(x, y, ζ)‖ over the observations ζ. Above 1 some sample expands at y. Minibatches with
 * repetition can be one observation again and again: so it is theirs, too.
 */
export function greatestSampleNorm(
  { mapSum, dy }: FixedPointProblem,
  x: Float64Array,
  y: Float64Array,
): number {
  let greatest = 0;
  for (let i = 0; i < mapSum.size; i++) {
    const one = jacobian(mapSum.batch(Uint32Array.of(i)), x, y);
    greatest = Math.max(greatest, spectralNorm(one, dy));
  }
  return greatest;
}

/**
 * ‖∇̃F − ∇F‖/‖∇F‖ at y*(x), where ∇̃F takes ∂_yΦ for its transpose: v = ∂_yΦ v + ∇_y f. It is 0 if ∂_yΦ is symmetric.
 */
export function untransposedError(problem: FixedPointProblem, x: Float64Array): number {
  const { map, outer } = problem;
  const wrong = { outer, map: { ...map, vjp: map.jvp } };
  const truth = problem.exactGradient(x);
  const gradient = gradientAt(wrong, x, problem.exactLower(x));
  let error = 0;
  let square = 0;
  for (let k = 0; k < truth.length; k++) {
    error += (gradient[k] - truth[k]) * (gradient[k] - truth[k]);
    square += truth[k] * truth[k];
  }
  return Math.sqrt(error / square);
}

/** e_l of n. */
export function unit(n: number, l: number): Float64Array {
  const out = new Float64Array(n);
  out[l] = 1;
  return out;
}
