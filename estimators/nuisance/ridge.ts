/**
 * Linear regression on the covariates with a ridge.
 *
 * @module
 */

import { requireFinite } from "../../numerics/require.ts";
import type { Learner, RegressionData } from "./contract.ts";
import { solveRidge } from "./normal_equations.ts";
import { requirePoints, requireRegressionData } from "./regression_data.ts";

/**
 * Ridge regression on (1, x): minimises Σ‖y − β_0 − β'x‖² + penalty·‖β‖², the intercept free and the
 * penalty not scaled by n.
 *
 * @param penalty At least 0; with 0, collinear covariates are an error.
 * @throws {RangeError} if the penalty is negative; the learner, if its data are malformed.
 *
 * @example
 * ```ts
 * import { ridgeRegression, Stream } from "@bigrad/bigrad";
 *
 * const n = 200;
 * const random = Stream.of("my data");
 * const x = Float64Array.from({ length: n }, () => 2 * random.uniform() - 1);
 * const y = x.map((value) => 2 * value + 0.1 * random.normal());
 * const learner = ridgeRegression(0.1);
 * const { predict } = learner({ n, d: 1, q: 1, x, y });
 * console.log(predict(Float64Array.of(0.5), 1)[0].toFixed(2), 1); // 0.99 1
 * ```
 */
export function ridge(penalty: number): Learner {
  requireFinite("penalty", penalty, 0);
  return (data) => {
    requireRegressionData(data);
    const { d, q } = data;
    const { centre, beta } = fit(data, penalty);
    return {
      predict(x, n) {
        requirePoints(x, n, d);
        const out = new Float64Array(n * q);
        for (let i = 0; i < n; i++) {
          for (let c = 0; c < q; c++) {
            let sum = beta[c];
            for (let k = 0; k < d; k++) sum += (x[i * d + k] - centre[k]) * beta[(k + 1) * q + c];
            out[i * q + c] = sum;
          }
        }
        return out;
      },
    };
  };
}

// Centred covariates give the same regression, since the intercept is free, from a better Gram matrix.
function fit(
  { n, d, q, x, y }: RegressionData,
  penalty: number,
): { centre: Float64Array; beta: Float64Array } {
  const centre = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < d; k++) centre[k] += x[i * d + k] / n;
  }
  const size = d + 1;
  const gram = new Float64Array(size * size);
  const rhs = new Float64Array(size * q);
  const row = new Float64Array(size);
  row[0] = 1;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < d; k++) row[k + 1] = x[i * d + k] - centre[k];
    for (let a = 0; a < size; a++) {
      for (let b = 0; b <= a; b++) gram[a * size + b] += row[a] * row[b];
      for (let c = 0; c < q; c++) rhs[a * q + c] += row[a] * y[i * q + c];
    }
  }
  return { centre, beta: solveRidge(gram, rhs, size, q, penalty) };
}
