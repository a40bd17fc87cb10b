// Reduction of a symmetric matrix to band form by block Householder transformations.
//
// A = Q B Q', with Q = Q_1 Q_2 … and Q_p = I − V T V' acting on the rows from (p + 1) b on. After a
// panel's QR factorization the trailing matrix becomes A − V W' − W V' with X = A V T and
// W = X − ½ V (T' V' X). V, Y = AV and W are kept in panels with lanes along their b columns
// ("tall") or along their m rows ("wide"), as `tile` needs them.

import { pack, tile, transpose4 } from "./tile";

/** Address of entry (k, lane) of a matrix in panels of m rows. */
@inline
function at(base: usize, m: i32, k: i32, lane: i32): usize {
  return base + (<usize> ((lane >> 2) * m + k) << 5) + ((lane & 3) << 3);
}

/**
 * Reads the lower triangle of the row-major n×n matrix at `from` and writes the whole symmetric
 * matrix in panels to a, padded by ones on the diagonal to `padded` rows.
 */
export function symmetricPanels(from: usize, n: i32, a: usize, padded: i32): void {
  for (let c = 0; c < n; c += 4) {
    const source = from + (<usize> (c * n + c) << 3);
    pack(at(a, padded, c, c), padded - c, source, 8, <usize> n << 3, min(4, n - c), n - c);
    for (let i = 0; i < 4; i++) {
      for (let j = i + 1; j < 4; j++) {
        store<f64>(at(a, padded, c + i, c + j), load<f64>(at(a, padded, c + j, c + i)));
      }
    }
    for (let r = c + 4; r < padded; r += 4) {
      transpose4(at(a, padded, r, c), at(a, padded, c, r), 32);
    }
  }
  for (let i = n; i < padded; i++) store<f64>(at(a, padded, i, i), 1);
}

/**
 * Householder QR of the m×b matrix in tall panels at v: on return R is on and above the diagonal,
 * the reflectors' tails below it, their factors in tau.
 */
function qr(v: usize, m: i32, b: i32, tau: usize): void {
  const panel = <usize> m << 5;
  for (let i = 0; i < b; i++) {
    store<f64>(tau + (i << 3), 0);
    if (i >= m) continue;
    const column = at(v, m, 0, i);
    const top = column + (<usize> i << 5);
    const end = column + panel;
    let squares: f64 = 0;
    for (let x = top + 32; x < end; x += 32) {
      const value = load<f64>(x);
      squares += value * value;
    }
    if (squares == 0) continue;
    const alpha = load<f64>(top);
    const beta = -copysign(sqrt(alpha * alpha + squares), alpha);
    const factor = (beta - alpha) / beta;
    const scale = 1 / (alpha - beta);
    for (let x = top + 32; x < end; x += 32) store<f64>(x, load<f64>(x) * scale);
    store<f64>(top, beta);
    store<f64>(tau + (i << 3), factor);
    for (let p = i >> 2; p < b >> 2; p++) {
      const lanes = at(v, m, i, 4 * p);
      let s0 = v128.load(lanes), s1 = v128.load(lanes, 16);
      let y = lanes;
      for (let x = top + 32; x < end; x += 32) {
        y += 32;
        const e = v128.load_splat<f64>(x);
        s0 = f64x2.add(s0, f64x2.mul(e, v128.load(y)));
        s1 = f64x2.add(s1, f64x2.mul(e, v128.load(y, 16)));
      }
      s0 = f64x2.mul(s0, f64x2.splat(factor));
      s1 = f64x2.mul(s1, f64x2.splat(factor));
      if (p == i >> 2) { // columns up to i are done
        if ((i & 3) >= 0) s0 = f64x2.replace_lane(s0, 0, 0);
        if ((i & 3) >= 1) s0 = f64x2.replace_lane(s0, 1, 0);
        if ((i & 3) >= 2) s1 = f64x2.replace_lane(s1, 0, 0);
        if ((i & 3) >= 3) s1 = f64x2.replace_lane(s1, 1, 0);
      }
      y = lanes;
      v128.store(y, f64x2.sub(v128.load(y), s0));
      v128.store(y, f64x2.sub(v128.load(y, 16), s1), 16);
      for (let x = top + 32; x < end; x += 32) {
        y += 32;
        const e = v128.load_splat<f64>(x);
        v128.store(y, f64x2.sub(v128.load(y), f64x2.mul(e, s0)));
        v128.store(y, f64x2.sub(v128.load(y, 16), f64x2.mul(e, s1)), 16);
      }
    }
  }
}

