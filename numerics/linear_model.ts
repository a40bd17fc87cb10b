/**
 * Losses of a linear model on data that stay in WebAssembly memory: observation i has the margins Y a_i,
 * with coefficients Y, q×p row-major.
 *
 * A gradient or a product with the Hessian goes through the data once, a few rows at a time: their
 * margins, what the loss makes of them, and their sum, 4·n·p·q operations for n rows; margins of all
 * observations are remembered, so that what is asked next at the same Y needs half of that. No operation is
 * fused or relaxed, and the order of summation depends on the sizes alone: the bits are the same on
 * every machine. NaN and infinity go through as in arithmetic.
 *
 * @module
 */

import { zeros } from "./arrays.ts";
import { requireLength, requireWhole } from "./require.ts";
import { ResidentMemory } from "./resident_memory.ts";
import { type Address, type Kernels, padded } from "./wasm.ts";

/** Losses of q margins and a label. */
export type LossKind = "square" | "logistic" | "softmax";

const CODES: Readonly<Record<LossKind, number>> = { square: 0, logistic: 1, softmax: 2 };

/** What a model is of. */
export interface LinearModelOptions {
  /** Features, n×p row-major. */
  readonly features: Float64Array;
  /** A number for "square", −1 or 1 for "logistic", 0, …, q − 1 for "softmax"; n. */
  readonly labels: Float64Array;
  /** The loss: ½(v − label)², log(1 + e^{−label·v}), or log Σ_c e^{v_c} − v_label. */
  readonly loss: LossKind;
  /** q, the number of margins; 1 but for "softmax". */
  readonly width: number;
}

/** The observations that are meant, each as often as it is listed; all unless given. */
export type Rows = Uint32Array | undefined;

/** The second derivatives of the losses in the margins at one Y, as a `LinearModel` wants them. */
export interface Curvatures {
  /** The observations that they are of. */
  readonly rows: Rows;
  /** n numbers, or n·q probabilities and after them the weights, if there are any. */
  readonly numbers: Float64Array;
}

/** The most rows that a kernel does at a time. */
const BLOCK = 64;

/** A linear model on data, which are copied once. */
export class LinearModel {
  /** Number of observations. */
  readonly n: number;
  /** Number of features. */
  readonly p: number;
  readonly #width: number;
  readonly #loss: number;
  readonly #memory: ResidentMemory;
  readonly #kernels: Kernels;
  /** Doubles from one row to the next: p, made even by a zero. */
  readonly #stride: number;
  readonly #a: Address;
  readonly #labels: Address;
  /** The margins of all observations at the Y that they were last asked for, and this Y. */
  readonly #margins: Address;
  readonly #seen: Float64Array;
  /** Those that the first area of the last call holds. */
  #resident: Curvatures | undefined;

  /**
   * A model of the data.
   *
   * @throws {RangeError} if the arrays do not have n·p and n numbers, or do not fit in 4 GiB.
   */
  constructor({ features, labels, loss, width }: LinearModelOptions) {
    this.n = labels.length;
    const p = this.p = features.length / this.n;
    requireWhole("features divided by labels", p, 1);
    this.#width = width;
    this.#loss = CODES[loss];
    this.#stride = even(p);
    this.#memory = new ResidentMemory(this.n * (this.#stride + 1 + width));
    this.#kernels = this.#memory.kernels;
    this.#a = this.#memory.putRows(features, p, this.#stride);
    this.#labels = this.#memory.put(labels);
    this.#margins = this.#memory.area(this.n * width);
    this.#seen = new Float64Array(width * p).fill(NaN);
    this.#memory.keep();
  }

  /** The losses, one a row. */
  losses(rows: Rows, y: Float64Array): Float64Array {
    const n = this.#begin(rows);
    const q = this.#width;
    const list = this.#list(rows);
    const margins = this.#marginsAt(list, n, y);
    const out = this.#memory.area(even(n));
    this.#kernels.losses(this.#loss, margins, this.#labels, list, n, q, out);
    return this.#memory.take(out, n);
  }

  /** Their gradients in the margins, n×q. */
  slopes(rows: Rows, y: Float64Array): Float64Array {
    const n = this.#begin(rows);
    const q = this.#width;
    const list = this.#list(rows);
    const at = this.#memory.copied(this.#marginsAt(list, n, y), n * q);
    this.#kernels.slopes(this.#loss, at, this.#labels, list, 0, 1, 0, n, q);
    return this.#memory.take(at, n * q);
  }

  /** AV' for k vectors V, k×p: n×k. */
  products(rows: Rows, vectors: Float64Array, k: number): Float64Array {
    const n = this.#begin(rows);
    const list = this.#list(rows);
    return this.#memory.take(this.#products(list, n, vectors, k), n * k);
  }

