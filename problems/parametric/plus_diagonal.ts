/**
 * Hessians of objectives with a quadratic penalty.
 *
 * @module
 */

import type { Hessian } from "./contract.ts";

/** H + diag(d), d of length dy. */
export function plusDiagonal(hessian: Hessian, d: Float64Array): Hessian {
  const n = d.length;
  const { matrix } = hessian;
  return {
    times(p, k = 1) {
      const out = hessian.times(p, k);
      for (let at = 0; at < out.length; at += n) {
        for (let l = 0; l < n; l++) out[at + l] += d[l] * p[at + l];
      }
      return out;
    },
    ...(matrix === undefined ? {} : {
      matrix() {
        const out = matrix();
        for (let l = 0; l < n; l++) out[l * (n + 1)] += d[l];
        return out;
      },
    }),
  };
}
