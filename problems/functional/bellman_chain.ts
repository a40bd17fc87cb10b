/**
 * The Markov chain of projected Bellman, its rewards, and what is expected of functions of its next state.
 *
 * @module
 */

import { gaussHermiteNormal } from "../../numerics/quadrature.ts";

/** The standard deviation of S' given X. */
export const TRANSITION_SD = 0.2;
const TRANSITION_VARIANCE = TRANSITION_SD * TRANSITION_SD;
/** That of R. */
export const REWARD_SD = 0.1;
/** The rule over S has as many nodes as the published one. */
const states = once(() => gaussHermiteNormal(200));
/** The rule over S' given X: exact to rounding, so narrow is S'. */
const nextStates = once(() => gaussHermiteNormal(30));

/** What is computed when it is first asked for. */
function once<Value>(compute: () => Value): () => Value {
  let value: { readonly of: Value } | undefined;
  return () => (value ??= { of: compute() }).of;
}

/** A function of the next state: "linear" is s and "square" is s². */
export type BellmanFeature = "sin" | "cos" | "linear" | "square";

/** φ(s), and E[φ(μ + 0.2Z)] for a standard normal Z. */
export interface Feature {
  /** φ(s). */
  readonly value: (s: number) => number;
  /** E φ(μ + 0.2Z). */
  readonly mean: (mu: number) => number;
}

const DAMPING = Math.exp(-TRANSITION_VARIANCE / 2);
/** The features by their names. */
export const FEATURES: Record<BellmanFeature, Feature> = {
  sin: { value: (s) => Math.sin(s), mean: (mu) => DAMPING * Math.sin(mu) },
  cos: { value: (s) => Math.cos(s), mean: (mu) => DAMPING * Math.cos(mu) },
  linear: { value: (s) => s, mean: (mu) => mu },
  square: { value: (s) => s * s, mean: (mu) => mu * mu + TRANSITION_VARIANCE },
};

/** E[S' | S, A]. */
export function nextMean(s: number, a: number): number {
  return 0.7 * s + 0.5 * a;
}

/** E[R | S, A]. */
export function rewardMean(s: number, a: number): number {
  return Math.sin(s) + 0.5 * a + 0.25 * s * a;
}

/** The mean over (S, A) of what `add` adds with a weight, `size` numbers. */
export function expectation(
  coin: (s: number) => number,
  add: (weight: number, s: number, a: number, out: Float64Array) => void,
  size: number,
): Float64Array {
  const { nodes, weights } = states();
  const out = new Float64Array(size);
  nodes.forEach((s, i) => {
    const heads = coin(s);
    add(weights[i] * heads, s, 1, out);
    add(weights[i] * (1 - heads), s, 0, out);
  });
  return out;
}

/** Cov(γφ(S') | X), p×p, at E[S' | X] = mu. */
export function jacobianCovariance(
  features: readonly Feature[],
  discount: number,
  mu: number,
  j: Float64Array,
): Float64Array {
  const p = features.length;
  const { nodes, weights } = nextStates();
  const out = new Float64Array(p * p);
  const xi = new Float64Array(p);
  nodes.forEach((z, i) => {
    for (let k = 0; k < p; k++) {
      xi[k] = discount * features[k].value(mu + TRANSITION_SD * z) - j[k];
    }
    for (let k = 0; k < p; k++) {
      for (let l = 0; l < p; l++) out[k * p + l] += weights[i] * xi[k] * xi[l];
    }
  });
  return out;
}
