/**
 * The exact variances of sampled maps: what a single observation adds to the errors.
 *
 * @module
 */

import type { FixedPointMap, FixedPointProblem } from "./fixed_point_contract.ts";

/** Variances E‖X̂ − X‖² of what one uniform observation gives; b observations give 1/b of them. */
export interface SamplingVariance {
  /** That of Φ̂(w, λ). */
  readonly phi: number;
  /** That of ∂₁Φ̂(w, λ)ᵀ v. */
  readonly d1T: number;
  /** That of ∂₂Φ̂(w, λ)ᵀ v. */
  readonly d2T: number;
}

/** The variances at (w, λ) for a vector v, dw, from all observations one at a time. */
export function samplingVariance(
  { map, sum }: FixedPointProblem,
  w: Float64Array,
  lambda: Float64Array,
  v: Float64Array,
): SamplingVariance {
  const looks: readonly ((of: FixedPointMap) => Float64Array)[] = [
    (of) => of.phi(w, lambda),
    (of) => of.d1T(w, lambda, v),
    (of) => of.d2T(w, lambda, v),
  ];
  const means = looks.map((look) => look(map));
  const totals = [0, 0, 0];
  for (let i = 0; i < sum.size; i++) {
    const one = sum.batch(Uint32Array.of(i));
    looks.forEach((look, at) => {
      const sample = look(one);
      const mean = means[at];
      for (let l = 0; l < sample.length; l++) {
        totals[at] += (sample[l] - mean[l]) * (sample[l] - mean[l]);
      }
    });
  }
  const [phi, d1T, d2T] = totals.map((total) => total / sum.size);
  return { phi, d1T, d2T };
}
