/**
 * What kernel bilevel optimisation converges to on linear-IV: the exact root of the regularised
 * problem on infinitely many observations.
 *
 * j = 2(x₁ + x₂ + x₃) is a sum of products of one x and two constants. In the Gaussian kernel's
 * spectrum x has odd degrees only and 1 even ones, so the three parts stay orthogonal whatever ridge
 * regression multiplies each total degree by, and the root is a ratio of two sums. Derived here.
 *
 * @module
 */

import {
  gaussianSpectrum,
  type KernelPopulationOptions,
  linearEnergy,
  productEnergy,
  ridgeFilter,
  waveEnergy,
} from "./gaussian_spectrum.ts";
import { linearIV } from "./linear_iv.ts";

/**
 * w_λ, one number: the limit of the kernel bilevel root of linear-IV as both samples grow.
 *
 * w_λ = E[j_λ m]/E[j_λ²] = 2 Σ_s f_s e_s / Σ_s f_s² e_s, where j_λ = 𝒯(𝒯 + λ)⁻¹ j, 𝒯 is the kernel's
 * integral operator, f_s ridge regression's factor and e_s the energy of x₁ at total degree s.
 *
 * @throws {RangeError} if λ, σ or the number of terms is not positive.
 */
export function linearIVKernelRoot(
  { lambda, sigma, terms = 200 }: KernelPopulationOptions,
): Float64Array {
  const spectrum = gaussianSpectrum(sigma);
  const filter = ridgeFilter(spectrum, linearIV.d, lambda, terms);
  const constant = waveEnergy(spectrum, 0, terms);
  const energy = productEnergy([linearEnergy(spectrum, terms), constant, constant]);
  let once = 0;
  let twice = 0;
  for (let s = 0; s < terms; s++) {
    once += filter[s] * energy[s];
    twice += filter[s] * filter[s] * energy[s];
  }
  return linearIV.root.map((root) => root * once / twice);
}
