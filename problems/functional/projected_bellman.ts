/**
 * Projected Bellman: fitted Q-evaluation with a linear value function, as a bilevel problem.
 *
 * S ~ N(0, 1), A ∈ {0, 1} with P(A = 1 | S) given, S' = 0.7S + 0.5A + N(0, 0.2²),
 * R = sin S + 0.5A + 0.25SA + N(0, 0.1²), T_w = R + γw'φ(S') and Y = T_{w*} + N(0, σ²); X = (S, A).
 * So T_0 = R, G = γφ(S'), and all means given X have closed forms in μ = 0.7S + 0.5A.
 *
 * The designs are those of El Khoury, Zenati, Kallus, Arbel, Bibaut, *Semiparametric Efficient
 * Bilevel Gradient Estimation*, arXiv 2605.21341 (2026), experiments B1 to B4; the efficiency bounds
 * are derived here.
 *
 * @module
 */

import { requireFinite } from "../../numerics/require.ts";
import { matvec } from "../../numerics/matrix.ts";
import { dot } from "../../numerics/vectors.ts";
import type { RandomSource } from "../random_source.ts";
import {
  type BellmanFeature,
  expectation,
  featureMeans,
  FEATURES,
  featureValues,
  jacobianCovariance,
  nextMean,
  resolvedExpectation,
  REWARD_SD,
  rewardMean,
  TRANSITION_SD,
} from "./bellman_chain.ts";
import type { ConditionalMeans, InnerTarget, Sample } from "./contract.ts";
import { identified, type IdentifiedProblem } from "./identified.ts";
import { requireOuterPoint, requireRows, requireSampleSize, rowCount } from "./require.ts";
import { addScoreMoment, centred } from "./score_moment.ts";

export type { BellmanFeature } from "./bellman_chain.ts";

const D = 2;
const RAW = 2;

/** What distinguishes the published designs. */
export interface ProjectedBellmanOptions {
  /** Name used in stage names and tables. */
  readonly name: string;
  /** P(A = 1 | S = s), smooth in s: the truth is an integral over s. */
  readonly coin: (s: number) => number;
  /** Discount γ, neither 0 nor infinite. */
  readonly discount: number;
  /** φ, at least one feature and none twice. */
  readonly features: readonly BellmanFeature[];
  /** w*, the root. */
  readonly root: readonly number[];
  /** Where the gradient is evaluated. */
  readonly outerPoint: readonly number[];
  /** Standard deviation σ ≥ 0 of the noise of Y. */
  readonly outcomeNoise: number;
}

/**
 * Makes a projected Bellman problem: d = 2 (S, A), two raw variables (R, S'), p the number of
 * features.
 *
 * @throws {RangeError} if an option is out of range, the coin is not smooth, the numbers of features and
 * coordinates differ or features are repeated, so that the root is not identified.
 *
 * @example
 * ```ts
 * import { projectedBellman } from "@bigrad/bigrad";
 *
 * const problem = projectedBellman({
 *   name: "mine",
 *   coin: () => 0.5,
 *   discount: 0.9,
 *   features: ["sin", "cos"],
 *   root: [0.5, -0.5],
 *   outerPoint: [0, 0],
 *   outcomeNoise: 0.1,
 * });
 * console.log(problem.gradient(problem.root).every((value) => Math.abs(value) < 1e-12));
 * // true
 * ```
 */
