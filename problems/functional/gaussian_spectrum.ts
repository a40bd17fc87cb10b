/**
 * The spectrum of the Gaussian kernel under the standard normal distribution: what population
 * kernel ridge regression does to separable functions.
 *
 * In one dimension (C. E. Rasmussen and C. K. I. Williams, *Gaussian Processes for Machine
 * Learning*, 2006, section 4.3.1): a = 1/4, b = 1/(2σ²), c = √(a² + 2ab), eigenvalues
 * √(2a/(a+b+c)) B^k with B = b/(a+b+c), eigenfunctions e^{−(c−a)x²} H_k(√(2c) x). In several
 * dimensions everything is a product over the coordinates, so that eigenvalues depend on the total
 * degree alone, and the energy of a separable function at a total degree is a convolution. The
 * coefficients of waves and of x, by the generating function of the H_k, are derived here.
 *
 * @module
 */

import { requireWhole } from "../../numerics/require.ts";

/** The kernel exp(−(x − x')²/(2σ²)) under N(0, 1). */
export interface GaussianSpectrum {
  /** The greatest eigenvalue. */
  readonly largest: number;
  /** B: each eigenvalue is B times the one before. */
  readonly ratio: number;
  /** c, the eigenfunctions' own scale; a is 1/4. */
  readonly scale: number;
}

/** Settings of population kernel ridge regression with a Gaussian kernel. */
export interface KernelPopulationOptions {
  /** The penalty λ > 0: ridge regression minimises ½E(h − T_w)² + ½λ‖h‖². */
  readonly lambda: number;
  /** Width σ > 0 of the kernel exp(−‖x − x'‖²/(2σ²)). */
  readonly sigma: number;
  /** Number of degrees that are summed; what is left out has size B^terms. */
  readonly terms?: number;
}

const A = 1 / 4;

/**
 * The spectrum for a kernel of width σ.
 *
 * @throws {RangeError} if σ is not positive.
 */
export function gaussianSpectrum(sigma: number): GaussianSpectrum {
  if (!(sigma > 0)) throw new RangeError(`sigma is ${sigma}: it must be positive`);
  const b = 1 / (2 * sigma * sigma);
  const scale = Math.sqrt(A * A + 2 * A * b);
  const sum = A + b + scale;
  return { largest: Math.sqrt(2 * A / sum), ratio: b / sum, scale };
}

/**
 * The energies of e^{iωx} at the degrees 0, …, terms − 1; their whole sum is 1. The coefficient at
 * degree k is i^k times a real v_k with a recurrence of two terms. At ω = 0 these are the energies of
 * the constant 1.
 */
export function waveEnergy(
  { ratio, scale }: GaussianSpectrum,
  frequency: number,
  terms: number,
): Float64Array<ArrayBuffer> {
  const alpha = A + scale;
  const step = frequency * Math.sqrt(scale) / alpha;
  const energy = new Float64Array(terms);
  let previous = 0;
  let v = first(scale) * Math.exp(-frequency * frequency / (4 * alpha));
  for (let k = 0; k < terms; k++) {
    energy[k] = v * v;
    const next = (step * v - ratio * Math.sqrt(k) * previous) / Math.sqrt(k + 1);
    previous = v;
    v = next;
  }
  return energy;
}

/**
 * The energies of x at the degrees 0, …, terms − 1; their whole sum is 1. As x is the derivative of
 * e^{iωx} in iω at ω = 0, so are its coefficients, and the recurrence is the wave's, differentiated.
 */
export function linearEnergy(
  { ratio, scale }: GaussianSpectrum,
  terms: number,
): Float64Array<ArrayBuffer> {
  const step = Math.sqrt(scale) / (A + scale);
  const energy = new Float64Array(terms);
  let previous = 0;
  let v = first(scale);
  let slopePrevious = 0;
  let slope = 0;
  for (let k = 0; k < terms; k++) {
    energy[k] = slope * slope;
    const damping = ratio * Math.sqrt(k);
    const slopeNext = (step * v - damping * slopePrevious) / Math.sqrt(k + 1);
    const next = -damping * previous / Math.sqrt(k + 1);
    slopePrevious = slope;
    slope = slopeNext;
    previous = v;
    v = next;
  }
  return energy;
}

/** Coefficient 0 of the constant 1. */
function first(scale: number): number {
  return Math.sqrt(2 * Math.sqrt(A * scale) / (A + scale));
}

/**
 * The energies of a product of functions of one coordinate each: the convolution of theirs, of which
 * as many degrees are kept as the first has.
 */
export function productEnergy(factors: readonly Float64Array[]): Float64Array {
  return factors.reduce((a, b) => {
    const out = new Float64Array(a.length);
    for (let i = 0; i < a.length; i++) {
      for (let j = 0; i + j < a.length; j++) out[i + j] += a[i] * b[j];
    }
    return out;
  });
}

/**
 * What ridge regression multiplies the part of each total degree by: μ/(μ + λ), where
 * μ = (largest eigenvalue)^dimensions · B^degree.
 *
 * @throws {RangeError} if λ is not positive or the number of terms is not a whole number.
 */
export function ridgeFilter(
  { largest, ratio }: GaussianSpectrum,
  dimensions: number,
  lambda: number,
  terms: number,
): Float64Array {
  if (!(lambda > 0)) throw new RangeError(`lambda is ${lambda}: it must be positive`);
  requireWhole("terms", terms, 1);
  let eigenvalue = 1;
  for (let i = 0; i < dimensions; i++) eigenvalue *= largest;
  const filter = new Float64Array(terms);
  for (let s = 0; s < terms; s++) {
    filter[s] = eigenvalue / (eigenvalue + lambda);
    eigenvalue *= ratio;
  }
  return filter;
}
