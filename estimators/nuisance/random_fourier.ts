/**
 * Ridge regression on random Fourier features: kernel ridge regression with a Gaussian kernel, but
 * for the features' own error.
 *
 * A. Rahimi and B. Recht, "Random features for large-scale kernel machines", NIPS 2007.
 *
 * @module
 */

import { requirePositive, requireWhole } from "../../numerics/require.ts";
import { gemm } from "../../numerics/kernels.ts";
import type { Learner } from "./contract.ts";
import { requirePenalties } from "./kernel_ridge.ts";
import { fitPenalised, type PenaltyOptions } from "./penalised_least_squares.ts";
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
 *
 * @example
 * ```ts
 * import { drawFourierFeatures, Stream } from "@bigrad/bigrad";
 *
 * const features = drawFourierFeatures(2, 50, 1, Stream.of("my features"));
 * console.log(features.count, features.frequencies.length); // 50 100
 * ```
 */
export function drawFourierFeatures(
  d: number,
  count: number,
  gamma: number,
  random: { normal(): number; uniform(): number },
): FourierFeatures {
  for (const [name, value] of [["d", d], ["count", count]] as const) {
    requireWhole(name, value, 1);
  }
  requirePositive("gamma", gamma);
  const scale = Math.sqrt(2 * gamma);
  return {
    d,
    count,
    frequencies: new Float64Array(d * count).map(() => scale * random.normal()),
    phases: new Float64Array(count).map(() => 2 * Math.PI * random.uniform()),
  };
}

/** Settings of `randomFourier`. */
export interface RandomFourierOptions extends PenaltyOptions {
  /** The features z; the same for all fits. */
  readonly features: FourierFeatures;
  /** Whether a constant is added that is not penalised; false unless said. */
  readonly intercept?: boolean;
}

/**
 * Ridge regression on fixed features z: minimises Σ‖y − b − zβ‖²/n + λ‖β‖², b = 0 without intercept.
 * It is `kernelRidge` with the kernel z(x)'z(x'), at the cost O(nD²) and not O(n³).
 *
 * The regression's `chosen` is that of `fitPenalised`.
 *
 * @throws {RangeError} if λ is not positive; the learner, if its data are malformed or the features
 * are for another number of covariates.
 *
 * @example
 * ```ts
 * import { drawFourierFeatures, randomFourier, Stream } from "@bigrad/bigrad";
 *
 * const n = 200;
 * const random = Stream.of("my data");
 * const x = Float64Array.from({ length: n }, () => 2 * random.uniform() - 1);
 * const y = x.map((value) => Math.sin(3 * value) + 0.1 * random.normal());
 * const learner = randomFourier({
 *   features: drawFourierFeatures(1, 50, 1, Stream.of("my features")),
 *   lambdas: [1e-4, 1e-3],
 * });
 * const { predict } = learner({ n, d: 1, q: 1, x, y });
 * console.log(predict(Float64Array.of(0.5), 1)[0].toFixed(2), Math.sin(1.5).toFixed(2));
 * // 0.99 1.00
 * ```
 */
export function randomFourier(options: RandomFourierOptions): Learner {
  const { features, intercept = false, ...penalties } = options;
  requirePenalties(options.lambdas);
  const { count, d } = features;
  const constants = intercept ? 1 : 0;
  const size = constants + count;
  const penalty = new Float64Array(size).fill(1).fill(0, 0, constants);
  return (data) => {
    requireRegressionData(data);
    const { n, q, x } = data;
    if (data.d !== d) {
      throw new RangeError(`there are ${data.d} covariates: the features were drawn for ${d}`);
    }
    const { beta, chosen } = fitPenalised(design(features, x, n, size), penalty, data, penalties);
    return {
      predict(points, m) {
        requirePoints(points, m, d);
        return gemm(design(features, points, m, size), beta, m, size, q);
      },
      chosen,
    };
  };
}

/** The features at n points, n×D. */
export function fourierFeatures(
  features: FourierFeatures,
  x: Float64Array,
  n: number,
): Float64Array {
  return design(features, x, n, features.count);
}

/** The features at n points after as many ones as make the rows `size` long. */
function design(
  { d, count, frequencies, phases }: FourierFeatures,
  x: Float64Array,
  n: number,
  size: number,
): Float64Array {
  const angles = gemm(x, frequencies, n, d, count);
  const out = size === count ? angles : new Float64Array(n * size).fill(1);
  const scale = Math.sqrt(2 / count);
  for (let i = 0; i < n; i++) {
    const from = i * count;
    const to = (i + 1) * size - count;
    for (let k = 0; k < count; k++) out[to + k] = scale * Math.cos(angles[from + k] + phases[k]);
  }
  return out;
}
