/**
 * Identified sine-IV: sine-IV with frequencies that differ, so that the gradient has one root.
 *
 * As in sine-IV X ~ N(0, I₃), S = X₁ + X₂ + X₃, η ~ N(0, 0.1) (variance), T = 2S + η, T_w = w'φ(T)
 * and Y = w*'φ(T) + ρη + N(0, σ²), but φ_l(T) = sin(lT/2 + l), l = 1..4. Then
 * j_l = e^{−l²·0.1/8} sin(lS + l) and m = w*'j.
 *
 * A variant, made here, of the design of El Khoury, Zenati, Kallus, Arbel, Bibaut, *Semiparametric
 * Efficient Bilevel Gradient Estimation*, arXiv 2605.21341 (2026).
 *
 * @module
 */

import { requireFinite } from "../../numerics/require.ts";
import { matvec } from "../../numerics/matrix.ts";
import { dot } from "../../numerics/vectors.ts";
import type { RandomSource } from "../random_source.ts";
import type { ConditionalMeans, InnerTarget, Sample } from "./contract.ts";
import { identified, type IdentifiedProblem } from "./identified.ts";
import { ETA_VARIANCE, instrumentalSample, INSTRUMENTS as D } from "./instrument.ts";
import { requireOuterPoint, requireRows, rowCount } from "./require.ts";
import { addScoreMoment, centred } from "./score_moment.ts";
import { sineIVExogenous, type SineIVOptions, sineIVTruth } from "./sine_iv.ts";

const NAME = "sine-iv-identified";
const P = 4;
/** l, the phase of φ_l and, halved, its frequency. */
const ORDERS = Float64Array.of(1, 2, 3, 4);
/** E e^{ilη/2}. */
const DAMPING = ORDERS.map(damping);

/** Degree of the score's second moment in S, and the angles that integrate it exactly. */
const DEGREE = 4 * P;
const ANGLES = 2 * DEGREE + 1;

const ROOT = sineIVTruth();
const HESSIAN = hessian();

/**
 * Makes an identified sine-IV problem: d = 3, one raw variable (T), p = 4, T_0 = 0. Its root is w*
 * and its outer point that of sine-IV.
 *
 * @throws {RangeError} if an option is not finite or the noise is negative.
 */
export function identifiedSineIV(
  { outcomeNoise, endogeneity }: SineIVOptions,
): IdentifiedProblem {
  requireFinite("outcomeNoise", outcomeNoise, 0);
  requireFinite("endogeneity", endogeneity);
  const problem = {
    name: endogeneity === 0 ? NAME : `${NAME}-endogenous`,
    d: D,
    rawDimension: 1,
    p: P,
    outerPoint: sineIVExogenous.outerPoint.slice(),
    sample: (n: number, random: RandomSource) => sample(n, random, outcomeNoise, endogeneity),
    innerTarget,
    conditionalMeans,
    gradient,
    efficiencyBound: (w: Float64Array) =>
      efficiencyBound(w, outcomeNoise * outcomeNoise, endogeneity),
  };
  return identified(problem, ROOT, HESSIAN);
}

/** The noise of the published figures 1 and 2. */
export const identifiedSineIVExogenous: IdentifiedProblem = identifiedSineIV({
  outcomeNoise: 0.25,
  endogeneity: 0,
});

function sample(
  n: number,
  random: RandomSource,
  outcomeNoise: number,
  endogeneity: number,
): Sample {
  return instrumentalSample(n, random, (t, eta) => {
    let y = 0;
    for (let l = 0; l < P; l++) y += ROOT[l] * sine(l, t / 2);
    y += endogeneity * eta;
    return outcomeNoise > 0 ? y + outcomeNoise * random.normal() : y;
  });
}

function innerTarget({ n, t }: Sample): InnerTarget {
  requireRows(NAME, "t", t, n, 1);
  const g = new Float64Array(n * P);
  for (let i = 0; i < n; i++) {
    for (let l = 0; l < P; l++) g[i * P + l] = sine(l, t[i] / 2);
  }
  return { g, t0: new Float64Array(n) };
}