export function projectedBellman(options: ProjectedBellmanOptions): IdentifiedProblem {
  const { name, discount, outcomeNoise } = options;
  const features = Uint8Array.from(options.features, numberOf);
  /** All functions that may be features, at the point that is looked at. */
  const phi = new Float64Array(FEATURES.length);
  const p = features.length;
  const root = Float64Array.from(options.root);
  const outerPoint = Float64Array.from(options.outerPoint);
  requireFinite("discount", discount);
  requireFinite("outcomeNoise", outcomeNoise, 0);
  requireOuterPoint(`the root of ${name}`, root, p);
  requireOuterPoint(name, outerPoint, p);
  const coin = (s: number) => {
    const probability = options.coin(s);
    if (!(probability >= 0 && probability <= 1)) {
      throw new RangeError(`coin gives ${probability} at s = ${s}: a probability is needed`);
    }
    return probability;
  };
  const jacobianMean = (s: number, a: number) => {
    featureMeans(nextMean(s, a), phi);
    return Float64Array.from(features, (feature) => discount * phi[feature]);
  };
  const hessian = resolvedExpectation(name, coin, (weight, s, a, out) => {
    const j = jacobianMean(s, a);
    for (let k = 0; k < p; k++) {
      for (let l = 0; l < p; l++) out[k * p + l] += weight * j[k] * j[l];
    }
  }, p);

  const departure = (w: Float64Array) => {
    requireOuterPoint(name, w, p);
    return w.map((value, k) => value - root[k]);
  };
  const gradient = (w: Float64Array) => matvec(hessian, departure(w));

  const sample = (n: number, random: RandomSource): Sample => {
    requireSampleSize(n);
    const x = new Float64Array(n * D);
    const t = new Float64Array(n * RAW);
    const y = new Float64Array(n);
    // one observation after another, so that a smaller sample is the beginning of a larger one
    for (let i = 0; i < n; i++) {
      const s = random.normal();
      const a = random.uniform() < coin(s) ? 1 : 0;
      const next = nextMean(s, a) + TRANSITION_SD * random.normal();
      const reward = rewardMean(s, a) + REWARD_SD * random.normal();
      featureValues(next, phi);
      let value = 0;
      for (let k = 0; k < p; k++) value += root[k] * phi[features[k]];
      x[i * D] = s;
      x[i * D + 1] = a;
      t[i * RAW] = reward;
      t[i * RAW + 1] = next;
      y[i] = reward + discount * value + outcomeNoise * random.normal();
    }
    return { n, x, t, y };
  };

  const innerTarget = ({ n, t }: Sample): InnerTarget => {
    requireRows(name, "t", t, n, RAW);
    const g = new Float64Array(n * p);
    const t0 = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      t0[i] = t[i * RAW];
      featureValues(t[i * RAW + 1], phi);
      for (let k = 0; k < p; k++) g[i * p + k] = discount * phi[features[k]];
    }
    return { g, t0 };
  };

  const conditionalMeans = (x: Float64Array): ConditionalMeans => {
    const n = rowCount(name, "x", x, D);
    const j = new Float64Array(n * p);
    const h0 = new Float64Array(n);
    const m = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const s = x[i * D];
      const a = x[i * D + 1];
      featureMeans(nextMean(s, a), phi);
      h0[i] = rewardMean(s, a);
      let value = 0;
      for (let k = 0; k < p; k++) {
        const mean = discount * phi[features[k]];
        j[i * p + k] = mean;
        value += root[k] * mean;
      }
      m[i] = h0[i] + value;
    }
    return { j, h0, m };
  };

  /**
   * With δ = w − w*, T_w and Y share R and, but for δ, φ(S'): their difference is δ'G less the noise
   * of Y. So r = δ'j, Cov(G, T_w − Y | X) = Σδ and Var(T_w − Y | X) = δ'Σδ + σ², where
   * Σ = Cov(G | X) is integrated over S'.
   */
  const efficiencyBound = (w: Float64Array): Float64Array => {
    const delta = departure(w);
    const moment = expectation(coin, (weight, s, a, out) => {
      const j = jacobianMean(s, a);
      const sigma = jacobianCovariance(features, discount, nextMean(s, a), j);
      const crossCovariance = matvec(sigma, delta);
      addScoreMoment(out, weight, {
        j,
        r: dot(delta, j),
        jacobianCovariance: sigma,
        crossCovariance,
        residualVariance: dot(delta, crossCovariance) + outcomeNoise * outcomeNoise,
      });
    }, p * p);
    return centred(moment, gradient(w));
  };

  const problem = {
    name,
    d: D,
    rawDimension: RAW,
    p,
    outerPoint,
    sample,
    innerTarget,
    conditionalMeans,
    gradient,
    efficiencyBound,
  };
  return identified(problem, root, hessian);
}

