/**
 * Matrices of kernels that depend on the Euclidean distance r = ‖x − z‖ alone.
 *
 * The exponential is the kernels' own, with an error below one unit in the last place; values below
 * 2⁻¹⁰²² are 0.
 *
 * @module
 */

import { type Address, allocate, copyOut, kernels, padded, requireShape, view } from "./wasm.ts";

/** A radial kernel, k(x, x) = 1. */
export interface RadialKernel {
  /**
   * Its shape: "gaussian", exp(−r²/(2σ²)); "laplace", exp(−r/σ); "matern32", (1 + u) exp(−u) with
   * u = √3 r/σ; or "matern52", (1 + u + u²/3) exp(−u) with u = √5 r/σ.
   */
  readonly shape: RadialShape;
  /** Bandwidth σ, in the units of x. */
  readonly sigma: number;
}

/** The shapes of `RadialKernel`. */
export type RadialShape = "gaussian" | "laplace" | "matern32" | "matern52";

/** The shapes in the numbering of the WebAssembly module. */
const SHAPES: readonly RadialShape[] = ["gaussian", "laplace", "matern32", "matern52"];

/**
 * The symmetric matrix of k(xᵢ, xⱼ).
 *
 * @param x Points, n×d.
 * @returns n×n, with ones on the diagonal.
 * @throws {RangeError} If x does not hold n·d numbers, or σ is not positive and finite.
 */
export function radialGram(
  kernel: RadialKernel,
  x: Float64Array,
  n: number,
  d: number,
): Float64Array {
  requireShape("radialGram", "x", x, n, d);
  const { shape, scale } = numbered("radialGram", kernel);
  const columns = padded(n);
  const [px, lanes, out] = allocate(n * d, columns * d, columns * columns);
  loadLanes(px, x, lanes, n, d);
  for (let j = 0; j < n; j += 4) {
    const panel = lanes + 8 * d * j;
    const to = out + 8 * (j * columns + j);
    kernels().kernelPanel(shape, scale, panel, px + 8 * d * j, d, n - j, to, 8 * columns);
  }
  kernels().mirror(out, columns);
  return copyOut(out, columns, new Float64Array(n * n), n, n);
}

/**
 * The product of the matrix of k(xᵢ, zⱼ) with an m×q matrix, without ever storing the former.
 *
 * @param x Points, n×d.
 * @param z Points, m×d.
 * @param coefficients m×q.
 * @returns n×q.
 * @throws {RangeError} If sizes do not agree, or σ is not positive and finite.
 */
export function radialKernelTimes(
  kernel: RadialKernel,
  x: Float64Array,
  n: number,
  z: Float64Array,
  m: number,
  d: number,
  coefficients: Float64Array,
  q: number,
): Float64Array {
  requireShape("radialKernelTimes", "x", x, n, d);
  requireShape("radialKernelTimes", "z", z, m, d);
  requireShape("radialKernelTimes", "coefficients", coefficients, m, q);
  const { shape, scale } = numbered("radialKernelTimes", kernel);
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
  kernels().kernelTimes(shape, scale, lanes, rows, pz, m, d, packed, columns, out, panel);
  return copyOut(out, columns, new Float64Array(n * q), n, q);
}

/** The shape's number and what the (squared) distance is multiplied by. */
function numbered(
  operation: string,
  { shape, sigma }: RadialKernel,
): { shape: number; scale: number } {
  const scale = shape === "gaussian"
    ? -1 / (2 * sigma * sigma)
    : Math.sqrt({ laplace: 1, matern32: 3, matern52: 5 }[shape]) / sigma;
  if (!(sigma > 0 && scale !== 0 && Math.abs(scale) < Infinity)) {
    throw new RangeError(
      `${operation}: sigma must be positive and finite, with a square that is neither 0 nor ` +
        `infinite, but it is ${sigma}`,
    );
  }
  return { shape: SHAPES.indexOf(shape), scale };
}

/** Copies n×d points to `rowMajor`, and, d rows of four points after another, to `lanes`. */
export function loadLanes(
  rowMajor: Address,
  points: Float64Array,
  lanes: Address,
  n: number,
  d: number,
): void {
  view(rowMajor, n * d).set(points);
  kernels().pack(lanes, d, rowMajor, 8 * d, 8, n, d);
}
