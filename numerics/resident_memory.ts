/**
 * Memory of an instance of the kernels, of which a part stays from call to call: for operations that are
 * too short to copy their matrix in.
 *
 * What is small shares an instance: V8 reserves gigabytes of addresses for each, and of 16,000 of them
 * that live at once Linux grants none.
 *
 * @module
 */

import { zeros } from "./arrays.ts";
import { type Address, FREE, type Kernels, newKernels, reserve } from "./wasm.ts";

const LINE = 64;
/** Shorter arrays are copied faster number by number than by `set`. */
const SHORT = 48;
/** The most doubles that are small, and the bytes of an instance that small ones fill. */
const SMALL = 8192;
const FULL = 1 << 20;

/** An instance with the areas that stay in it, and after them those of the present call. */
class Room {
  readonly kernels: Kernels = newKernels();
  doubles = new Float64Array(this.kernels.memory.buffer);
  words = new Uint32Array(this.kernels.memory.buffer);
  /** The end of what stays. */
  kept: Address = FREE;
  /** The end of the areas of the present call, and whose call it is. */
  end: Address = FREE;
  user: ResidentMemory | undefined;

  grow(): void {
    reserve(this.kernels, this.end);
    this.doubles = new Float64Array(this.kernels.memory.buffer);
    this.words = new Uint32Array(this.kernels.memory.buffer);
    // A large one is not to outlive those that are in it
    if (this === open && this.doubles.byteLength > 2 * FULL) open = undefined;
  }
}

/** The room for what is small, until it is full. It goes when all that hold it go. */
let open: Room | undefined;

function roomFor(length: number): Room {
  if (!(length <= SMALL)) return new Room();
  if (open === undefined || open.kept + 8 * length > FULL) open = new Room();
  return open;
}

/** A part of the memory of an instance. It goes when what holds it goes. */
export class ResidentMemory {
  readonly #room: Room;
  /** The instance. */
  readonly kernels: Kernels;

  /**
   * Memory in which nothing is kept yet.
   *
   * @param length About how many doubles will stay; unless said, the instance is not shared.
   */
  constructor(length = Infinity) {
    this.#room = roomFor(length);
    this.kernels = this.#room.kernels;
    this.begin();
  }

  /** The memory as doubles, as long as no area is asked for. */
  get doubles(): Float64Array {
    return this.#room.doubles;
  }

  /** Whether the areas of the last call hold what it left there: no other began one since. */
  get isUndisturbed(): boolean {
    return this.#room.user === this;
  }

  /** All areas so far stay. */
  keep(): void {
    this.#room.kept = this.#room.end;
  }

  /** Starts a call: other areas are free again. */
  begin(): void {
    this.#room.user = this;
    this.#room.end = this.#room.kept;
  }

  /**
   * An area for so many doubles and one more, which holds anything at all.
   *
   * @throws {RangeError} If the memory would have more than 4 GiB.
   */
  area(length: number): Address {
    const room = this.#room;
    const address = room.end;
    room.end += Math.ceil((8 * length + 8) / LINE) * LINE;
    if (room.end > room.doubles.byteLength) room.grow();
    return address;
  }

  /** An area of zeros. */
  zeros(length: number): Address {
    const address = this.area(length);
    const at = address / 8;
    const { doubles } = this.#room;
    if (length >= SHORT) doubles.fill(0, at, at + length);
    else for (let l = 0; l < length; l++) doubles[at + l] = 0;
    return address;
  }

  /** An area with a copy of the numbers. */
  put(from: Float64Array): Address {
    const address = this.area(from.length);
    const to = address / 8;
    const { doubles } = this.#room;
    if (from.length >= SHORT) doubles.set(from, to);
    else for (let l = 0; l < from.length; l++) doubles[to + l] = from[l];
    return address;
  }

  /** An area with a copy of numbers that are here already. */
  copied(from: Address, length: number): Address {
    const address = this.area(length);
    this.#room.doubles.copyWithin(address / 8, from / 8, from / 8 + length);
    return address;
  }

  /** An area with a copy of the words. */
  putWords(from: Uint32Array): Address {
    const address = this.area(from.length / 2);
    const to = address / 4;
    const { words } = this.#room;
    if (from.length >= SHORT) words.set(from, to);
    else for (let l = 0; l < from.length; l++) words[to + l] = from[l];
    return address;
  }

  /** An area with a copy of rows of p numbers, padded by zeros to `stride` numbers each. */
  putRows(from: Float64Array, p: number, stride: number): Address {
    if (p === stride) return this.put(from);
    const address = this.area(from.length / p * stride);
    const { doubles } = this.#room;
    for (let at = 0, to = address / 8; at < from.length; to += stride) {
      for (let l = 0; l < p; l++) doubles[to + l] = from[at++];
      for (let l = p; l < stride; l++) doubles[to + l] = 0;
    }
    return address;
  }

  /** A copy of so many numbers. */
  take(address: Address, length: number): Float64Array {
    const out = zeros(length);
    const at = address / 8;
    const { doubles } = this.#room;
    if (length >= SHORT) out.set(doubles.subarray(at, at + length));
    else for (let l = 0; l < length; l++) out[l] = doubles[at + l];
    return out;
  }

  /** A copy of k rows of p numbers that are `stride` numbers apart. */
  takeRows(address: Address, k: number, p: number, stride: number): Float64Array {
    if (p === stride) return this.take(address, k * p);
    const out = zeros(k * p);
    const { doubles } = this.#room;
    for (let at = 0, from = address / 8; at < out.length; from += stride) {
      for (let l = 0; l < p; l++) out[at++] = doubles[from + l];
    }
    return out;
  }
}
