/**
 * What theory says of stochastic implicit differentiation, as functions of its constants.
 *
 * For w_{i+1} = w_i + η_i (Φ̂(w_i) − w_i) with a q-contraction Φ in the Euclidean norm, w* its fixed point, an
 * unbiased Φ̂ of variance E‖Φ̂(w) − Φ(w)‖² ≤ σ₁ + σ₂ ‖Φ(w) − w‖², and ρ_i = E‖w_i − w*‖². The assumption, the two
 * rules of steps and the rates 1/t, 1/k and 1/J are those of R. Grazzi, M. Pontil, S. Salzo,
 * "Convergence properties of stochastic hypergradients", AISTATS 2021, arXiv 2011.07122. The
 * constants are derived here, and may differ from theirs.
 *
 * @module
 */

/** A bound of the variance of Φ̂: σ₁ + σ₂ ‖Φ(w) − w‖². */
export interface Noise {
  /** σ₁ ≥ 0. */
  readonly sigma1: number;
  /** σ₂ ≥ 0. */
  readonly sigma2: number;
}

/** A stochastic fixed-point iteration as the bounds see it. */
export interface IterationConstants extends Noise {
  /** q, in [0, 1). */
  readonly q: number;
  /** ρ_0 = ‖w_0 − w*‖². */
  readonly initial: number;
}

/** 1/(1 + σ₂), the longest step that the bounds hold for. */
export function longestStep({ sigma2 }: Noise): number {
  return 1 / (1 + sigma2);
}

/** ησ₁/(1 − q²), what constant steps of size η do not get below in the bound. Derived here. */
export function errorFloor(
  eta: number,
  { q, sigma1 }: Pick<IterationConstants, "q" | "sigma1">,
): number {
  requireContraction(q);
  return eta * sigma1 / (1 - q * q);
}

/**
 * ρ_t ≤ a^t ρ_0 + (1 − a^t) ησ₁/(1 − q²), a = 1 − η(1 − q²), for constant steps: t times
 * ρ_{i+1} ≤ (1 − η(1 − q²)) ρ_i + η² σ₁. Derived here: with e = w_i − w* and e' = Φ(w_i) − w*,
 * ‖(1 − η)e + ηe'‖² = (1 − η)‖e‖² + η‖e'‖² − η(1 − η)‖e − e'‖², and ησ₂ ≤ 1 − η.
 *
 * @throws {RangeError} if q is not in [0, 1), or η longer than `longestStep`.
 */
export function constantStepsBound(
  t: number,
  eta: number,
  { initial, ...constants }: IterationConstants,
): number {
  requireContraction(constants.q);
  requireStep(eta, constants);
  const floor = errorFloor(eta, constants);
  const left = t === 0 ? 1 : Math.exp(t * Math.log1p(-eta * (1 - constants.q * constants.q)));
  return left * initial + (1 - left) * floor;
}

/**
 * ρ_t ≤ c/(γ + t) for η_i = β/(γ + i), where c = max{γρ_0, β²σ₁/(β(1 − q²) − 1)}. Derived here, by induction on
 * the bound of one step that `constantStepsBound` has.
 *
 * @throws {RangeError} if q is not in [0, 1), β ≤ 1/(1 − q²), or the first step is too long.
 */
export function decreasingStepsBound(
  t: number,
  { beta, gamma }: { readonly beta: number; readonly gamma: number },
  { q, initial, ...noise }: IterationConstants,
): number {
  requireContraction(q);
  const gain = beta * (1 - q * q) - 1;
  if (!(gain > 0)) {
    throw new RangeError(`beta is ${beta}: give more than 1/(1 − q²), ${1 / (1 - q * q)}`);
  }
  requireStep(beta / gamma, noise);
  return Math.max(gamma * initial, beta * beta * noise.sigma1 / gain) / (gamma + t);
}

