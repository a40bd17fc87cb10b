/**
 * Pairs of losses with their derivatives.
 *
 * @module
 */

import { requireFinite, requireWhole } from "../../numerics/require.ts";
import type { LossDerivatives, LossPair } from "./losses.ts";

/**
 * Quadratic losses: l_in = ½(v − T_w)² with T_w = T_0 + w'G, and l_out = ½(v − Y)².
 *
 * An observation is Z = (G, T_0, Y), or (G, Y) if T_0 is 0.
 *
 * @param p Dimension of w and G.
 * @param constant Whether there is a T_0.
 * @throws {RangeError} if p is not a positive whole number.
 *
 * @example
 * ```ts
 * import { lossDerivatives, quadraticLosses } from "@bigrad/bigrad";
 *
 * // Z = (G, T_0, Y): l_in = ½(v − T_0 − wG)², l_out = ½(v − Y)²
 * const pair = quadraticLosses(1, true);
 * const z = Float64Array.of(2, 1, 4);
 * const { inner, outer } = lossDerivatives(pair, Float64Array.of(1), Float64Array.of(3), z);
 * console.log(inner.value[0], outer.value[0]); // 0 0.5
 * ```
 */
export function quadraticLosses(p: number, constant = true): LossPair {
  requireWhole("p", p, 1);
  const zDimension = constant ? p + 2 : p + 1;
  return {
    name: "quadratic",
    p,
    zDimension,
    fill(w, v, z, { n, inner, outer }) {
      for (let i = 0; i < n; i++) {
        const row = i * zDimension;
        const residual = v[i] - (constant ? z[row + p] : 0) - linear(w, z, row);
        const error = v[i] - z[row + zDimension - 1];
        inner.value[i] = residual * residual / 2;
        inner.v[i] = residual;
        outer.value[i] = error * error / 2;
        outer.v[i] = error;
        for (let k = 0; k < p; k++) inner.vw[i * p + k] = -z[row + k];
      }
      inner.vv.fill(1);
      outer.vv.fill(1);
      for (const zero of [inner.vvv, inner.vvw, outer.w, outer.vw]) zero.fill(0);
    },
  };
}

/**
 * Poisson regression: l_in = e^v − T_w v with T_w = exp(w'G), so that e^h is the mean of T_w, and the
 * outer loss l_out = ½(v + κ w'G − Y)².
 *
 * An observation is Z = (G, Y).
 *
 * @param p Dimension of w and G.
 * @param outerSlope κ, by which w enters the outer loss; it does not with 0.
 * @throws {RangeError} if p is not a positive whole number or κ is not finite.
 *
 * @example
 * ```ts
 * import { generalGradient, naturalSplineBasis, penalisedSeries } from "@bigrad/bigrad";
 * import { poissonCleaning, poissonLosses, ratePenalty, Stream } from "@bigrad/bigrad";
 *
 * const sample = poissonCleaning.sample(500, Stream.of("my data"));
 * const basis = naturalSplineBasis({ modes: 10, low: -1, high: 1 });
 * const { gradient, standardError } = generalGradient(
 *   sample,
 *   poissonLosses(2),
 *   poissonCleaning.outerPoint,
 *   penalisedSeries(basis, ratePenalty(sample.n)),
 *   { random: Stream.of("my folds") },
 * );
 * console.log(gradient[0].toFixed(3), standardError[0].toFixed(3)); // 0.184 0.024
 * console.log(poissonCleaning.gradient(poissonCleaning.outerPoint)[0].toFixed(3)); // 0.154
 * ```
 */
export function poissonLosses(p: number, outerSlope = 0): LossPair {
  requireWhole("p", p, 1);
  requireFinite("outerSlope", outerSlope);
  const zDimension = p + 1;
  return {
    name: "poisson",
    p,
    zDimension,
    fillInner(w, v, z, { n, inner }) {
      for (let i = 0; i < n; i++) {
        const target = Math.exp(linear(w, z, i * zDimension));
        const mean = Math.exp(v[i]);
        inner.value[i] = mean - target * v[i];
        inner.v[i] = mean - target;
        inner.vv[i] = mean;
      }
    },
    fill(w, v, z, { n, inner, outer }) {
      for (let i = 0; i < n; i++) {
        const row = i * zDimension;
        const index = linear(w, z, row);
        const target = Math.exp(index);
        const mean = Math.exp(v[i]);
        const error = v[i] + outerSlope * index - z[row + p];
        inner.value[i] = mean - target * v[i];
        inner.v[i] = mean - target;
        inner.vv[i] = inner.vvv[i] = mean;
        outer.value[i] = error * error / 2;
        outer.v[i] = error;
        for (let k = 0; k < p; k++) {
          const g = z[row + k];
          inner.vw[i * p + k] = -target * g;
          outer.w[i * p + k] = outerSlope * g * error;
          outer.vw[i * p + k] = outerSlope * g;
        }
      }
      outer.vv.fill(1);
      inner.vvw.fill(0);
    },
  };
}

