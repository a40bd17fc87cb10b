/**
 * Instrumental-variable problems whose functions are sines of chosen frequencies.
 *
 * X ~ N(0, I₃), S = X₁ + X₂ + X₃, η ~ N(0, 0.1) (variance), T = 2S + η, φ_l(T) = sin(g_l T/2 + l),
 * l = 1..4, T_w = w'φ(T) and Y = w*'φ(T) + ρη + N(0, σ²). So j_l = d_l sin(g_l S + l) with
 * d_l = E e^{ig_l η/2} = e^{−g_l²·0.1/8}, and m = w*'j whatever ρ and σ.
 *
 * The design is that of El Khoury, Zenati, Kallus, Arbel, Bibaut, *Semiparametric Efficient Bilevel
 * Gradient Estimation*, arXiv 2605.21341 (2026); the closed form of the efficiency bound is derived
 * here.
 *
 * @module
 */

import { matvec } from "../../numerics/matrix.ts";
import { requireFinite } from "../../numerics/require.ts";
import { dot, norm } from "../../numerics/vectors.ts";
import type { AffineFunctionalProblem, InnerTarget, Sample } from "./contract.ts";
import { ETA_VARIANCE, instrumentalSample, INSTRUMENTS as D } from "./instrument.ts";
import { requireOuterPoint, requireRows, rowCount } from "./require.ts";
import { addScoreMoment, centred } from "./score_moment.ts";

/** What distinguishes the published variants of sine-IV. */
export interface SineIVOptions {
  /** Standard deviation σ ≥ 0 of the part of Y's noise that is independent of T. */
  readonly outcomeNoise: number;
  /** Coefficient ρ of η in Y; T is endogenous unless it is 0. */
  readonly endogeneity: number;
}

/** The functions of a design. */
export interface Sines {
  /** Name of the exogenous problem. */
  readonly name: string;
  /** The frequencies g_l in S, whole numbers, p. */
  readonly frequencies: Float64Array;
  /** Writes sin(g_l s + l), times d_l if they are damped, from a place on. */
  write(out: Float64Array, at: number, s: number, damped: boolean): void;
  /** w*'φ at T = 2s. */
  response(s: number): number;
}

/** w*, the outer point that generated Y, p. */
export const W_STAR: Float64Array = unit([1, 2, 3, 4]);

const OUTER_POINT = unit([1, 1 / 3, -1 / 3, -1]).map((u, l) => W_STAR[l] + 0.35 * u);

/** d for the frequency g. */
export function damping(g: number): number {
  return Math.exp(-g * g * ETA_VARIANCE / 8);
}

/**
 * The problem of a design: d = 3, one raw variable (T), p = 4, T_0 = 0.
 *
 * @throws {RangeError} if an option is not finite or the noise is negative.
 */
export function sineProblem(
  { name, frequencies, write, response }: Sines,
  { outcomeNoise, endogeneity }: SineIVOptions,
): AffineFunctionalProblem {
  requireFinite("outcomeNoise", outcomeNoise, 0);
  requireFinite("endogeneity", endogeneity);
  const p = frequencies.length;
  const hessian = sineHessian(frequencies);
  const departure = (w: Float64Array): Float64Array => {
    requireOuterPoint(name, w, p);
    return w.map((value, l) => value - W_STAR[l]);
  };
  return {
    name: endogeneity === 0 ? name : `${name}-endogenous`,
    d: D,
    rawDimension: 1,
    p,
    outerPoint: OUTER_POINT.slice(),
    sample: (n, random) =>
      instrumentalSample(n, random, (t, eta) => {
        const noise = outcomeNoise > 0 ? outcomeNoise * random.normal() : 0;
        return response(t / 2) + endogeneity * eta + noise;
      }),
    innerTarget({ n, t }: Sample): InnerTarget {
      requireRows(name, "t", t, n, 1);
      const g = new Float64Array(n * p);
      for (let i = 0; i < n; i++) write(g, i * p, t[i] / 2, false);
      return { g, t0: new Float64Array(n) };
    },
    conditionalMeans(x) {
      const n = rowCount(name, "x", x, D);
      const j = new Float64Array(n * p);
      const m = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        write(j, i * p, x[i * D] + x[i * D + 1] + x[i * D + 2], true);
        for (let l = 0; l < p; l++) m[i] += W_STAR[l] * j[i * p + l];
      }
      return { j, h0: new Float64Array(n), m };
    },
    gradient: (w) => matvec(hessian, departure(w)),
    efficiencyBound(w) {
      const delta = departure(w);
      const moment = scoreMoment(frequencies, write, delta, outcomeNoise, endogeneity);
      return centred(moment, matvec(hessian, delta));
    },
  };
}