const FOUR: readonly BellmanFeature[] = ["sin", "cos", "linear", "square"];
const fairCoin = () => 0.5;

/**
 * The design of the published experiments B1 and B4.
 *
 * @example
 * ```ts
 * import { projectedBellmanB1, Stream } from "@bigrad/bigrad";
 *
 * const { x, t, y } = projectedBellmanB1.sample(100, Stream.of("my data"));
 * console.log(x.length, t.length, y.length); // 200 200 100
 * console.log(projectedBellmanB1.gradient(projectedBellmanB1.outerPoint)[0].toFixed(4));
 * // 0.0735
 * ```
 */
export const projectedBellmanB1: IdentifiedProblem = /* @__PURE__ */ atDistance({
  name: "projected-bellman",
  coin: fairCoin,
  discount: 0.8,
  features: FOUR,
  root: [0.55, -0.35, 0.25, 0.15],
  direction: [1, -0.5, 0.35, -0.25],
  outcomeNoise: 0.25,
});

/**
 * The design of the published experiment B2: the policy depends on the state.
 *
 * @example
 * ```ts
 * import { projectedBellmanB2, Stream } from "@bigrad/bigrad";
 *
 * const { x, t, y } = projectedBellmanB2.sample(100, Stream.of("my data"));
 * console.log(x.length, t.length, y.length); // 200 200 100
 * console.log(projectedBellmanB2.gradient(projectedBellmanB2.outerPoint)[0].toFixed(4));
 * // 0.0243
 * ```
 */
export const projectedBellmanB2: IdentifiedProblem = /* @__PURE__ */ atDistance({
  name: "projected-bellman-policy",
  coin: (s) => 1 / (1 + Math.exp(-0.5 * s)),
  discount: 0.9,
  features: FOUR,
  root: /* @__PURE__ */ unit([1, -0.6, 0.35, 0.15]),
  direction: [0.6, 0.2, -0.5, 0.3],
  outcomeNoise: 0.25,
});

/**
 * The design of the published experiment B3, on roots alone; its outer point, 0, is ours.
 *
 * @example
 * ```ts
 * import { projectedBellmanB3, Stream } from "@bigrad/bigrad";
 *
 * const { x, t, y } = projectedBellmanB3.sample(100, Stream.of("my data"));
 * console.log(x.length, t.length, y.length); // 200 200 100
 * console.log(projectedBellmanB3.gradient(projectedBellmanB3.outerPoint)[0].toFixed(4));
 * // -0.1202
 * ```
 */
export const projectedBellmanB3: IdentifiedProblem = /* @__PURE__ */ projectedBellman({
  name: "projected-bellman-root",
  coin: fairCoin,
  discount: 0.8,
  features: ["sin", "cos"],
  root: [0.65, -0.45],
  outerPoint: [0, 0],
  outcomeNoise: 0.1,
});

/** @throws {RangeError} if there is no such feature. */
function numberOf(feature: BellmanFeature): number {
  const at = FEATURES.indexOf(feature);
  if (at < 0) throw new RangeError(`feature "${feature}": give one of ${FEATURES.join(", ")}`);
  return at;
}

/** A problem seen at distance 0.35 from its root. */
function atDistance(
  options: Omit<ProjectedBellmanOptions, "outerPoint"> & { direction: readonly number[] },
): IdentifiedProblem {
  const u = unit(options.direction);
  const outerPoint = options.root.map((value, k) => value + 0.35 * u[k]);
  return projectedBellman({ ...options, outerPoint });
}

function unit(values: readonly number[]): number[] {
  const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return values.map((value) => value / norm);
}
