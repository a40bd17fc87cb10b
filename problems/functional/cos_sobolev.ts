/**
 * Cos-Sobolev: additive cosine series of chosen smoothness, in any dimension.
 *
 * X is uniform on [0, 1]^d, f_k(x) = d^-½ Σ_a Σ_l γ_kl √2 cos(πl x_a) for k = 1..p,
 * G = f(X) + s(X)ξ with ξ ~ N(0, I_p) and s(x) = constant + slope·x₁, T_w = w'G and
 * Y = m(X) + N(0, σ²). The functions √2 cos(πlu) are orthonormal on [0, 1], so the gradient and the
 * objective are sums over coefficients, the same for every d. Derived here.
 *
 * Both factors of the gradient have a smoothness of their own: γ_kl falls like l^−(decay of the k-th
 * Jacobian), and m is such that h_w − m at the outer point is a series ρ that falls like l^−(decay of
 * the residual). All coefficients are positive, so errors of the two factors cannot cancel.
 *
 * @module
 */

import { requireFinite, requirePositive, requireWhole } from "../../numerics/require.ts";
import { matvec } from "../../numerics/matrix.ts";
import { dot } from "../../numerics/vectors.ts";
import type { RandomSource } from "../random_source.ts";
import type { ConditionalMeans, InnerTarget, Sample } from "./contract.ts";
import { cosSobolevMoment } from "./cos_sobolev_moment.ts";
import { identified, type IdentifiedProblem, inverted } from "./identified.ts";
import { requireOuterPoint, requireRows, requireSampleSize, rowCount } from "./require.ts";
import { centred } from "./score_moment.ts";

/** A series: the coefficient of √2 cos(πlu) is max(l/peak, peak/l)^−decay. */
export interface CosineSeries {
  /** How fast the coefficients fall: decay β > ½ gives β − ½ derivatives in L², lacunary ones β. */
  readonly decay: number;
  /** The frequency with coefficient 1; the first one unless said. */
  readonly peak?: number;
}

/** Settings of `cosSobolev`, which JSON can hold. */
export interface CosSobolevOptions {
  /** Name used in stage names and tables. */
  readonly name: string;
  /** Dimension of X. */
  readonly d: number;
  /** The frequencies l, increasing whole numbers from 1. */
  readonly frequencies: readonly number[];
  /** The coordinates of j, p. No one may be a combination of the others. */
  readonly jacobian: readonly CosineSeries[];
  /** h_w − m at the outer point. */
  readonly residual: CosineSeries;
  /** The standard deviation constant + slope·x₁ ≥ 0 of G given X = x, each coordinate. */
  readonly jacobianNoise: { readonly constant: number; readonly slope: number };
  /** Standard deviation σ ≥ 0 of Y given X. */
  readonly outcomeNoise: number;
  /** Where the gradient is evaluated, p. */
  readonly outerPoint: readonly number[];
}

/** A cos-Sobolev problem, whose outer objective is known as well. */
export interface CosSobolevProblem extends IdentifiedProblem {
  /** F(w) = ½ E(h_w(X) − Y)². */
  objective(w: Float64Array): number;
}

/**
 * Makes a cos-Sobolev problem with p raw variables (G) and T_0 = 0.
 *
 * Ψ(w) = Aw − β, A = ΓΓ', β = Γμ, with the coefficients Γ of f and μ of m, and
 * F(w) = ½(‖Γ'w − μ‖² + σ²).
 *
 * @throws {RangeError} if an option is out of range, or the Jacobian's coordinates are collinear.
 *
 * @example
 * ```ts
 * import { cosSobolev } from "@bigrad/bigrad";
 *
 * const problem = cosSobolev({
 *   name: "mine",
 *   d: 1,
 *   frequencies: [1, 2, 3],
 *   jacobian: [{ decay: 2 }],
 *   residual: { decay: 1 },
 *   jacobianNoise: { constant: 0.1, slope: 0 },
 *   outcomeNoise: 0.1,
 *   outerPoint: [0],
 * });
 * console.log(problem.gradient(Float64Array.of(0))[0].toFixed(4)); // 1.1620
 * ```
 */
