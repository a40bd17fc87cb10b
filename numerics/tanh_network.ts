/**
 * A fully connected network with tanh units, with its gradient and products with its Hessian, in
 * WebAssembly. Sums are in the order of plain loops: the bits are the same as theirs.
 *
 * @module
 */

import { requireLength } from "./require.ts";
import { ResidentMemory } from "./resident_memory.ts";
import type { Address, Kernels } from "./wasm.ts";

/** Whole numbers that describe the network, and each of its layers. */
const HEADER = 4;
const LAYER = 8;

/** Number of parameters of a network with the given widths: inputs, hidden layers, outputs. */
export function parameterCount(widths: readonly number[]): number {
  let count = 0;
  for (let l = 1; l < widths.length; l++) count += widths[l] * (widths[l - 1] + 1);
  return count;
}

/**
 * A network for n observations. Its parameters φ are for each layer its weights, outputs×inputs row-major,
 * then its biases; the outputs are not squashed.
 *
 * What it holds is that of the last calls: `forward`, then `along`, then `backward`, then `backwardAlong`,
 * of which none need be called after the first, but the last only after all.
 */
export class TanhNetwork {
  /** Number of parameters. */
  readonly size: number;
  /** The outputs, n×q. */
  readonly outputs: Float64Array;
  /** Where the gradients of an objective in the outputs go, n×q. */
  readonly slopes: Float64Array;
  /** The derivatives of the outputs along v, n×q. */
  readonly outputsAlong: Float64Array;
  /** Where the derivatives of those gradients along v go, n×q. */
  readonly slopesAlong: Float64Array;
  readonly #kernels: Kernels;
  /** Where it is described. */
  readonly #network: Address;
  /** The units of each layer, n×width. */
  readonly #units: readonly Float64Array[];
  readonly #phi: Float64Array;
  readonly #v: Float64Array;
  readonly #out: Float64Array;

  /**
   * A network with the given widths, inputs, hidden layers, outputs, for n observations.
   *
   * @throws {RangeError} if all that does not fit in 4 GiB.
   */
  constructor(widths: readonly number[], n: number) {
    const size = this.size = parameterCount(widths);
    const depth = widths.length - 1;
    const memory = new ResidentMemory();
    const { kernels } = memory;
    const area = (length: number): Address => memory.area(length);
    this.#kernels = kernels;
    this.#network = area((HEADER + LAYER * widths.length) / 2);
    const [phi, v, out] = [area(size), area(size), area(size)];
    const zeros = memory.zeros(Math.max(...widths));
    const pairs = widths.map((width, l) => width * Math.max(n, widths[l + 1] ?? 0));
    const description = [depth, n, zeros, area(Math.max(...pairs))];
    widths.forEach((width, l) => {
      const before = 8 * parameterCount(widths.slice(0, l + 1));
      const layers = Array.from({ length: 5 }, () => area(n * width));
      description.push(width, before, ...layers, area(width * (widths[l + 1] ?? 0)));
    });
    // Now that no area is asked for any more, the memory stays where it is
    const { buffer } = kernels.memory;
    new Uint32Array(buffer, this.#network, description.length).set(description);
    const doubles = (address: Address, length: number) => new Float64Array(buffer, address, length);
    this.#phi = doubles(phi, size);
    this.#v = doubles(v, size);
    this.#out = doubles(out, size);
    const first = HEADER + 2;
    this.#units = widths.map((width, l) => doubles(description[first + LAYER * l], n * width));
    const last = first + LAYER * depth;
    const [units, , slopes, along, slopesAlong] = description.slice(last, last + 5)
      .map((address) => doubles(address, n * widths[depth]));
    this.outputs = units;
    this.slopes = slopes;
    this.outputsAlong = along;
    this.slopesAlong = slopesAlong;
  }

  /**
   * The outputs at φ for n×inputs features.
   *
   * @throws {RangeError} if a length is wrong.
   */
  forward(phi: Float64Array, features: Float64Array): void {
    requireLength("phi", phi, this.size);
    const [inputs, ...units] = this.#units;
    requireLength("features", features, inputs.length);
    this.#phi.set(phi);
    inputs.set(features);
    units.forEach((layer, l) => {
      this.#kernels.networkForward(this.#network, this.#phi.byteOffset, l);
      if (l + 1 < units.length) squash(layer);
    });
  }

  /** Their derivatives along v. */
  along(v: Float64Array): void {
    requireLength("v", v, this.size);
    this.#v.set(v);
    this.#kernels.networkForwardAlong(this.#network, this.#v.byteOffset);
  }

  /** The gradient in φ, given `slopes`, into `out`, unless only `backwardAlong` needs it. */
  backward(out?: Float64Array): void {
    const to = out === undefined ? 0 : this.#out.byteOffset;
    this.#kernels.networkBackward(this.#network, this.#phi.byteOffset, to);
    out?.set(this.#out);
  }

  /** Its derivative along v, given `slopesAlong`, into `out`. */
  backwardAlong(out: Float64Array): void {
    const [phi, v, to] = [this.#phi, this.#v, this.#out];
    this.#kernels.networkBackwardAlong(
      this.#network,
      phi.byteOffset,
      v.byteOffset,
      to.byteOffset,
    );
    out.set(to);
  }
}

/** tanh, from `Math.expm1`. */
export function tanh(x: number): number {
  const t = Math.expm1(-2 * Math.abs(x));
  return x < 0 ? t / (t + 2) : -t / (t + 2);
}

function squash(sums: Float64Array): void {
  for (let at = 0; at < sums.length; at++) sums[at] = tanh(sums[at]);
}
