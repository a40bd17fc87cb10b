/**
 * Systems (K + shift·I) Z = B for one symmetric matrix K and many shifts.
 *
 * K is reduced once to band form, K = Q B Q', by block Householder transformations (the first stage
 * of the two-stage reduction in C. Bischof, B. Lang, X. Sun, "A framework for symmetric band
 * reduction", ACM TOMS 26 (2000) 581–601): (4/3) n³ operations, all of them in matrix products. Then
 * K + shift·I = Q (B + shift·I) Q', and a shift costs a band Cholesky factor, O(n b²), and two
 * products with Q, where a dense factor would cost n³/3. It pays from about five shifts on.
 *
 * @module
 */

import { type Address, allocate, kernels, padded, requireShape, view } from "./wasm.ts";

/** Bandwidth: narrower makes the reduction slower, wider the band factors. */
const BAND = 16;

/** Solves (K + shift·I) Z = B for many shifts of one symmetric positive semidefinite K. */
export class ShiftedSolver {
  readonly #n: number;
  /** B, lower triangle, in strips. */
  readonly #band: Float64Array;
  /** Q as the V and T of its block reflectors. */
  readonly #reflectors: Float64Array;
  /** Q' in panels, formed when it is first needed. */
  #turned: Float64Array | undefined;

  /**
   * Reduces K to band form.
   *
   * @param k K, n×n. Only the lower triangle is read.
   * @throws {RangeError} If k does not hold n² numbers, or one of them is not finite, or they are
   * so large or small that their squares are not.
   */
  constructor(k: Float64Array, n: number) {
    requireShape("ShiftedSolver", "k", k, n, n);
    requireScale(k, n);
    const rows = padded(n);
    const bandLength = rows * (BAND + 4);
    const reflectorLength = rows === 0 ? 0 : kernels().reflectorBytes(rows, BAND) / 8;
    const [source, panels, band, reflectors, work] = allocate(
      n * n,
      rows * rows,
      bandLength,
      reflectorLength,
      BAND * (7 * rows + 4 * BAND + 1),
    );
    view(source, n * n).set(k);
    view(band, bandLength).fill(0);
    kernels().symmetricPanels(source, n, panels, rows);
    kernels().reduceToBand(panels, rows, BAND, band, reflectors, work);
    this.#n = n;
    this.#band = view(band, bandLength).slice();
    this.#reflectors = view(reflectors, reflectorLength).slice();
    if (!this.#band.every(Number.isFinite)) {
      throw new RangeError(`ShiftedSolver: k holds NaN or an infinite number; remove it first`);
    }
  }

  /**
   * Z = (K + shift·I)⁻¹ B.
   *
   * @param rhs B, n×q.
   * @returns Z, n×q.
   * @throws {RangeError} If the shift is not a finite number ≥ 0, sizes do not agree, or
   * K + shift·I is not positive definite.
   */
  solve(shift: number, rhs: Float64Array, q: number): Float64Array {
    return this.solveAll([shift], rhs, q);
  }

