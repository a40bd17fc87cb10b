/**
 * The Markov chain of projected Bellman, its rewards, and what is expected of functions of its next state.
 *
 * @module
 */

import { gaussHermiteNormal, type QuadratureRule } from "../../numerics/quadrature.ts";
import { sineCosine } from "../../numerics/sine_cosine.ts";

/** The standard deviation of S' given X. */
export const TRANSITION_SD = 0.2;
const TRANSITION_VARIANCE = TRANSITION_SD * TRANSITION_SD;
/** That of R. */
export const REWARD_SD = 0.1;
/** The rule over S has as many nodes as the published one. */
const states = once(() => gaussHermiteNormal(200));
/** The rule over S' given X: exact to rounding, so narrow is S'. */
const nextStates = once(() => gaussHermiteNormal(30));

/** Another rule over S, trapezoidal: what both agree on is right, where what is averaged is smooth. */
const evenStates = once(() => {
  const [reach, perUnit] = [9, 16];
  const nodes = Float64Array.from(
    { length: 2 * reach * perUnit + 1 },
    (_, i) => i / perUnit - reach,
  );
  const scale = 1 / (perUnit * Math.sqrt(2 * Math.PI));
  return { nodes, weights: nodes.map((s) => scale * Math.exp(-s * s / 2)) };
});

/** What is computed when it is first asked for. */
function once<Value>(compute: () => Value): () => Value {
  let value: { readonly of: Value } | undefined;
  return () => (value ??= { of: compute() }).of;
}

/** A function of the next state: "linear" is s and "square" is s². */
export type BellmanFeature = "sin" | "cos" | "linear" | "square";

/** The functions of the next state that are features, in the order in which they are computed. */
export const FEATURES: readonly BellmanFeature[] = ["sin", "cos", "linear", "square"];

const DAMPING = Math.exp(-TRANSITION_VARIANCE / 2);

/** Writes sin s, cos s, s and s². */
export function featureValues(s: number, out: Float64Array): void {
  sineCosine(s, out);
  out[2] = s;
  out[3] = s * s;
}

/** Writes their means at s = μ + 0.2Z for a standard normal Z. */
export function featureMeans(mu: number, out: Float64Array): void {
  sineCosine(mu, out);
  out[0] *= DAMPING;
  out[1] *= DAMPING;
  out[2] = mu;
  out[3] = mu * mu + TRANSITION_VARIANCE;
}

/** E[S' | S, A]. */
export function nextMean(s: number, a: number): number {
  return 0.7 * s + 0.5 * a;
}

/** E[R | S, A]. */
export function rewardMean(s: number, a: number): number {
  return Math.sin(s) + 0.5 * a + 0.25 * s * a;
}

/** The mean over (S, A) of what `add` adds with a weight, `size` numbers, by a rule over S. */
export function expectation(
  coin: (s: number) => number,
  add: (weight: number, s: number, a: number, out: Float64Array) => void,
  size: number,
  { nodes, weights }: QuadratureRule = states(),
): Float64Array {
  const out = new Float64Array(size);
  nodes.forEach((s, i) => {
    const heads = coin(s);
    add(weights[i] * heads, s, 1, out);
    add(weights[i] * (1 - heads), s, 0, out);
  });
  return out;
}

/** The share of a mean by which two rules may differ. */
const RESOLVED = 1e-6;

/**
 * The mean of squares p×p, by `expectation`.
 *
 * @param name Whose coin it is.
 * @throws {RangeError} if the diagonal depends on the rule, since the coin is not smooth.
 */
export function resolvedExpectation(
  name: string,
  coin: (s: number) => number,
  add: Parameters<typeof expectation>[1],
  p: number,
): Float64Array {
  const mean = expectation(coin, add, p * p);
  const other = expectation(coin, add, p * p, evenStates());
  for (let at = 0; at < p * p; at += p + 1) {
    if (Math.abs(mean[at] - other[at]) <= RESOLVED * mean[at]) continue;
    throw new RangeError(
      `the coin of ${name} jumps or is too steep for the truth to be integrated, which is ${
        mean[at]
      } by one ` +
        `rule and ${other[at]} by another: give a smooth one, such as a logistic function`,
    );
  }
  return mean;
}

/** Cov(γφ(S') | X), p×p, at E[S' | X] = mu, for features by their numbers. */
export function jacobianCovariance(
  features: Uint8Array,
  discount: number,
  mu: number,
  j: Float64Array,
): Float64Array {
  const p = features.length;
  const { nodes, weights } = nextStates();
  const out = new Float64Array(p * p);
  const xi = new Float64Array(p);
  const phi = new Float64Array(FEATURES.length);
  nodes.forEach((z, i) => {
    featureValues(mu + TRANSITION_SD * z, phi);
    for (let k = 0; k < p; k++) xi[k] = discount * phi[features[k]] - j[k];
    for (let k = 0; k < p; k++) {
      for (let l = 0; l < p; l++) out[k * p + l] += weights[i] * xi[k] * xi[l];
    }
  });
  return out;
}
