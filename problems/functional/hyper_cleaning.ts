/**
 * Nonparametric data hyper-cleaning: labels from three sources of unequal quality, weighted so that
 * a classifier learned from them does well on clean labels.
 *
 * X ~ U[−1, 1]. The source S ∈ {0, 1, 2} has probabilities π = softmax(0, 0.8 X, −0.8 X), the clean
 * label B is 1 with probability σ(1.8 sin πX + 0.5 X), and the noisy label D is B, turned over with
 * probability ρ_S, ρ = (0.05, 0.2, 0.4). The losses are
 * l_in = e^{w_S} (log(1 + e^v) − D v), w_0 = 0, and l_out = log(1 + e^v) − B v; Z = (S, D, B).
 *
 * Given X everything is a finite sum, so one Gauss–Legendre rule gives every expectation to rounding
 * error. Design and formulas derived here.
 *
 * @module
 */

import { gaussLegendre } from "../../estimators/numerics/quadrature.ts";
import type { RandomSource } from "./contract.ts";
import type {
  GeneralFunctionalProblem,
  GeneralNuisances,
  GeneralSample,
} from "./general_contract.ts";
import { requireOuterPoint, requireSampleSize } from "./require.ts";

const P = 2;
const SOURCES = P + 1;
/** Probability that the label of a source is turned over. */
const TURNED = [0.05, 0.2, 0.4];
const NODES = 120;

/** The hyper-cleaning problem: d = 1, Z = (S, D, B), p = 2. */
export const hyperCleaning: GeneralFunctionalProblem = {
  name: "hyper-cleaning",
  d: 1,
  zDimension: 3,
  p: P,
  outerPoint: Float64Array.of(1, 1.5),
  sample,
  nuisances,
  objective: (w) => integrate(w, 1, objectiveAt)[0],
  gradient: (w) => integrate(w, P, gradientAt),
  efficiencyBound,
};

/** What is known at one x and w. */
interface Local {
  /** Probabilities of the sources. */
  readonly source: readonly number[];
  /** The sources' weights e^{w_S}. */
  readonly omega: readonly number[];
  /** P(B = 1). */
  readonly clean: number;
  /** P(D = 1 | S), for each source. */
  readonly noisy: readonly number[];
  /** The weighted mean of D: σ(h). */
  readonly mean: number;
  readonly a: number;
  readonly b: readonly number[];
  readonly c: readonly number[];
}

/**
 * h = logit μ with μ = Σ ω_s π_s q_s / Σ ω_s π_s and q_s = P(D = 1 | S = s), H = μ(1 − μ) Σ ω_s π_s,
 * b_j = −ω_j π_j (μ − q_j)/H, a = −(μ − P(B = 1))/H, and c by differentiation of a.
 */
function local(x: number, omega: readonly number[]): Local {
  const tilted = [1, Math.exp(0.8 * x), Math.exp(-0.8 * x)];
  const total = tilted[0] + tilted[1] + tilted[2];
  const source = tilted.map((value) => value / total);
  const clean = 1 / (1 + Math.exp(-(1.8 * Math.sin(Math.PI * x) + 0.5 * x)));
  const noisy = TURNED.map((rho) => (1 - 2 * rho) * clean + rho);
  let mass = 0;
  let mean = 0;
  for (let s = 0; s < SOURCES; s++) {
    mass += omega[s] * source[s];
    mean += omega[s] * source[s] * noisy[s];
  }
  mean /= mass;
  const variance = mean * (1 - mean);
  const curvature = variance * mass;
  const a = -(mean - clean) / curvature;
  const b: number[] = [];
  const c: number[] = [];
  for (let s = 1; s < SOURCES; s++) {
    const share = omega[s] * source[s];
    const slope = -share * (mean - noisy[s]) / curvature;
    b.push(slope);
    c.push(
      -(variance * slope + (share + mass * (1 - 2 * mean) * slope) * variance * a) / curvature,
    );
  }
  return { source, omega, clean, noisy, mean, a, b, c };
}

