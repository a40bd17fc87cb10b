/**
 * Positive definite kernels.
 *
 * @module
 */

import { gaussianGram, gaussianKernelTimes } from "../numerics/gaussian_kernel.ts";

/** A positive definite kernel k. Points are rows of row-major arrays. */
export interface Kernel {
  /** Name used in tables. */
  readonly name: string;
  /** The symmetric matrix of k(x_i, x_j) for n points in d dimensions, n×n. */
  gram(x: Float64Array, n: number, d: number): Float64Array;
  /**
   * The matrix of k(x_i, z_j), n×m, times coefficients, m×q.
   *
   * @param x n points in d dimensions.
   * @param z m points in d dimensions.
   * @returns n×q.
   */
  times(
    x: Float64Array,
    n: number,
    z: Float64Array,
    m: number,
    d: number,
    coefficients: Float64Array,
    q: number,
  ): Float64Array;
}

/**
 * The Gaussian kernel exp(−‖x − z‖²/(2σ²)).
 *
 * @throws {RangeError} if sigma is not positive and finite.
 */
export function gaussian(sigma: number): Kernel {
  if (!(sigma > 0 && sigma < Infinity)) {
    throw new RangeError(`sigma is ${sigma}: a kernel's width must be positive and finite`);
  }
  return {
    name: "gaussian",
    gram: (x, n, d) => gaussianGram(x, n, d, sigma),
    times: (x, n, z, m, d, coefficients, q) =>
      gaussianKernelTimes(x, n, z, m, d, sigma, coefficients, q),
  };
}