/** T of the product of the b reflectors, I − V T V', from their Gram matrix g = V'V and factors. */
function triangularFactor(g: usize, tau: usize, b: i32, t: usize): void {
  memory.fill(t, 0, <usize> b * b << 3);
  for (let j = 0; j < b; j++) {
    const factor = load<f64>(tau + (j << 3));
    store<f64>(at(t, b, j, j), factor);
    for (let i = 0; i < j; i++) {
      let sum: f64 = 0;
      for (let k = i; k < j; k++) sum += load<f64>(at(t, b, i, k)) * load<f64>(at(g, b, k, j));
      store<f64>(at(t, b, i, j), -factor * sum);
    }
  }
}

/** C += alpha X'Y for X and Y in panels of `depth` rows, C in panels of x rows. */
@inline
function product(c: usize, x: usize, xs: i32, y: usize, ys: i32, depth: i32, alpha: f64): void {
  for (let j = 0; j < ys; j += 4) {
    const right = y + (<usize> j * depth << 3);
    for (let i = 0; i < xs; i += 4) {
      tile(x + (<usize> i * depth << 3), right, depth, at(c, xs, i, j), 32, alpha);
    }
  }
}

/** Turns panels of `depth` rows into those of the transposed matrix, which have `toRows` rows. */
export function turn(from: usize, lanes: i32, depth: i32, to: usize, toRows: i32): void {
  for (let k = 0; k < depth; k += 4) {
    for (let lane = 0; lane < lanes; lane += 4) {
      transpose4(at(from, depth, k, lane), at(to, toRows, lane, k), 32);
    }
  }
}

/**
 * Reduces the symmetric n×n matrix in panels at a (destroyed) to bandwidth b. The band goes, in
 * strips, to `band` (zeroed by the caller); V in tall panels and T of each transformation go one
 * after another to `reflectors`. `work` takes 8·b·(7 n + 4 b + 1) bytes.
 */
export function reduceToBand(
  a: usize,
  n: i32,
  b: i32,
  band: usize,
  reflectors: usize,
  work: usize,
): void {
  const square = <usize> b * b << 3;
  const size = <usize> b * n << 3;
  const y = work, yTall = y + size, vw = yTall + size, wv = vw + 2 * size;
  const v = wv + 2 * size;
  const g = v + size, m0 = g + square, n0 = m0 + square, s = n0 + square, tau = s + square;
  let j = 0;
  for (; j < n; j += b) {
    const width = min(b, n - j);
    for (let c = 0; c < width; c++) {
      for (let r = c; r < width; r++) {
        store<f64>(bandEntry(band, b, j + r, j + c), load<f64>(at(a, n, j + r, j + c)));
      }
    }
    const start = j + b;
    const m = n - start;
    if (m <= 0) break;
    const bytes = <usize> m << 5;
    const tall = reflectors;
    const t = tall + (<usize> b * m << 3);
    reflectors = t + square;
    for (let i = 0; i < b; i += 4) {
      memory.copy(at(tall, m, 0, i), at(a, n, start, j + i), bytes);
    }
    qr(tall, m, b, tau);
    for (let i = 0; i < b; i++) {
      for (let k = 0; k <= i && k < m; k++) {
        const entry = at(tall, m, k, i);
        store<f64>(bandEntry(band, b, start + k, j + i), load<f64>(entry));
        store<f64>(entry, k < i ? 0 : 1);
      }
    }
    memory.fill(g, 0, 4 * square);
    product(g, tall, b, tall, b, m, 1);
    triangularFactor(g, tau, b, t);

    memory.fill(y, 0, size);
    for (let c = 0; c < m; c += 4) {
      const matrix = at(a, n, start, start + c);
      for (let i = 0; i < b; i += 4) {
        tile(at(tall, m, 0, i), matrix, m, at(y, b, i, c), 32, 1);
      }
    }
    turn(y, m, b, yTall, m);
    product(m0, yTall, b, tall, b, m, 1);
    product(n0, m0, b, t, b, b, 1);
    product(s, t, b, n0, b, b, 1);

    turn(tall, b, m, v, b);
    for (let c = 0; c < m; c += 4) {
      const vLanes = at(v, b, 0, c), yLanes = at(y, b, 0, c);
      const lanes = vw + (<usize> c * b << 4), swapped = wv + (<usize> c * b << 4);
      const w = lanes + (<usize> b << 5);
      memory.fill(w, 0, <usize> b << 5);
      for (let i = 0; i < b; i += 4) {
        tile(at(t, b, 0, i), yLanes, b, w + (i << 5), 32, 1);
        tile(at(s, b, 0, i), vLanes, b, w + (i << 5), 32, -0.5);
      }
      memory.copy(lanes, vLanes, <usize> b << 5);
      memory.copy(swapped, w, <usize> b << 5);
      memory.copy(swapped + (<usize> b << 5), vLanes, <usize> b << 5);
    }
    updateTrailing(a, n, start, m, 2 * b, vw, wv);
  }
}

