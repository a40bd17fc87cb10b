/**
 * The LU factors of a square matrix with partial pivoting.
 *
 * @module
 */

/** PA = LU, of n³/3 multiplications. */
export class LuFactors {
  readonly #lu: Float64Array;
  readonly #order: Uint32Array;

  /**
   * Factors a matrix, n×n row-major.
   *
   * @throws {RangeError} if it is singular, or not finite.
   */
  constructor(a: Float64Array, readonly n: number) {
    const lu = this.#lu = a.slice();
    const order = this.#order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let k = 0; k < n; k++) {
      let pivot = k;
      for (let i = k + 1; i < n; i++) {
        if (Math.abs(lu[i * n + k]) > Math.abs(lu[pivot * n + k])) pivot = i;
      }
      if (!(Math.abs(lu[pivot * n + k]) > 0)) {
        throw new RangeError(
          "solve: the matrix is singular, or not finite: give an invertible one",
        );
      }
      if (pivot !== k) {
        [order[k], order[pivot]] = [order[pivot], order[k]];
        for (let j = 0; j < n; j++) {
          [lu[k * n + j], lu[pivot * n + j]] = [lu[pivot * n + j], lu[k * n + j]];
        }
      }
      for (let i = k + 1; i < n; i++) {
        const factor = lu[i * n + k] /= lu[k * n + k];
        for (let j = k + 1; j < n; j++) lu[i * n + j] -= factor * lu[k * n + j];
      }
    }
  }

  /** A⁻¹b, n. */
  solve(b: Float64Array): Float64Array {
    const { n } = this;
    const lu = this.#lu;
    const x = Float64Array.from(this.#order, (row) => b[row]);
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) x[i] -= lu[i * n + j] * x[j];
    for (let i = n - 1; i >= 0; i--) {
      for (let j = i + 1; j < n; j++) x[i] -= lu[i * n + j] * x[j];
      x[i] /= lu[i * n + i];
    }
    return x;
  }

  /** A'⁻¹b, n. */
  solveTransposed(b: Float64Array): Float64Array {
    const { n } = this;
    const lu = this.#lu;
    const z = b.slice();
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) z[i] -= lu[j * n + i] * z[j];
      z[i] /= lu[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) for (let j = i + 1; j < n; j++) z[i] -= lu[j * n + i] * z[j];
    const x = new Float64Array(n);
    this.#order.forEach((row, i) => x[row] = z[i]);
    return x;
  }
}
