/**
 * The Jacobian of a fixed-point map as a matrix, and what of it decides which solvers may be used.
 *
 * @module
 */

import type { FixedPointMap, FixedPointProblem } from "./fixed_point_contract.ts";
import { gradientAt } from "./fixed_point_solution.ts";
import { spectrumOfGram } from "./spectrum_bounds.ts";

/** ∂₁Φ(w, λ), dw×dw. */
export function jacobian(map: FixedPointMap, w: Float64Array, lambda: Float64Array): Float64Array {
  const n = w.length;
  const matrix = new Float64Array(n * n);
  for (let l = 0; l < n; l++) matrix.set(map.d1T(w, lambda, unit(n, l)), l * n);
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
 * The greatest ‖∂₁Φ̂(w, λ, ζ)‖ over the observations ζ. Above 1 some sample expands at w. Minibatches with
 * repetition can be one observation again and again: so it is theirs, too.
 */
export function greatestSampleNorm(
  { sum, dw }: FixedPointProblem,
  w: Float64Array,
  lambda: Float64Array,
): number {
  let greatest = 0;
  for (let i = 0; i < sum.size; i++) {
    const one = jacobian(sum.batch(Uint32Array.of(i)), w, lambda);
    greatest = Math.max(greatest, spectralNorm(one, dw));
  }
  return greatest;
}

/**
 * ‖∇̃F − ∇F‖/‖∇F‖ at w(λ), where ∇̃F takes ∂₁Φ for its transpose: v = ∂₁Φ v + ∇₁E. It is 0 if ∂₁Φ is symmetric.
 */
export function untransposedError(problem: FixedPointProblem, lambda: Float64Array): number {
  const { map, outer } = problem;
  const wrong = { outer, map: { ...map, d1T: map.d1 } };
  const truth = problem.exactGradient(lambda);
  const gradient = gradientAt(wrong, problem.exactSolution(lambda), lambda);
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
