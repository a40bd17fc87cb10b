/**
 * Dense linear algebra on row-major `Float64Array`s: products, Cholesky factors, triangular systems.
 *
 * The work is done in WebAssembly with plain 128-bit SIMD, no fused or relaxed operations, and in a
 * fixed order of summation that depends on the sizes alone: the bits are the same on every machine.
 *
 * @module
 */

import {
  type Address,
  allocate,
  copyIn,
  copyOut,
  kernels,
  padded,
  requireShape,
  view,
} from "./wasm.ts";

/** Settings of `gemm`. */
export interface GemmOptions {
  /** Whether `a` is stored as k×m and A is its transpose. */
  readonly transposeA?: boolean;
  /** Whether `b` is stored as n×k and B is its transpose. */
  readonly transposeB?: boolean;
  /**
   * Whether C is symmetric but for rounding, m = n: its lower triangle is computed, to the bit as without,
   * and mirrored, which is half the work.
   */
  readonly symmetric?: boolean;
  /** The factor α of AB; 1 unless said. */
  readonly alpha?: number;
  /** The factor β of C; 0 unless said, and then C is not read. */
  readonly beta?: number;
  /** C, m×n, overwritten by the result; a new array unless given. */
  readonly c?: Float64Array;
}

/**
 * The matrix product C = αAB + βC, for A m×k and B k×n.
 *
 * @returns C, m×n.
 * @throws {RangeError} If an array does not have the size that m, k and n say, β is given
 * without C, or C is symmetric and not square.
 */
export function gemm(
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
  options: GemmOptions = {},
): Float64Array {
  const { transposeA = false, transposeB = false, symmetric = false, alpha = 1, beta = 0 } =
    options;
  requireShape("gemm", "a", a, m, k);
  requireShape("gemm", "b", b, k, n);
  if (beta !== 0 && !options.c) {
    throw new RangeError(`gemm: beta is ${beta}, which needs the array c`);
  }
  if (symmetric && m !== n) {
    throw new RangeError(`gemm: a symmetric product is ${m}×${n}: give equal numbers`);
  }
  const c = options.c ?? new Float64Array(m * n);
  requireShape("gemm", "c", c, m, n);
  const rows = padded(m);
  const columns = padded(n);
  const [pa, pb, pc, work] = allocate(m * k, k * n, rows * columns, 256 * (64 + columns));
  view(pa, m * k).set(a);
  view(pb, k * n).set(b);
  const sum = view(pc, rows * columns).fill(0);
  if (beta !== 0) {
    copyIn(pc, columns, c, m, n);
    for (let i = 0; i < sum.length; i++) sum[i] *= beta;
  }
  const [aRow, aDepth] = transposeA ? [8, 8 * m] : [8 * k, 8];
  const [bColumn, bDepth] = transposeB ? [8 * k, 8] : [8, 8 * n];
  kernels().gemm(
    m,
    n,
    k,
    alpha,
    pa,
    aRow,
    aDepth,
    pb,
    bColumn,
    bDepth,
    pc,
    columns,
    symmetric,
    work,
  );
  if (symmetric) kernels().mirror(pc, columns);
  return copyOut(pc, columns, c, m, n);
}

/**
 * The Gram matrix X'X of an n×p matrix, exactly symmetric, at half the work of `gemm`.
 *
 * @returns X'X, p×p.
 * @throws {RangeError} If x does not hold n·p numbers.
 */
export function gram(x: Float64Array, n: number, p: number): Float64Array {
  requireShape("gram", "x", x, n, p);
  const columns = padded(p);
  const [px, pc, work] = allocate(n * p, columns * columns, DEPTH * (64 + columns));
  view(px, n * p).set(x);
  view(pc, columns * columns).fill(0);
  if (p <= NARROW) narrowGram(px, n, p, pc, work);
  else kernels().gemm(p, p, n, 1, px, 8, 8 * p, px, 8, 8 * p, pc, columns, true, work);
  kernels().mirror(pc, columns);
  return copyOut(pc, columns, new Float64Array(p * p), p, p);
}

/** As many rows of X are multiplied at a time, in `gemm`, too. */
const DEPTH = 256;

/** So few columns fit, once packed, into the fastest memory with room to spare. */
const NARROW = 64;

/** The lower triangle of X'X, as `gemm` computes it, from panels that are packed once for both factors. */
function narrowGram(x: Address, n: number, p: number, to: Address, work: Address): void {
  const columns = padded(p);
  const { pack, tile } = kernels();
  for (let from = 0; from < n; from += DEPTH) {
    const depth = Math.min(DEPTH, n - from);
    pack(work, depth, x + 8 * from * p, 8, 8 * p, p, depth);
    for (let i = 0; i < columns; i += 4) {
      for (let j = 0; j <= i; j += 4) {
        const [left, right] = [work + 8 * i * depth, work + 8 * j * depth];
        tile(left, right, depth, to + 8 * (i * columns + j), 8 * columns, 1);
      }
    }
  }
}

/**
 * The Cholesky factor L of a symmetric positive definite matrix A = LL'. Only the lower triangle of
 * `a` is read.
 *
 * @param a A, n×n.
 * @param out Where L goes, n×n; it may be `a` itself. A new array unless given.
 * @returns L, n×n, with zeros above the diagonal.
 * @throws {RangeError} If A is not positive definite, or holds NaN.
 */