  /** (1/n) Σ_i w_i ∇ℓ_i(Y), q×p; each w_i = 1 unless weights are given. */
  gradient(rows: Rows, y: Float64Array, weights?: Float64Array): Float64Array {
    const n = this.#begin(rows);
    const q = this.#width;
    const list = this.#list(rows);
    const factors = this.#weights(weights, n);
    const known = list === 0 && this.#isSeen(y);
    const at = this.#vectors("y", y, q);
    const out = this.#memory.zeros(q * this.#stride);
    const work = this.#memory.area(BLOCK * q + 2);
    this.#kernels.gradient(
      this.#loss,
      this.#a,
      8 * this.#stride,
      this.#labels,
      list,
      factors,
      1 / n,
      n,
      at,
      q,
      list === 0 ? this.#margins : 0,
      known,
      out,
      work,
    );
    if (list === 0) this.#seen.set(y);
    return this.#memory.takeRows(out, q, this.p, this.#stride);
  }

  /** The curvatures of (1/n) Σ_i w_i ℓ_i at Y, for `hessianTimes`; each w_i = 1 unless given. */
  curvatures(rows: Rows, y: Float64Array, weights?: Float64Array): Curvatures {
    const n = this.#begin(rows);
    const q = this.#width;
    const list = this.#list(rows);
    // The second derivative of a square needs no margins
    const at = this.#loss === CODES.square
      ? this.#memory.area(even(n * q))
      : this.#memory.copied(this.#marginsAt(list, n, y), n * q);
    const factors = this.#weights(weights, n);
    this.#kernels.curvatures(this.#loss, at, factors, 1 / n, n, q);
    const size = n * q;
    if (weights === undefined || q === 1) return { rows, numbers: this.#memory.take(at, size) };
    const numbers = zeros(size + n);
    numbers.set(this.#memory.doubles.subarray(at / 8, at / 8 + size));
    numbers.set(weights, size);
    return { rows, numbers };
  }

  /** Products of the Hessian of that mean with k vectors, k×q×p. */
  hessianTimes(curvatures: Curvatures, vectors: Float64Array, k = 1): Float64Array {
    const { rows, numbers } = curvatures;
    const resident = this.#resident === curvatures && this.#memory.isUndisturbed;
    const n = this.#begin(rows);
    const q = this.#width;
    const curved = resident ? this.#memory.area(numbers.length) : this.#memory.put(numbers);
    const list = this.#list(rows);
    const at = this.#vectors("p", vectors, k * q);
    const out = this.#memory.zeros(k * q * this.#stride);
    const work = this.#memory.area(BLOCK * k * q);
    this.#kernels.hessianTimes(
      this.#loss,
      this.#a,
      8 * this.#stride,
      list,
      curved,
      numbers.length > n * q ? curved + 8 * n * q : 0,
      1 / n,
      n,
      at,
      q,
      k,
      out,
      work,
    );
    this.#resident = curvatures;
    return this.#memory.takeRows(out, k * q, this.p, this.#stride);
  }

  /** The Hessian itself where q = 1, p×p, exactly symmetric: A' diag(c) A, n·p² operations. */
  hessian({ rows, numbers }: Curvatures): Float64Array {
    const n = this.#begin(rows);
    const { p } = this;
    const stride = this.#stride;
    const weighted = this.#memory.area(n * stride);
    const chosen = rows === undefined ? this.#a : this.#memory.area(n * stride);
    const size = padded(p);
    const out = this.#memory.zeros(size * size);
    const work = this.#memory.area(256 * (64 + size));
    const all = this.#memory.doubles;
    for (let i = 0, to = 0; i < n; i++, to += stride) {
      const from = this.#a / 8 + (rows === undefined ? i : rows[i]) * stride;
      for (let l = 0; l < p; l++) all[weighted / 8 + to + l] = numbers[i] * all[from + l];
      if (rows !== undefined) all.copyWithin(chosen / 8 + to, from, from + p);
    }
    const step = 8 * stride;
    this.#kernels.gemm(p, p, n, 1, weighted, 8, step, chosen, 8, step, out, size, true, work);
    this.#kernels.mirror(out, size);
    return this.#memory.takeRows(out, p, p, size);
  }

  /** Starts a call on the given rows, and says how many they are. */
  #begin(rows: Rows): number {
    this.#memory.begin();
    this.#resident = undefined;
    return rows === undefined ? this.n : rows.length;
  }

  /** The list of rows as the kernels want it. */
  #list(rows: Rows): Address {
    return rows === undefined ? 0 : this.#memory.putWords(rows);
  }

  #weights(weights: Float64Array | undefined, n: number): Address {
    if (weights === undefined) return 0;
    requireLength("weights", weights, n);
    return this.#memory.put(weights);
  }

  #vectors(name: string, vectors: Float64Array, k: number): Address {
    requireLength(name, vectors, k * this.p);
    return this.#memory.putRows(vectors, this.p, this.#stride);
  }

  /** The margins of the listed rows, which are not to be changed. */
  #marginsAt(list: Address, n: number, y: Float64Array): Address {
    if (list !== 0) return this.#products(list, n, y, this.#width);
    if (!this.#isSeen(y)) {
      const at = this.#vectors("y", y, this.#width);
      this.#kernels.products(this.#a, 8 * this.#stride, 0, 0, n, at, this.#width, this.#margins);
      this.#seen.set(y);
    }
    return this.#margins;
  }

  /** Whether the margins at y are there; NaN is never seen. */
  #isSeen(y: Float64Array): boolean {
    const seen = this.#seen;
    for (let l = 0; l < seen.length; l++) if (seen[l] !== y[l]) return false;
    return true;
  }

  #products(list: Address, n: number, vectors: Float64Array, k: number): Address {
    const at = this.#vectors("the vectors", vectors, k);
    const out = this.#memory.area(n * k);
    this.#kernels.products(this.#a, 8 * this.#stride, list, 0, n, at, k, out);
    return out;
  }
}

function even(n: number): number {
  return n + n % 2;
}
