/**
 * An instance of the kernels with a memory of its own, of which a part stays from call to call: for
 * operations that are too short to copy their matrix in.
 *
 * @module
 */

import { zeros } from "./arrays.ts";
import { type Address, FREE, type Kernels, newKernels, reserve } from "./wasm.ts";

const LINE = 64;
/** Shorter arrays are copied faster number by number than by `set`. */
const SHORT = 48;

/** The memory of one instance. It goes when what holds it goes. */
export class ResidentMemory {
  /** The instance. */
  readonly kernels: Kernels = newKernels();
  /** The memory as doubles, as long as no area is asked for. */
  doubles = new Float64Array(this.kernels.memory.buffer);
  #words = new Uint32Array(this.kernels.memory.buffer);
  /** The end of what stays. */
  #kept: Address = FREE;
  /** The end of the areas of the present call. */
  #end: Address = FREE;

  /** All areas so far stay. */
  keep(): void {
    this.#kept = this.#end;
  }

  /** Starts a call: other areas are free again. */
  begin(): void {
    this.#end = this.#kept;
  }

  /**
   * An area for so many doubles and one more, which holds anything at all.
   *
   * @throws {RangeError} If the memory would have more than 4 GiB.
   */
  area(length: number): Address {
    const address = this.#end;
    this.#end += Math.ceil((8 * length + 8) / LINE) * LINE;
    if (this.#end > this.doubles.byteLength) {
      reserve(this.kernels, this.#end);
      this.doubles = new Float64Array(this.kernels.memory.buffer);
      this.#words = new Uint32Array(this.kernels.memory.buffer);
    }
    return address;
  }

  /** An area of zeros. */
  zeros(length: number): Address {
    const address = this.area(length);
    const at = address / 8;
    if (length >= SHORT) this.doubles.fill(0, at, at + length);
    else for (let l = 0; l < length; l++) this.doubles[at + l] = 0;
    return address;
  }

  /** An area with a copy of the numbers. */
  put(from: Float64Array): Address {
    const address = this.area(from.length);
    const to = address / 8;
    if (from.length >= SHORT) this.doubles.set(from, to);
    else for (let l = 0; l < from.length; l++) this.doubles[to + l] = from[l];
    return address;
  }

  /** An area with a copy of numbers that are here already. */
  copied(from: Address, length: number): Address {
    const address = this.area(length);
    this.doubles.copyWithin(address / 8, from / 8, from / 8 + length);
    return address;
  }

  /** An area with a copy of the words. */
  putWords(from: Uint32Array): Address {
    const address = this.area(from.length / 2);
    const to = address / 4;
    if (from.length >= SHORT) this.#words.set(from, to);
    else for (let l = 0; l < from.length; l++) this.#words[to + l] = from[l];
    return address;
  }

  /** An area with a copy of rows of p numbers, padded by zeros to `stride` numbers each. */
  putRows(from: Float64Array, p: number, stride: number): Address {
    if (p === stride) return this.put(from);
    const address = this.area(from.length / p * stride);
    for (let at = 0, to = address / 8; at < from.length; to += stride) {
      for (let l = 0; l < p; l++) this.doubles[to + l] = from[at++];
      for (let l = p; l < stride; l++) this.doubles[to + l] = 0;
    }
    return address;
  }

  /** A copy of so many numbers. */
  take(address: Address, length: number): Float64Array {
    const out = zeros(length);
    const at = address / 8;
    if (length >= SHORT) out.set(this.doubles.subarray(at, at + length));
    else for (let l = 0; l < length; l++) out[l] = this.doubles[at + l];
    return out;
  }

  /** A copy of k rows of p numbers that are `stride` numbers apart. */
  takeRows(address: Address, k: number, p: number, stride: number): Float64Array {
    if (p === stride) return this.take(address, k * p);
    const out = zeros(k * p);
    for (let at = 0, from = address / 8; at < out.length; from += stride) {
      for (let l = 0; l < p; l++) out[at++] = this.doubles[from + l];
    }
    return out;
  }
}
