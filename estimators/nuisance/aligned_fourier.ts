/**
 * Random Fourier features of which those are kept that go with what is to be learned.
 *
 * @module
 */

import { norm } from "../../numerics/vectors.ts";
import { gemm } from "../../numerics/kernels.ts";
import { rowsOf } from "../../numerics/matrix.ts";
import type { BasisMaker } from "./adaptive_series.ts";
import type { Basis } from "./penalised_series.ts";

import { requireCovariates, requirePoints } from "./regression_data.ts";
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
/** The strongest candidates are moved uphill, so many steps; peaks are about 1 wide. */
const CLIMBERS = 4;
const STEPS = 12;
const STRIDE = 0.5;
/** Around where they arrive, so many more candidates at this distance a coordinate. */
const NEIGHBOURS = 8;
const NEAR = 0.35;

/**
 * The basis 1, cos ω_k'x, sin ω_k'x over standardised covariates, with frequencies ω_k that go best
 * with what is to be learned: those with the greatest |Σ_i r_i e^{iω'x_i}|, r being the residuals of the
 * best constant. Candidates are drawn in directions all alike and with lengths over more than a decade;
 * the strongest are moved uphill and get neighbours. Functions of few frequencies in any direction are
 * learned from few observations, which neither a kernel of one width nor products of functions of
 * single covariates can.
 *
 * A. Sinha and J. C. Duchi, "Learning kernels with random features", NIPS 2016, choose among drawn
 * features so; the climb is added here.
 */
export function alignedFourier(
  { candidates, kept, points, random }: AlignedFourierOptions,
): BasisMaker {
  const drawn = new Map<number, { frequencies: Float64Array; offsets: Float64Array }>();
  const drawnFor = (d: number) => {
    const known = drawn.get(d);
    if (known !== undefined) return known;
    const source = random(d);
    const frequencies = draw(candidates, d, source);
    const offsets = new Float64Array(NEIGHBOURS * d).map(() => NEAR * source.normal());
    drawn.set(d, { frequencies, offsets });
    return { frequencies, offsets };
  };
  return (x, n, d) => {
    requireCovariates(x, n, d);
    const { frequencies, offsets } = drawnFor(d);
    const scaled = standardisation(x, n, d);
    const count = Math.min(n, points);
    const rows = Uint32Array.from({ length: count }, (_, i) => Math.floor(i * n / count));
    const some = scaled(rowsOf(x, n, rows));
    let waves: Float64Array | undefined;
    return (risk) => {
      waves ??= wavesAt(some, count, d, frequencies);
      const residuals = workingResponse(risk);
      const r = Float64Array.from(rows, (i) => residuals[i]);
      const strengths = strengthsOf(waves, r);
      const best = strongest(strengths, CLIMBERS).map((k) =>
        climb(some, r, frequencies.subarray(k * d, (k + 1) * d))
      );
      const near = best.flatMap((peak) => [
        ...peak,
        ...offsets.map((offset, at) => peak[at % d] + offset),
      ]);
      const added = Float64Array.from(near);
      const all = new Float64Array(frequencies.length + added.length);
      all.set(frequencies);
      all.set(added, frequencies.length);
      const which = strongest(
        [...strengths, ...strengthsOf(wavesAt(some, count, d, added), r)],
        kept,
      );
      return basisOf(rowsOf(all, all.length / d, which), d, scaled);
    };
  };
}

/** |Σ_i r_i e^{iω_k'x_i}|² for each frequency. */
function strengthsOf(waves: Float64Array, r: Float64Array): Float64Array {
  const size = waves.length / r.length;
  const sums = gemm(r, waves, 1, r.length, size);
  return new Float64Array(size / 2).map((_, k) =>
    sums[2 * k] * sums[2 * k] + sums[2 * k + 1] * sums[2 * k + 1]
  );
}

/** The indices of the greatest. */
function strongest(strengths: ArrayLike<number>, count: number): number[] {
  return Array.from(strengths, (_, k) => k)
    .sort((one, other) => strengths[other] - strengths[one])
    .slice(0, count);
}

/** Where steps uphill lead from a frequency; a step that does not rise is halved. */
function climb(x: Float64Array, r: Float64Array, from: Float64Array): Float64Array {
  let here = { at: from.slice(), ...slopeAt(x, r, from) };
  let stride = STRIDE;
  for (let step = 0; step < STEPS; step++) {
    const steepness = norm(here.slope);
    if (!(steepness > 0)) break;
    const at = here.at.map((value, j) => value + stride * here.slope[j] / steepness);
    const there = slopeAt(x, r, at);
    if (there.strength > here.strength) here = { at, ...there };
    else stride /= 2;
  }
  return here.at;
}

/** |Σ_i r_i e^{iω'x_i}|² and half of its gradient in ω. */
function slopeAt(
  x: Float64Array,
  r: Float64Array,
  frequency: Float64Array,
): { readonly strength: number; readonly slope: Float64Array } {
  const d = frequency.length;
  let [real, imaginary] = [0, 0];
  const realSlope = new Float64Array(d);
  const imaginarySlope = new Float64Array(d);
  for (let i = 0; i < r.length; i++) {
    let angle = 0;
    for (let j = 0; j < d; j++) angle += frequency[j] * x[i * d + j];
    const [c, s] = [r[i] * Math.cos(angle), r[i] * Math.sin(angle)];
    real += c;
    imaginary += s;
    for (let j = 0; j < d; j++) {
      realSlope[j] -= s * x[i * d + j];
      imaginarySlope[j] += c * x[i * d + j];
    }
  }
  return {
    strength: real * real + imaginary * imaginary,
    slope: realSlope.map((value, j) => real * value + imaginary * imaginarySlope[j]),
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
  d: number,
  scaled: (points: Float64Array) => Float64Array,
): Basis {
  const width = 2 * frequencies.length / d;
  return {
    penalty: new Float64Array(1 + width).fill(1, 1),
    design(points, m, covariates) {
      requirePoints(points, m, d);
      if (covariates !== d) {
        throw new RangeError(`x has ${covariates} covariates: the basis was made for ${d}`);
      }
      const values = wavesAt(scaled(points), m, d, frequencies);
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
