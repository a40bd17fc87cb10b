/**
 * A fully connected network with tanh units, with its gradient and products with its Hessian, in
 * WebAssembly. Sums are in the order of plain loops, and tanh is that of `assembly/tanh.as`: the bits are
 * the same on every machine.
 *
 * @module
 */

import { requireLength } from "./require.ts";
import { type Address, newKernels, reserve } from "./wasm.ts";

const LINE = 64;
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
  readonly #kernels = newKernels();
  readonly #network: Address = LINE;
  readonly #inputs: Float64Array;
  readonly #phi: Float64Array;
  readonly #v: Float64Array;
  readonly #out: Float64Array;

  /** @throws {RangeError} if all that does not fit in 4 GiB. */
  constructor(widths: readonly number[], n: number) {
    const size = this.size = parameterCount(widths);
    const depth = widths.length - 1;
    let end = LINE + bytes((HEADER + LAYER * widths.length) / 2);
    const area = (doubles: number): Address => {
      const address = end;
      end += bytes(doubles);
      return address;
    };
    const [phi, v, out, zeros] = [area(size), area(size), area(size), area(Math.max(...widths))];
    const pairs = widths.map((width, l) => width * Math.max(n, widths[l + 1] ?? 0));
    const description = [depth, n, zeros, area(Math.max(...pairs))];
    widths.forEach((width, l) => {
      const before = 8 * parameterCount(widths.slice(0, l + 1));
      const layers = Array.from({ length: 5 }, () => area(n * width));
      description.push(width, before, ...layers, area(width * (widths[l + 1] ?? 0)));
    });
    reserve(this.#kernels, end);
    const { buffer } = this.#kernels.memory;
    new Uint32Array(buffer, LINE, description.length).set(description);
    const doubles = (address: Address, length: number) => new Float64Array(buffer, address, length);
    this.#phi = doubles(phi, size);
    this.#v = doubles(v, size);
    this.#out = doubles(out, size);
    const first = HEADER + 2;
    this.#inputs = doubles(description[first], n * widths[0]);
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
    requireLength("features", features, this.#inputs.length);
    this.#phi.set(phi);
    this.#inputs.set(features);
    this.#kernels.networkForward(this.#network, this.#phi.byteOffset);
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

/** Those of an area for so many doubles and one more. */
function bytes(doubles: number): number {
  return Math.ceil(8 * (doubles + 1) / LINE) * LINE;
}