  /**
   * Z_s = (K + shift_s·I)⁻¹ B for all shifts, side by side; cheaper than one by one.
   *
   * @param rhs B, n×q.
   * @returns n×(s q) for s shifts: columns i q, …, i q + q − 1 belong to shift number i.
   * @throws {RangeError} If a shift is not a finite number ≥ 0, sizes do not agree, or
   * K + shift·I is not positive definite.
   */
  solveAll(shifts: ArrayLike<number>, rhs: Float64Array, q: number): Float64Array {
    const n = this.#n;
    requireShape("ShiftedSolver", "rhs", rhs, n, q);
    const rows = padded(n);
    const lanes = padded(q);
    const width = shifts.length * q;
    const [factor, upper, reflectors, projected, z, side, all, work] = allocate(
      this.#band.length,
      this.#band.length,
      this.#reflectors.length,
      rows * lanes,
      rows * lanes,
      n * Math.max(q, width),
      rows * padded(width),
      BAND * (rows + BAND + 8),
    );
    const { pack, unpack, applyReflectors, forwardStrips, backwardStrips, transposeStrips } =
      kernels();
    view(reflectors, this.#reflectors.length).set(this.#reflectors);
    view(side, n * q).set(rhs);
    pack(projected, rows, side, 8, 8 * q, q, n);
    applyReflectors(reflectors, rows, BAND, projected, lanes, true, false, work);
    for (let s = 0; s < shifts.length; s++) {
      this.#factor(shifts[s], factor);
      transposeStrips(factor, upper, BAND, rows);
      view(z, rows * lanes).set(view(projected, rows * lanes));
      forwardStrips(factor, BAND, rows, z, lanes);
      backwardStrips(factor, upper, BAND, rows, z, lanes);
      unpack(z, rows, side + 8 * s * q, 8, 8 * width, q, n);
    }
    pack(all, rows, side, 8, 8 * width, width, n);
    applyReflectors(reflectors, rows, BAND, all, padded(width), false, false, work);
    unpack(all, rows, side, 8, 8 * width, width, n);
    return view(side, n * width).slice();
  }

  /**
   * The diagonal of (K + shift·I)⁻¹, n numbers: with α = (K + shift·I)⁻¹ y, kernel ridge
   * regression's leave-one-out residuals are αᵢ over the i-th of them. The first call forms Q.
   *
   * @throws {RangeError} If the shift is not a finite number ≥ 0, or K + shift·I is not positive
   * definite.
   */
  inverseDiagonal(shift: number): Float64Array {
    const rows = padded(this.#n);
    const turned = this.#turned ??= this.#formTurned();
    const [factor, q, out, work] = allocate(this.#band.length, rows * rows, rows, 4 * rows);
    view(q, rows * rows).set(turned);
    this.#factor(shift, factor);
    kernels().inverseDiagonal(factor, BAND, rows, q, out, work);
    return view(out, this.#n).slice();
  }

  /**
   * The trace of (K + shift·I)⁻¹, which needs no Q: n − shift·trace is the number of effective
   * degrees of freedom of kernel ridge regression.
   *
   * @throws {RangeError} If the shift is not a finite number ≥ 0, or K + shift·I is not positive
   * definite.
   */
  inverseTrace(shift: number): number {
    const rows = padded(this.#n);
    const [factor, out, work] = allocate(this.#band.length, rows, 4 * rows);
    this.#factor(shift, factor);
    kernels().inverseDiagonal(factor, BAND, rows, 0, out, work);
    return view(out, this.#n).reduce((sum, entry) => sum + entry, 0);
  }

  /** Writes the Cholesky factor of B + shift·I to the strips at `factor`. */
  #factor(shift: number, factor: Address): void {
    if (!(shift >= 0 && shift < Infinity)) {
      throw new RangeError(
        `ShiftedSolver: a shift must be a finite number ≥ 0, but it is ${shift}`,
      );
    }
    const rows = padded(this.#n);
    view(factor, this.#band.length).set(this.#band);
    kernels().shiftStrips(factor, BAND, rows, shift);
    if (kernels().choleskyStrips(factor, BAND, rows) >= 0) {
      throw new RangeError(
        `ShiftedSolver: K + shift·I is not positive definite to working precision for ` +
          `shift = ${shift}; use a larger shift, or check that K is positive semidefinite`,
      );
    }
  }

  /** Q' in panels. */
  #formTurned(): Float64Array {
    const rows = padded(this.#n);
    const [reflectors, q, turned, work] = allocate(
      this.#reflectors.length,
      rows * rows,
      rows * rows,
      BAND * (rows + BAND + 8),
    );
    view(reflectors, this.#reflectors.length).set(this.#reflectors);
    const identity = view(q, rows * rows).fill(0);
    for (let i = 0; i < rows; i++) identity[((i >> 2) * rows + i) * 4 + (i & 3)] = 1;
    kernels().applyReflectors(reflectors, rows, BAND, q, rows, false, true, work);
    kernels().turn(q, rows, rows, turned, rows);
    return view(turned, rows * rows).slice();
  }
}

/** Throws unless the squares of the entries of K, judged by its diagonal, stay in range. */
function requireScale(k: Float64Array, n: number): void {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.abs(k[i * n + i]);
  const size = n === 0 ? 0 : sum / n;
  if (size !== 0 && !(size > 1e-100 && size < 1e100)) {
    throw new RangeError(
      `ShiftedSolver: the mean size of the diagonal of k is ${size}; it must be 0 or between ` +
        `1e-100 and 1e100: rescale k, or remove what is not finite`,
    );
  }
}
