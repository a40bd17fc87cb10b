/**
 * Products with a matrix of features, or with some of its rows.
 *
 * One or two vectors are done several rows at a time, about twice as fast as one vector and one row
 * at a time; more go to WebAssembly, four to six times as fast. All need 2·n·p·k operations for k
 * vectors.
 *
 * @module
 */

import { gemm } from "../../numerics/kernels.ts";
import { rowsOf } from "../../numerics/matrix.ts";
import { requireLength, requireRows } from "../../numerics/require.ts";

/** An n×p matrix A of features. */
export interface DesignMatrix {
  /** Number of rows. */
  readonly n: number;
  /** Which rows of the whole matrix they are, n. */
  readonly rows: Uint32Array;
  /** Number of columns. */
  readonly p: number;
  /** AV' for k vectors (k×p): n×k. */
  times(vectors: Float64Array, k: number): Float64Array;
  /** D'A for n×k numbers d: k×p. */
  transposedTimes(d: Float64Array, k: number): Float64Array;
  /** A' diag(d) A, p×p, symmetric; n·p² operations. */
  weightedGram(d: Float64Array): Float64Array;
  /** The matrix of the given rows, with repetition if they repeat. */
  select(rows: Uint32Array): DesignMatrix;
}

/** The n×p matrix of the given features, row-major; they are kept, not copied. */
export function designMatrix(features: Float64Array, n: number, p: number): DesignMatrix {
  requireLength("features", features, n * p);
  const all = Uint32Array.from({ length: n }, (_, i) => i);
  return ofRows(features, p, all, () => features);
}

function ofRows(
  features: Float64Array,
  p: number,
  rows: Uint32Array,
  gathered: () => Float64Array,
): DesignMatrix {
  const n = rows.length;
  return {
    n,
    rows,
    p,
    times(vectors, k) {
      requireLength("vectors", vectors, k * p);
      if (k === 1) return products1(features, p, rows, vectors);
      if (k === 2) return products2(features, p, rows, vectors);
      return gemm(gathered(), vectors, n, p, k, { transposeB: true });
    },
    transposedTimes(d, k) {
      requireLength("d", d, n * k);
      if (k === 1) return sums1(features, p, rows, d);
      if (k === 2) return sums2(features, p, rows, d);
      return gemm(d, gathered(), k, n, p, { transposeA: true });
    },
    weightedGram(d) {
      requireLength("d", d, n);
      const a = gathered();
      const weighted = new Float64Array(n * p);
      for (let i = 0; i < n; i++) {
        for (let at = i * p; at < (i + 1) * p; at++) weighted[at] = d[i] * a[at];
      }
      return gemm(weighted, a, p, n, p, { transposeA: true, symmetric: true });
    },
    select(some) {
      requireRows(some, n);
      const chosen = new Uint32Array(some.length);
      for (let i = 0; i < some.length; i++) chosen[i] = rows[some[i]];
      let copy: Float64Array | undefined;
      return ofRows(
        features,
        p,
        chosen,
        () => copy ??= rowsOf(features, features.length / p, chosen),
      );
    },
  };
}

/** One vector, four rows at a time. */
function products1(
  features: Float64Array,
  p: number,
  rows: Uint32Array,
  v: Float64Array,
): Float64Array {
  const n = rows.length;
  const out = new Float64Array(n);
  let i = 0;
  for (; i + 3 < n; i += 4) {
    const a = rows[i] * p;
    const b = rows[i + 1] * p;
    const c = rows[i + 2] * p;
    const d = rows[i + 3] * p;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    for (let l = 0; l < p; l++) {
      const value = v[l];
      sumA += features[a + l] * value;
      sumB += features[b + l] * value;
      sumC += features[c + l] * value;
      sumD += features[d + l] * value;
    }
    out[i] = sumA;
    out[i + 1] = sumB;
    out[i + 2] = sumC;
    out[i + 3] = sumD;
  }
  for (; i < n; i++) {
    const a = rows[i] * p;
    let sum = 0;
    for (let l = 0; l < p; l++) sum += features[a + l] * v[l];
    out[i] = sum;
  }
  return out;
}

/** Two vectors, two rows at a time. */
function products2(
  features: Float64Array,
  p: number,
  rows: Uint32Array,
  v: Float64Array,
): Float64Array {
  const n = rows.length;
  const out = new Float64Array(2 * n);
  for (let i = 0; i < n; i += 2) {
    const a = rows[i] * p;
    // Of an odd number of rows the last one is done twice, and written once.
    const b = i + 1 < n ? rows[i + 1] * p : a;
    let a1 = 0;
    let a2 = 0;
    let b1 = 0;
    let b2 = 0;
    for (let l = 0; l < p; l++) {
      const fa = features[a + l];
      const fb = features[b + l];
      a1 += fa * v[l];
      a2 += fa * v[p + l];
      b1 += fb * v[l];
      b2 += fb * v[p + l];
    }
    out[2 * i] = a1;
    out[2 * i + 1] = a2;
    if (i + 1 < n) {
      out[2 * i + 2] = b1;
      out[2 * i + 3] = b2;
    }
  }
  return out;
}

/** One row of the sum, four rows of the features at a time. */
function sums1(
  features: Float64Array,
  p: number,
  rows: Uint32Array,
  d: Float64Array,
): Float64Array {
  const n = rows.length;
  const out = new Float64Array(p);
  let i = 0;
  for (; i + 3 < n; i += 4) {
    const a = rows[i] * p;
    const b = rows[i + 1] * p;
    const c = rows[i + 2] * p;
    const e = rows[i + 3] * p;
    const wA = d[i];
    const wB = d[i + 1];
    const wC = d[i + 2];
    const wE = d[i + 3];
    for (let l = 0; l < p; l++) {
      out[l] += (wA * features[a + l] + wB * features[b + l]) +
        (wC * features[c + l] + wE * features[e + l]);
    }
  }
  for (; i < n; i++) {
    const a = rows[i] * p;
    for (let l = 0; l < p; l++) out[l] += d[i] * features[a + l];
  }
  return out;
}

/** Two rows of the sum, two rows of the features at a time. */
function sums2(
  features: Float64Array,
  p: number,
  rows: Uint32Array,
  d: Float64Array,
): Float64Array {
  const n = rows.length;
  const out = new Float64Array(2 * p);
  for (let i = 0; i < n; i += 2) {
    const a = rows[i] * p;
    const a1 = d[2 * i];
    const a2 = d[2 * i + 1];
    // Of an odd number of rows the last one is added with the factor 0.
    const more = i + 1 < n;
    const b = more ? rows[i + 1] * p : a;
    const b1 = more ? d[2 * i + 2] : 0;
    const b2 = more ? d[2 * i + 3] : 0;
    for (let l = 0; l < p; l++) {
      const fa = features[a + l];
      const fb = features[b + l];
      out[l] += a1 * fa + b1 * fb;
      out[p + l] += a2 * fa + b2 * fb;
    }
  }
  return out;
}
