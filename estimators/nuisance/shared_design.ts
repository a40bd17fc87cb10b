/**
 * The values of a basis at parts of one sample, which folds leave out again and again.
 *
 * @module
 */

import { rowsOf } from "../../numerics/matrix.ts";
import type { PartOfSample } from "./contract.ts";

/** The functions of a basis at n rows of x (n×d), a row for each point. */
export type Design = (x: Float64Array, n: number, d: number) => Float64Array;

/** The same, where it may be known of which sample the points are a part. */
export type SharedDesign = (...of: [...Parameters<Design>, part?: PartOfSample]) => Float64Array;

/**
 * A design that is computed once for all points of a sample, as long as they are kept, and anew where others were
 * written into their array.
 */
export function sharedDesign(design: Design): SharedDesign {
  const known = new WeakMap<Float64Array, { points: Float64Array; values: Float64Array }>();
  return (x, n, d, part) => {
    if (part === undefined) return design(x, n, d);
    const { all, rows } = part;
    let last = known.get(all);
    if (last === undefined || !isEqual(last.points, all)) {
      last = { points: all.slice(), values: design(all, all.length / d, d) };
      known.set(all, last);
    }
    return rowsOf(last.values, all.length / d, rows);
  };
}

function isEqual(a: Float64Array, b: Float64Array): boolean {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
