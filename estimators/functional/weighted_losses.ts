/**
 * Losses whose observations have weights: F(w) = E[ω l_out(w, h_w(X), Z)]/E[ω] with
 * h_w(x) = argmin_v E[ω l_in(w, v, Z) | X = x].
 *
 * @module
 */

import type { LossDerivatives, LossPair } from "./losses.ts";

/**
 * A pair of losses times a weight, which is the last variable of an observation: Z and then ω. All that is
 * learned from them, risks and scores are weighted by ω.
 */
export function weightedLosses(pair: LossPair): LossPair {
  const width = pair.zDimension;
  const parts = new WeakMap<Float64Array, { z: Float64Array; weight: Float64Array }>();
  const split = (joined: Float64Array) => {
    const known = parts.get(joined);
    if (known !== undefined) return known;
    const n = joined.length / (width + 1);
    const z = new Float64Array(n * width);
    const weight = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      z.set(joined.subarray(i * (width + 1), i * (width + 1) + width), i * width);
      weight[i] = joined[i * (width + 1) + width];
    }
    parts.set(joined, { z, weight });
    return { z, weight };
  };
  const times = (values: Float64Array, weight: Float64Array) => {
    const columns = values.length / weight.length;
    for (let at = 0; at < values.length; at++) values[at] *= weight[Math.floor(at / columns)];
  };
  const { name, p, fillInner } = pair;
  return {
    name,
    p,
    zDimension: width + 1,
    fill(w, v, joined, out: LossDerivatives) {
      const { z, weight } = split(joined);
      pair.fill(w, v, z, out);
      for (const values of [...Object.values(out.inner), ...Object.values(out.outer)]) {
        times(values, weight);
      }
    },
    ...(fillInner === undefined ? {} : {
      fillInner(w, v, joined, out) {
        const { z, weight } = split(joined);
        fillInner(w, v, z, out);
        for (const name of ["value", "v", "vv"] as const) times(out.inner[name], weight);
      },
    }),
  };
}

/** Observations with their weights behind Z, for `weightedLosses`: n×(zDimension + 1). */
export function withWeights(z: Float64Array, weight: Float64Array): Float64Array {
  const n = weight.length;
  const width = z.length / n;
  const out = new Float64Array(n * (width + 1));
  for (let i = 0; i < n; i++) {
    out.set(z.subarray(i * width, (i + 1) * width), i * (width + 1));
    out[i * (width + 1) + width] = weight[i];
  }
  return out;
}

/**
 * Scores whose mean is the weighted mean θ of ψ and whose deviations from it are ω(ψ − θ)/ω̄, n×p: with them
 * a standard error is that of a weighted mean.
 *
 * @param weighted ω ψ, n×p.
 */
export function weightedMeanScores(weighted: Float64Array, weight: Float64Array): Float64Array {
  const n = weight.length;
  const p = weighted.length / n;
  let total = 0;
  for (let i = 0; i < n; i++) total += weight[i];
  const mean = new Float64Array(p);
  for (let at = 0; at < weighted.length; at++) mean[at % p] += weighted[at] / total;
  return weighted.map((value, at) => {
    const [i, k] = [Math.floor(at / p), at % p];
    return mean[k] + (value - weight[i] * mean[k]) * n / total;
  });
}
