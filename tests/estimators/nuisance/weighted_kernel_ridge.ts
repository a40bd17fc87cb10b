/**
 * Kernel ridge regression for weighted quadratic risks, which other learners are compared with.
 *
 * @module
 */

import { cholesky, gemm, solveTriangular } from "../../../numerics/kernels.ts";
import type { Kernel } from "../../../estimators/nuisance/kernel.ts";
import { requirePenalties } from "../../../estimators/nuisance/kernel_ridge.ts";
import {
  type FunctionClass,
  type QuadraticRiskLearner,
  requireWeights,
} from "../../../estimators/nuisance/quadratic_risk.ts";
import { requireCovariates, requirePoints } from "../../../estimators/nuisance/regression_data.ts";

/** Settings of `weightedKernelRidge`. */
export interface WeightedKernelRidgeOptions {
  /** The kernel k. */
  readonly kernel: Kernel;
  /** The penalty λ > 0. */
  readonly lambda: number;
  /** Whether a constant is added that is not penalised; true unless said. */
  readonly intercept?: boolean;
}

/**
 * Minimises quadratic risks plus ½λ‖f − β‖² over f = Σ_i α_i k(x_i, ·) + β.
 *
 * With S = W^½ K W^½ + nλI, factorised once, (α, β) solves α = −W^½ S⁻¹ W^-½ (U + βW) and 1'α = 0;
 * without intercept β = 0. With W = 1 and U = −y it is `kernelRidge` at that λ.
 *
 * @throws {RangeError} if λ is not positive; the learner, if its points are malformed.
 */
export function weightedKernelRidge(options: WeightedKernelRidgeOptions): QuadraticRiskLearner {
  const { kernel, lambda, intercept = true } = options;
  requirePenalties([lambda]);
  return (x, n, d) => kernelClass(kernel, lambda, intercept, x, n, d);
}

function kernelClass(
  kernel: Kernel,
  lambda: number,
  intercept: boolean,
  x: Float64Array,
  n: number,
  d: number,
): FunctionClass {
  requireCovariates(x, n, d);
  const gram = kernel.gram(x, n, d);
  // the coefficients are α and then, if there is an intercept, β
  const size = intercept ? n + 1 : n;
  const plusConstant = (values: Float64Array, coefficients: Float64Array, q: number) =>
    intercept ? values.map((value, at) => value + coefficients[n * q + at % q]) : values;
  return {
    n,
    size,
    weighted(weight) {
      requireWeights(weight, n);
      const root = weight.map(Math.sqrt);
      const system = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) system[i * n + j] = root[i] * gram[i * n + j] * root[j];
        system[i * n + i] += n * lambda;
      }
      const factor = cholesky(system, n, system);
      const solve = (values: Float64Array, q: number) => {
        const scaled = values.map((value, at) => value / root[Math.floor(at / q)]);
        const half = solveTriangular(factor, n, scaled, q);
        return solveTriangular(factor, n, half, q, { transposed: true })
          .map((value, at) => value * root[Math.floor(at / q)]);
      };
      if (!intercept) return (linear, q) => solve(linear, q).map((value) => -value);
      const v = solve(weight, 1);
      const total = v.reduce((sum, value) => sum + value, 0);
      return (linear, q) => {
        const alpha = solve(linear, q);
        const out = new Float64Array(size * q);
        for (let c = 0; c < q; c++) {
          let sum = 0;
          for (let i = 0; i < n; i++) sum += alpha[i * q + c];
          const constant = -sum / total;
          for (let i = 0; i < n; i++) out[i * q + c] = -alpha[i * q + c] - constant * v[i];
          out[n * q + c] = constant;
        }
        return out;
      };
    },
    fitted: (coefficients, q) =>
      plusConstant(gemm(gram, coefficients.subarray(0, n * q), n, n, q), coefficients, q),
    evaluate(coefficients, q, points, m) {
      requirePoints(points, m, d);
      const alpha = coefficients.subarray(0, n * q);
      return plusConstant(kernel.times(points, m, x, n, d, alpha, q), coefficients, q);
    },
    penalty(coefficients) {
      const alpha = coefficients.subarray(0, n);
      const smooth = gemm(gram, alpha, n, n, 1);
      return lambda * alpha.reduce((sum, value, i) => sum + value * smooth[i], 0) / 2;
    },
  };
}
