/**
 * Random Fourier features of which those are kept that go with what is to be learned.
 *
 * @module
 */

import { gemm } from "../numerics/kernels.ts";
import type { BasisMaker } from "./adaptive_series.ts";
import type { Basis } from "./penalised_series.ts";
import { requireCovariates } from "./quadratic_risk.ts";
import { requirePoints } from "./regression_data.ts";
import { standardisation } from "./standardised.ts";
import { workingResponse } from "./working_response.ts";

/** Settings of `alignedFourier`. */
export interface AlignedFourierOptions {
  /** Frequencies to choose from. */
  readonly candidates: number;
  /** Frequencies that are kept; each brings a sine and a cosine. */
  readonly kept: number;
  /** Training points, spread over all, at which candidates are compared. */
  readonly points: number;
  /** What the candidates are drawn from; the same stream always gives the same ones. */
  readonly random: (d: number) => { normal(): number };
}

/** Frequencies' lengths are lognormal about this one, in up to three covariates. */
const TYPICAL = 1.2;
const SPREAD = 0.6;
const COVARIATES = 3;

/**
 * The basis 1, cos ω_k'x, sin ω_k'x over standardised covariates, with frequencies ω_k of directions
 * all alike and of lengths over more than a decade. Of many candidates it keeps those with the
 * greatest Σ_i r_i e^{iω'x_i} in absolute value, r being the residuals of the best constant. Functions
 * of few frequencies in any direction are learned from few observations, which neither a kernel of
 * one width nor products of one-dimensional functions can.
 *
 * A. Sinha and J. C. Duchi, "Learning kernels with random features", NIPS 2016, choose features so.
 */
export function alignedFourier(
  { candidates, kept, points, random }: AlignedFourierOptions,
): BasisMaker {
  const drawn = new Map<number, Float64Array>();
  const frequenciesOf = (d: number): Float64Array => {
    const known = drawn.get(d) ?? draw(candidates, d, random(d));
    drawn.set(d, known);
    return known;
  };
  return (x, n, d) => {
    requireCovariates(x, n, d);
    const frequencies = frequenciesOf(d);
    const scaled = standardisation(x, n, d);
    const count = Math.min(n, points);
    const rows = Uint32Array.from({ length: count }, (_, i) => Math.floor(i * n / count));
    let waves: Float64Array | undefined;
    return (risk) => {
      waves ??= wavesAt(scaled(rowsAt(x, rows, d)), count, d, frequencies);
      const residuals = workingResponse(risk);
      const r = Float64Array.from(rows, (i) => residuals[i]);
      const size = 2 * candidates;
      const sums = gemm(r, waves, 1, count, size);
      const strength = (k: number) => sums[2 * k] * sums[2 * k] + sums[2 * k + 1] * sums[2 * k + 1];
      const best = Array.from({ length: candidates }, (_, k) => k)
        .sort((one, other) => strength(other) - strength(one))
        .slice(0, kept);
      return basisOf(frequencies, best, d, scaled);
    };
  };
}

function draw(count: number, d: number, random: { normal(): number }): Float64Array {
  const out = new Float64Array(count * d);
  for (let k = 0; k < count; k++) {
    // what d coordinates add up to does not grow beyond that of three
    const length = TYPICAL * Math.exp(SPREAD * random.normal()) *
      Math.sqrt(COVARIATES / Math.max(COVARIATES, d));
    for (let j = 0; j < d; j++) out[k * d + j] = length * random.normal();
  }
  return out;
}

function basisOf(
  frequencies: Float64Array,
  which: readonly number[],
  d: number,
  scaled: (points: Float64Array) => Float64Array,
): Basis {
  const own = rowsAt(frequencies, which, d);
  const width = 2 * which.length;
  return {
    penalty: new Float64Array(1 + width).fill(1, 1),
    design(points, m, covariates) {
      requirePoints(points, m, d);
      if (covariates !== d) {
        throw new RangeError(`x has ${covariates} covariates: the basis was made for ${d}`);
      }
      const values = wavesAt(scaled(points), m, d, own);
      const out = new Float64Array(m * (1 + width)).fill(1);
      for (let i = 0; i < m; i++) {
        out.set(values.subarray(i * width, (i + 1) * width), i * (1 + width) + 1);
      }
      return out;
    },
  };
}

/** cos ω_k'x_i and sin ω_k'x_i side by side, n×2K. */
function wavesAt(
  x: Float64Array,
  n: number,
  d: number,
  frequencies: Float64Array,
): Float64Array {
  const count = frequencies.length / d;
  const angles = gemm(x, frequencies, n, d, count, { transposeB: true });
  const out = new Float64Array(2 * n * count);
  for (let at = 0; at < angles.length; at++) {
    out[2 * at] = Math.cos(angles[at]);
    out[2 * at + 1] = Math.sin(angles[at]);
  }
  return out;
}

function rowsAt(matrix: Float64Array, which: ArrayLike<number>, width: number): Float64Array {
  const out = new Float64Array(which.length * width);
  for (let row = 0; row < which.length; row++) {
    out.set(matrix.subarray(which[row] * width, (which[row] + 1) * width), row * width);
  }
  return out;
}
