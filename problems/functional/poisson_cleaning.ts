/**
 * Poisson cleaning: a lower level whose loss has a third derivative, in closed form.
 *
 * X ~ U[−1, 1], G = (sin πX, X²) + ξ with ξ ~ N(0, 0.16 I) and Y = 0.3 + 0.5 sin 2X + 0.5 ε with an
 * independent standard normal ε. The losses are l_in = e^v − T_w v with T_w = exp(w'G), and
 * l_out = ½(v − Y)²; Z = (G, Y).
 *
 * Given X, T_w is lognormal, so that h_w = w'g + ½ · 0.16 ‖w‖² and every moment of the score has a
 * closed form; one Gauss–Legendre rule integrates over X. Design and formulas derived here.
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
const Z = P + 1;
/** Variance of each coordinate of ξ. */
const SPREAD = 0.16;
const SPREAD_SD = Math.sqrt(SPREAD);
const NOISE_SD = 0.5;
const NODES = 60;

/** The Poisson cleaning problem: d = 1, Z = (G, Y), p = 2. */
export const poissonCleaning: GeneralFunctionalProblem = {
  name: "poisson-cleaning",
  d: 1,
  zDimension: Z,
  p: P,
  outerPoint: Float64Array.of(0.8, 0.6),
  sample,
  nuisances,
  objective: (w) =>
    integrate(w, 1, ({ h, m }) => [((h - m) * (h - m) + NOISE_SD * NOISE_SD) / 2])[0],
  gradient,
  efficiencyBound,
};

/** E[G | X = x]. */
function jacobianMean(x: number): number[] {
  return [Math.sin(Math.PI * x), x * x];
}

/** E[Y | X = x]. */
function outcomeMean(x: number): number {
  return 0.3 + 0.5 * Math.sin(2 * x);
}

/** What is known at one x and w. */
interface Local {
  readonly m: number;
  readonly h: number;
  readonly a: number;
  readonly b: readonly number[];
  readonly c: readonly number[];
}

/**
 * h = log E[T_w | X], b = E[G T_w | X]/E[T_w | X] = g + 0.16 w, a = −(h − m) e^{−h} and
 * c = −b e^{−h} (1 − (h − m)).
 */
function local(x: number, w: Float64Array): Local {
  const g = jacobianMean(x);
  const m = outcomeMean(x);
  const b = g.map((value, k) => value + SPREAD * w[k]);
  let h = 0;
  for (let k = 0; k < P; k++) h += w[k] * (g[k] + SPREAD * w[k] / 2);
  const inverse = Math.exp(-h);
  const a = -(h - m) * inverse;
  const c = b.map((value) => -value * inverse * (1 - (h - m)));
  return { m, h, a, b, c };
}

function gradient(w: Float64Array): Float64Array {
  return integrate(w, P, ({ h, m, b }) => b.map((value) => value * (h - m)));
}

/**
 * V(w) = E[ψψ'] − ΨΨ'.
 *
 * ψ = u − T (aG + c) + b (h − Y), u = (ab + c) e^h, in which Y is independent of G given X. Under the
 * law of G weighted by T, or by T², G is normal with mean g + 0.16 w, or g + 0.32 w, and the same
 * variance, and E[T² | X] = e^{2h + 0.16 ‖w‖²}.
 */
function efficiencyBound(w: Float64Array): Float64Array {
  const psi = gradient(w);
  const squaredNorm = w.reduce((sum, value) => sum + value * value, 0);
  const moment = integrate(w, P * P, ({ h, m, a, b, c }) => {
    const first = Math.exp(h);
    const second = Math.exp(2 * h + SPREAD * squaredNorm);
    const constant = b.map((value, k) => (a * value + c[k]) * first + value * (h - m));
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
  });
  return moment.map((value, at) => value - psi[Math.floor(at / P)] * psi[at % P]);
}

/** The expectation over X of `size` functions of X. */
function integrate(
  w: Float64Array,
  size: number,
  integrand: (at: Local) => readonly number[],
): Float64Array {
  requireOuterPoint("Poisson cleaning", w, P);
  const { nodes, weights } = gaussLegendre(NODES);
  const sums = new Float64Array(size);
  for (let i = 0; i < NODES; i++) {
    const values = integrand(local(nodes[i], w));
    for (let k = 0; k < size; k++) sums[k] += weights[i] / 2 * values[k];
  }
  return sums;
}

function nuisances(x: Float64Array, w: Float64Array): GeneralNuisances {
  requireOuterPoint("Poisson cleaning", w, P);
  const count = x.length;
  const out = {
    h: new Float64Array(count),
    a: new Float64Array(count),
    b: new Float64Array(count * P),
    c: new Float64Array(count * P),
  };
  for (let i = 0; i < count; i++) {
    const { h, a, b, c } = local(x[i], w);
    out.h[i] = h;
    out.a[i] = a;
    out.b.set(b, i * P);
    out.c.set(c, i * P);
  }
  return out;
}

// One observation after another, so that a smaller sample is the beginning of a larger one.
function sample(n: number, random: RandomSource): GeneralSample {
  requireSampleSize(n);
  const x = new Float64Array(n);
  const z = new Float64Array(n * Z);
  for (let i = 0; i < n; i++) {
    x[i] = 2 * random.uniform() - 1;
    const g = jacobianMean(x[i]);
    for (let k = 0; k < P; k++) z[i * Z + k] = g[k] + SPREAD_SD * random.normal();
    z[i * Z + P] = outcomeMean(x[i]) + NOISE_SD * random.normal();
  }
  return { n, x, z };
}
