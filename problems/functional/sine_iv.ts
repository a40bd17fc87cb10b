/**
 * Sine-IV: an instrumental-variable problem in which every quantity has a closed form.
 *
 * X ~ N(0, I₃), S = X₁ + X₂ + X₃, η ~ N(0, 0.1) (variance), T = 2S + η,
 * φ_l(T) = sin(T + l), l = 1..4, T_w = w'φ(T) and Y = w*'φ(T) + ρη + N(0, σ²).
 *
 * Given X only the angle θ = 2S matters: j_l = e^{-0.05} sin(θ + l), m = w*'j, whatever ρ and σ.
 * The design is that of El Khoury, Zenati, Kallus, Arbel, Bibaut, *Semiparametric Efficient Bilevel
 * Gradient Estimation*, arXiv 2605.21341 (2026); the closed form of the efficiency bound is derived
 * here.
 *
 * @module
 */

import { requireFinite } from "../../numerics/require.ts";
import { matvec } from "../../numerics/matrix.ts";
import { dot, norm } from "../../numerics/vectors.ts";
import type { RandomSource } from "../random_source.ts";
import type { AffineFunctionalProblem, ConditionalMeans, InnerTarget, Sample } from "./contract.ts";
import { ETA_VARIANCE, instrumentalSample, INSTRUMENTS as D } from "./instrument.ts";
import { requireOuterPoint, requireRows, rowCount } from "./require.ts";

const NAME = "sine-iv";
const P = 4;
/** E e^{iη} and E e^{2iη}. */
const DAMPING = Math.exp(-ETA_VARIANCE / 2);
const DAMPING_TWICE = Math.exp(-2 * ETA_VARIANCE);
/** Variance of θ = 2S. */
const ANGLE_VARIANCE = 4 * D;

/** Degree in θ of the score's second moment, and the nodes that integrate it exactly. */
const DEGREE = 4;
const ANGLES = 2 * DEGREE + 1;

const PHASES = Float64Array.of(1, 2, 3, 4);
const COS_PHASE = PHASES.map(Math.cos);
const SIN_PHASE = PHASES.map(Math.sin);

const W_STAR = unit([1, 2, 3, 4]);
const OUTER_POINT = unit([1, 1 / 3, -1 / 3, -1]).map((u, l) => W_STAR[l] + 0.35 * u);

/** What distinguishes the published variants of sine-IV. */
export interface SineIVOptions {
  /** Standard deviation σ ≥ 0 of the part of Y's noise that is independent of T. */
  readonly outcomeNoise: number;
  /** Coefficient ρ of η in Y; T is endogenous unless it is 0. */
  readonly endogeneity: number;
}

/**
 * Makes a sine-IV problem: d = 3, one raw variable (T), p = 4, T_0 = 0.
 *
 * @throws {RangeError} if an option is not finite or the noise is negative.
 *
 * @example
 * ```ts
 * import { sineIV, Stream } from "@bigrad/bigrad";
 *
 * const problem = sineIV({ outcomeNoise: 0.5, endogeneity: 0 });
 * console.log(problem.d, problem.p, problem.sample(10, Stream.of("my data")).x.length);
 * // 3 4 30
 * ```
 */
export function sineIV({ outcomeNoise, endogeneity }: SineIVOptions): AffineFunctionalProblem {
  requireFinite("outcomeNoise", outcomeNoise, 0);
  requireFinite("endogeneity", endogeneity);
  return {
    name: endogeneity === 0 ? NAME : `${NAME}-endogenous`,
    d: D,
    rawDimension: 1,
    p: P,
    outerPoint: OUTER_POINT.slice(),
    sample: (n, random) => sample(n, random, outcomeNoise, endogeneity),
    innerTarget,
    conditionalMeans,
    gradient,
    efficiencyBound: (w) => efficiencyBound(w, outcomeNoise * outcomeNoise, endogeneity),
  };
}

/**
 * The design of the published figures 1 and 2: Y = w*'φ(T) + N(0, 0.25²).
 *
 * @example
 * ```ts
 * import { sineIVExogenous, Stream } from "@bigrad/bigrad";
 *
 * const { x, t, y } = sineIVExogenous.sample(100, Stream.of("my data"));
 * console.log(x.length, t.length, y.length); // 300 100 100
 * console.log(sineIVExogenous.gradient(sineIVExogenous.outerPoint)[0].toFixed(4)); // 0.2452
 * ```
 */
export const sineIVExogenous: AffineFunctionalProblem = sineIV({
  outcomeNoise: 0.25,
  endogeneity: 0,
});

/**
 * The design of the published figure 3: Y = w*'φ(T) + 0.5η, no other noise.
 *
 * @example
 * ```ts
 * import { sineIVEndogenous, Stream } from "@bigrad/bigrad";
 *
 * const { x, t, y } = sineIVEndogenous.sample(100, Stream.of("my data"));
 * console.log(x.length, t.length, y.length); // 300 100 100
 * console.log(sineIVEndogenous.gradient(sineIVEndogenous.outerPoint)[0].toFixed(4)); // 0.2452
 * ```
 */
export const sineIVEndogenous: AffineFunctionalProblem = sineIV({
  outcomeNoise: 0,
  endogeneity: 0.5,
});

/** w*, the outer point that generated Y, p. */
export function sineIVTruth(): Float64Array {
  return W_STAR.slice();
}

/**
 * A = E[j(X) j(X)'], p×p: the Hessian of F. Its rank is 2, because sin(t + l) spans two functions of
 * t, so a root of the gradient is not unique.
 *
 * A_lk = ½ e^{-0.1} (cos(l − k) − e^{-24} cos(l + k)).
 */
