import { assert, assertLess } from "@std/assert";
import { Stream } from "../../numerics/random.ts";

/** Sizes around the widths at which the kernels change their ways. */
export const SIZES = [1, 2, 3, 4, 7, 15, 16, 17, 31, 32, 33, 65];

/** `length` normal numbers named by the labels. */
export function normals(length: number, ...labels: (string | number)[]): Float64Array {
  return Stream.of(...labels).fillNormal(new Float64Array(length));
}

/** AB by the definition, A m×k and B k×n. */
export function product(
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += a[i * k + l] * b[l * n + j];
      c[i * n + j] = sum;
    }
  }
  return c;
}

/** A', for A m×n. */
export function transpose(a: Float64Array, m: number, n: number): Float64Array {
  return Float64Array.from({ length: m * n }, (_, at) => a[(at % m) * n + Math.floor(at / m)]);
}

/** GG' + n·ridge·I for a random n×n matrix G: positive definite. */
export function positiveDefinite(n: number, ridge: number, label: string): Float64Array {
  const g = normals(n * n, label, n);
  const a = product(g, transpose(g, n, n), n, n, n);
  for (let i = 0; i < n; i++) a[i * n + i] += n * ridge;
  return a;
}

/** The greatest difference in size between two arrays of one length; NaN counts as infinite. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert(a.length === b.length, `${a.length} numbers against ${b.length}`);
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - b[i]);
    if (!(difference <= most)) most = Number.isNaN(difference) ? Infinity : difference;
  }
  return most;
}

/** Asserts that a statistic that is standard normal if all is well is not beyond z = 4. */
export function assertPlausible(z: number, what: string): void {
  assertLess(Math.abs(z), 4, `${what}: z = ${z}`);
}

/** (χ² − df)/√(2 df) of counts against equal expectations. */
export function chiSquareZ(counts: ArrayLike<number>): number {
  const cells = Array.from(counts);
  const expected = cells.reduce((sum, count) => sum + count, 0) / cells.length;
  const chiSquare = cells.reduce(
    (sum, count) => sum + (count - expected) * (count - expected) / expected,
    0,
  );
  return (chiSquare - (cells.length - 1)) / Math.sqrt(2 * (cells.length - 1));
}
