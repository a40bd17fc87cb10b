/**
 * Series in the ranks of the covariates: a basis that needs no tuning to the data's scale.
 *
 * @module
 */

import { requireCovariates } from "./regression_data.ts";
import { requireWhole } from "../../numerics/require.ts";
import { naturalSplineBasis } from "./natural_spline.ts";
import type { Basis } from "./penalised_series.ts";
import { unitOf } from "./standardised.ts";

/** Settings of `rankSeriesBasis`. */
export interface RankSeriesOptions {
  /** Most functions of ranks in all; 40 unless said. Each covariate has one even if that is more. */
  readonly functions?: number;
  /** Most functions of the rank of one covariate alone; 20 unless said. */
  readonly frequency?: number;
}

/**
 * The basis 1, x_1, …, x_d and Π_j φ_{k_j}(u_j), with u_j the rank of x_j among the training points
 * divided by their number, φ_0 = 1, φ_1 linear and φ_2, φ_3, … the modes of `naturalSplineBasis`: each
 * has mean square 1 over the training points whatever the law of x_j. Of the multi-indices k ≠ 0 it
 * has those of a hyperbolic cross, Π_j (1 + k_j) ≤ N, with N as large as `functions` allows: main
 * effects to higher frequencies than interactions.
 *
 * The penalty is (Π_j (1 + l_j) − 1)⁴ with the levels l = 0, 1 and, for φ_2, φ_3, …, those whose fourth
 * power is the penalty of natural splines, about k − ½. The linear terms in x_j, which is centred and
 * in units of its standard deviation, have 1e-6 alone.
 *
 * Beyond the training points every function goes on as a constant. A covariate that does not vary
 * adds nothing.
 *
 * @param x Training points, n×d; nothing of them is kept but quantiles.
 * @throws {RangeError} if a setting is out of range or the points are malformed.
 */
export function rankSeriesBasis(
  x: Float64Array,
  n: number,
  d: number,
  options: RankSeriesOptions = {},
): Basis {
  requireCovariates(x, n, d);
  const { functions = 40, frequency = 20 } = options;
  for (const [name, value] of Object.entries({ functions, frequency })) {
    requireWhole(name, value, 1);
  }
  const scales = Array.from({ length: d }, (_, k) => scaleOf(x, n, d, k));
  const indices = hyperbolicCross(d, functions, frequency);
  const size = 1 + d + indices.length;
  const highest = indices.reduce((most, index) => Math.max(most, ...index.values()), 0);
  // 1, linear, and the modes: at least one, which need not be used
  const univariate = naturalSplineBasis({ modes: Math.max(1, highest - 1), low: 0, high: 1 });
  const width = univariate.penalty.length;
  const level = (k: number) => k < 2 ? k : Math.sqrt(Math.sqrt(univariate.penalty[k]));
  return {
    penalty: Float64Array.from({ length: size }, (_, at) => {
      if (at <= d) return at === 0 ? 0 : LINEAR_PENALTY;
      let product = 1;
      for (const k of indices[at - 1 - d].values()) product *= 1 + level(k);
      return (product - 1) * (product - 1) * (product - 1) * (product - 1);
    }),
    design(points, m, covariates) {
      if (covariates !== d) {
        throw new RangeError(`x has ${covariates} covariates: the basis was made for ${d}`);
      }
      const out = new Float64Array(m * size);
      const ranks = new Float64Array(m);
      const tables = scales.map((scale, j) => {
        for (let i = 0; i < m; i++) {
          const { linear, rank } = place(scale, points[i * d + j]);
          out[i * size + 1 + j] = linear;
          ranks[i] = rank;
        }
        return univariate.design(ranks, m, 1);
      });
      for (let i = 0; i < m; i++) {
        out[i * size] = 1;
        for (let at = 0; at < indices.length; at++) {
          let product = 1;
          for (const [j, k] of indices[at]) product *= tables[j][i * width + k];
          out[i * size + 1 + d + at] = product;
        }
      }
      return out;
    },
  };
}