function conditionalMeans(x: Float64Array): ConditionalMeans {
  const n = rowCount(NAME, "x", x, D);
  const j = new Float64Array(n * P);
  const m = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const s = x[i * D] + x[i * D + 1] + x[i * D + 2];
    for (let l = 0; l < P; l++) {
      j[i * P + l] = DAMPING[l] * sine(l, s);
      m[i] += ROOT[l] * j[i * P + l];
    }
  }
  return { j, h0: new Float64Array(n), m };
}

/** Ψ(w) = A (w − w*). */
function gradient(w: Float64Array): Float64Array {
  return matvec(HESSIAN, departure(w));
}

/** A_lk = ½ E e^{ilη/2} E e^{ikη/2} E[cos((l − k)S + l − k) − cos((l + k)S + l + k)]. */
function hessian(): Float64Array {
  const a = new Float64Array(P * P);
  for (let l = 0; l < P; l++) {
    for (let k = 0; k < P; k++) {
      const minus = ORDERS[l] - ORDERS[k];
      const plus = ORDERS[l] + ORDERS[k];
      a[l * P + k] = DAMPING[l] * DAMPING[k] / 2 *
        (fourier(minus) * Math.cos(minus) - fourier(plus) * Math.cos(plus));
    }
  }
  return a;
}

/**
 * With R = T_w − Y and δ = w − w*, given S: r = δ'j, Cov(G)_lk is
 * ½(E e^{i(l−k)η/2} cos((l − k)(S + 1)) − E e^{i(l+k)η/2} cos((l + k)(S + 1))) − j_l j_k =: Σ, and by
 * Stein's identity Cov(G_l, η) = 0.05 l e^{−l²·0.1/8} cos(lS + l).
 *
 * The score's second moment is a trigonometric polynomial of degree 16 in S, a wrapped normal angle:
 * 33 equispaced angles integrate it exactly.
 */
function efficiencyBound(w: Float64Array, noise: number, endogeneity: number): Float64Array {
  const delta = departure(w);
  const moment = new Float64Array(P * P);
  const sigma = new Float64Array(P * P);
  for (let a = 0; a < ANGLES; a++) {
    const s = 2 * Math.PI * a / ANGLES;
    let density = 1;
    for (let k = 1; k <= DEGREE; k++) density += 2 * fourier(k) * Math.cos(k * s);
    const j = ORDERS.map((_, l) => DAMPING[l] * sine(l, s));
    for (let l = 0; l < P; l++) {
      for (let k = 0; k < P; k++) {
        const minus = ORDERS[l] - ORDERS[k];
        const plus = ORDERS[l] + ORDERS[k];
        sigma[l * P + k] = (damping(minus) * Math.cos(minus * (s + 1)) -
              damping(plus) * Math.cos(plus * (s + 1))) / 2 - j[l] * j[k];
      }
    }
    const withEta = ORDERS.map((order, l) =>
      ETA_VARIANCE * order / 2 * DAMPING[l] * Math.cos(order * (s + 1))
    );
    const sigmaDelta = matvec(sigma, delta);
    addScoreMoment(moment, density / ANGLES, {
      j,
      r: dot(delta, j),
      jacobianCovariance: sigma,
      crossCovariance: sigmaDelta.map((value, l) => value - endogeneity * withEta[l]),
      residualVariance: dot(delta, sigmaDelta) - 2 * endogeneity * dot(delta, withEta) +
        endogeneity * endogeneity * ETA_VARIANCE + noise,
    });
  }
  return centred(moment, gradient(w));
}

/** sin(l·angle + l) for the l-th function, counted from 0. */
function sine(l: number, angle: number): number {
  return Math.sin(ORDERS[l] * (angle + 1));
}

/** E e^{ikη/2}. */
function damping(k: number): number {
  return Math.exp(-k * k * ETA_VARIANCE / 8);
}

/** E e^{ikS}. */
function fourier(k: number): number {
  return Math.exp(-k * k * D / 2);
}

/** w − w*. */
function departure(w: Float64Array): Float64Array {
  requireOuterPoint(NAME, w, P);
  return w.map((value, l) => value - ROOT[l]);
}
