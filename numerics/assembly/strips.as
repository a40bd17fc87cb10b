// Cholesky factors in strips of four rows.
//
// STRIPS. A lower triangular matrix of bandwidth b (a multiple of four, entries with i − k ≤ b + 3
// may be non-zero) keeps entry (4s + r, k) at base + 32 (s b + k) + 8 r, for k from
// first(s) = max(0, 4s − b) to 4s + 3. Neighbouring strips do not overlap. A dense matrix is the
// band with b = n: so one factorization and one solver serve both.

import { tile, transpose4 } from "./tile";

@inline
function strip(base: usize, b: i32, s: i32, k: i32): usize {
  return base + (<usize> (s * b + k) << 5);
}

@inline
function first(b: i32, s: i32): i32 {
  return max(0, 4 * s - b);
}

/**
 * Factors the 4×4 block at d, lower triangle, d[k][r] = entry (r, k), in place.
 * Returns the index of the first pivot that is not positive (NaN included), or −1.
 */
function factor4(d: usize): i32 {
  for (let k = 0; k < 4; k++) {
    const dk = d + (k << 5);
    let pivot = load<f64>(dk + (k << 3));
    for (let j = 0; j < k; j++) {
      const x = load<f64>(d + (j << 5) + (k << 3));
      pivot -= x * x;
    }
    if (!(pivot > 0)) return k;
    const root = sqrt(pivot);
    store<f64>(dk + (k << 3), root);
    for (let r = 0; r < k; r++) store<f64>(dk + (r << 3), 0);
    for (let r = k + 1; r < 4; r++) {
      let value = load<f64>(dk + (r << 3));
      for (let j = 0; j < k; j++) {
        value -= load<f64>(d + (j << 5) + (r << 3)) * load<f64>(d + (j << 5) + (k << 3));
      }
      store<f64>(dk + (r << 3), value / root);
    }
  }
  return -1;
}

/** Rows z[0..3] (four lanes each) := L⁻¹ z, where L is the lower triangular block at d. */
function forward4(d: usize, z: usize): void {
  for (let k = 0; k < 4; k++) {
    const zk = z + (k << 5);
    let left = v128.load(zk), right = v128.load(zk, 16);
    for (let j = 0; j < k; j++) {
      const zj = z + (j << 5);
      const factor = v128.load_splat<f64>(d + (j << 5) + (k << 3));
      left = f64x2.sub(left, f64x2.mul(factor, v128.load(zj)));
      right = f64x2.sub(right, f64x2.mul(factor, v128.load(zj, 16)));
    }
    const pivot = v128.load_splat<f64>(d + 40 * k);
    v128.store(zk, f64x2.div(left, pivot));
    v128.store(zk, f64x2.div(right, pivot), 16);
  }
}

/** Rows z[0..3] := L⁻ᵀ z, where L is the lower triangular block at d. */
function backward4(d: usize, z: usize): void {
  for (let k = 3; k >= 0; k--) {
    const zk = z + (k << 5);
    let left = v128.load(zk), right = v128.load(zk, 16);
    for (let j = k + 1; j < 4; j++) {
      const zj = z + (j << 5);
      const factor = v128.load_splat<f64>(d + (k << 5) + (j << 3));
      left = f64x2.sub(left, f64x2.mul(factor, v128.load(zj)));
      right = f64x2.sub(right, f64x2.mul(factor, v128.load(zj, 16)));
    }
    const pivot = v128.load_splat<f64>(d + 40 * k);
    v128.store(zk, f64x2.div(left, pivot));
    v128.store(zk, f64x2.div(right, pivot), 16);
  }
}

/**
 * Factors the matrix in strips at l in place, A = LL'. Blocks of eight strips go together, so that
 * an earlier strip is read from memory once for all eight.
 * Returns the index of the first pivot that is not positive, or −1.
 */
