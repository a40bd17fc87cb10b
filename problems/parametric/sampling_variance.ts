/**
 * The exact variances of sampled maps: what a single observation adds to the errors.
 *
 * @module
 */

import type { FixedPointMap, FixedPointProblem } from "./fixed_point_contract.ts";

/** Variances E‖X̂ − X‖² of what one uniform observation gives; b observations give 1/b of them. */
export interface SamplingVariance {
  /** That of Φ̂(x, y). */
  readonly phi: number;
  /** That of ∂_yΦ̂(x, y)ᵀ v. */
  readonly vjp: number;
  /** That of ∂_xΦ̂(x, y)ᵀ v. */
  readonly vjpX: number;
}

/** The variances at (x, y) for a vector v, dy, from all observations one at a time. */
export function samplingVariance(
  { map, mapSum }: FixedPointProblem,
  x: Float64Array,
  y: Float64Array,
  v: Float64Array,
): SamplingVariance {
  const looks: readonly ((of: FixedPointMap) => Float64Array)[] = [
    (of) => of.phi(x, y),
    (of) => of.vjp(x, y, v),
    (of) => of.vjpX(x, y, v),
  ];
  const means = looks.map((look) => look(map));
  const totals = [0, 0, 0];
  for (let i = 0; i < mapSum.size; i++) {
    const one = mapSum.batch(Uint32Array.of(i));
    looks.forEach((look, at) => {
      const sample = look(one);
      const mean = means[at];
      for (let l = 0; l < sample.length; l++) {
        totals[at] += (sample[l] - mean[l]) * (sample[l] - mean[l]);
      }
    });
  }
  const [phi, vjp, vjpX] = totals.map((total) => total / mapSum.size);
  return { phi, vjp, vjpX };
}
