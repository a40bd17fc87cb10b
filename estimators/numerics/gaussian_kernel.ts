/**
 * Gaussian kernel matrices, k(x, z) = exp(−‖x − z‖² / (2σ²)).
 *
 * The exponential is the kernels' own, with an error below one unit in the last place; values below
 * 2⁻¹⁰²² are 0.
 *
 * @module
 */

import { type Address, allocate, copyOut, kernels, padded, requireShape, view } from "./wasm.ts";

/**
 * The matrix of k(xᵢ, zⱼ).
 *
 * @param x Points, n×d.
 * @param z Points, m×d.
 * @param sigma Bandwidth σ, in the units of x.
 * @returns n×m.
 * @throws {RangeError} If sizes do not agree, or σ is not positive and finite.
 */
export function gaussianKernel(
  x: Float64Array,
  n: number,
  z: Float64Array,
  m: number,
  d: number,
  sigma: number,
): Float64Array {
  requireShape("gaussianKernel", "x", x, n, d);
  requireShape("gaussianKernel", "z", z, m, d);
  const factor = exponentFactor("gaussianKernel", sigma);
  const columns = padded(m);
  const [px, pz, lanes, out] = allocate(n * d, m * d, columns * d, n * columns);
  view(px, n * d).set(x);
  loadLanes(pz, z, lanes, m, d);
  for (let j = 0; j < m; j += 4) {
    kernels().gaussianPanel(lanes + 8 * d * j, px, d, 0, n, factor, out + 8 * j, 8 * columns);
  }
  return copyOut(out, columns, new Float64Array(n * m), n, m);
}

/**
 * The symmetric matrix of k(xᵢ, xⱼ), at half the work of `gaussianKernel`, to the same bits.
 *
 * @param x Points, n×d.
 * @param sigma Bandwidth σ, in the units of x.
 * @returns n×n, with ones on the diagonal.
 * @throws {RangeError} If x does not hold n·d numbers, or σ is not positive and finite.
 */
export function gaussianGram(x: Float64Array, n: number, d: number, sigma: number): Float64Array {
  requireShape("gaussianGram", "x", x, n, d);
  const factor = exponentFactor("gaussianGram", sigma);
  const columns = padded(n);
  const [px, lanes, out] = allocate(n * d, columns * d, columns * columns);
  loadLanes(px, x, lanes, n, d);
  for (let j = 0; j < n; j += 4) {
    kernels().gaussianPanel(lanes + 8 * d * j, px, d, j, n, factor, out + 8 * j, 8 * columns);
  }
  kernels().mirror(out, columns);
  return copyOut(out, columns, new Float64Array(n * n), n, n);
}

/**
 * The product of the matrix of k(xᵢ, zⱼ) with an m×q matrix, without ever storing the former.
 *
 * @param x Points, n×d.
 * @param z Points, m×d.
 * @param sigma Bandwidth σ, in the units of x.
 * @param coefficients m×q.
 * @returns n×q.
 * @throws {RangeError} If sizes do not agree, or σ is not positive and finite.
 */
export function gaussianKernelTimes(
  x: Float64Array,
  n: number,
  z: Float64Array,
  m: number,
  d: number,
  sigma: number,
  coefficients: Float64Array,
  q: number,
): Float64Array {
  requireShape("gaussianKernelTimes", "x", x, n, d);
  requireShape("gaussianKernelTimes", "z", z, m, d);
  requireShape("gaussianKernelTimes", "coefficients", coefficients, m, q);
  const factor = exponentFactor("gaussianKernelTimes", sigma);
  const rows = padded(n);
  const columns = padded(q);
  const [px, lanes, pz, pc, packed, panel, out] = allocate(
    n * d,
    rows * d,
    m * d,
    m * q,
    m * columns,
    m * 4,
    rows * columns,
  );
  loadLanes(px, x, lanes, n, d);
  view(pz, m * d).set(z);
  view(pc, m * q).set(coefficients);
  kernels().pack(packed, m, pc, 8, 8 * q, q, m);
  view(out, rows * columns).fill(0);
  for (let i = 0; i < n; i += 4) {
    kernels().gaussianPanel(lanes + 8 * d * i, pz, d, 0, m, factor, panel, 32);
    for (let c = 0; c < q; c += 4) {
      const to = out + 8 * (i * columns + c);
      kernels().tile(panel, packed + 8 * c * m, m, to, 8 * columns, 1);
    }
  }
  return copyOut(out, columns, new Float64Array(n * q), n, q);
}

/** −1 / (2σ²). */
function exponentFactor(operation: string, sigma: number): number {
  const factor = -1 / (2 * sigma * sigma);
  if (!(sigma > 0 && factor < 0 && factor > -Infinity)) {
    throw new RangeError(
      `${operation}: sigma must be positive and finite, with a square that is neither 0 nor ` +
        `infinite, but it is ${sigma}`,
    );
  }
  return factor;
}

/** Copies n×d points to `rowMajor`, and, d rows of four points after another, to `lanes`. */
function loadLanes(
  rowMajor: Address,
  points: Float64Array,
  lanes: Address,
  n: number,
  d: number,
): void {
  view(rowMajor, n * d).set(points);
  kernels().pack(lanes, d, rowMajor, 8 * d, 8, n, d);
}
