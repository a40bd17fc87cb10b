/**
 * A matrix that stays in WebAssembly memory, for many products with few vectors: a copy into the memory
 * costs as much as such a product.
 *
 * @module
 */

import { requireLength } from "./require.ts";
import { ResidentMemory } from "./resident_memory.ts";
import { type Address, padded } from "./wasm.ts";

/** An m×n matrix, copied once. */
export class ResidentMatrix {
  /** Number of rows. */
  readonly m: number;
  /** Number of columns. */
  readonly n: number;
  readonly #memory: ResidentMemory;
  /** Its panels, and m as padded. */
  readonly #panels: Address;
  readonly #rows: number;

  /**
   * A copy of a matrix, row-major.
   *
   * @throws {RangeError} if the array does not have m·n numbers, or they do not fit in 4 GiB.
   */
  constructor(matrix: Float64Array, m: number, n: number) {
    requireLength("the matrix", matrix, m * n);
    this.m = m;
    this.n = n;
    this.#rows = padded(m);
    this.#memory = new ResidentMemory(this.#rows * n);
    this.#panels = this.#memory.zeros(this.#rows * n);
    this.#memory.keep();
    const { doubles } = this.#memory;
    for (let i = 0; i < m; i++) {
      const at = this.#panels / 8 + (i - i % 4) * n + i % 4;
      for (let j = 0; j < n; j++) doubles[at + 4 * j] = matrix[i * n + j];
    }
  }

  /**
   * Its products with k vectors, k×n: k×m, a new array. Each number is the sum that a loop over the columns
   * gives, to the bit.
   *
   * @throws {RangeError} if there are not k·n numbers.
   */
  times(vectors: Float64Array, k = 1): Float64Array {
    requireLength("the vectors", vectors, k * this.n);
    const memory = this.#memory;
    const rows = this.#rows;
    memory.begin();
    const v = memory.put(vectors);
    const out = memory.area(k * rows);
    memory.kernels.timesVectors(this.#panels, rows, this.n, v, k, out);
    return memory.takeRows(out, k, this.m, rows);
  }
}
