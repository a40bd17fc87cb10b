/** The methods of `RECURSIONS` with settings for tests. */

import { type RecursionName, RECURSIONS } from "../../../estimators/parametric/recursion_table.ts";
import { recursion, type RecursionOptions } from "../../../estimators/parametric/recursions.ts";
import { normals, tinySum } from "./support.ts";

/** A problem whose draws can be enumerated. */
export const tiny = tinySum();
/** A point of it. */
export const at = {
  x: normals(tiny.dx, "tiny x"),
  y: normals(tiny.dy, "tiny y"),
  u: normals(tiny.dy, "u"),
  kept: {},
};
const other = { x: normals(tiny.dx, "x before"), y: normals(tiny.dy, "y before"), u: at.u };
/** Directions of another point. */
export const SOME = {
  y: { direction: normals(tiny.dy, "along y"), at: other },
  u: { direction: normals(tiny.dy, "along u"), at: other },
  x: { direction: normals(tiny.dx, "along x"), at: other },
};

/** Each method with its own options, and constant steps. */
export const OWN: Readonly<Record<RecursionName, Partial<RecursionOptions>>> = {
  "ma-soba": { newest: 0.3 },
  "ma-saba": { newest: 0.3 },
  "srba": { period: 4 },
  "spaba": { probability: 0.25 },
  "fsla": { newest: 0.4 },
  "ttsa": { order: 3 },
  "bsa": { order: 3, lowerSteps: 2 },
  "sustain": { order: 3, newest: 0.4 },
  "mrbo": { order: 3, newest: 0.4 },
  "vrbo": { order: 3, lowerSteps: 2, period: 4 },
  "pzobo": { lowerSteps: 2, directions: 2 },
};
/** All of them. */
export const NAMES = Object.keys(RECURSIONS) as RecursionName[];
/** Constant steps. */
export const CONSTANT = { outerDecay: 0, lowerDecay: 0, outerStep: 0.3, lowerStep: 0.2 };

/** A method with these, or others. */
export const make = (method: RecursionName, more: Partial<RecursionOptions> = {}) => {
  const newest = "newest" in OWN[method] ? { newestDecay: 0 } : {};
  return recursion({ method, ...CONSTANT, ...OWN[method], ...newest, ...more });
};
