/**
 * Counter-based, splittable randomness.
 *
 * The i-th draw of a stream is a pure function of the stream's name and of i (Threefry-2x32 with
 * 20 rounds: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as
 * easy as 1, 2, 3", SC 2011). So results cannot depend on which worker draws first, and every
 * number uses one counter value: bulk, single and random access agree to the bit.
 *
 * @module
 */

import { normalQuantile } from "./normal.ts";

/** The two 32-bit words that `threefry` last produced. */
const block = new Int32Array(2);

/** Where the bits of a number are read. */
const bits = new DataView(new ArrayBuffer(8));

/** Leaves in `block` the encryption of the counter (c0, c1) under the key (k0, k1). */
function threefry(k0: number, k1: number, c0: number, c1: number): void {
  const k2 = k0 ^ k1 ^ 0x1bd11bda;
  let a = (c0 + k0) | 0;
  let b = (c1 + k1) | 0;
  a = (a + b) | 0, b = (b << 13 | b >>> 19) ^ a;
  a = (a + b) | 0, b = (b << 15 | b >>> 17) ^ a;
  a = (a + b) | 0, b = (b << 26 | b >>> 6) ^ a;
  a = (a + b) | 0, b = (b << 6 | b >>> 26) ^ a;
  a = (a + k1) | 0, b = (b + k2 + 1) | 0;
  a = (a + b) | 0, b = (b << 17 | b >>> 15) ^ a;
  a = (a + b) | 0, b = (b << 29 | b >>> 3) ^ a;
  a = (a + b) | 0, b = (b << 16 | b >>> 16) ^ a;
  a = (a + b) | 0, b = (b << 24 | b >>> 8) ^ a;
  a = (a + k2) | 0, b = (b + k0 + 2) | 0;
  a = (a + b) | 0, b = (b << 13 | b >>> 19) ^ a;
  a = (a + b) | 0, b = (b << 15 | b >>> 17) ^ a;
  a = (a + b) | 0, b = (b << 26 | b >>> 6) ^ a;
  a = (a + b) | 0, b = (b << 6 | b >>> 26) ^ a;
  a = (a + k0) | 0, b = (b + k1 + 3) | 0;
  a = (a + b) | 0, b = (b << 17 | b >>> 15) ^ a;
  a = (a + b) | 0, b = (b << 29 | b >>> 3) ^ a;
  a = (a + b) | 0, b = (b << 16 | b >>> 16) ^ a;
  a = (a + b) | 0, b = (b << 24 | b >>> 8) ^ a;
  a = (a + k1) | 0, b = (b + k2 + 4) | 0;
  a = (a + b) | 0, b = (b << 13 | b >>> 19) ^ a;
  a = (a + b) | 0, b = (b << 15 | b >>> 17) ^ a;
  a = (a + b) | 0, b = (b << 26 | b >>> 6) ^ a;
  a = (a + b) | 0, b = (b << 6 | b >>> 26) ^ a;
  block[0] = a + k2;
  block[1] = b + k0 + 5;
}

/**
 * Threefry-2x32-20 of one counter block: the words that Random123's known-answer file lists.
 *
 * @param key Two 32-bit words.
 * @param counter Two 32-bit words.
 * @returns Two 32-bit words, unsigned.
 */
export function threefry2x32(
  key: readonly [number, number],
  counter: readonly [number, number],
): [number, number] {
  threefry(key[0] | 0, key[1] | 0, counter[0] | 0, counter[1] | 0);
  return [block[0] >>> 0, block[1] >>> 0];
}

/** One step of the hash H ← E_H(m) ⊕ m of a label, H in `block`. */
function absorb(word: number, tag: number): void {
  threefry(block[0], block[1], word | 0, tag);
  block[0] ^= word;
  block[1] ^= tag;
}

/** The number in (0, 1) made of the top 52 bits of `block`: an odd multiple of 2⁻⁵³. */
function openUnit(): number {
  return ((block[0] >>> 0) * 1048576 + (block[1] >>> 12) + 0.5) * 2.220446049250313e-16;
}

const TWO_32 = 4294967296;
/** The doubles in the 4 GiB that WebAssembly can address. */
const MOST_ROWS = 536870912;
/** Draws use counters below 2⁵³; labels are hashed at counters no draw can reach. */
const NUMBER_LABEL = 0x80000000 | 0;
const TEXT_LABEL = 0xc0000000 | 0;

/**
 * A source of independent random numbers with a name. It satisfies `RandomSource`.
 *
 * Children depend on the name alone, never on how much was drawn: `s.split("x")` is the same
 * stream before and after `s.uniform()`.
 *
 * @example
 * ```ts
 * import { Stream } from "@bigrad/bigrad";
 *
 * const stream = Stream.of("my study", 1);
 * console.log(stream.split("noise").normal().toFixed(6)); // -1.970469
 * console.log(Stream.of("my study", 2).uniform().toFixed(6)); // 0.961230
 * ```
 */
