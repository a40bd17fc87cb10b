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
  const unit = unitsOf(x, d);
  const mean = new Float64Array(d);
  const factor = new Float64Array(d);
  for (let at = 0; at < x.length; at++) mean[at % d] += x[at] * unit[at % d] / n;
  for (let at = 0; at < x.length; at++) {
    const deviation = x[at] * unit[at % d] - mean[at % d];
    factor[at % d] += deviation * deviation / n;
  }
  for (let k = 0; k < d; k++) {
    const deviation = Math.sqrt(factor[k]);
    // a spread that is rounding alone is none
    factor[k] = deviation > ROUNDING * Math.abs(mean[k]) ? 1 / deviation : 0;
  }
  return (points) =>
    points.map((value, at) => (value * unit[at % d] - mean[at % d]) * factor[at % d]);
}

const ROUNDING = 1e-12;
/** Beyond this, or below its inverse, squares overflow or vanish. */
const FAR = 1e140;

/** What each covariate is multiplied by first: 1 but where it is out of all proportion. */
function unitsOf(x: Float64Array, d: number): Float64Array {
  const largest = new Float64Array(d);
  for (let at = 0; at < x.length; at++) {
    largest[at % d] = Math.max(largest[at % d], Math.abs(x[at]));
  }
  return largest.map(unitOf);
}

/** What a number whose square overflows or vanishes is multiplied by; 1 for all others. */
export const unitOf = (size: number): number =>
  Math.abs(size) > FAR ? 1 / FAR / FAR : Math.abs(size) < 1 / FAR ? FAR * FAR : 1;
