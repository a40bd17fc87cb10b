/**
 * Whether one learner's risks on rows held out are less than another's.
 *
 * @module
 */

import { clusterCount } from "../../estimators/inference/clusters.ts";

/** Risks that differ by less than this share are equal. */
const EQUAL = 1e-9;
/** What is less simple must be better by so many standard errors. */
const DOUBT = 0.5;
/** What a number loses when another of its size is taken from it, as a share of it. */
const ROUNDING = 4e-16;

/**
 * Whether risks are less than others by more than chance and rounding would have it.
 *
 * @param before The risk at each row, 0 where f = 0: a constant in the loss would hide what differs.
 * @param groups The cluster of each row.
 * @param rounding What a mean risk is uncertain by.
 */
export function isGain(
  before: Float64Array,
  after: Float64Array,
  groups: Uint32Array,
  rounding: number,
): boolean {
  const n = before.length;
  const sums = new Float64Array(clusterCount(groups));
  for (let i = 0; i < n; i++) sums[groups[i]] += before[i] - after[i];
  const count = sums.length;
  let [gain, square] = [0, 0];
  for (let g = 0; g < count; g++) {
    gain += sums[g] / n;
    square += sums[g] * sums[g] / count;
  }
  const mean = gain * n / count;
  const error = Math.sqrt(Math.max(0, square - mean * mean) / count) * count / n;
  return gain > DOUBT * error + EQUAL * meanSize(before) + rounding;
}

/** What risks are uncertain by that are differences of losses from these. */
export function roundingOf(losses: Float64Array): number {
  return ROUNDING * meanSize(losses);
}

function meanSize(values: Float64Array): number {
  return values.reduce((sum, value) => sum + Math.abs(value) / values.length, 0);
}
