/**
 * Ridge regression on random Fourier features: kernel ridge regression with a Gaussian kernel, but
 * for the features' own error.
 *
 * A. Rahimi and B. Recht, "Random features for large-scale kernel machines", NIPS 2007.
 *
 * @module
 */

import { gemm, gram, solvePositiveDefinite } from "../numerics/kernels.ts";
import type { Learner } from "./contract.ts";
import { requirePoints, requireRegressionData } from "./regression_data.ts";

/** D random functions √(2/D) cos(x'ω_k + b_k) of d covariates. */
export interface FourierFeatures {
  /** Number of covariates d. */
  readonly d: number;
  /** Number of features D. */
  readonly count: number;
  /** The ω_k side by side, d×D. */
  readonly frequencies: Float64Array;
  /** The b_k, D. */
  readonly phases: Float64Array;
}

/**
 * Draws features whose inner products have the mean exp(−γ‖x − z‖²): ω ~ N(0, 2γI), b uniform on
 * (0, 2π).
 *
 * @param gamma γ > 0; 1/(2σ²) for a kernel of width σ. The published value for B4 is 0.35, with 256
 * features.
 * @param random Where the features come from; the same stream always gives the same ones.
 * @throws {RangeError} if a number is out of range.
 */
export function drawFourierFeatures(
  d: number,
  count: number,
  gamma: number,
  random: { normal(): number; uniform(): number },
): FourierFeatures {
  for (const [name, value] of [["d", d], ["count", count]] as const) {
    if (!(Number.isInteger(value) && value >= 1)) {
      throw new RangeError(`${name} is ${value}: give a whole number, at least 1`);
    }
  }
  if (!(gamma > 0 && gamma < Infinity)) {
    throw new RangeError(`gamma is ${gamma}: it must be positive and finite`);
  }
  const scale = Math.sqrt(2 * gamma);
  return {
    d,
    count,
    frequencies: new Float64Array(d * count).map(() => scale * random.normal()),
    phases: new Float64Array(count).map(() => 2 * Math.PI * random.uniform()),
  };
}

/**
 * Ridge regression on fixed features z: minimises Σ‖y − zβ‖²/n + λ‖β‖², no intercept.
 *
 * @param lambda λ > 0.
 * @throws {RangeError} if λ is not positive; the learner, if its data are malformed.
 */
export function randomFourier(features: FourierFeatures, lambda: number): Learner {
  if (!(lambda > 0 && lambda < Infinity)) {
    throw new RangeError(`lambda is ${lambda}: a penalty must be positive and finite`);
  }
  const { count, d } = features;
  return (data) => {
    requireRegressionData(data);
    const { n, q, x, y } = data;
    if (data.d !== d) {
      throw new RangeError(`there are ${data.d} covariates: the features were drawn for ${d}`);
    }
    const z = fourierFeatures(features, x, n);
    const matrix = gram(z, n, count);
    for (let k = 0; k < count; k++) matrix[k * count + k] += n * lambda;
    const rhs = gemm(z, y, count, n, q, { transposeA: true });
    const beta = solvePositiveDefinite(matrix, count, rhs, q);
    return {
      predict(points, m) {
        requirePoints(points, m, d);
        return gemm(fourierFeatures(features, points, m), beta, m, count, q);
      },
    };
  };
}

/** The features at n points, n×D. */
export function fourierFeatures(
  { d, count, frequencies, phases }: FourierFeatures,
  x: Float64Array,
  n: number,
): Float64Array {
  const z = gemm(x, frequencies, n, d, count);
  const scale = Math.sqrt(2 / count);
  for (let at = 0; at < z.length; at++) z[at] = scale * Math.cos(z[at] + phases[at % count]);
  return z;
}
