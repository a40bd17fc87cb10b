/**
 * Stacking: the mean of several learned functions whose shares have the least risk out of fold.
 *
 * L. Breiman, "Stacked regressions", Machine Learning 24 (1996) 49–64; M. J. van der Laan, E. C. Polley and
 * A. E. Hubbard, "Super learner", Statistical Applications in Genetics and Molecular Biology 6 (2007).
 *
 * @module
 */

import { cholesky, solveTriangular } from "../../numerics/kernels.ts";
import type { ConvexLossValues, QuadraticRisk, RiskLearner } from "./quadratic_risk.ts";

/** A learner that is a mean of others. */
export interface StackedLearner {
  /** Its parts, whose shares are positive and add up to 1. */
  readonly parts: readonly { readonly learner: RiskLearner; readonly share: number }[];
}

/** More functions are not tried in all combinations. */
const MOST = 8;
const STEPS = 20;
const HALVINGS = 20;
/** What keeps functions apart that are nearly the same, as a share of the mean square. */
const RIDGE = 1e-9;
const NEGLIGIBLE = 1e-8;

/**
 * The shares α ≥ 0, Σ α = 1, of functions for which E_n[½ W f² + U f] of Σ α_j f_j is least.
 *
 * @param values The functions at n points, n each.
 * @throws {RangeError} if there is none, or more than eight.
 */
export function quadraticShares(
  { weight, linear }: QuadraticRisk,
  values: readonly Float64Array[],
): Float64Array {
  const m = values.length;
  if (m < 1 || m > MOST) throw new RangeError(`there are ${m} functions: give 1 to ${MOST}`);
  const form = new Float64Array(m * m);
  const slope = new Float64Array(m);
  values.forEach((f, j) => {
    for (let i = 0; i < f.length; i++) {
      slope[j] += linear[i] * f[i];
      for (let k = 0; k <= j; k++) form[j * m + k] += weight[i] * f[i] * values[k][i];
    }
    for (let k = 0; k < j; k++) form[k * m + j] = form[j * m + k];
  });
  let trace = 0;
  for (let j = 0; j < m; j++) trace += form[j * m + j];
  for (let j = 0; j < m; j++) form[j * m + j] += RIDGE * trace / m;
  const risk = (shares: Float64Array) => {
    let sum = 0;
    for (let j = 0; j < m; j++) {
      sum += slope[j] * shares[j];
      for (let k = 0; k < m; k++) sum += shares[j] * form[j * m + k] * shares[k] / 2;
    }
    return sum;
  };
  let best: Float64Array = new Float64Array(m);
  best[0] = 1;
  let least = risk(best);
  for (let set = 1; set < 1 << m; set++) {
    const support = Array.from({ length: m }, (_, j) => j).filter((j) => set & (1 << j));
    const shares = stationary(form, slope, support, m);
    if (shares === undefined || shares.some((share) => share < 0)) continue;
    const own = risk(shares);
    if (own < least) [best, least] = [shares, own];
  }
  return best;
}

/**
 * The shares for which the mean of a convex loss is least, by Newton's steps of `quadraticShares`.
 *
 * @param values The functions at n points, n each.
 * @param lossAt The loss at n values; the arrays may be reused.
 */
export function convexShares(
  values: readonly Float64Array[],
  lossAt: (v: Float64Array) => ConvexLossValues,
): Float64Array {
  const n = values[0].length;
  const combined = (shares: Float64Array) => stacked(values, shares);
  const meanAt = (shares: Float64Array) =>
    lossAt(combined(shares)).value.reduce((sum, value) => sum + value / n, 0);
  const alone = values.map((_, j) => values.map((_, k) => k === j ? 1 : 0));
  let here: Float64Array = Float64Array.from(
    alone.reduce((best, one) =>
      meanAt(Float64Array.from(one)) < meanAt(Float64Array.from(best)) ? one : best
    ),
  );
  let least = meanAt(here);
  for (let step = 0; step < STEPS; step++) {
    const f = combined(here);
    const { slope, curvature } = lossAt(f);
    const target = quadraticShares(
      { weight: curvature.slice(), linear: slope.map((value, i) => value - curvature[i] * f[i]) },
      values,
    );
    let [share, moved] = [1, false];
    for (let halvings = 0; halvings < HALVINGS && !moved; halvings++, share /= 2) {
      const there = here.map((value, j) => value + share * (target[j] - value));
      const own = meanAt(there);
      if (!(own < least)) continue;
      moved = there.some((value, j) => Math.abs(value - here[j]) > NEGLIGIBLE);
      [here, least] = [there, own];
      break;
    }
    if (!moved) break;
  }
  return here;
}

/** Σ α_j f_j, n. */
export function stacked(values: readonly Float64Array[], shares: ArrayLike<number>): Float64Array {
  const out = new Float64Array(values[0].length);
  values.forEach((f, j) => {
    if (shares[j] === 0) return;
    for (let i = 0; i < out.length; i++) out[i] += shares[j] * f[i];
  });
  return out;
}

/** Where the risk is stationary among shares that add up to 1 and are 0 outside a set. */
function stationary(
  form: Float64Array,
  slope: Float64Array,
  support: readonly number[],
  m: number,
): Float64Array | undefined {
  const q = support.length;
  const system = Float64Array.from(
    { length: q * q },
    (_, at) => form[support[Math.floor(at / q)] * m + support[at % q]],
  );
  // of zero functions any share will do
  for (let k = 0; k < q; k++) if (!(system[k * q + k] > 0)) return undefined;
  const factor = cholesky(system, q);
  const solve = (rhs: Float64Array) =>
    solveTriangular(factor, q, solveTriangular(factor, q, rhs, 1), 1, { transposed: true });
  const free = solve(Float64Array.from(support, (j) => -slope[j]));
  const ones = solve(new Float64Array(q).fill(1));
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const multiplier = (1 - sum(free)) / sum(ones);
  const out = new Float64Array(m);
  support.forEach((j, k) => out[j] = free[k] + multiplier * ones[k]);
  return out.every(Number.isFinite) ? out : undefined;
}