/** Keeps linear terms apart that are combinations of others. */
const LINEAR_PENALTY = 1e-6;
/** Most quantiles by which ranks are interpolated. */
const QUANTILES = 512;

/** How one covariate is scaled. */
interface Scale {
  /** What values are multiplied by first: 1 but where their squares would overflow or vanish. */
  readonly unit: number;
  readonly mean: number;
  /** 0 if the covariate does not vary. */
  readonly deviation: number;
  /** Increasing values. */
  readonly values: Float64Array;
  /** The mean rank of each over n, between 0 and 1. */
  readonly ranks: Float64Array;
}

function scaleOf(x: Float64Array, n: number, d: number, j: number): Scale {
  const sorted = Float64Array.from({ length: n }, (_, i) => x[i * d + j]).sort();
  const unit = unitOf(Math.max(-sorted[0], sorted[n - 1]));
  let mean = 0;
  for (let i = 0; i < n; i++) {
    sorted[i] *= unit;
    mean += x[i * d + j] * unit / n;
  }
  let square = 0;
  for (let i = 0; i < n; i++) square += (sorted[i] - mean) * (sorted[i] - mean) / n;
  const values: number[] = [];
  const ranks: number[] = [];
  const steps = Math.min(n, QUANTILES);
  for (let step = 0; step < steps; step++) {
    const value = sorted[steps === 1 ? 0 : Math.round(step * (n - 1) / (steps - 1))];
    if (values.length > 0 && value === values[values.length - 1]) continue;
    values.push(value);
    ranks.push((countBelow(sorted, value, false) + countBelow(sorted, value, true)) / (2 * n));
  }
  return {
    unit,
    mean,
    deviation: values.length > 1 ? Math.sqrt(square) : 0,
    values: Float64Array.from(values),
    ranks: Float64Array.from(ranks),
  };
}

/** The number of entries below a value, or not above it. */
function countBelow(sorted: Float64Array, value: number, inclusive: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value || (inclusive && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The scaled value of a covariate and its interpolated rank. */
function place(
  { unit, mean, deviation, values, ranks }: Scale,
  value: number,
): { linear: number; rank: number } {
  const last = values.length - 1;
  if (deviation === 0) return { linear: 0, rank: 0.5 };
  const inside = Math.min(Math.max(value * unit, values[0]), values[last]);
  const linear = (inside - mean) / deviation;
  const right = Math.min(countBelow(values, inside, true), last);
  const share = (inside - values[right - 1]) / (values[right] - values[right - 1]);
  return { linear, rank: ranks[right - 1] + share * (ranks[right] - ranks[right - 1]) };
}

/** A multi-index: what is positive of it, by covariate. */
type MultiIndex = ReadonlyMap<number, number>;

/** The multi-indices with Π (1 + k_j) ≤ N, k ≠ 0, for the largest N whose number is in bounds. */
function hyperbolicCross(d: number, most: number, frequency: number): MultiIndex[] {
  let cross = crossOf(d, 2, frequency, Infinity)!;
  for (let bound = 3; bound <= 1 + frequency; bound++) {
    const larger = crossOf(d, bound, frequency, most);
    if (larger === undefined) break;
    cross = larger;
  }
  return cross;
}

/** The cross with a given bound; nothing if it has more than so many multi-indices. */
function crossOf(
  d: number,
  bound: number,
  frequency: number,
  most: number,
): MultiIndex[] | undefined {
  const found: MultiIndex[] = [];
  const extend = (from: number, product: number, chosen: readonly [number, number][]): boolean => {
    for (let j = from; j < d; j++) {
      for (let k = 1; k <= frequency && product * (1 + k) <= bound; k++) {
        const index: [number, number][] = [...chosen, [j, k]];
        found.push(new Map(index));
        if (found.length > most || !extend(j + 1, product * (1 + k), index)) return false;
      }
    }
    return true;
  };
  return extend(0, 1, []) ? found : undefined;
}
