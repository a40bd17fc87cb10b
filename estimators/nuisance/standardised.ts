/**
 * Covariates brought to one scale.
 *
 * @module
 */

import { requireCovariates } from "./regression_data.ts";

/**
 * The map of points, m×d, that gives training points mean 0 and variance 1 in every covariate.
 *
 * @throws {RangeError} if the training points are malformed.
 */
export function standardisation(
  x: Float64Array,
  n: number,
  d: number,
): (points: Float64Array) => Float64Array {
  requireCovariates(x, n, d);
  const mean = new Float64Array(d);
  const factor = new Float64Array(d);
  for (let at = 0; at < x.length; at++) mean[at % d] += x[at] / n;
  for (let at = 0; at < x.length; at++) {
    const deviation = x[at] - mean[at % d];
    factor[at % d] += deviation * deviation / n;
  }
  for (let k = 0; k < d; k++) {
    const deviation = Math.sqrt(factor[k]);
    // a spread that is rounding alone is none
    factor[k] = deviation > ROUNDING * Math.abs(mean[k]) ? 1 / deviation : 0;
  }
  return (points) => points.map((value, at) => (value - mean[at % d]) * factor[at % d]);
}

const ROUNDING = 1e-12;