/**
 * A = E[j(X) j(X)'], p×p, the Hessian of F:
 * A_lk = ½ d_l d_k E[cos((g_l − g_k)S + l − k) − cos((g_l + g_k)S + l + k)].
 */
export function sineHessian(frequencies: Float64Array): Float64Array {
  return pairs(
    frequencies,
    (l, k, minus, plus) =>
      damping(frequencies[l]) * damping(frequencies[k]) / 2 *
      (fourier(minus) * Math.cos(l - k) - fourier(plus) * Math.cos(l + k + 2)),
  );
}

/**
 * E[ψψ'] with R = T_w − Y and δ = w − w*. Given S: r = δ'j, Cov(G)_lk is
 * ½(E e^{i(g_l−g_k)η/2} cos((g_l − g_k)S + l − k) − E e^{i(g_l+g_k)η/2} cos((g_l + g_k)S + l + k)) − j_l j_k
 * =: Σ, and by Stein's identity Cov(G_l, η) = 0.1 (g_l/2) d_l cos(g_l S + l).
 *
 * All of it is a trigonometric polynomial in S of four times the highest frequency, and S a wrapped normal
 * angle with Fourier coefficients e^{−3k²/2}: equispaced angles integrate it exactly.
 */
function scoreMoment(
  frequencies: Float64Array,
  write: Sines["write"],
  delta: Float64Array,
  outcomeNoise: number,
  endogeneity: number,
): Float64Array {
  const p = frequencies.length;
  const degree = 4 * Math.max(...frequencies);
  const angles = 2 * degree + 1;
  const moment = new Float64Array(p * p);
  const j = new Float64Array(p);
  for (let a = 0; a < angles; a++) {
    const s = 2 * Math.PI * a / angles;
    let density = 1;
    for (let k = 1; k <= degree; k++) density += 2 * fourier(k) * Math.cos(k * s);
    write(j, 0, s, true);
    const sigma = pairs(
      frequencies,
      (l, k, minus, plus) =>
        (damping(minus) * Math.cos(minus * s + l - k) -
            damping(plus) * Math.cos(plus * s + l + k + 2)) / 2 - j[l] * j[k],
    );
    const withEta = frequencies.map((g, l) =>
      ETA_VARIANCE * g / 2 * damping(g) * Math.cos(g * s + l + 1)
    );
    const sigmaDelta = matvec(sigma, delta);
    addScoreMoment(moment, density / angles, {
      j,
      r: dot(delta, j),
      jacobianCovariance: sigma,
      crossCovariance: sigmaDelta.map((value, l) => value - endogeneity * withEta[l]),
      residualVariance: dot(delta, sigmaDelta) - 2 * endogeneity * dot(delta, withEta) +
        endogeneity * endogeneity * ETA_VARIANCE + outcomeNoise * outcomeNoise,
    });
  }
  return moment;
}

/** A p×p matrix from l and k, counted from 0, and g_l − g_k and g_l + g_k. */
function pairs(
  frequencies: Float64Array,
  entry: (l: number, k: number, minus: number, plus: number) => number,
): Float64Array {
  const p = frequencies.length;
  return Float64Array.from({ length: p * p }, (_, at) => {
    const [l, k] = [Math.floor(at / p), at % p];
    return entry(l, k, frequencies[l] - frequencies[k], frequencies[l] + frequencies[k]);
  });
}

/** E e^{ikS}. */
function fourier(k: number): number {
  return Math.exp(-k * k * D / 2);
}

function unit(values: readonly number[]): Float64Array {
  const v = Float64Array.from(values);
  const size = norm(v);
  return v.map((value) => value / size);
}