export function cosSobolev(options: CosSobolevOptions): CosSobolevProblem {
  const { name, d, frequencies, jacobianNoise, outcomeNoise } = options;
  requireOptions(options);
  const outerPoint = Float64Array.from(options.outerPoint);
  const p = outerPoint.length;
  const gamma = options.jacobian.map((series) => coefficients(frequencies, series));
  const rho = coefficients(frequencies, options.residual);
  const mu = combination(gamma, outerPoint, rho);
  const hessian = Float64Array.from(gamma.flatMap((a) => gamma.map((b) => dot(a, b))));
  const beta = Float64Array.from(gamma, (a) => dot(a, mu));
  const root = matvec(inverted(hessian, p), beta);

  const gradient = (w: Float64Array) => {
    requireOuterPoint(name, w, p);
    return matvec(hessian, w).map((value, k) => value - beta[k]);
  };
  const conditionalMeans = (x: Float64Array): ConditionalMeans => {
    const n = rowCount(name, "x", x, d);
    const scale = Math.sqrt(2 / d);
    const j = new Float64Array(n * p);
    const m = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      for (let a = 0; a < d; a++) {
        const angle = Math.PI * x[i * d + a];
        for (let l = 0; l < mu.length; l++) {
          const value = scale * Math.cos(angle * frequencies[l]);
          for (let k = 0; k < p; k++) j[i * p + k] += gamma[k][l] * value;
          m[i] += mu[l] * value;
        }
      }
    }
    return { j, h0: new Float64Array(n), m };
  };
  const sample = (n: number, random: RandomSource): Sample => {
    requireSampleSize(n);
    const x = new Float64Array(n * d);
    const xi = new Float64Array(n * p);
    const y = new Float64Array(n);
    // one observation after another, so that a smaller sample is the beginning of a larger one
    for (let i = 0; i < n; i++) {
      for (let a = 0; a < d; a++) x[i * d + a] = random.uniform();
      const sd = jacobianNoise.constant + jacobianNoise.slope * x[i * d];
      for (let k = 0; k < p; k++) xi[i * p + k] = sd * random.normal();
      y[i] = outcomeNoise * random.normal();
    }
    const { j, m } = conditionalMeans(x);
    return { n, x, t: xi.map((value, at) => j[at] + value), y: y.map((value, i) => m[i] + value) };
  };
  const innerTarget = ({ n, t }: Sample): InnerTarget => {
    requireRows(name, "t", t, n, p);
    return { g: t.slice(), t0: new Float64Array(n) };
  };
  const efficiencyBound = (w: Float64Array): Float64Array => {
    const psi = gradient(w);
    const r = combination(gamma, w, mu);
    return centred(cosSobolevMoment(options, gamma, r, w, hessian, psi), psi);
  };

  const problem = {
    name,
    d,
    rawDimension: p,
    p,
    outerPoint,
    sample,
    innerTarget,
    conditionalMeans,
    gradient,
    efficiencyBound,
  };
  const constant = dot(mu, mu) + outcomeNoise * outcomeNoise;
  return {
    ...identified(problem, root, hessian),
    objective: (w) => (dot(w, gradient(w)) - dot(w, beta) + constant) / 2,
  };
}

/**
 * Smooth series, l = 1..32: the k-th coordinate of j peaks at frequency k and falls like l^−2.5 on
 * both sides, h_w − m falls like l^−2 from the first; noise of one size everywhere.
 *
 * @example
 * ```ts
 * import { smoothCosSobolev } from "@bigrad/bigrad";
 *
 * const problem = smoothCosSobolev({ d: 2, p: 1 });
 * console.log(problem.d, problem.p, problem.gradient(problem.outerPoint).length); // 2 1 1
 * ```
 */
export function smoothCosSobolev(
  { d, p }: { readonly d: number; readonly p: number },
): CosSobolevProblem {
  return cosSobolev({
    name: `cos-sobolev-d${d}-p${p}`,
    d,
    frequencies: Array.from({ length: 32 }, (_, l) => l + 1),
    jacobian: Array.from({ length: p }, (_, k) => ({ decay: 2.5, peak: k + 1 })),
    residual: { decay: 2 },
    jacobianNoise: { constant: 0.5, slope: 0 },
    outcomeNoise: 0.25,
    outerPoint: Array.from({ length: p }, (_, k) => 1 / (k + 1)),
  });
}

