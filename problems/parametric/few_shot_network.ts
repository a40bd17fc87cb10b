/**
 * A small fully connected network with tanh units, and exact Hessian-vector products of its loss.
 *
 * @module
 */

import { zeros } from "../../numerics/arrays.ts";
import { parameterCount, TanhNetwork } from "../../numerics/tanh_network.ts";
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

/** A network for any number of observations. */
export interface Networks {
  /** Its widths: inputs, hidden layers, outputs. */
  readonly widths: readonly number[];
  /** The network for n observations, the same one each time: who uses it uses it alone until the end. */
  of(n: number): TanhNetwork;
}

/** The networks with the given widths, made when they are first asked for. */
export function networksOf(widths: readonly number[]): Networks {
  const made = new Map<number, TanhNetwork>();
  return {
    widths,
    of(n) {
      let network = made.get(n);
      if (network === undefined) made.set(n, network = new TanhNetwork(widths, n));
      return network;
    },
  };
}

/**
 * The mean loss of the network's outputs. Products with the Hessian are the derivative of the gradient
 * along v, forward over reverse (B. A. Pearlmutter, "Fast exact multiplication by the Hessian",
 * Neural Computation 6, 1994): exact, and some two gradients' worth of work.
 *
 * @throws {RangeError} if sizes or labels do not agree.
 */
export function networkLoss(
  networks: Networks,
  loss: MarginLoss,
  data: LabelledData,
): NetworkLoss {
  requireNetwork(networks.widths, loss, data);
  const { n, features, labels } = data;
  const network = networks.of(n);
  const { size } = network;
  const factors = zeros(n).fill(1 / n);

  /** The gradients in the outputs, after `forward`. */
  const slopes = (): void => {
    loss.slopes(network.outputs, labels, network.slopes);
    for (let at = 0; at < network.slopes.length; at++) network.slopes[at] /= n;
  };
  return {
    value(phi) {
      network.forward(phi, features);
      const values = loss.values(network.outputs, labels);
      let sum = 0;
      for (let i = 0; i < n; i++) sum += values[i];
      return sum / n;
    },
    gradient(phi, out) {
      requireLength("out", out, size);
      network.forward(phi, features);
      slopes();
      network.backward(out);
    },
    hessianVector(phi, v, out) {
      requireLength("out", out, size);
      network.forward(phi, features);
      network.along(v);
      slopes();
      network.backward();
      network.slopesAlong.set(network.outputsAlong);
      loss.hessian(() => network.outputs, labels, factors)(network.slopesAlong, 1);
      network.backwardAlong(out);
    },
  };
}

/** The outputs of the network for n×inputs features, n×outputs. */
export function networkOutputs(
  networks: Networks,
  phi: Float64Array,
  features: Float64Array,
): Float64Array {
  const n = features.length / networks.widths[0];
  requireWhole("the number of observations", n, 1);
  const network = networks.of(n);
  network.forward(phi, features);
  return network.outputs.slice();
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