export function sineIVHessian(): Float64Array {
  return sineIVSecondMoment(1, Math.exp(-2 * ANGLE_VARIANCE));
}

/**
 * E[Im(e^{il} U) Im(e^{ik} V)], p×p, for random U and V of the size of E[e^{iT} | X] for which
 * E[U V̄] = e^{-0.1} `modulus` and E[U V] = e^{-0.1} `square` are real: the second moments of j, where
 * U = V = E[e^{iT} | X], and of its linear smooths.
 */
export function sineIVSecondMoment(modulus: number, square: number): Float64Array {
  const scale = DAMPING * DAMPING / 2;
  const a = new Float64Array(P * P);
  for (let l = 0; l < P; l++) {
    for (let k = 0; k < P; k++) {
      a[l * P + k] = scale *
        (modulus * Math.cos(PHASES[l] - PHASES[k]) - square * Math.cos(PHASES[l] + PHASES[k]));
    }
  }
  return a;
}

function sample(
  n: number,
  random: RandomSource,
  outcomeNoise: number,
  endogeneity: number,
): Sample {
  const a = dot(W_STAR, COS_PHASE);
  const b = dot(W_STAR, SIN_PHASE);
  return instrumentalSample(n, random, (t, eta) => {
    const noise = outcomeNoise > 0 ? outcomeNoise * random.normal() : 0;
    return a * Math.sin(t) + b * Math.cos(t) + endogeneity * eta + noise;
  });
}

function innerTarget({ n, t }: Sample): InnerTarget {
  requireRows(NAME, "t", t, n, 1);
  const g = new Float64Array(n * P);
  for (let i = 0; i < n; i++) writeSines(g, i * P, t[i], 1);
  return { g, t0: new Float64Array(n) };
}

function conditionalMeans(x: Float64Array): ConditionalMeans {
  const n = rowCount(NAME, "x", x, D);
  const j = new Float64Array(n * P);
  const m = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    writeSines(j, i * P, 2 * (x[i * D] + x[i * D + 1] + x[i * D + 2]), DAMPING);
    let mi = 0;
    for (let l = 0; l < P; l++) mi += W_STAR[l] * j[i * P + l];
    m[i] = mi;
  }
  return { j, h0: new Float64Array(n), m };
}

/** out[at + l] = scale · sin(angle + l): two trigonometric calls for the four functions. */
function writeSines(out: Float64Array, at: number, angle: number, scale: number): void {
  const s = scale * Math.sin(angle);
  const c = scale * Math.cos(angle);
  for (let l = 0; l < P; l++) out[at + l] = s * COS_PHASE[l] + c * SIN_PHASE[l];
}

/** Ψ(w) = A (w − w*). */
function gradient(w: Float64Array): Float64Array {
  const delta = departure(w);
  return matvec(sineIVHessian(), delta);
}

/**
 * V(w) = E[Cov(ψ | X)] + Cov(j r), with r = (w − w*)'j and R = T_w − Y.
 *
 * Given θ: Cov(G) = ½(cos(l − k) − e^{-0.2} cos(2θ + l + k)) − j_l j_k =: Σ, Cov(G, η) =
 * 0.1 e^{-0.05} cos(θ + l), hence q = Cov(G, R), v = Var(R), and
 * Cov(ψ | X) = v jj' + r² Σ + r (jq' + qj').
 *
 * All of it is a trigonometric polynomial of degree 4 in θ, and θ is wrapped normal with Fourier
 * coefficients e^{-6k²}: nine equispaced angles integrate it exactly.
 */
function efficiencyBound(w: Float64Array, noise: number, endogeneity: number): Float64Array {
  const delta = departure(w);
  const psi = gradient(w);
  const v = new Float64Array(P * P);
  const sigma = new Float64Array(P * P);
  const j = new Float64Array(P);
  for (let a = 0; a < ANGLES; a++) {
    const theta = 2 * Math.PI * a / ANGLES;
    let density = 1;
    for (let k = 1; k <= DEGREE; k++) {
      density += 2 * Math.exp(-ANGLE_VARIANCE * k * k / 2) * Math.cos(k * theta);
    }
    const weight = density / ANGLES;

    writeSines(j, 0, theta, DAMPING);
    for (let l = 0; l < P; l++) {
      for (let k = 0; k < P; k++) {
        sigma[l * P + k] = (Math.cos(PHASES[l] - PHASES[k]) -
              DAMPING_TWICE * Math.cos(2 * theta + PHASES[l] + PHASES[k])) / 2 - j[l] * j[k];
      }
    }
    const r = dot(delta, j);
    const covGEta = PHASES.map((l) => ETA_VARIANCE * DAMPING * Math.cos(theta + l));
    const sigmaDelta = matvec(sigma, delta);
    const q = sigmaDelta.map((s, l) => s - endogeneity * covGEta[l]);
    const varR = dot(delta, sigmaDelta) - 2 * endogeneity * dot(delta, covGEta) +
      endogeneity * endogeneity * ETA_VARIANCE + noise;
    for (let l = 0; l < P; l++) {
      for (let k = 0; k < P; k++) {
        v[l * P + k] += weight *
          ((varR + r * r) * j[l] * j[k] + r * r * sigma[l * P + k] +
            r * (j[l] * q[k] + q[l] * j[k]));
      }
    }
  }
  for (let l = 0; l < P; l++) {
    for (let k = 0; k < P; k++) v[l * P + k] -= psi[l] * psi[k];
  }
  return v;
}

/** w − w*. */
function departure(w: Float64Array): Float64Array {
  requireOuterPoint(NAME, w, P);
  return w.map((value, l) => value - W_STAR[l]);
}

function unit(values: readonly number[]): Float64Array {
  const v = Float64Array.from(values);
  const size = norm(v);
  return v.map((value) => value / size);
}
