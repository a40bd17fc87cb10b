/**
 * How much of what there is to learn the nuisances explain, on rows they were not learned from.
 *
 * @module
 */

import type { LearnedForScores } from "../../estimators/functional/general_jackknife.ts";
import { slopeOfC } from "../../estimators/functional/general_score.ts";
import { bestConstant } from "../../estimators/nuisance/working_response.ts";

/** R² of each nuisance. */
export interface ExplainedShare {
  readonly h: number;
  readonly a: number;
  /** p of them, and so of c. */
  readonly b: readonly number[];
  readonly c: readonly number[];
}

/**
 * 1 − Σ W (f − y)² / Σ W (c − y)² with the responses y = −U/W, c the best constant: at most 1, and not
 * above 0 where f is no better than a constant. For h the loss is replaced by its quadratic
 * approximation at h. Rows without curvature, which have no response, are left out. Where no response
 * varies there is nothing to explain, and the share is NaN.
 *
 * @param learned Nuisances out of fold.
 */
export function explainedShare({ losses, h, a, b, c }: Learned): ExplainedShare {
  const { n, p, inner, outer } = losses;
  const share = (f: (i: number) => number, linear: (i: number) => number): number => {
    const rows = Uint32Array.from({ length: n }, (_, i) => i).filter((i) => inner.vv[i] > 0);
    const weight = Float64Array.from(rows, (i) => inner.vv[i]);
    const slopes = Float64Array.from(rows, linear);
    const constant = bestConstant({ weight, linear: slopes });
    let [left, all] = [0, 0];
    rows.forEach((i, row) => {
      const response = -slopes[row] / weight[row];
      left += weight[row] * (f(i) - response) * (f(i) - response);
      all += weight[row] * (constant - response) * (constant - response);
    });
    return all > 0 ? 1 - left / all : NaN;
  };
  const coordinates = Array.from({ length: p }, (_, k) => k);
  return {
    h: share((i) => h[i], (i) => inner.v[i] - inner.vv[i] * h[i]),
    a: share((i) => a[i], (i) => outer.v[i]),
    b: coordinates.map((k) => share((i) => b[i * p + k], (i) => inner.vw[i * p + k])),
    c: coordinates.map((k) =>
      share((i) => c[i * p + k], (i) => slopeOfC(losses, i, k, a[i], b[i * p + k]))
    ),
  };
}

type Learned = LearnedForScores & { readonly h: Float64Array };
