/**
 * Row-major matrices: some of their rows or columns, and products too small for the kernels.
 *
 * @module
 */

/** Some rows of a matrix of n rows, in the order of `which`. */
export function rowsOf(matrix: Float64Array, n: number, which: ArrayLike<number>): Float64Array {
  const width = matrix.length / n;
  const out = new Float64Array(which.length * width);
  for (let row = 0; row < which.length; row++) {
    const from = which[row] * width;
    out.set(matrix.subarray(from, from + width), row * width);
  }
  return out;
}

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
  const out = new Float64Array(matrix.length / v.length);
  for (let i = 0, at = 0; i < out.length; i++) {
    let sum = 0;
    for (let k = 0; k < v.length; k++, at++) sum += matrix[at] * v[k];
    out[i] = sum;
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