export class Stream {
  /** Index of the next draw. */
  #position = 0;
  readonly #k0: number;
  readonly #k1: number;

  private constructor(k0: number, k1: number) {
    this.#k0 = k0;
    this.#k1 = k1;
  }

  /**
   * The stream with the given name; `Stream.of("a", 1)` is `Stream.of("a").split(1)`.
   *
   * @throws {RangeError} If a number in the path is not finite.
   */
  static of(...path: (string | number)[]): Stream {
    let stream = new Stream(0, 0);
    for (const label of path) stream = stream.split(label);
    return stream;
  }

  /**
   * An independent stream named by `label` under this one. The labels 1 and "1" differ, and so do
   * the paths ("a", "bc") and ("ab", "c"). Keys have 64 bits, so among s streams two coincide with
   * probability about s²·2⁻⁶⁵.
   *
   * The child's key is the Matyas–Meyer–Oseas hash of the label, H ← E_H(m) ⊕ m with Threefry as E,
   * started at this stream's key; the blocks m carry the kind of label and the last one its length.
   *
   * @throws {RangeError} If `label` is a number and not finite.
   */
  split(label: string | number): Stream {
    block[0] = this.#k0;
    block[1] = this.#k1;
    if (typeof label === "number") {
      if (!Number.isFinite(label)) {
        throw new RangeError(`Stream: a numeric label must be finite, but it is ${label}`);
      }
      bits.setFloat64(0, label + 0); // −0 and 0 are one label
      absorb(bits.getInt32(0), NUMBER_LABEL);
      absorb(bits.getInt32(4), NUMBER_LABEL | 1);
    } else {
      for (let i = 0; i < label.length; i++) absorb(label.charCodeAt(i), TEXT_LABEL | 1);
      absorb(label.length, TEXT_LABEL);
    }
    return new Stream(block[0], block[1]);
  }

  /** The next number, uniform on the odd multiples of 2⁻⁵³ in the open interval (0, 1). */
  uniform(): number {
    return this.#at(this.#position++);
  }

  /**
   * Draw number i of this stream (the first is 0), without moving it.
   *
   * @throws {RangeError} If i is not a safe non-negative integer.
   */
  uniformAt(i: number): number {
    if (!Number.isSafeInteger(i) || i < 0) {
      throw new RangeError(`Stream: the index of a draw must be an integer ≥ 0, but it is ${i}`);
    }
    return this.#at(i);
  }

  /** The next number, standard normal: Φ⁻¹ of the next uniform one. */
  normal(): number {
    return normalQuantile(this.uniform());
  }

  /**
   * The next integer, uniform on 0, …, bound − 1 without bias (by rejection).
   *
   * @param bound Integer from 1 to 2³².
   * @throws {RangeError} If `bound` is not such an integer.
   */
  integer(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > TWO_32) {
      throw new RangeError(`Stream: bound must be an integer in 1..2^32, but it is ${bound}`);
    }
    const accepted = TWO_32 - TWO_32 % bound;
    let word: number;
    do {
      const i = this.#position++;
      threefry(this.#k0, this.#k1, i | 0, (i / TWO_32) | 0);
      word = block[0] >>> 0;
    } while (word >= accepted);
    return word % bound;
  }

  /** Fills `out` with the next `out.length` uniform numbers, and returns it. */
  fillUniform(out: Float64Array): Float64Array {
    const k0 = this.#k0;
    const k1 = this.#k1;
    const start = this.#position;
    for (let j = 0; j < out.length; j++) {
      const i = start + j;
      threefry(k0, k1, i | 0, (i / TWO_32) | 0);
      out[j] = openUnit();
    }
    this.#position = start + out.length;
    return out;
  }

  /** Fills `out` with the next `out.length` normal numbers times `scale`, and returns it. */
  fillNormal(out: Float64Array, scale = 1): Float64Array {
    this.fillUniform(out);
    for (let j = 0; j < out.length; j++) out[j] = scale * normalQuantile(out[j]);
    return out;
  }

  /**
   * A uniformly random order of 0, …, n − 1 (Fisher–Yates with unbiased integers).
   *
   * @throws {RangeError} If n is not an integer in 0..2²⁹: of more rows the memory of the kernels holds not
   * even one number each.
   */
  permutation(n: number): Uint32Array {
    if (!Number.isInteger(n) || n < 0 || n > MOST_ROWS) {
      throw new RangeError(
        `Stream: n is ${n}: a permutation is of 0..2^29 rows, all that a sample can have; ` +
          `draw single rows with integer(n)`,
      );
    }
    const order = new Uint32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const other = order[j];
      order[j] = order[i];
      order[i] = other;
    }
    return order;
  }

  #at(i: number): number {
    threefry(this.#k0, this.#k1, i | 0, (i / TWO_32) | 0);
    return openUnit();
  }
}