export function choleskyStrips(l: usize, b: i32, n: i32): i32 {
  const strips = n >> 2;
  for (let top = 0; top < strips; top += 8) {
    const end = min(strips, top + 8);
    for (let t = first(b, top) >> 2; t < end; t++) {
      const diagonal = strip(l, b, t, 4 * t);
      for (let s = max(t, top); s < end; s++) {
        const k = first(b, s);
        if (k > 4 * t) break;
        const here = strip(l, b, s, 4 * t);
        tile(strip(l, b, t, k), strip(l, b, s, k), 4 * t - k, here, 32, -1);
        if (s > t) {
          forward4(diagonal, here);
        } else {
          const failed = factor4(here);
          if (failed >= 0) return 4 * t + failed;
        }
      }
    }
  }
  return -1;
}

/** Z := L⁻¹ Z for Z in panels of n rows, `lanes` columns. */
export function forwardStrips(l: usize, b: i32, n: i32, z: usize, lanes: i32): void {
  for (let lane = 0; lane < lanes; lane += 4) forwardPanel(l, b, n, z + (<usize> lane * n << 3), 0);
}

/** z := L⁻¹ z for one panel whose rows above `from` are zero. */
function forwardPanel(l: usize, b: i32, n: i32, z: usize, from: i32): void {
  for (let s = from >> 2; s < n >> 2; s++) {
    const k = max(from, first(b, s));
    const rows = z + (<usize> s << 7);
    tile(strip(l, b, s, k), z + (<usize> k << 5), 4 * s - k, rows, 32, -1);
    forward4(strip(l, b, s, 4 * s), rows);
  }
}

/** Z := L⁻ᵀ Z for Z in panels of n rows; u holds L transposed (see `transposeStrips`). */
export function backwardStrips(
  l: usize,
  u: usize,
  b: i32,
  n: i32,
  z: usize,
  lanes: i32,
): void {
  for (let lane = 0; lane < lanes; lane += 4) {
    const column = z + (<usize> lane * n << 3);
    for (let s = (n >> 2) - 1; s >= 0; s--) {
      const k = 4 * s + 4;
      const rows = column + (<usize> s << 7);
      tile(strip(u, b, s, k), column + (<usize> k << 5), min(n - k, b), rows, 32, -1);
      backward4(strip(l, b, s, 4 * s), rows);
    }
  }
}

/** Writes to u the part of L below its diagonal blocks: u(s, k)[r] = entry (k, 4s + r) of L. */
export function transposeStrips(l: usize, u: usize, b: i32, n: i32): void {
  for (let s = 1; s < n >> 2; s++) {
    for (let k = first(b, s); k < 4 * s; k += 4) {
      transpose4(strip(l, b, s, k), strip(u, b, k >> 2, 4 * s), 32);
    }
  }
}

/**
 * The diagonal of Z'(LL')⁻¹Z for the square matrix Z in panels of n rows, or of (LL')⁻¹ itself if
 * z is 0: the squared lengths of the columns of L⁻¹Z. `work` takes 32 n bytes.
 */
export function inverseDiagonal(
  l: usize,
  b: i32,
  n: i32,
  z: usize,
  out: usize,
  work: usize,
): void {
  for (let lane = 0; lane < n; lane += 4) {
    let from = 0;
    if (z != 0) {
      memory.copy(work, z + (<usize> lane * n << 3), <usize> n << 5);
    } else {
      from = lane;
      memory.fill(work, 0, <usize> n << 5);
      for (let r = 0; r < 4; r++) store<f64>(work + (<usize> (lane + r) << 5) + (r << 3), 1);
    }
    forwardPanel(l, b, n, work, from);
    let left = f64x2.splat(0), right = f64x2.splat(0);
    for (let k = from; k < n; k++) {
      const row = work + (<usize> k << 5);
      const u = v128.load(row), w = v128.load(row, 16);
      left = f64x2.add(left, f64x2.mul(u, u));
      right = f64x2.add(right, f64x2.mul(w, w));
    }
    v128.store(out + (lane << 3), left);
    v128.store(out + (lane << 3), right, 16);
  }
}

/** Adds `shift` to the diagonal of the matrix in strips at l. */
export function shiftStrips(l: usize, b: i32, n: i32, shift: f64): void {
  for (let i = 0; i < n; i++) {
    const d = strip(l, b, i >> 2, i) + ((i & 3) << 3);
    store<f64>(d, load<f64>(d) + shift);
  }
}
