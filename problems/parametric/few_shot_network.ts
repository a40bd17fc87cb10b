/**
 * A small fully connected network with tanh units, and exact Hessian-vector products of its loss.
 *
 * @module
 */

import type { RandomSource } from "../random_source.ts";
import { type LabelledData, requireData } from "./labelled_data.ts";
import { type MarginLoss, requireLabels } from "./margin_losses.ts";
import { requireLength, requireWhole } from "../../numerics/require.ts";

/**
 * The mean loss of a network on given data, as a function of its parameters φ: for each layer its
 * weights, outputs×inputs row-major, then its biases.
 */
export interface NetworkLoss {
  /** The loss. */
  value(phi: Float64Array): number;
  /** Its gradient, into `out`. */
  gradient(phi: Float64Array, out: Float64Array): void;
  /** Its Hessian times v, into `out`. */
  hessianVector(phi: Float64Array, v: Float64Array, out: Float64Array): void;
}

/** Number of parameters of a network with the given widths: inputs, hidden layers, outputs. */
export function parameterCount(widths: readonly number[]): number {
  let count = 0;
  for (let l = 1; l < widths.length; l++) count += widths[l] * (widths[l - 1] + 1);
  return count;
}

/** Parameters to start from: normal weights with variance 1/inputs of each layer, biases 0. */
export function initialParameters(widths: readonly number[], random: RandomSource): Float64Array {
  const phi = new Float64Array(parameterCount(widths));
  let at = 0;
  for (let l = 1; l < widths.length; l++) {
    const scale = 1 / Math.sqrt(widths[l - 1]);
    for (let i = 0; i < widths[l] * widths[l - 1]; i++) phi[at++] = scale * random.normal();
    at += widths[l];
  }
  return phi;
}

/**
 * The mean loss of the network's outputs. Products with the Hessian are the derivative of the gradient
 * along v, forward over reverse (B. A. Pearlmutter, "Fast exact multiplication by the Hessian",
 * Neural Computation 6, 1994): exact, and some two gradients' worth of work. The arrays that layers
 * need are allocated here, once.
 *
 * @throws {RangeError} if sizes or labels do not agree.
 */
export function networkLoss(
  widths: readonly number[],
  loss: MarginLoss,
  data: LabelledData,
): NetworkLoss {
  requireNetwork(widths, loss, data);
  const { n, features, labels } = data;
  const depth = widths.length - 1;
  const layers = (): Float64Array[] => widths.map((width) => new Float64Array(n * width));
  // Units, gradients in units and in what they squash, and derivatives along v of the first and last
  const [h, above, delta, hDot, deltaDot] = [layers(), layers(), layers(), layers(), layers()];
  h[0] = features;
  const factors = new Float64Array(n).fill(1 / n);
  const offsets = widths.map((_, l) => parameterCount(widths.slice(0, l)));
  const size = parameterCount(widths);
  const layer = (l: number): Layer => ({
    inputs: widths[l],
    outputs: widths[l + 1],
    from: offsets[l + 1],
    n,
  });

  const forward = (phi: Float64Array): Float64Array => {
    requireLength("phi", phi, size);
    for (let l = 0; l < depth; l++) {
      addOutputs(layer(l), phi, h[l], h[l + 1].fill(0), true);
      if (l + 1 < depth) squash(h[l + 1]);
    }
    return h[depth];
  };
  /** All δ_l, the gradients in the sums that enter layer l, and, into `out`, that in φ. */
  const backward = (phi: Float64Array, out?: Float64Array): void => {
    const slopes = loss.slopes(h[depth], labels);
    for (let at = 0; at < slopes.length; at++) delta[depth][at] = slopes[at] / n;
    out?.fill(0);
    for (let l = depth - 1; l >= 0; l--) {
      if (out !== undefined) addParameters(layer(l), delta[l + 1], h[l], out, true);
      if (l === 0) return;
      addInputs(layer(l), phi, delta[l + 1], above[l].fill(0));
      const [d, e, u] = [delta[l], above[l], h[l]];
      for (let at = 0; at < d.length; at++) d[at] = (1 - u[at] * u[at]) * e[at];
    }
  };
  return {
    value(phi) {
      const values = loss.values(forward(phi), labels);
      let sum = 0;
      for (let i = 0; i < n; i++) sum += values[i];
      return sum / n;
    },
    gradient(phi, out) {
      requireLength("out", out, size);
      forward(phi);
      backward(phi, out);
    },
    hessianVector(phi, v, out) {
      requireLength("v", v, size);
      requireLength("out", out, size);
      forward(phi);
      for (let l = 0; l < depth; l++) {
        addOutputs(layer(l), v, h[l], hDot[l + 1].fill(0), true);
        if (l > 0) addOutputs(layer(l), phi, hDot[l], hDot[l + 1], false);
        if (l + 1 === depth) break;
        const [u, dot] = [h[l + 1], hDot[l + 1]];
        for (let at = 0; at < u.length; at++) dot[at] *= 1 - u[at] * u[at];
      }
      backward(phi);
      deltaDot[depth].set(hDot[depth]);
      loss.hessian(() => h[depth], labels, factors)(deltaDot[depth], 1);
      out.fill(0);
      for (let l = depth - 1; l >= 0; l--) {
        addParameters(layer(l), deltaDot[l + 1], h[l], out, true);
        if (l === 0) return;
        addParameters(layer(l), delta[l + 1], hDot[l], out, false);
        addInputs(layer(l), phi, deltaDot[l + 1], deltaDot[l].fill(0));
        addInputs(layer(l), v, delta[l + 1], deltaDot[l]);
        const [dot, e, u, uDot] = [deltaDot[l], above[l], h[l], hDot[l]];
        for (let at = 0; at < u.length; at++) {
          dot[at] = (1 - u[at] * u[at]) * dot[at] - 2 * u[at] * uDot[at] * e[at];
        }
      }
    },
  };
}

