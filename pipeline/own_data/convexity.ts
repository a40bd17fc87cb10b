/**
 * Whether the inner loss is convex where h lies.
 *
 * @module
 */

import {
  innerDerivatives,
  type LossPair,
  makeLossDerivatives,
} from "../../estimators/functional/losses.ts";
import type { LossUnits } from "../../estimators/functional/loss_units.ts";
import { spread } from "./checks.ts";
import type { OrderedObservations } from "./sample.ts";
import { rounded } from "../wording.ts";

/** Rows, spread over the data, and values of v that are looked at. */
const ROWS = 64;
const VALUES = 41;
/** As far from the best constant, in lengths, another minimum would be a rival. */
const REACH = 10;
/** A curvature that is such a part of the mean below 0 is rounding. */
const ROUNDING = 1e-6;

/**
 * A sentence if the inner loss bends down somewhere in the range of h or near the best constant, none if
 * not.
 *
 * @param h The learned function, n.
 */
export function convexityWarnings(
  pair: LossPair,
  w: Float64Array,
  sample: OrderedObservations,
  h: Float64Array,
  { centre, length }: Pick<LossUnits, "centre" | "length">,
): string[] {
  const { n, z, rows } = spread(sample, ROWS);
  const least = h.reduce((low, value) => Math.min(low, value), centre - REACH * length);
  const most = h.reduce((high, value) => Math.max(high, value), centre + REACH * length);
  const losses = makeLossDerivatives(n, pair.p);
  let [size, lowest, where] = [0, 0, ""];
  for (let k = 0; k < VALUES; k++) {
    const v = least + (most - least) * k / (VALUES - 1);
    const { vv } = innerDerivatives(pair, w, new Float64Array(n).fill(v), z, losses);
    vv.forEach((curvature, i) => {
      size += Math.abs(curvature) / (n * VALUES);
      if (!(curvature < lowest)) return;
      lowest = curvature;
      where = `at v = ${rounded(v, 3)} in row ${rows[i]! + 1}`;
    });
  }
  return lowest < -ROUNDING * size
    ? [
      `The inner loss is not convex in v: its second derivative is ${
        rounded(lowest, 3)
      } ${where}. It may ` +
      `have several minima, of which one was found, and intervals hold for that one alone.`,
    ]
    : [];
}