/**
 * Logistic hyper-cleaning: the inner loss is the logistic loss of a noisy label D, weighted by its
 * source S, the outer one that of a clean label B:
 * l_in = e^{w_S} (log(1 + e^v) − D v), with w_0 = 0, and l_out = log(1 + e^v) − B v.
 *
 * An observation is Z = (S, D, B), S = 0, …, p and D, B in [0, 1].
 *
 * @param p Number of sources whose weight is learned.
 * @throws {RangeError} if p is not a positive whole number.
 *
 * @example
 * ```ts
 * import { generalGradient, hyperCleaning, naturalSplineBasis } from "@bigrad/bigrad";
 * import { penalisedSeries, ratePenalty, Stream } from "@bigrad/bigrad";
 * import { weightedLogisticLosses } from "@bigrad/bigrad";
 *
 * const sample = hyperCleaning.sample(500, Stream.of("my data"));
 * const basis = naturalSplineBasis({ modes: 10, low: -1, high: 1 });
 * const { gradient, standardError } = generalGradient(
 *   sample,
 *   weightedLogisticLosses(2),
 *   hyperCleaning.outerPoint,
 *   penalisedSeries(basis, ratePenalty(sample.n)),
 *   { random: Stream.of("my folds") },
 * );
 * console.log(gradient[0].toFixed(3), standardError[0].toFixed(3)); // -0.010 0.008
 * console.log(hyperCleaning.gradient(hyperCleaning.outerPoint)[0].toFixed(3)); // -0.012
 * ```
 */
export function weightedLogisticLosses(p: number): LossPair {
  return sourceWeighted("weighted-logistic", p, logistic);
}

/**
 * Robust hyper-cleaning: as `weightedLogisticLosses`, with the loss log cosh(v − y) of a noisy
 * outcome and of a clean one: l_in = e^{w_S} log cosh(v − D), with w_0 = 0, l_out = log cosh(v − B).
 *
 * An observation is Z = (S, D, B), S = 0, …, p.
 *
 * @param p Number of sources whose weight is learned.
 * @throws {RangeError} if p is not a positive whole number.
 *
 * @example
 * ```ts
 * import { lossDerivatives, weightedLogCoshLosses } from "@bigrad/bigrad";
 *
 * const { inner } = lossDerivatives(
 *   weightedLogCoshLosses(1),
 *   Float64Array.of(0), // w
 *   Float64Array.of(1), // v
 *   Float64Array.of(1, 1, 0), // S, D, B
 * );
 * console.log(inner.value[0], inner.vv[0]); // 0 1
 * ```
 */
export function weightedLogCoshLosses(p: number): LossPair {
  return sourceWeighted("weighted-log-cosh", p, logCosh);
}

/** Writes φ(v, y) and its first three derivatives in v. */
type ScalarLoss = (v: number, y: number, out: Float64Array) => void;

/** l_in = e^{w_S} φ(v, D), with w_0 = 0, and l_out = φ(v, B), for Z = (S, D, B). */
function sourceWeighted(name: string, p: number, loss: ScalarLoss): LossPair {
  requireWhole("p", p, 1);
  const phi = new Float64Array(4);
  const weightsAt = (w: Float64Array) => Float64Array.of(1, ...w.map(Math.exp));
  const sourceOf = (z: Float64Array, i: number) => {
    const source = z[3 * i];
    if (!(Number.isInteger(source) && source >= 0 && source <= p)) {
      requireWhole(`the source of observation ${i}`, source, 0, p);
    }
    return source;
  };
  return {
    name,
    p,
    zDimension: 3,
    fillInner(w, v, z, { n, inner }: LossDerivatives) {
      const weights = weightsAt(w);
      for (let i = 0; i < n; i++) {
        const weight = weights[sourceOf(z, i)];
        loss(v[i], z[3 * i + 1], phi);
        inner.value[i] = weight * phi[0];
        inner.v[i] = weight * phi[1];
        inner.vv[i] = weight * phi[2];
      }
    },
    fill(w, v, z, { n, inner, outer }: LossDerivatives) {
      const weights = weightsAt(w);
      inner.vw.fill(0);
      inner.vvw.fill(0);
      outer.w.fill(0);
      outer.vw.fill(0);
      for (let i = 0; i < n; i++) {
        const source = sourceOf(z, i);
        const weight = weights[source];
        loss(v[i], z[3 * i + 1], phi);
        inner.value[i] = weight * phi[0];
        inner.v[i] = weight * phi[1];
        inner.vv[i] = weight * phi[2];
        inner.vvv[i] = weight * phi[3];
        if (source > 0) {
          inner.vw[i * p + source - 1] = inner.v[i];
          inner.vvw[i * p + source - 1] = inner.vv[i];
        }
        // most labels are right, and then the outer loss is the inner one without its weight
        if (z[3 * i + 2] !== z[3 * i + 1]) loss(v[i], z[3 * i + 2], phi);
        outer.value[i] = phi[0];
        outer.v[i] = phi[1];
        outer.vv[i] = phi[2];
      }
    },
  };
}

/** log(1 + e^v) − y v. */
function logistic(v: number, y: number, out: Float64Array): void {
  const tail = Math.exp(-Math.abs(v));
  const larger = 1 / (1 + tail);
  const probability = v >= 0 ? larger : tail * larger;
  const variance = tail * larger * larger;
  out[0] = Math.max(v, 0) + Math.log1p(tail) - y * v;
  out[1] = probability - y;
  out[2] = variance;
  out[3] = variance * (1 - 2 * probability);
}

/** log cosh(v − y). */
function logCosh(v: number, y: number, out: Float64Array): void {
  const size = Math.abs(v - y);
  const tail = Math.exp(-2 * size);
  const fall = Math.expm1(-2 * size);
  const tanh = (v < y ? fall : -fall) / (1 + tail);
  const curvature = 4 * tail / ((1 + tail) * (1 + tail));
  out[0] = size + Math.log1p(tail) - Math.LN2;
  out[1] = tanh;
  out[2] = curvature;
  out[3] = -2 * tanh * curvature;
}

/** w · z[row .. row + p − 1]. */
function linear(w: Float64Array, z: Float64Array, row: number): number {
  let sum = 0;
  for (let k = 0; k < w.length; k++) sum += w[k] * z[row + k];
  return sum;
}
