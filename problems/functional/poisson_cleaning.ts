/**
 * Poisson cleaning: a lower level whose loss has a third derivative, in closed form.
 *
 * X ~ U[−1, 1], G = (sin πX, X²) + ξ with ξ ~ N(0, 0.16 I) and Y = 0.3 + 0.5 sin 2X + 0.5 ε with an
 * independent standard normal ε. The losses are l_in = e^v − T_w v with T_w = exp(w'G), and
 * l_out = ½(v − Y)²; Z = (G, Y).
 *
 * Given X, T_w is lognormal, so that h_w = w'g + ½ · 0.16 ‖w‖² and every moment of the score has a
 * closed form. Design and formulas derived here.
 *
 * @module
 */

import type { RandomSource } from "../random_source.ts";
import type { GeneralFunctionalProblem } from "./general_contract.ts";
import { type Conditional, uniformCovariate } from "./uniform_covariate.ts";

const P = 2;
/** Variance of each coordinate of ξ. */
const SPREAD = 0.16;
const SPREAD_SD = Math.sqrt(SPREAD);
const NOISE_SD = 0.5;

/**
 * The Poisson cleaning problem: d = 1, Z = (G, Y), p = 2.
 *
 * @example
 * ```ts
 * import { poissonCleaning, Stream } from "@bigrad/bigrad";
 *
 * const { x, z } = poissonCleaning.sample(100, Stream.of("my data"));
 * console.log(x.length, z.length); // 100 300
 * const gradient = poissonCleaning.gradient(poissonCleaning.outerPoint);
 * console.log(gradient[0].toFixed(4), gradient[1].toFixed(4)); // 0.1541 0.0447
 * ```
 */
export const poissonCleaning: GeneralFunctionalProblem = uniformCovariate({
  name: "poisson-cleaning",
  zDimension: P + 1,
  outerPoint: Float64Array.of(0.8, 0.6),
  nodes: 60,
  conditional: (w) => (x) => conditionalAt(x, w),
  secondMoment,
  draw,
});

/** E[G | X = x]. */
function jacobianMean(x: number): number[] {
  return [Math.sin(Math.PI * x), x * x];
}

/** E[Y | X = x]. */
function outcomeMean(x: number): number {
  return 0.3 + 0.5 * Math.sin(2 * x);
}

/**
 * h = log E[T_w | X], b = E[G T_w | X]/E[T_w | X] = g + 0.16 w, a = −(h − m) e^{−h} and
 * c = −b e^{−h} (1 − (h − m)).
 */
function conditionalAt(x: number, w: Float64Array): Conditional {
  const g = jacobianMean(x);
  const b = g.map((value, k) => value + SPREAD * w[k]);
  let h = 0;
  for (let k = 0; k < P; k++) h += w[k] * (g[k] + SPREAD * w[k] / 2);
  const slope = h - outcomeMean(x);
  const inverse = Math.exp(-h);
  return {
    h,
    a: -slope * inverse,
    b,
    c: b.map((value) => -value * inverse * (1 - slope)),
    loss: (slope * slope + NOISE_SD * NOISE_SD) / 2,
    slope,
  };
}

/**
 * E[ψψ' | X] for ψ = u − T (aG + c) + b (h − Y), u = (ab + c) e^h, in which Y is independent of G
 * given X. Under the law of G weighted by T, or by T², G is normal with mean g + 0.16 w, or
 * g + 0.32 w, and the same variance, and E[T² | X] = e^{2h + 0.16 ‖w‖²}.
 */
function secondMoment({ h, a, b, c, slope }: Conditional, w: Float64Array): number[] {
  const squaredNorm = w.reduce((sum, value) => sum + value * value, 0);
  const first = Math.exp(h);
  const second = Math.exp(2 * h + SPREAD * squaredNorm);
  const constant = b.map((value, k) => (a * value + c[k]) * first + value * slope);
  const once = b.map((value, k) => a * value + c[k]);
  const twice = b.map((value, k) => a * (value + SPREAD * w[k]) + c[k]);
  return Array.from({ length: P * P }, (_, at) => {
    const k = Math.floor(at / P);
    const l = at % P;
    const spread = k === l ? a * a * SPREAD : 0;
    return constant[k] * constant[l] -
      first * (constant[k] * once[l] + once[k] * constant[l]) +
      second * (twice[k] * twice[l] + spread) +
      NOISE_SD * NOISE_SD * b[k] * b[l];
  });
}

/** (G, Y). */
function draw(x: number, random: RandomSource): number[] {
  const g = jacobianMean(x).map((mean) => mean + SPREAD_SD * random.normal());
  return [...g, outcomeMean(x) + NOISE_SD * random.normal()];
}
