/**
 * A matrix that stays in WebAssembly memory row by row, for products with vectors on either side.
 *
 * @module
 */

import { requireLength } from "./require.ts";
import { ResidentMemory } from "./resident_memory.ts";
import type { Address } from "./wasm.ts";

/** An n×p matrix, copied once. */
export class ResidentRows {
  /** Number of rows. */
  readonly n: number;
  /** Number of columns. */
  readonly p: number;
  readonly #memory: ResidentMemory;
  /** Doubles from one row to the next: p, made even by a zero. */
  readonly #stride: number;
  readonly #a: Address;

  /**
   * A copy of a matrix, row-major.
   *
   * @throws {RangeError} if the array does not have n·p numbers, or they do not fit in 4 GiB.
   */
  constructor(matrix: Float64Array, n: number, p: number) {
    requireLength("the matrix", matrix, n * p);
    this.n = n;
    this.p = p;
    this.#stride = p + p % 2;
    this.#memory = new ResidentMemory(n * this.#stride);
    this.#a = this.#memory.putRows(matrix, p, this.#stride);
    this.#memory.keep();
  }

  /**
   * Its products AV' with k vectors V, k×p: n×k, a new array.
   *
   * @throws {RangeError} if there are not k·p numbers.
   */
  times(vectors: Float64Array, k = 1): Float64Array {
    requireLength("the vectors", vectors, k * this.p);
    const memory = this.#memory;
    memory.begin();
    const v = memory.putRows(vectors, this.p, this.#stride);
    const out = memory.area(this.n * k);
    memory.kernels.products(this.#a, 8 * this.#stride, 0, 0, this.n, v, k, out);
    return memory.take(out, this.n * k);
  }

  /**
   * The products D'A with k factors for each row, D n×k: k×p, a new array.
   *
   * @throws {RangeError} if there are not n·k numbers.
   */
  transposedTimes(factors: Float64Array, k = 1): Float64Array {
    requireLength("the factors", factors, this.n * k);
    const memory = this.#memory;
    memory.begin();
    const d = memory.put(factors);
    const out = memory.zeros(k * this.#stride);
    memory.kernels.sums(this.#a, 8 * this.#stride, 0, 0, this.n, d, k, out);
    return memory.takeRows(out, k, this.p, this.#stride);
  }
}
