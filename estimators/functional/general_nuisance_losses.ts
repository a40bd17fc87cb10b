/**
 * How well the nuisances of a general gradient predict observations they were not learned from.
 *
 * @module
 */

import type { LearnedForScores } from "./general_jackknife.ts";
import { slopeOfC } from "./general_score.ts";

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
  /** The risks of c_1, …, c_p, whose U is `slopeOfC`. */
  readonly c: Float64Array;
}

/**
 * The mean losses of learned nuisances at their own observations.
 *
 * @param learned From `crossFitNuisances`.
 */
export function nuisanceLosses(
  { losses, a, b, c }: LearnedForScores,
): NuisanceLosses {
  const { n, p, inner, outer } = losses;
  const out = { h: 0, a: 0, b: new Float64Array(p), c: new Float64Array(p) };
  for (let i = 0; i < n; i++) {
    const risk = (f: number, linear: number) => (inner.vv[i] * f / 2 + linear) * f / n;
    out.h += inner.value[i] / n;
    out.a += risk(a[i], outer.v[i]);
    for (let k = 0; k < p; k++) {
      const at = i * p + k;
      out.b[k] += risk(b[at], inner.vw[at]);
      out.c[k] += risk(c[at], slopeOfC(losses, i, k, a[i], b[at]));
    }
  }
  return out;
}
