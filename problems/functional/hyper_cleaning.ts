/**
 * Nonparametric data hyper-cleaning: labels from three sources of unequal quality, weighted so that
 * a classifier learned from them does well on clean labels.
 *
 * X ~ U[−1, 1]. The source S ∈ {0, 1, 2} has probabilities π = softmax(0, 0.8 X, −0.8 X), the clean
 * label B is 1 with probability σ(1.8 sin πX + 0.5 X), and the noisy label D is B, turned over with
 * probability ρ_S, ρ = (0.05, 0.2, 0.4). The losses are
 * l_in = e^{w_S} (log(1 + e^v) − D v), w_0 = 0, and l_out = log(1 + e^v) − B v; Z = (S, D, B).
 *
 * Given X everything is a finite sum. Design and formulas derived here.
 *
 * @module
 */

import type { RandomSource } from "../random_source.ts";
import type { GeneralFunctionalProblem } from "./general_contract.ts";
import { type Conditional, uniformCovariate } from "./uniform_covariate.ts";

const P = 2;
const SOURCES = P + 1;
/** Probability that the label of a source is turned over. */
const TURNED = [0.05, 0.2, 0.4];

/**
 * The hyper-cleaning problem: d = 1, Z = (S, D, B), p = 2.
 *
 * @example
 * ```ts
 * import { hyperCleaning, Stream } from "@bigrad/bigrad";
 *
 * const { x, z } = hyperCleaning.sample(100, Stream.of("my data"));
 * console.log(x.length, z.length); // 100 300
 * const gradient = hyperCleaning.gradient(hyperCleaning.outerPoint);
 * console.log(gradient[0].toFixed(4), gradient[1].toFixed(4)); // -0.0117 0.0242
 * ```
 */
export const hyperCleaning: GeneralFunctionalProblem = uniformCovariate({
  name: "hyper-cleaning",
  zDimension: 3,
  outerPoint: Float64Array.of(1, 1.5),
  nodes: 120,
  conditional: (w) => {
    const omega = [1, Math.exp(w[0]), Math.exp(w[1])];
    return (x) => conditionalAt(x, omega);
  },
  secondMoment,
  draw,
});

/** Of the losses at one x and w. */
interface Local extends Conditional {
  /** Probabilities of the sources. */
  readonly source: readonly number[];
  /** The sources' weights e^{w_S}. */
  readonly omega: readonly number[];
  /** P(B = 1). */
  readonly clean: number;
  /** The weighted mean of D: σ(h). */
  readonly mean: number;
}

function sourcesAt(x: number): number[] {
  const tilted = [1, Math.exp(0.8 * x), Math.exp(-0.8 * x)];
  const total = tilted[0] + tilted[1] + tilted[2];
  return tilted.map((value) => value / total);
}

function cleanAt(x: number): number {
  return 1 / (1 + Math.exp(-(1.8 * Math.sin(Math.PI * x) + 0.5 * x)));
}

/**
 * h = logit μ with μ = Σ ω_s π_s q_s / Σ ω_s π_s and q_s = P(D = 1 | S = s), H = μ(1 − μ) Σ ω_s π_s,
 * b_j = −ω_j π_j (μ − q_j)/H, a = −(μ − P(B = 1))/H, and c by differentiation of a.
 */
function conditionalAt(x: number, omega: readonly number[]): Local {
  const source = sourcesAt(x);
  const clean = cleanAt(x);
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
  return {
    h: Math.log(mean / (1 - mean)),
    a,
    b,
    c,
    // l_out at v = logit μ
    loss: -clean * Math.log(mean) - (1 - clean) * Math.log1p(-mean),
    slope: mean - clean,
    source,
    omega,
    clean,
    mean,
  };
}

/** E[ψψ' | X], by the sum over (S, B, D); ψ is the total derivative in w of l_out + a d_v l_in. */
function secondMoment({ source, omega, clean, mean, a, b, c }: Local): number[] {
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

/** (S, D, B). */
function draw(x: number, random: RandomSource): number[] {
  const source = sourcesAt(x);
  const u = random.uniform();
  const s = u < source[0] ? 0 : u < source[0] + source[1] ? 1 : 2;
  const label = random.uniform() < cleanAt(x) ? 1 : 0;
  const turned = random.uniform() < TURNED[s];
  return [s, turned ? 1 - label : label, label];
}
