// Sums of rows of a matrix, each times a factor.

import { rowAt } from "./products";

/** out += Σ d a over rows first, …, last − 1, whose factors are `step` apart. */
function add(
  matrix: usize,
  stride: usize,
  rows: usize,
  first: i32,
  last: i32,
  factors: usize,
  step: usize,
  out: usize,
): void {
  const end = out + stride;
  const whole = out + (stride & ~63);
  let i = first;
  for (; i + 8 <= last; i += 8) {
    let a = rowAt(matrix, stride, rows, i);
    let b = rowAt(matrix, stride, rows, i + 1);
    let c = rowAt(matrix, stride, rows, i + 2);
    let d = rowAt(matrix, stride, rows, i + 3);
    let e = rowAt(matrix, stride, rows, i + 4);
    let f = rowAt(matrix, stride, rows, i + 5);
    let g = rowAt(matrix, stride, rows, i + 6);
    let h = rowAt(matrix, stride, rows, i + 7);
    const a0 = v128.load_splat<f64>(factors);
    const b0 = v128.load_splat<f64>(factors + step);
    const c0 = v128.load_splat<f64>(factors + 2 * step);
    const d0 = v128.load_splat<f64>(factors + 3 * step);
    const e0 = v128.load_splat<f64>(factors + 4 * step);
    const f0 = v128.load_splat<f64>(factors + 5 * step);
    const g0 = v128.load_splat<f64>(factors + 6 * step);
    const h0 = v128.load_splat<f64>(factors + 7 * step);
    let to = out;
    while (to < whole) {
      const s0 = f64x2.add(f64x2.mul(a0, v128.load(a)), f64x2.mul(b0, v128.load(b)));
      const s1 = f64x2.add(f64x2.mul(c0, v128.load(c)), f64x2.mul(d0, v128.load(d)));
      const s2 = f64x2.add(f64x2.mul(e0, v128.load(e)), f64x2.mul(f0, v128.load(f)));
      const s3 = f64x2.add(f64x2.mul(g0, v128.load(g)), f64x2.mul(h0, v128.load(h)));
      const s = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
      v128.store(to, f64x2.add(v128.load(to), s));
      const t0 = f64x2.add(f64x2.mul(a0, v128.load(a, 16)), f64x2.mul(b0, v128.load(b, 16)));
      const t1 = f64x2.add(f64x2.mul(c0, v128.load(c, 16)), f64x2.mul(d0, v128.load(d, 16)));
      const t2 = f64x2.add(f64x2.mul(e0, v128.load(e, 16)), f64x2.mul(f0, v128.load(f, 16)));
      const t3 = f64x2.add(f64x2.mul(g0, v128.load(g, 16)), f64x2.mul(h0, v128.load(h, 16)));
      const t = f64x2.add(f64x2.add(t0, t1), f64x2.add(t2, t3));
      v128.store(to, f64x2.add(v128.load(to, 16), t), 16);
      const u0 = f64x2.add(f64x2.mul(a0, v128.load(a, 32)), f64x2.mul(b0, v128.load(b, 32)));
      const u1 = f64x2.add(f64x2.mul(c0, v128.load(c, 32)), f64x2.mul(d0, v128.load(d, 32)));
      const u2 = f64x2.add(f64x2.mul(e0, v128.load(e, 32)), f64x2.mul(f0, v128.load(f, 32)));
      const u3 = f64x2.add(f64x2.mul(g0, v128.load(g, 32)), f64x2.mul(h0, v128.load(h, 32)));
      const u = f64x2.add(f64x2.add(u0, u1), f64x2.add(u2, u3));
      v128.store(to, f64x2.add(v128.load(to, 32), u), 32);
      const v0 = f64x2.add(f64x2.mul(a0, v128.load(a, 48)), f64x2.mul(b0, v128.load(b, 48)));
      const v1 = f64x2.add(f64x2.mul(c0, v128.load(c, 48)), f64x2.mul(d0, v128.load(d, 48)));
      const v2 = f64x2.add(f64x2.mul(e0, v128.load(e, 48)), f64x2.mul(f0, v128.load(f, 48)));
      const v3 = f64x2.add(f64x2.mul(g0, v128.load(g, 48)), f64x2.mul(h0, v128.load(h, 48)));
      const v = f64x2.add(f64x2.add(v0, v1), f64x2.add(v2, v3));
      v128.store(to, f64x2.add(v128.load(to, 48), v), 48);
      a += 64;
      b += 64;
      c += 64;
      d += 64;
      e += 64;
      f += 64;
      g += 64;
      h += 64;
      to += 64;
    }
    for (; to < end; to += 16) {
      const s0 = f64x2.add(f64x2.mul(a0, v128.load(a)), f64x2.mul(b0, v128.load(b)));
      const s1 = f64x2.add(f64x2.mul(c0, v128.load(c)), f64x2.mul(d0, v128.load(d)));
      const s2 = f64x2.add(f64x2.mul(e0, v128.load(e)), f64x2.mul(f0, v128.load(f)));
      const s3 = f64x2.add(f64x2.mul(g0, v128.load(g)), f64x2.mul(h0, v128.load(h)));
      const s = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
      v128.store(to, f64x2.add(v128.load(to), s));
      a += 16;
      b += 16;
      c += 16;
      d += 16;
      e += 16;
      f += 16;
      g += 16;
      h += 16;
    }
    factors += 8 * step;
  }
  for (; i < last; i++) {
    let a = rowAt(matrix, stride, rows, i);
    const factor = v128.load_splat<f64>(factors);
    for (let to = out; to < end; to += 16) {
      v128.store(to, f64x2.add(v128.load(to), f64x2.mul(factor, v128.load(a))));
      a += 16;
    }
    factors += step;
  }
}

