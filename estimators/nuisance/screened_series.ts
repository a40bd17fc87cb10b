/**
 * Series in the few covariates that matter to what is to be learned.
 *
 * @module
 */

import type { BasisMaker } from "./adaptive_series.ts";
import type { Basis } from "./penalised_series.ts";
import type { QuadraticRisk } from "./quadratic_risk.ts";
import { requireCovariates } from "./regression_data.ts";
import { standardisation } from "./standardised.ts";
import { workingResponse } from "./working_response.ts";

/** Settings of `screenedSeries`. */
export interface ScreenedSeriesOptions {
  /** Most covariates that are kept. */
  readonly most: number;
  /** The basis in those that are kept. */
  readonly basis: (x: Float64Array, n: number, d: number) => Basis;
}

/** Functions of one standardised covariate by which it may matter. */
const SHAPES: readonly ((u: number) => number)[] = [
  (u) => u,
  (u) => u * u,
  (u) => Math.sin(2 * u),
];

/**
 * A basis in the covariates that pass a test, and the constant if none does.
 *
 * For each covariate and shape g of it, the score test of g adds to the best constant: with r the
 * negative slopes there, (Σ r ĝ)² / Σ r² ĝ², ĝ = g minus its weighted mean, is χ² with one degree of
 * freedom if g does not matter. With 3d of them the largest is about 2 log 3d by chance; what is above
 * that by 2 is kept, the greatest first. Marginal screening: J. Fan and J. Lv, "Sure independence
 * screening for ultrahigh dimensional feature space", JRSS B 70 (2008) 849–911.
 */
export function screenedSeries({ most, basis }: ScreenedSeriesOptions): BasisMaker {
  return (x, n, d) => {
    requireCovariates(x, n, d);
    const u = standardisation(x, n, d)(x);
    const shapes = SHAPES.map((shape) => u.map(shape));
    return (risk) => {
      const kept = matters(shapes, n, d, risk).slice(0, most).sort((one, other) => one - other);
      if (kept.length === 0) {
        return { penalty: new Float64Array(1), design: (_, m) => new Float64Array(m).fill(1) };
      }
      const some = (points: Float64Array, m: number) =>
        Float64Array.from(
          { length: m * kept.length },
          (_, at) => points[Math.floor(at / kept.length) * d + kept[at % kept.length]],
        );
      const { penalty, design } = basis(some(x, n), n, kept.length);
      return { penalty, design: (points, m) => design(some(points, m), m, kept.length) };
    };
  };
}

/** The covariates that pass, the most significant first. */
function matters(
  shapes: readonly Float64Array[],
  n: number,
  d: number,
  risk: QuadraticRisk,
): number[] {
  const r = workingResponse(risk);
  const { weight } = risk;
  const total = weight.reduce((sum, value) => sum + value, 0);
  const threshold = 2 * Math.log(SHAPES.length * d) + 2;
  return Array.from({ length: d }, (_, k) => {
    const statistics = shapes.map((g) => {
      let mean = 0;
      for (let i = 0; i < n; i++) mean += weight[i] * g[i * d + k];
      mean /= total;
      let [score, variance] = [0, 0];
      for (let i = 0; i < n; i++) {
        const term = r[i] * (g[i * d + k] - mean);
        score += term;
        variance += term * term;
      }
      return variance > 0 ? score * score / variance : 0;
    });
    return { k, statistic: Math.max(...statistics) };
  })
    .filter(({ statistic }) => statistic > threshold)
    .sort((one, other) => other.statistic - one.statistic)
    .map(({ k }) => k);
}
