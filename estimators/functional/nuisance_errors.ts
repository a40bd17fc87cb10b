/**
 * How far learned nuisance functions are from the true ones.
 *
 * @module
 */

import type { NuisanceValues } from "./contract.ts";

/** Root mean squared errors over points (and coordinates of j). */
export interface NuisanceErrors {
  /** Of ĥ. */
  readonly h: number;
  /** Of ĵ, over points and coordinates. */
  readonly j: number;
  /** Of m̂. */
  readonly m: number;
  /** j · (h + m): times √p, a bound on the norm of the bias that orthogonality leaves. */
  readonly product: number;
}

/**
 * Root mean squared errors of learned nuisances at the points where they were evaluated.
 *
 * @throws {RangeError} if the two sets of values differ in size or are empty.
 */
export function nuisanceErrors(learned: NuisanceValues, truth: NuisanceValues): NuisanceErrors {
  const h = rootMeanSquare("h", learned.h, truth.h);
  const j = rootMeanSquare("j", learned.j, truth.j);
  const m = rootMeanSquare("m", learned.m, truth.m);
  return { h, j, m, product: j * (h + m) };
}

function rootMeanSquare(name: string, a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length || a.length === 0) {
    throw new RangeError(
      `${name} has ${a.length} learned and ${b.length} true values: equal numbers are needed, not 0`,
    );
  }
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const error = a[i] - b[i];
    sum += error * error;
  }
  return Math.sqrt(sum / a.length);
}