/** The outputs of the network for n×inputs features, n×outputs. */
export function networkOutputs(
  widths: readonly number[],
  phi: Float64Array,
  features: Float64Array,
): Float64Array {
  requireLength("phi", phi, parameterCount(widths));
  const n = features.length / widths[0];
  requireWhole("the number of observations", n, 1);
  let h = features;
  for (let l = 0; l + 1 < widths.length; l++) {
    const [inputs, outputs] = [widths[l], widths[l + 1]];
    const next = new Float64Array(n * outputs);
    const from = parameterCount(widths.slice(0, l + 1));
    addOutputs({ inputs, outputs, from, n }, phi, h, next, true);
    if (l + 2 < widths.length) squash(next);
    h = next;
  }
  return h;
}

/** tanh, the same bits on all machines. */
export function tanh(x: number): number {
  const t = Math.expm1(-2 * Math.abs(x));
  return x < 0 ? t / (t + 2) : -t / (t + 2);
}

function squash(sums: Float64Array): void {
  for (let at = 0; at < sums.length; at++) sums[at] = tanh(sums[at]);
}

/** One layer for n observations: where in the parameters its weights W and biases b are. */
interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly from: number;
  readonly n: number;
}

/** out ← out + xW' (+ b), n×outputs, for x n×inputs. */
function addOutputs(
  { inputs, outputs, from, n }: Layer,
  phi: Float64Array,
  x: Float64Array,
  out: Float64Array,
  biases: boolean,
): void {
  const b = from + inputs * outputs;
  for (let i = 0; i < n; i++) {
    for (let u = 0; u < outputs; u++) {
      let sum = biases ? phi[b + u] : 0;
      const row = from + u * inputs;
      for (let t = 0; t < inputs; t++) sum += x[i * inputs + t] * phi[row + t];
      out[i * outputs + u] += sum;
    }
  }
}

/** out ← out + dW, n×inputs, for d n×outputs. */
function addInputs(
  { inputs, outputs, from, n }: Layer,
  phi: Float64Array,
  d: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    for (let u = 0; u < outputs; u++) {
      const factor = d[i * outputs + u];
      const row = from + u * inputs;
      for (let t = 0; t < inputs; t++) out[i * inputs + t] += factor * phi[row + t];
    }
  }
}

/** d'x added to the weights in out, and the sums of d to its biases, if wanted. */
function addParameters(
  { inputs, outputs, from, n }: Layer,
  d: Float64Array,
  x: Float64Array,
  out: Float64Array,
  biases: boolean,
): void {
  const b = from + inputs * outputs;
  for (let i = 0; i < n; i++) {
    for (let u = 0; u < outputs; u++) {
      const factor = d[i * outputs + u];
      const row = from + u * inputs;
      for (let t = 0; t < inputs; t++) out[row + t] += factor * x[i * inputs + t];
      if (biases) out[b + u] += factor;
    }
  }
}

function requireNetwork(widths: readonly number[], loss: MarginLoss, data: LabelledData): void {
  requireData("data", data);
  if (widths.length < 2) {
    throw new RangeError(`there are ${widths.length} widths: give those of inputs and outputs`);
  }
  widths.forEach((width, l) => requireWhole(`width ${l}`, width, 1));
  if (widths[0] !== data.p) {
    throw new RangeError(`the network has ${widths[0]} inputs: give ${data.p}, one a feature`);
  }
  if (widths[widths.length - 1] !== loss.width) {
    throw new RangeError(
      `the network has ${widths[widths.length - 1]} outputs: give ${loss.width}, as the loss wants`,
    );
  }
  requireLabels("label", data.labels, loss);
}
