/**
 * Row-major matrices: some of their rows or columns, and products too small for the kernels.
 *
 * @module
 */

import { zeros } from "./arrays.ts";

/** Some rows of a matrix of n rows, in the order of `which`. */
export function rowsOf(matrix: Float64Array, n: number, which: ArrayLike<number>): Float64Array {
  const width = matrix.length / n;
  const out = new Float64Array(which.length * width);
  if (width > NARROW) {
    for (let row = 0; row < which.length; row++) {
      const from = which[row] * width;
      out.set(matrix.subarray(from, from + width), row * width);
    }
    return out;
  }
  for (let row = 0, at = 0; row < which.length; row++) {
    const end = (which[row] + 1) * width;
    for (let from = end - width; from < end; from++, at++) out[at] = matrix[from];
  }
  return out;
}

/** Up to this width a view of a row costs more than its copy. */
const NARROW = 64;

/** Some columns of a matrix of n rows, in the order of `which`. */
export function columnsOf(matrix: Float64Array, n: number, which: ArrayLike<number>): Float64Array {
  const width = matrix.length / n;
  const out = new Float64Array(n * which.length);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < which.length; c++) out[i * which.length + c] = matrix[i * width + which[c]];
  }
  return out;
}

/** The matrix times v, whose size is the number of its columns. */
export function matvec(matrix: Float64Array, v: Float64Array): Float64Array {
  const width = v.length;
  const rows = matrix.length / width;
  const out = zeros(rows);
  let i = 0;
  // four rows at a time, since the next term of a sum waits for the last one
  for (; i + 4 <= rows; i += 4) {
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let k = 0, at = i * width; k < width; k++, at++) {
      const factor = v[k];
      a += matrix[at] * factor;
      b += matrix[at + width] * factor;
      c += matrix[at + 2 * width] * factor;
      d += matrix[at + 3 * width] * factor;
    }
    out[i] = a;
    out[i + 1] = b;
    out[i + 2] = c;
    out[i + 3] = d;
  }
  for (; i < rows; i++) {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += matrix[i * width + k] * v[k];
    out[i] = sum;
  }
  return out;
}

/** The transpose of a matrix of n rows. */
export function transpose(matrix: Float64Array, n: number): Float64Array {
  const width = matrix.length / n;
  return Float64Array.from(matrix, (_, at) => matrix[at % n * width + Math.floor(at / n)]);
}

/** The transposed matrix times v, whose size is the number of the matrix's rows. */
export function transposedMatvec(matrix: Float64Array, v: Float64Array): Float64Array {
  const width = matrix.length / v.length;
  const out = new Float64Array(width);
  for (let i = 0, at = 0; i < v.length; i++) {
    const factor = v[i];
    for (let k = 0; k < width; k++, at++) out[k] += factor * matrix[at];
  }
  return out;
}

/** A M Aᵀ for A and M, both n×n: for small n, where a call of a kernel costs more than the product. */
export function sandwich(a: Float64Array, m: Float64Array, n: number): Float64Array {
  const left = new Float64Array(n * n);
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k];
      for (let j = 0; j < n; j++) left[i * n + j] += factor * m[k * n + j];
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += left[i * n + k] * a[j * n + k];
      out[i * n + j] = sum;
    }
  }
  return out;
}

/** The identity matrix, n×n. */
export function identity(n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let k = 0; k < n; k++) out[k * n + k] = 1;
  return out;
}
