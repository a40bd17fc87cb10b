// The one loop in which all dense work is done, and the layouts it needs.
//
// PANELS. A matrix is stored in panels of four lanes: entry (k, 4p + r) of an m-row matrix lies at
// base + 32 (p m + k) + 8 r bytes. Lanes can be rows or columns, whichever suits. Every dimension
// is padded to a multiple of four, so no loop here has an edge case.

/**
 * C[r][c] += alpha · Σ_k X[k][r] Y[k][c] for r, c < 4, summed in the order of k.
 * X and Y are stretches of panels, `depth` rows of four; rows of C are `stride` bytes apart.
 */
export function tile(
  x: usize,
  y: usize,
  depth: i32,
  c: usize,
  stride: usize,
  alpha: f64,
): void {
  let c00 = f64x2.splat(0), c01 = f64x2.splat(0), c10 = f64x2.splat(0), c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0), c21 = f64x2.splat(0), c30 = f64x2.splat(0), c31 = f64x2.splat(0);
  const end = x + (<usize> depth << 5);
  while (x < end) {
    const y0 = v128.load(y), y1 = v128.load(y, 16);
    let s = v128.load_splat<f64>(x);
    c00 = f64x2.add(c00, f64x2.mul(s, y0));
    c01 = f64x2.add(c01, f64x2.mul(s, y1));
    s = v128.load_splat<f64>(x, 8);
    c10 = f64x2.add(c10, f64x2.mul(s, y0));
    c11 = f64x2.add(c11, f64x2.mul(s, y1));
    s = v128.load_splat<f64>(x, 16);
    c20 = f64x2.add(c20, f64x2.mul(s, y0));
    c21 = f64x2.add(c21, f64x2.mul(s, y1));
    s = v128.load_splat<f64>(x, 24);
    c30 = f64x2.add(c30, f64x2.mul(s, y0));
    c31 = f64x2.add(c31, f64x2.mul(s, y1));
    x += 32;
    y += 32;
  }
  const a = f64x2.splat(alpha);
  accumulate(c, f64x2.mul(a, c00), f64x2.mul(a, c01));
  accumulate(c + stride, f64x2.mul(a, c10), f64x2.mul(a, c11));
  accumulate(c + 2 * stride, f64x2.mul(a, c20), f64x2.mul(a, c21));
  accumulate(c + 3 * stride, f64x2.mul(a, c30), f64x2.mul(a, c31));
}

@inline
function accumulate(c: usize, left: v128, right: v128): void {
  v128.store(c, f64x2.add(v128.load(c), left));
  v128.store(c, f64x2.add(v128.load(c, 16), right), 16);
}

/** Writes the transpose of the 4×4 block at `from` to `to`; rows of both are `stride` bytes apart. */
@inline
export function transpose4(from: usize, to: usize, stride: usize): void {
  const a0 = v128.load(from), a1 = v128.load(from, 16);
  const b0 = v128.load(from + stride), b1 = v128.load(from + stride, 16);
  const c0 = v128.load(from + 2 * stride), c1 = v128.load(from + 2 * stride, 16);
  const d0 = v128.load(from + 3 * stride), d1 = v128.load(from + 3 * stride, 16);
  v128.store(to, v128.shuffle<f64>(a0, b0, 0, 2));
  v128.store(to, v128.shuffle<f64>(c0, d0, 0, 2), 16);
  v128.store(to + stride, v128.shuffle<f64>(a0, b0, 1, 3));
  v128.store(to + stride, v128.shuffle<f64>(c0, d0, 1, 3), 16);
  v128.store(to + 2 * stride, v128.shuffle<f64>(a1, b1, 0, 2));
  v128.store(to + 2 * stride, v128.shuffle<f64>(c1, d1, 0, 2), 16);
  v128.store(to + 3 * stride, v128.shuffle<f64>(a1, b1, 1, 3));
  v128.store(to + 3 * stride, v128.shuffle<f64>(c1, d1, 1, 3), 16);
}

/** Copies the lower triangle of the n×n row-major matrix at a to its upper one; n = 4, 8, … */
export function mirror(a: usize, n: i32): void {
  const stride = <usize> n << 3;
  for (let r = 0; r < n; r += 4) {
    const row = a + <usize> r * stride;
    for (let c = 0; c < r; c += 4) {
      transpose4(row + (c << 3), a + <usize> c * stride + (r << 3), stride);
    }
    for (let i = 0; i < 4; i++) {
      for (let j = i + 1; j < 4; j++) {
        const from = row + <usize> j * stride + ((r + i) << 3);
        store<f64>(row + <usize> i * stride + ((r + j) << 3), load<f64>(from));
      }
    }
  }
}