/** The same with two factors a row, side by side, for two sums. */
function add2(
  matrix: usize,
  stride: usize,
  rows: usize,
  first: i32,
  last: i32,
  d: usize,
  step: usize,
  out: usize,
): void {
  const end = out + stride;
  let i = first;
  for (; i + 4 <= last; i += 4) {
    let a = rowAt(matrix, stride, rows, i), b = rowAt(matrix, stride, rows, i + 1);
    let c = rowAt(matrix, stride, rows, i + 2), e = rowAt(matrix, stride, rows, i + 3);
    const da = v128.load_splat<f64>(d), db = v128.load_splat<f64>(d + step);
    const dc = v128.load_splat<f64>(d + 2 * step), de = v128.load_splat<f64>(d + 3 * step);
    const fa = v128.load_splat<f64>(d, 8), fb = v128.load_splat<f64>(d + step, 8);
    const fc = v128.load_splat<f64>(d + 2 * step, 8), fe = v128.load_splat<f64>(d + 3 * step, 8);
    let other = end;
    for (let to = out; to < end; to += 16) {
      const ra = v128.load(a), rb = v128.load(b), rc = v128.load(c), re = v128.load(e);
      const left = f64x2.add(f64x2.mul(da, ra), f64x2.mul(db, rb));
      const right = f64x2.add(f64x2.mul(dc, rc), f64x2.mul(de, re));
      v128.store(to, f64x2.add(v128.load(to), f64x2.add(left, right)));
      const left2 = f64x2.add(f64x2.mul(fa, ra), f64x2.mul(fb, rb));
      const right2 = f64x2.add(f64x2.mul(fc, rc), f64x2.mul(fe, re));
      v128.store(other, f64x2.add(v128.load(other), f64x2.add(left2, right2)));
      a += 16;
      b += 16;
      c += 16;
      e += 16;
      other += 16;
    }
    d += 4 * step;
  }
  for (; i < last; i++) {
    let a = rowAt(matrix, stride, rows, i);
    const factor = v128.load_splat<f64>(d), factor2 = v128.load_splat<f64>(d, 8);
    let other = end;
    for (let to = out; to < end; to += 16) {
      const row = v128.load(a);
      v128.store(to, f64x2.add(v128.load(to), f64x2.mul(factor, row)));
      v128.store(other, f64x2.add(v128.load(other), f64x2.mul(factor2, row)));
      a += 16;
      other += 16;
    }
    d += step;
  }
}

/** OUT += D'A for n rows of A, from the first-th on, and n×q numbers D. */
export function sums(
  a: usize,
  stride: usize,
  rows: usize,
  first: i32,
  n: i32,
  d: usize,
  q: i32,
  out: usize,
): void {
  const step = <usize> q << 3;
  let j = 0;
  for (; j + 2 <= q; j += 2) {
    add2(a, stride, rows, first, first + n, d + (<usize> j << 3), step, out);
    out += 2 * stride;
  }
  if (j < q) add(a, stride, rows, first, first + n, d + (<usize> j << 3), step, out);
}
