/**
 * What kernel bilevel optimisation converges to on sine-IV: the exact gradient of the outer
 * objective when the lower level is kernel ridge regression with penalty λ on infinitely many
 * observations.
 *
 * For X ~ N(0, I₃) and a Gaussian kernel the integral operator is a product over the coordinates,
 * and its spectrum is known: Hermite functions, with eigenvalues μ B^s in total degree s. The target
 * is the imaginary part of e^{il} ∏ e^{2ix_j}, a product too. So ridge regression multiplies the
 * part of degree s by μ B^s / (μ B^s + λ), and the gradient is one sum over s. Derived here.
 *
 * @module
 */

import { sineIVSecondMoment, sineIVTruth } from "./sine_iv.ts";

/** Settings of `sineIVKernelGradient`. */
export interface SineIVKernelOptions {
  /** The penalty λ > 0: ridge regression minimises ½E(h − T_w)² + ½λ‖h‖². */
  readonly lambda: number;
  /** Width σ > 0 of the kernel exp(−‖x − x'‖²/(2σ²)). */
  readonly sigma: number;
  /** Number of degrees that are summed; what is left out has size B^terms. */
  readonly terms?: number;
}

const DIMENSIONS = 3;
const FREQUENCY = 2;

/**
 * Ψ_λ(w), p: the limit of the kernel bilevel gradient of sine-IV as both samples grow.
 *
 * Ψ_λ = E[j_λ j_λ'] w − E[j_λ j'] w*, where j_λ = 𝒯(𝒯 + λ)⁻¹ j and 𝒯 is the kernel's integral
 * operator.
 *
 * @throws {RangeError} if λ, σ or the number of terms is not positive.
 */
export function sineIVKernelGradient(
  w: Float64Array,
  { lambda, sigma, terms = 200 }: SineIVKernelOptions,
): Float64Array {
  const truth = sineIVTruth();
  if (w.length !== truth.length) {
    throw new RangeError(`w has ${w.length} coordinates: sine-IV needs ${truth.length}`);
  }
  if (!(lambda > 0)) throw new RangeError(`lambda is ${lambda}: it must be positive`);
  if (!(sigma > 0)) throw new RangeError(`sigma is ${sigma}: it must be positive`);
  if (!(Number.isInteger(terms) && terms >= 1)) {
    throw new RangeError(`terms is ${terms}: give a whole number, at least 1`);
  }

  const { eigenvalue, ratio, energy } = spectrum(sigma, terms);
  let eigen = eigenvalue;
  // moments of the filtered Z against Z and against itself: E[U V̄] and E[U V]
  let modulus1 = 0;
  let square1 = 0;
  let modulus2 = 0;
  let square2 = 0;
  for (let s = 0; s < terms; s++) {
    const filter = eigen / (eigen + lambda);
    const sign = s % 2 === 0 ? 1 : -1;
    modulus1 += filter * energy[s];
    square1 += filter * energy[s] * sign;
    modulus2 += filter * filter * energy[s];
    square2 += filter * filter * energy[s] * sign;
    eigen *= ratio;
  }
  const smoothed = sineIVSecondMoment(modulus2, square2);
  const crossed = sineIVSecondMoment(modulus1, square1);
  const p = w.length;
  return w.map((_, l) => {
    let sum = 0;
    for (let k = 0; k < p; k++) sum += smoothed[l * p + k] * w[k] - crossed[l * p + k] * truth[k];
    return sum;
  });
}

/**
 * The spectrum of the Gaussian kernel under N(0, I₃), and how the energy E|Z|² = 1 of
 * Z = ∏ e^{2ix_j} is spread over the total degrees s.
 *
 * In one dimension (C. E. Rasmussen and C. K. I. Williams, *Gaussian Processes for Machine
 * Learning*, 2006, section 4.3.1): a = 1/4, b = 1/(2σ²), c = √(a² + 2ab), eigenvalues
 * √(2a/(a+b+c)) B^k with B = b/(a+b+c), eigenfunctions e^{−(c−a)x²} H_k(√(2c) x). By the generating
 * function of the H_k the coefficient of e^{iωx} is i^k times a real v_k that obeys the recurrence
 * below. Degrees add over coordinates, so the energies are convolved.
 */
function spectrum(
  sigma: number,
  terms: number,
): { eigenvalue: number; ratio: number; energy: Float64Array } {
  const a = 1 / 4;
  const b = 1 / (2 * sigma * sigma);
  const c = Math.sqrt(a * a + 2 * a * b);
  const ratio = b / (a + b + c);
  const alpha = a + c;
  const step = FREQUENCY * Math.sqrt(c) / alpha;

  const energy1 = new Float64Array(terms);
  let previous = 0;
  let v = Math.sqrt(2 * Math.sqrt(a * c) / alpha) * Math.exp(-FREQUENCY * FREQUENCY / (4 * alpha));
  for (let k = 0; k < terms; k++) {
    energy1[k] = v * v;
    const next = (step * v - ratio * Math.sqrt(k) * previous) / Math.sqrt(k + 1);
    previous = v;
    v = next;
  }

  const eigenvalue1 = Math.sqrt(2 * a / (a + b + c));
  let eigenvalue = 1;
  let energy = new Float64Array(terms);
  energy[0] = 1;
  for (let dimension = 0; dimension < DIMENSIONS; dimension++) {
    eigenvalue *= eigenvalue1;
    energy = convolve(energy, energy1);
  }
  return { eigenvalue, ratio, energy };
}

/** The first coefficients of the product of two power series. */
function convolve(a: Float64Array, b: Float64Array): Float64Array<ArrayBuffer> {
  const out = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; i + j < a.length; j++) out[i + j] += a[i] * b[j];
  }
  return out;
}