/** A −= VW' + WV' on the trailing m×m part: the lower tiles computed, the upper ones mirrored. */
function updateTrailing(
  a: usize,
  n: i32,
  start: i32,
  m: i32,
  depth: i32,
  vw: usize,
  wv: usize,
): void {
  for (let left = 0; left < m; left += 32) {
    const right = min(m, left + 32);
    for (let r = left; r < m; r += 4) {
      const x = vw + (<usize> r * depth << 3);
      const last = min(r + 4, right);
      for (let c = left; c < last; c += 4) {
        const here = at(a, n, start + r, start + c);
        tile(x, wv + (<usize> c * depth << 3), depth, here, 32, -1);
        if (r > c) transpose4(here, at(a, n, start + c, start + r), 32);
      }
    }
  }
}

@inline
function bandEntry(band: usize, b: i32, i: i32, k: i32): usize {
  return band + (<usize> ((i >> 2) * b + k) << 5) + ((i & 3) << 3);
}

/**
 * Z := Q'Z (transposed) or QZ, for Z in panels of n rows. If Z is the identity, its leading
 * columns, which the later transformations leave alone, are skipped. `work` takes 8·b·(n + b + 8)
 * bytes.
 */
export function applyReflectors(
  reflectors: usize,
  n: i32,
  b: i32,
  z: usize,
  lanes: i32,
  transposed: bool,
  identity: bool,
  work: usize,
): void {
  const count = (n - 1) / b;
  const wide = work, c = wide + (<usize> b * n << 3), d = c + (<usize> b << 5);
  const turned = d + (<usize> b << 5);
  for (let step = 0; step < count; step++) {
    const p = transposed ? step : count - 1 - step;
    const start = (p + 1) * b;
    const m = n - start;
    const tall = reflectors + offset(n, b, p);
    const t = tall + (<usize> b * m << 3);
    turn(tall, b, m, wide, b);
    let factor = t; // `tile` multiplies by the transpose of what it is given
    if (!transposed) {
      turn(t, b, b, turned, b);
      factor = turned;
    }
    for (let lane = identity ? start : 0; lane < lanes; lane += 4) {
      const rows = at(z, n, start, lane);
      memory.fill(c, 0, <usize> b << 6);
      for (let i = 0; i < b; i += 4) tile(at(tall, m, 0, i), rows, m, c + (i << 5), 32, 1);
      for (let i = 0; i < b; i += 4) tile(at(factor, b, 0, i), c, b, d + (i << 5), 32, 1);
      for (let r = 0; r < m; r += 4) tile(at(wide, b, 0, r), d, b, rows + (<usize> r << 5), 32, -1);
    }
  }
}

/** Bytes before the p-th transformation in `reflectors`. */
function offset(n: i32, b: i32, p: i32): usize {
  // the p earlier ones have n − b, n − 2b, … rows, and b more each for T
  return <usize> b * (p * n - b * p * (p - 1) / 2) << 3;
}

/** Bytes that `reduceToBand` writes to `reflectors`. */
export function reflectorBytes(n: i32, b: i32): usize {
  return offset(n, b, (n - 1) / b);
}