function objectiveAt({ mean, clean }: Local): number[] {
  // l_out at v = logit μ
  return [-clean * Math.log(mean) - (1 - clean) * Math.log1p(-mean)];
}

function gradientAt({ mean, clean, b }: Local): number[] {
  return b.map((value) => value * (mean - clean));
}

/** E[ψψ' | X], by the sum over (S, B, D); ψ is the total derivative in w of l_out + a d_v l_in. */
function secondMomentAt({ source, omega, clean, mean, a, b, c }: Local): number[] {
  const moment = new Array<number>(P * P).fill(0);
  const score = new Array<number>(P);
  for (let s = 0; s < SOURCES; s++) {
    for (const label of [0, 1]) {
      for (const given of [0, 1]) {
        const agreement = label === given ? 1 - TURNED[s] : TURNED[s];
        const probability = source[s] * (label === 1 ? clean : 1 - clean) * agreement;
        const slope = omega[s] * (mean - given);
        const curvature = omega[s] * mean * (1 - mean);
        for (let k = 0; k < P; k++) {
          score[k] = b[k] * (mean - label + a * curvature) + c[k] * slope +
            (s === k + 1 ? a * slope : 0);
        }
        for (let k = 0; k < P; k++) {
          for (let l = 0; l < P; l++) moment[k * P + l] += probability * score[k] * score[l];
        }
      }
    }
  }
  return moment;
}

function efficiencyBound(w: Float64Array): Float64Array {
  const psi = integrate(w, P, gradientAt);
  const moment = integrate(w, P * P, secondMomentAt);
  return moment.map((value, at) => value - psi[Math.floor(at / P)] * psi[at % P]);
}

/** The expectation over X of `size` functions of X. */
function integrate(
  w: Float64Array,
  size: number,
  integrand: (at: Local) => readonly number[],
): Float64Array {
  const omega = sourceWeights(w);
  const { nodes, weights } = gaussLegendre(NODES);
  const sums = new Float64Array(size);
  for (let i = 0; i < NODES; i++) {
    const values = integrand(local(nodes[i], omega));
    for (let k = 0; k < size; k++) sums[k] += weights[i] / 2 * values[k];
  }
  return sums;
}

function nuisances(x: Float64Array, w: Float64Array): GeneralNuisances {
  const omega = sourceWeights(w);
  const m = x.length;
  const out = {
    h: new Float64Array(m),
    a: new Float64Array(m),
    b: new Float64Array(m * P),
    c: new Float64Array(m * P),
  };
  for (let i = 0; i < m; i++) {
    const { mean, a, b, c } = local(x[i], omega);
    out.h[i] = Math.log(mean / (1 - mean));
    out.a[i] = a;
    out.b.set(b, i * P);
    out.c.set(c, i * P);
  }
  return out;
}

// One observation after another, so that a smaller sample is the beginning of a larger one.
function sample(n: number, random: RandomSource): GeneralSample {
  requireSampleSize(n);
  const equal = new Array<number>(SOURCES).fill(1);
  const x = new Float64Array(n);
  const z = new Float64Array(n * 3);
  for (let i = 0; i < n; i++) {
    x[i] = 2 * random.uniform() - 1;
    const { source, clean } = local(x[i], equal);
    const u = random.uniform();
    const s = u < source[0] ? 0 : u < source[0] + source[1] ? 1 : 2;
    const label = random.uniform() < clean ? 1 : 0;
    const turned = random.uniform() < TURNED[s];
    z[3 * i] = s;
    z[3 * i + 1] = turned ? 1 - label : label;
    z[3 * i + 2] = label;
  }
  return { n, x, z };
}

/** e^{w_s} with w_0 = 0. */
function sourceWeights(w: Float64Array): number[] {
  requireOuterPoint("hyper-cleaning", w, P);
  return [1, Math.exp(w[0]), Math.exp(w[1])];
}