/** Settings of `roughCosSobolev`, which JSON can hold. */
export interface RoughCosSobolevOptions {
  /** Decay of the coefficients of m. */
  readonly residualDecay: number;
  /** Decays of the coordinates of j, p different ones. */
  readonly jacobianDecays: readonly number[];
  /** Number of frequencies 1, 2, 4, …; 9 unless said. */
  readonly octaves?: number;
  /**
   * G has the standard deviation jacobian · (½ + x) given X = x, Y has `outcome`; 0.3 and 0.25
   * unless said.
   */
  readonly noise?: { readonly jacobian: number; readonly outcome: number };
}

/**
 * Rough series in one dimension: lacunary, l = 1, 2, 4, …, so that a series of decay β < 1 looks, down
 * to the scale of the highest frequency, like a function that is Hölder of order β and no smoother
 * anywhere. The noise of G grows with x. The outer point is 0, where T_w = 0 and h_w − m = −m: so the
 * two factors of the gradient are learned from noises that are independent.
 *
 * @throws {RangeError} if an option is out of range, or two decays of the Jacobian are the same.
 *
 * @example
 * ```ts
 * import { roughCosSobolev } from "@bigrad/bigrad";
 *
 * const problem = roughCosSobolev({ residualDecay: 1, jacobianDecays: [0.75] });
 * console.log(problem.p, problem.objective(problem.outerPoint) > problem.objective(problem.root));
 * // 1 true
 * ```
 */
export function roughCosSobolev(
  { residualDecay, jacobianDecays, octaves = 9, noise = { jacobian: 0.3, outcome: 0.25 } }:
    RoughCosSobolevOptions,
): CosSobolevProblem {
  requireWhole("octaves", octaves, 1, 20);
  return cosSobolev({
    name: `cos-sobolev-rough-r=${residualDecay}-j=${jacobianDecays.join(",")}`,
    d: 1,
    frequencies: Array.from({ length: octaves }, (_, i) => 1 << i),
    jacobian: jacobianDecays.map((decay) => ({ decay })),
    residual: { decay: residualDecay },
    jacobianNoise: { constant: noise.jacobian / 2, slope: noise.jacobian },
    outcomeNoise: noise.outcome,
    outerPoint: jacobianDecays.map(() => 0),
  });
}

function coefficients(
  frequencies: readonly number[],
  { decay, peak = frequencies[0] }: CosineSeries,
): Float64Array {
  return Float64Array.from(frequencies, (l) => Math.exp(-decay * Math.abs(Math.log(l / peak))));
}

/** Σ w_k γ_k − other. */
function combination(
  gamma: readonly Float64Array[],
  w: Float64Array,
  other: Float64Array,
): Float64Array {
  return other.map((value, l) => gamma.reduce((sum, row, k) => sum + w[k] * row[l], -value));
}

function requireOptions(
  { name, d, frequencies, jacobian, residual, jacobianNoise, outcomeNoise, outerPoint }:
    CosSobolevOptions,
): void {
  requireWhole("d", d, 1);
  const p = outerPoint.length;
  if (p === 0) throw new RangeError("outerPoint is empty: p must be at least 1");
  outerPoint.forEach((value) => requireFinite("a coordinate of outerPoint", value));
  if (jacobian.length !== p) {
    throw new RangeError(`jacobian has ${jacobian.length} series: ${name} needs ${p}`);
  }
  if (frequencies.length === 0) {
    throw new RangeError("frequencies is empty: give at least one");
  }
  frequencies.forEach((l, at) => {
    if (!(Number.isInteger(l) && l > (frequencies[at - 1] ?? 0))) {
      throw new RangeError(`frequency ${at} is ${l}: give increasing whole numbers from 1`);
    }
  });
  for (const { decay, peak = 1 } of [...jacobian, residual]) {
    requireFinite("a decay", decay, 0);
    requirePositive("peak", peak);
  }
  requireFinite("jacobianNoise at x₁ = 0", jacobianNoise.constant, 0);
  requireFinite("jacobianNoise at x₁ = 1", jacobianNoise.constant + jacobianNoise.slope, 0);
  requireFinite("outcomeNoise", outcomeNoise, 0);
}
