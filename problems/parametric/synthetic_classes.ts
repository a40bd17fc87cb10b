/**
 * Simulated classes of the shape of well-known data sets, for where those cannot be had: synthetic
 * stand-ins, and to be called so wherever results are shown.
 *
 * @module
 */

import type { RandomSource } from "../random_source.ts";
import type { LabelledData } from "./labelled_data.ts";
import { requireBetween, requireWhole } from "../../numerics/require.ts";

/** What a stand-in looks like. */
export interface ClassesOptions {
  /** Number of features. */
  readonly p: number;
  /** Probability of each class; they are divided by their sum. */
  readonly shares: readonly number[];
  /** Labels of the classes; 0, 1, … unless said. */
  readonly labels?: readonly number[];
  /** Distance of two prototypes over √2, on average, in standard deviations of the noise. */
  readonly separation: number;
}

/** Ten classes of equal size in 64 features: a synthetic stand-in for handwritten digits. */
export const SYNTHETIC_DIGITS: ClassesOptions = {
  p: 64,
  shares: new Array<number>(10).fill(1),
  separation: 3,
};

/**
 * n observations, each its class's prototype plus standard normal noise; prototypes are normal with
 * expected squared norm separation². A smaller n gives the beginning of a larger one.
 *
 * @throws {RangeError} if an option is none.
 */
export function syntheticClasses(
  n: number,
  { p, shares, labels, separation }: ClassesOptions,
  random: RandomSource,
): LabelledData {
  requireWhole("n", n, 1);
  requireWhole("p", p, 1);
  requireWhole("the number of classes", shares.length, 2);
  requireBetween("separation", separation, 0, Number.MAX_VALUE);
  shares.forEach((share, c) => requireBetween(`share ${c}`, share, Number.MIN_VALUE, 1e300));
  if (labels !== undefined && labels.length !== shares.length) {
    throw new RangeError(
      `there are ${labels.length} labels: give one for each of ${shares.length}`,
    );
  }
  const total = shares.reduce((sum, share) => sum + share, 0);
  const source = random.split("prototypes");
  const scale = separation / Math.sqrt(p);
  const prototypes = Float64Array.from(
    { length: shares.length * p },
    () => scale * source.normal(),
  );
  const draws = random.split("observations");
  const features = new Float64Array(n * p);
  const of = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let rest = draws.uniform() * total - shares[0];
    let c = 0;
    while (rest > 0 && c < shares.length - 1) rest -= shares[++c];
    of[i] = labels === undefined ? c : labels[c];
    for (let k = 0; k < p; k++) features[i * p + k] = prototypes[c * p + k] + draws.normal();
  }
  return { n, p, features, labels: of };
}