export function cholesky(
  a: Float64Array,
  n: number,
  out: Float64Array = new Float64Array(n * n),
): Float64Array {
  requireShape("cholesky", "a", a, n, n);
  requireShape("cholesky", "out", out, n, n);
  const rows = padded(n);
  const [source, strips] = allocate(n * n, rows * (rows + 4));
  view(source, n * n).set(a);
  packStrips(strips, source, n);
  factor("cholesky", strips, n);
  const l = view(source, n * n).fill(0);
  for (let s = 0; 4 * s < n; s++) {
    const height = Math.min(4, n - 4 * s);
    const depth = Math.min(4 * s + 4, n);
    kernels().unpack(strips + 32 * s * rows, depth, source + 32 * s * n, 8 * n, 8, height, depth);
  }
  out.set(l);
  return out;
}

/**
 * Solves LZ = B, or L'Z = B, for a lower triangular L. The upper triangle of `l` is not read.
 *
 * @param l L, n×n.
 * @param b B, n×q.
 * @param options `transposed` solves with L'.
 * @returns Z, n×q.
 * @throws {RangeError} If sizes do not agree, or the diagonal of L holds a zero or NaN.
 */
export function solveTriangular(
  l: Float64Array,
  n: number,
  b: Float64Array,
  q: number,
  options: { readonly transposed?: boolean } = {},
): Float64Array {
  requireShape("solveTriangular", "l", l, n, n);
  requireShape("solveTriangular", "b", b, n, q);
  for (let i = 0; i < n; i++) {
    const pivot = l[i * n + i];
    if (!(Math.abs(pivot) > 0)) {
      throw new RangeError(`solveTriangular: L is singular: entry (${i}, ${i}) is ${pivot}`);
    }
  }
  const { rows, lanes, strips, upper, pb, z } = packed(l, n, q);
  loadColumns(pb, b, z, n, q);
  if (options.transposed) {
    kernels().transposeStrips(strips, upper, rows, rows);
    kernels().backwardStrips(strips, upper, rows, rows, z, lanes);
  } else {
    kernels().forwardStrips(strips, rows, rows, z, lanes);
  }
  return storeColumns(z, pb, n, q);
}

/**
 * Solves AZ = B for a symmetric positive definite A, by Cholesky. Only the lower triangle of `a` is
 * read. For many A + shift·I use `ShiftedSolver`.
 *
 * @param a A, n×n.
 * @param b B, n×q.
 * @param pivots Where the n pivots of elimination go, the squares of the factor's diagonal; the smallest is
 * at least the smallest eigenvalue.
 * @returns Z, n×q.
 * @throws {RangeError} If sizes do not agree, or A is not positive definite, or holds NaN.
 */
export function solvePositiveDefinite(
  a: Float64Array,
  n: number,
  b: Float64Array,
  q: number,
  pivots?: Float64Array,
): Float64Array {
  requireShape("solvePositiveDefinite", "a", a, n, n);
  requireShape("solvePositiveDefinite", "b", b, n, q);
  const { rows, lanes, strips, upper, pb, z } = packed(a, n, q);
  factor("solvePositiveDefinite", strips, n);
  if (pivots !== undefined) {
    for (let i = 0; i < n; i++) {
      const pivot = view(strips + 32 * ((i >> 2) * rows + i), 4)[i & 3];
      pivots[i] = pivot * pivot;
    }
  }
  kernels().transposeStrips(strips, upper, rows, rows);
  loadColumns(pb, b, z, n, q);
  kernels().forwardStrips(strips, rows, rows, z, lanes);
  kernels().backwardStrips(strips, upper, rows, rows, z, lanes);
  return storeColumns(z, pb, n, q);
}

/** The lower triangle of a matrix, n×n, as strips, and room for solving with q right-hand sides. */
function packed(matrix: Float64Array, n: number, q: number): {
  readonly rows: number;
  readonly lanes: number;
  readonly strips: Address;
  readonly upper: Address;
  readonly pb: Address;
  readonly z: Address;
} {
  const [rows, lanes] = [padded(n), padded(q)];
  const size = rows * (rows + 4);
  const [source, strips, upper, pb, z] = allocate(n * n, size, size, n * q, rows * lanes);
  view(source, n * n).set(matrix);
  packStrips(strips, source, n);
  return { rows, lanes, strips, upper, pb, z };
}

/** Writes the lower triangle of a row-major n×n matrix as strips, padded by ones on the diagonal. */
function packStrips(strips: Address, source: Address, n: number): void {
  const rows = padded(n);
  for (let s = 0; 4 * s < n; s++) {
    const height = Math.min(4, n - 4 * s);
    const depth = Math.min(4 * s + 4, n);
    const strip = strips + 32 * s * rows;
    kernels().pack(strip, 4 * s + 4, source + 32 * s * n, 8 * n, 8, height, depth);
  }
  for (let i = n; i < rows; i++) view(strips + 32 * ((i >> 2) * rows + i), 4)[i & 3] = 1;
}

/** Cholesky of the strips in place. */
function factor(operation: string, strips: Address, n: number): void {
  const rows = padded(n);
  const failed = kernels().choleskyStrips(strips, rows, rows);
  if (failed >= 0) {
    throw new RangeError(
      `${operation}: the matrix is not positive definite, or holds NaN: pivot ${failed} of ${n} ` +
        `is not positive; add a ridge to the diagonal, or check the entries`,
    );
  }
}

/** Writes the n×q matrix b, through the area `rowMajor`, to panels of columns. */
function loadColumns(
  rowMajor: Address,
  b: Float64Array,
  panels: Address,
  n: number,
  q: number,
): void {
  view(rowMajor, n * q).set(b);
  kernels().pack(panels, padded(n), rowMajor, 8, 8 * q, q, n);
}

/** The n×q matrix in panels of columns, through the area `rowMajor`. */
function storeColumns(panels: Address, rowMajor: Address, n: number, q: number): Float64Array {
  kernels().unpack(panels, padded(n), rowMajor, 8, 8 * q, q, n);
  return view(rowMajor, n * q).slice();
}
