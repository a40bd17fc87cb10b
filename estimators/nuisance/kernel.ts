/**
 * Positive definite kernels.
 *
 * @module
 */

import { requirePositive } from "../../numerics/require.ts";
import { radialGram, radialKernelTimes, type RadialShape } from "../../numerics/radial_kernel.ts";

/** A positive definite kernel k. Points are rows of row-major arrays. */
export interface Kernel {
  /** Name used in tables. */
  readonly name: string;
  /** Its bandwidth, for the record; left out if it has none. */
  readonly sigma?: number;
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
 *
 * @example
 * ```ts
 * import { gaussian } from "@bigrad/bigrad";
 *
 * const k = gaussian(1).gram(Float64Array.of(0, 1), 2, 1);
 * console.log(k.length, k[0], k[1].toFixed(4)); // 4 1 0.6065
 * ```
 */
export function gaussian(sigma: number): Kernel {
  return radial("gaussian", sigma);
}

/**
 * The Laplace kernel exp(−‖x − z‖/σ), that is Matérn's of order 1/2: its functions of d covariates
 * have (d + 1)/2 derivatives in L².
 *
 * @throws {RangeError} if sigma is not positive and finite.
 *
 * @example
 * ```ts
 * import { laplace } from "@bigrad/bigrad";
 *
 * const k = laplace(1).gram(Float64Array.of(0, 1), 2, 1);
 * console.log(k.length, k[0], k[1].toFixed(4)); // 4 1 0.3679
 * ```
 */
export function laplace(sigma: number): Kernel {
  return radial("laplace", sigma);
}

/**
 * Matérn's kernel of order 3/2, (1 + u) exp(−u) with u = √3‖x − z‖/σ: (d + 3)/2 derivatives.
 *
 * @throws {RangeError} if sigma is not positive and finite.
 *
 * @example
 * ```ts
 * import { matern32 } from "@bigrad/bigrad";
 *
 * const k = matern32(1).gram(Float64Array.of(0, 1), 2, 1);
 * console.log(k.length, k[0], k[1].toFixed(4)); // 4 1 0.4834
 * ```
 */
export function matern32(sigma: number): Kernel {
  return radial("matern32", sigma);
}

/**
 * Matérn's kernel of order 5/2, (1 + u + u²/3) exp(−u) with u = √5‖x − z‖/σ: (d + 5)/2 derivatives.
 *
 * @throws {RangeError} if sigma is not positive and finite.
 *
 * @example
 * ```ts
 * import { matern52 } from "@bigrad/bigrad";
 *
 * const k = matern52(1).gram(Float64Array.of(0, 1), 2, 1);
 * console.log(k.length, k[0], k[1].toFixed(4)); // 4 1 0.5240
 * ```
 */
export function matern52(sigma: number): Kernel {
  return radial("matern52", sigma);
}

function radial(shape: RadialShape, sigma: number): Kernel {
  requirePositive("sigma", sigma);
  const kernel = { shape, sigma };
  return {
    name: shape,
    sigma,
    gram: (x, n, d) => radialGram(kernel, x, n, d),
    times: (x, n, z, m, d, coefficients, q) =>
      radialKernelTimes(kernel, x, n, z, m, d, coefficients, q),
  };
}
