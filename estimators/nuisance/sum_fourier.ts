/**
 * Fourier series in the sum of the covariates, with a small ridge.
 *
 * @module
 */

import { requireFinite, requireWhole } from "../../numerics/require.ts";
import type { Learner, Regression, RegressionData } from "./contract.ts";
import { solveRidge } from "./normal_equations.ts";
import { requirePoints, requireRegressionData } from "./regression_data.ts";

/** Settings of `sumFourier`. */
export interface SumFourierOptions {
  /** Number of harmonics H ≥ 1. */
  readonly harmonics: number;
  /** Penalty, not scaled by n; the intercept is free. */
  readonly ridge: number;
}

/**
 * Ridge regression on 1, sin kθ, cos kθ, k = 1..H, where θ = S − S̄, S is the sum of the covariates
 * and S̄ its training mean.
 *
 * Sieve of El Khoury, Zenati, Kallus, Arbel, Bibaut, *Semiparametric Efficient Bilevel Gradient
 * Estimation*, arXiv 2605.21341 (2026), who use it with H = 8 and ridge 1e-6. It is made for
 * problems that depend on X through sines of S; elsewhere it has no merit.
 *
 * @throws {RangeError} if a setting is out of range; the learner, if its data are malformed.
 */
export function sumFourier({ harmonics, ridge }: SumFourierOptions): Learner {
  requireWhole("harmonics", harmonics, 1);
  requireFinite("ridge", ridge, 0);
  return (data) => fit(data, harmonics, ridge);
}

function fit(data: RegressionData, harmonics: number, ridge: number): Regression {
  requireRegressionData(data);
  const { n, d, q, x, y } = data;
  const angles = rowSums(x, n, d);
  let centre = 0;
  for (let i = 0; i < n; i++) centre += angles[i];
  centre /= n;
  for (let i = 0; i < n; i++) angles[i] -= centre;

  const size = 2 * harmonics + 1;
  const { gram, rhs } = normalEquations(angles, y, q, harmonics);
  const beta = solveRidge(gram, rhs, size, q, ridge);
  return {
    predict(points, count) {
      requirePoints(points, count, d);
      const theta = rowSums(points, count, d);
      const out = new Float64Array(count * q);
      for (let i = 0; i < count; i++) {
        const at = i * q;
        for (let c = 0; c < q; c++) out[at + c] = beta[c];
        const s1 = Math.sin(theta[i] - centre);
        const c1 = Math.cos(theta[i] - centre);
        let s = s1;
        let co = c1;
        for (let k = 1; k <= harmonics; k++) {
          const sines = (2 * k - 1) * q;
          const cosines = sines + q;
          for (let c = 0; c < q; c++) out[at + c] += s * beta[sines + c] + co * beta[cosines + c];
          const next = s * c1 + co * s1;
          co = co * c1 - s * s1;
          s = next;
        }
      }
      return out;
    },
  };
}

/**
 * Z'Z and Z'y for the features 1, sin θ, cos θ, sin 2θ, ..., of n angles.
 *
 * Products of harmonics are sums of harmonics up to 2H, so the sums of those 4H functions give the
 * whole Gram matrix. Higher harmonics follow from the first by the addition theorem.
 *
 * @returns gram size×size and rhs size×q with size = 2H + 1.
 */
export function normalEquations(
  angles: Float64Array,
  y: Float64Array,
  q: number,
  harmonics: number,
): { gram: Float64Array; rhs: Float64Array } {
  const n = angles.length;
  const size = 2 * harmonics + 1;
  const rhs = new Float64Array(size * q);
  // sums of sin kθ and cos kθ for k = 0..2H
  const sines = new Float64Array(2 * harmonics + 1);
  const cosines = new Float64Array(2 * harmonics + 1);
  cosines[0] = n;
  for (let i = 0; i < n; i++) {
    const at = i * q;
    const s1 = Math.sin(angles[i]);
    const c1 = Math.cos(angles[i]);
    for (let c = 0; c < q; c++) rhs[c] += y[at + c];
    let s = s1;
    let co = c1;
    for (let k = 1; k <= 2 * harmonics; k++) {
      sines[k] += s;
      cosines[k] += co;
      if (k <= harmonics) {
        const row = (2 * k - 1) * q;
        for (let c = 0; c < q; c++) {
          rhs[row + c] += s * y[at + c];
          rhs[row + q + c] += co * y[at + c];
        }
      }
      const next = s * c1 + co * s1;
      co = co * c1 - s * s1;
      s = next;
    }
  }
  return { gram: harmonicGram(sines, cosines, harmonics), rhs };
}

/** The Gram matrix of 1, sin θ, cos θ, ... from the sums of sin kθ and cos kθ, k = 0..2H. */
function harmonicGram(
  sines: Float64Array,
  cosines: Float64Array,
  harmonics: number,
): Float64Array {
  const size = 2 * harmonics + 1;
  const gram = new Float64Array(size * size);
  const set = (i: number, j: number, value: number) => {
    gram[i * size + j] = gram[j * size + i] = value;
  };
  set(0, 0, cosines[0]);
  for (let a = 1; a <= harmonics; a++) {
    set(0, 2 * a - 1, sines[a]);
    set(0, 2 * a, cosines[a]);
    for (let b = 1; b <= a; b++) {
      const sineOfDifference = sines[a - b];
      set(2 * a - 1, 2 * b - 1, (cosines[a - b] - cosines[a + b]) / 2);
      set(2 * a, 2 * b, (cosines[a - b] + cosines[a + b]) / 2);
      set(2 * a - 1, 2 * b, (sines[a + b] + sineOfDifference) / 2);
      set(2 * a, 2 * b - 1, (sines[a + b] - sineOfDifference) / 2);
    }
  }
  return gram;
}

function rowSums(x: Float64Array, n: number, d: number): Float64Array {
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += x[i * d + k];
    sums[i] = sum;
  }
  return sums;
}
