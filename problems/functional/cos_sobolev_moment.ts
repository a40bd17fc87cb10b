/**
 * The second moment of the score of cos-Sobolev.
 *
 * @module
 */

import { gaussLegendre } from "../../numerics/quadrature.ts";
import { dot } from "../../numerics/vectors.ts";
import type { CosSobolevOptions } from "./cos_sobolev.ts";

/** A panel holds at most 8 periods of the fourth power of the highest frequency: 40 nodes will do. */
const RULE = gaussLegendre(40);
const FREQUENCIES_PER_PANEL = 4;

/**
 * E[ψψ'] with r = h_w − m, Cov(G | X) = s²I, Cov(G, T_w − Y | X) = s²w and
 * Var(T_w − Y | X) = s²w'w + σ²:
 * E[s²jj'] w'w + E[s²r²] I + E[s²rj] w' + w E[s²rj]' + σ²A + E[jj'r²].
 *
 * The parts of j and r in different coordinates of X are independent with mean zero, and the same
 * series over √d. So a second moment weighted by s², which x₁ alone decides, is 1/d of the weighted
 * moment in one dimension and 1 − 1/d of the product of means; and
 * E[j_k j_l r²] is 1/d of the fourth moment in one dimension and 1 − 1/d of A_kl E r² + 2Ψ_kΨ_l.
 */
export function cosSobolevMoment(
  { d, frequencies, jacobianNoise, outcomeNoise }: CosSobolevOptions,
  gamma: readonly Float64Array[],
  r: Float64Array,
  w: Float64Array,
  hessian: Float64Array,
  psi: Float64Array,
): Float64Array {
  const p = w.length;
  const one = 1 / d;
  const rest = 1 - one;
  const size = dot(w, w);
  const rr = dot(r, r);
  const out = new Float64Array(p * p);
  let variance = 0; // E s²
  const add = (k: number, l: number, jj: number, rj: [number, number], square: number) => {
    out[k * p + l] += jj * size + (k === l ? square : 0) + rj[0] * w[l] + w[k] * rj[1];
  };
  unitInterval(frequencies[frequencies.length - 1], (u, weight) => {
    const waves = Float64Array.from(frequencies, (l) => Math.SQRT2 * Math.cos(Math.PI * l * u));
    const j = gamma.map((row) => dot(row, waves));
    const ru = dot(r, waves);
    const sd = jacobianNoise.constant + jacobianNoise.slope * u;
    const s2 = weight * one * sd * sd;
    variance += weight * sd * sd;
    for (let k = 0; k < p; k++) {
      for (let l = 0; l < p; l++) {
        add(k, l, s2 * j[k] * j[l], [s2 * ru * j[k], s2 * ru * j[l]], s2 * ru * ru);
        out[k * p + l] += weight * one * j[k] * j[l] * ru * ru;
      }
    }
  });
  const s2 = rest * variance;
  for (let k = 0; k < p; k++) {
    for (let l = 0; l < p; l++) {
      const a = hessian[k * p + l];
      add(k, l, s2 * a, [s2 * psi[k], s2 * psi[l]], s2 * rr);
      out[k * p + l] += outcomeNoise * outcomeNoise * a + rest * (a * rr + 2 * psi[k] * psi[l]);
    }
  }
  return out;
}

/** Nodes and weights for functions on [0, 1] that oscillate like cos(4π highest u). */
function unitInterval(highest: number, visit: (u: number, weight: number) => void): void {
  const panels = Math.ceil(highest / FREQUENCIES_PER_PANEL);
  for (let panel = 0; panel < panels; panel++) {
    RULE.nodes.forEach((node, i) => {
      visit((panel + (1 + node) / 2) / panels, RULE.weights[i] / (2 * panels));
    });
  }
}