/**
 * Copies `lanes` × `depth` entries into panels at `to`, `rows` ≥ depth rows each, and fills the
 * padding lanes (to a multiple of four) and padding rows with zeros. Entry (k, lane) comes from
 * from + k·depthStride + lane·laneStride (bytes).
 */
export function pack(
  to: usize,
  rows: i32,
  from: usize,
  laneStride: usize,
  depthStride: usize,
  lanes: i32,
  depth: i32,
): void {
  for (let lane = 0; lane < lanes; lane += 4) {
    const source = from + <usize> lane * laneStride;
    const live = min(4, lanes - lane);
    if (live == 4 && laneStride == 8) {
      for (let k = 0; k < depth; k++) {
        const s = source + <usize> k * depthStride;
        const t = to + (<usize> k << 5);
        v128.store(t, v128.load(s));
        v128.store(t, v128.load(s, 16), 16);
      }
    } else if (live == 4 && depthStride == 8) {
      let k = 0;
      for (; k + 2 <= depth; k += 2) {
        const s = source + (<usize> k << 3);
        const t = to + (<usize> k << 5);
        const a = v128.load(s), b = v128.load(s + laneStride);
        const c = v128.load(s + 2 * laneStride), d = v128.load(s + 3 * laneStride);
        v128.store(t, v128.shuffle<f64>(a, b, 0, 2));
        v128.store(t, v128.shuffle<f64>(c, d, 0, 2), 16);
        v128.store(t, v128.shuffle<f64>(a, b, 1, 3), 32);
        v128.store(t, v128.shuffle<f64>(c, d, 1, 3), 48);
      }
      if (k < depth) {
        const s = source + (<usize> k << 3);
        const t = to + (<usize> k << 5);
        for (let r = 0; r < 4; r++) store<f64>(t + (r << 3), load<f64>(s + <usize> r * laneStride));
      }
    } else {
      for (let r = 0; r < 4; r++) {
        const s = source + <usize> r * laneStride;
        for (let k = 0; k < depth; k++) {
          const value = r < live ? load<f64>(s + <usize> k * depthStride) : 0;
          store<f64>(to + (<usize> k << 5) + (r << 3), value);
        }
      }
    }
    memory.fill(to + (<usize> depth << 5), 0, <usize> (rows - depth) << 5);
    to += <usize> rows << 5;
  }
}

/** The inverse of `pack`: copies panels at `from` back to strided entries at `to`. */
export function unpack(
  from: usize,
  rows: i32,
  to: usize,
  laneStride: usize,
  depthStride: usize,
  lanes: i32,
  depth: i32,
): void {
  for (let lane = 0; lane < lanes; lane++) {
    const s = from + (<usize> (lane >> 2) * rows << 5) + ((lane & 3) << 3);
    const t = to + <usize> lane * laneStride;
    for (let k = 0; k < depth; k++) {
      store<f64>(t + <usize> k * depthStride, load<f64>(s + (<usize> k << 5)));
    }
  }
}

/**
 * C += alpha · op(A) op(B), where C is m×n, row-major, its rows `ldc` entries apart, with m and n
 * padded to multiples of four. Entry (i, k) of op(A) is at a + i·aRow + k·aDepth bytes, entry
 * (k, j) of op(B) at b + k·bDepth + j·bColumn. With `lower`, tiles wholly above the diagonal are
 * left out. `work` takes 8·256·(64 + n) bytes, n as padded.
 */
export function gemm(
  m: i32,
  n: i32,
  depth: i32,
  alpha: f64,
  a: usize,
  aRow: usize,
  aDepth: usize,
  b: usize,
  bColumn: usize,
  bDepth: usize,
  c: usize,
  ldc: i32,
  lower: bool,
  work: usize,
): void {
  const stride = <usize> ldc << 3;
  const packedB = work + 64 * 256 * 8;
  for (let k0 = 0; k0 < depth; k0 += 256) {
    const kc = min(256, depth - k0);
    pack(packedB, kc, b + <usize> k0 * bDepth, bColumn, bDepth, n, kc);
    for (let i0 = 0; i0 < m; i0 += 64) {
      const mc = min(64, m - i0);
      pack(work, kc, a + <usize> i0 * aRow + <usize> k0 * aDepth, aRow, aDepth, mc, kc);
      const columns = lower ? min(n, i0 + mc) : n;
      for (let j = 0; j < columns; j += 4) {
        const y = packedB + (<usize> j * kc << 3);
        for (let i = lower && j > i0 ? j - i0 : 0; i < mc; i += 4) {
          const x = work + (<usize> i * kc << 3);
          tile(x, y, kc, c + <usize> (i0 + i) * stride + (j << 3), stride, alpha);
        }
      }
    }
  }
}
