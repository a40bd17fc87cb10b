/**
 * How well the nuisances of a general gradient predict observations they were not learned from.
 *
 * @module
 */

import type { LearnedForScores } from "./general_jackknife.ts";

/**
 * Mean losses out of fold. That of h is the inner loss; those of a, b and c are the risks
 * E_n[½ W f² + U f], W = d_vv l_in, that they were learned by: 0 at f = 0, and less for a better f.
 */
export interface NuisanceLosses {
  /** E_n l_in(w, ĥ, Z). */
  readonly h: number;
  /** The risk of a, whose U is d_v l_out. */
  readonly a: number;
  /** The risks of b_1, …, b_p, whose U is d_{vw} l_in. */
  readonly b: Float64Array;
  /** The risks of c_1, …, c_p, whose U is d_vw l_out + d_vv l_out b + (d_vvw l_in + d_vvv l_in b) a. */
  readonly c: Float64Array;
}

/**
 * The mean losses of learned nuisances at their own observations.
 *
 * @param learned From `crossFitNuisances`.
 */
export function nuisanceLosses(
  { losses: { n, p, inner, outer }, a, b, c }: LearnedForScores,
): NuisanceLosses {
  const out = { h: 0, a: 0, b: new Float64Array(p), c: new Float64Array(p) };
  for (let i = 0; i < n; i++) {
    const risk = (f: number, linear: number) => (inner.vv[i] * f / 2 + linear) * f / n;
    out.h += inner.value[i] / n;
    out.a += risk(a[i], outer.v[i]);
    for (let k = 0; k < p; k++) {
      const at = i * p + k;
      const mixed = outer.vw[at] + outer.vv[i] * b[at] +
        (inner.vvw[at] + inner.vvv[i] * b[at]) * a[i];
      out.b[k] += risk(b[at], inner.vw[at]);
      out.c[k] += risk(c[at], mixed);
    }
  }
  return out;
}
