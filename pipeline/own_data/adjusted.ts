/**
 * p-values of all coefficients, adjusted so that the chance of any false rejection is the level.
 *
 * @module
 */

import { bonferroni, holm, romanoWolf } from "../../estimators/inference/multiple_testing.ts";
import type { StudentizedDraws } from "../../estimators/inference/multiplier_bootstrap.ts";
import { median } from "../../estimators/inference/repeated.ts";

/** How p-values may be adjusted. */
export const ADJUSTMENTS = ["holm", "romano-wolf", "bonferroni"] as const;

/** One of them. */
export type Adjustment = typeof ADJUSTMENTS[number];

/**
 * The adjusted p-values of q coefficients; NaN where a coefficient has no standard error, which is then no
 * hypothesis. With Romano and Wolf's the median over the splits.
 *
 * @param p The p-value of each alone.
 * @param t Its estimate in standard errors.
 * @param draws Joint draws, of each split.
 */
export function adjusted(
  how: Adjustment,
  p: Float64Array,
  t: Float64Array,
  draws: () => readonly StudentizedDraws[],
): Float64Array {
  const tested = Array.from(p.keys()).filter((k) => !Number.isNaN(p[k]!));
  const out = new Float64Array(p.length).fill(NaN);
  const own = Float64Array.from(tested, (k) => p[k]!);
  const values = how === "romano-wolf"
    ? stepDown(tested, t, draws())
    : (how === "holm" ? holm : bonferroni)(own);
  tested.forEach((k, at) => out[k] = values[at]!);
  return out;
}

function stepDown(
  tested: readonly number[],
  t: Float64Array,
  draws: readonly StudentizedDraws[],
): Float64Array {
  const own = Float64Array.from(tested, (k) => t[k]!);
  const each = draws.map(({ draws, q, values }) =>
    romanoWolf(own, {
      draws,
      q: tested.length,
      values: Float64Array.from(
        { length: draws * tested.length },
        (_, at) => values[Math.floor(at / tested.length) * q + tested[at % tested.length]!]!,
      ),
    })
  );
  return own.map((_, at) => median(each.map((one) => one[at]!)));
}
