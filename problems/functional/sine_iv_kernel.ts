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

import {
  gaussianSpectrum,
  type KernelPopulationOptions,
  productEnergy,
  ridgeFilter,
  waveEnergy,
} from "./gaussian_spectrum.ts";
import { requireOuterPoint } from "./require.ts";
import { damping, W_STAR } from "./sine_design.ts";

/** Settings of `sineIVKernelGradient`. */
export type SineIVKernelOptions = KernelPopulationOptions;

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
  const p = W_STAR.length;
  requireOuterPoint("sine-IV", w, p);
  const spectrum = gaussianSpectrum(sigma);
  const filter = ridgeFilter(spectrum, DIMENSIONS, lambda, terms);
  // how the energy E|Z|² = 1 of Z = ∏ e^{2ix_j} is spread over the total degrees
  const wave = waveEnergy(spectrum, FREQUENCY, terms);
  const energy = productEnergy(Array(DIMENSIONS).fill(wave));
  // moments of the filtered Z against Z and against itself: E[U V̄] and E[U V]
  let modulus1 = 0;
  let square1 = 0;
  let modulus2 = 0;
  let square2 = 0;
  for (let s = 0; s < terms; s++) {
    const sign = s % 2 === 0 ? 1 : -1;
    modulus1 += filter[s] * energy[s];
    square1 += filter[s] * energy[s] * sign;
    modulus2 += filter[s] * filter[s] * energy[s];
    square2 += filter[s] * filter[s] * energy[s] * sign;
  }
  const smoothed = secondMoment(modulus2, square2);
  const crossed = secondMoment(modulus1, square1);
  return w.map((_, l) => {
    let sum = 0;
    for (let k = 0; k < p; k++) sum += smoothed[l * p + k] * w[k] - crossed[l * p + k] * W_STAR[k];
    return sum;
  });
}

/**
 * E[Im(e^{il} U) Im(e^{ik} V)], p×p, for random U and V of the size of E[e^{iT} | X] for which
 * E[U V̄] = e^{-0.1} `modulus` and E[U V] = e^{-0.1} `square` are real: second moments of linear smooths of j.
 */
function secondMoment(modulus: number, square: number): Float64Array {
  const p = W_STAR.length;
  const scale = damping(FREQUENCY) * damping(FREQUENCY) / 2;
  return Float64Array.from({ length: p * p }, (_, at) => {
    const [l, k] = [1 + Math.floor(at / p), 1 + at % p];
    return scale * (modulus * Math.cos(l - k) - square * Math.cos(l + k));
  });
}
