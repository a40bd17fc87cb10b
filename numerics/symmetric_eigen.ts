/**
 * Eigenvalues and eigenvectors of a symmetric matrix, and systems with one that need not be positive.
 *
 * @module
 */

import { requireShape } from "./wasm.ts";

/** A = V' diag(λ) V. */
export interface SymmetricEigen {
  /** λ, n, in no order. */
  readonly values: Float64Array;
  /** V, n×n: row i is the eigenvector of λ_i. */
  readonly vectors: Float64Array;
}

const MOST_SWEEPS = 60;

/**
 * The eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations, cyclic by rows
 * (G. Golub, C. Van Loan, "Matrix computations", §8.5): some 6 to 10 sweeps of 4n³ operations each. What is
 * not finite gives NaN.
 *
 * @param a A, n×n; its lower triangle is read.
 * @throws {RangeError} If `a` does not hold n² numbers.
 */
export function symmetricEigen(a: Float64Array, n: number): SymmetricEigen {
  requireShape("symmetricEigen", "a", a, n, n);
  const m = new Float64Array(n * n);
  const vectors = new Float64Array(n * n);
  let largest = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      m[i * n + j] = m[j * n + i] = a[i * n + j];
      largest = Math.max(largest, Math.abs(a[i * n + j]));
    }
    vectors[i * n + i] = 1;
  }
  const values = new Float64Array(n);
  if (!Number.isFinite(largest)) return { values: values.fill(NaN), vectors: vectors.fill(NaN) };
  for (let sweep = 0, rotated = true; rotated && sweep < MOST_SWEEPS; sweep++) {
    rotated = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = m[p * n + q];
        // Too small to change either diagonal entry, and so any eigenvalue
        const least = Math.min(Math.abs(m[p * n + p]), Math.abs(m[q * n + q]));
        const rounding = Number.EPSILON * Math.max(least, Number.EPSILON * largest);
        if (Math.abs(off) <= rounding) continue;
        rotated = true;
        const theta = (m[q * n + q] - m[p * n + p]) / (2 * off);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        rotate(m, p * n, q * n, 1, n, c, t * c);
        rotate(m, p, q, n, n, c, t * c);
        m[p * n + q] = m[q * n + p] = 0;
        rotate(vectors, p * n, q * n, 1, n, c, t * c);
      }
    }
  }
  for (let i = 0; i < n; i++) values[i] = m[i * n + i];
  return { values, vectors };
}

/** (x, y) ← (cx − sy, sx + cy) for two rows or columns of a matrix. */
function rotate(
  m: Float64Array,
  x: number,
  y: number,
  stride: number,
  n: number,
  c: number,
  s: number,
): void {
  for (let l = 0; l < n; l++, x += stride, y += stride) {
    const [one, other] = [m[x], m[y]];
    m[x] = c * one - s * other;
    m[y] = s * one + c * other;
  }
}

/** λ with what is zero to rounding set to 0: |λ| ≤ 4·2⁻⁵² n max|λ|. */
export function withoutRounding(values: Float64Array): Float64Array {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const least = 4 * Number.EPSILON * values.length * largest;
  return values.map((value) => Math.abs(value) <= least ? 0 : value);
}