/**
 * The noise of v ↦ ∂_yΦ̂ᵀv + ∇_y f: σ₁ = 2m₁L_E²/(1 − q)² and σ₂ = 2m₁/(1 − q)², if E‖(∂_yΦ̂ − ∂_yΦ)ᵀv‖² ≤ m₁‖v‖² and
 * ‖∇_y f‖ ≤ L_E. Derived here: ‖v‖ ≤ ‖v*‖ + ‖v − v*‖ with ‖v*‖ ≤ L_E/(1 − q) and ‖v − v*‖ ≤ ‖Ψ(v) − v‖/(1 − q).
 *
 * @throws {RangeError} if q is not in [0, 1).
 */
export function linearSystemNoise(
  { q, m1, LE }: { readonly q: number; readonly m1: number; readonly LE: number },
): Noise {
  requireContraction(q);
  const sigma2 = 2 * m1 / ((1 - q) * (1 - q));
  return { sigma1: sigma2 * LE * LE, sigma2 };
}

/** The constants of a problem that the error of the gradient depends on. */
export interface GradientConstants {
  /** q. */
  readonly q: number;
  /** L_E ≥ ‖∇_y f‖. */
  readonly LE: number;
  /** L_Φ ≥ ‖∂_xΦ‖. */
  readonly LPhi: number;
  /** μ₁, μ₂: Lipschitz constants in w of ∇_y f and ∇_x f. */
  readonly mu: readonly [number, number];
  /** ν₁, ν₂: those of ∂_yΦ and ∂_xΦ. */
  readonly nu: readonly [number, number];
  /** m₂ with E‖(∂_xΦ̂ − ∂_xΦ)ᵀv‖² ≤ m₂‖v‖². */
  readonly m2: number;
}

/**
 * c_w = μ₂ + ν₂L_E/(1 − q) + L_Φ(μ₁/(1 − q) + ν₁L_E/(1 − q)²): the gradient formula at w with v solved
 * there is off by at most c_w ‖w − w*‖. Derived here.
 *
 * @throws {RangeError} if q is not in [0, 1).
 */
export function lowerSensitivity({ q, LE, LPhi, mu, nu }: GradientConstants): number {
  requireContraction(q);
  const s = 1 / (1 - q);
  return mu[1] + nu[1] * LE * s + LPhi * (mu[0] * s + nu[0] * LE * s * s);
}

/** The three terms of a bound of E‖∇̂F − ∇F‖². */
export interface ErrorTerms {
  /** 2c_w² ρ_t. */
  readonly lower: number;
  /** 2L_Φ² σ_k. */
  readonly linearSystem: number;
  /** (2m₂/J)(L_E²/(1 − q)² + σ_k). */
  readonly cross: number;
}

/**
 * E‖∇̂F − ∇F‖² ≤ 2c_w²ρ_t + 2L_Φ²σ_k + (2m₂/J)(L_E²/(1 − q)² + σ_k), where ρ_t bounds E‖w_t − w*‖² and σ_k
 * E‖v_k − v(w_t)‖². Derived here from the exact decomposition
 * E‖∇_x f(w_t) + ∂_xΦ(w_t)ᵀv_k − ∇F‖² + (1/J) E‖(∂_xΦ̂ − ∂_xΦ)(w_t)ᵀv_k‖².
 *
 * @throws {RangeError} if q is not in [0, 1).
 */
export function gradientErrorBound(
  constants: GradientConstants,
  { rho, sigma, J }: { readonly rho: number; readonly sigma: number; readonly J: number },
): ErrorTerms {
  const { q, LE, LPhi, m2 } = constants;
  const c = lowerSensitivity(constants);
  const largest = LE / (1 - q);
  return {
    lower: 2 * c * c * rho,
    linearSystem: 2 * LPhi * LPhi * sigma,
    cross: 2 * m2 / J * (largest * largest + sigma),
  };
}

function requireContraction(q: number): void {
  if (!(q >= 0 && q < 1)) throw new RangeError(`q is ${q}: give a number from 0 to below 1`);
}

function requireStep(eta: number, noise: Noise): void {
  const longest = longestStep(noise);
  if (eta > 0 && eta <= longest) return;
  throw new RangeError(`the step is ${eta}: give a positive one, at most 1/(1 + σ₂), ${longest}`);
}
