// Products of a matrix, or of some of its rows, with vectors. Rows and vectors are padded to an even
// number of entries, by zeros. The products of a row are summed in one order, whatever is beside it.

/** Rows that stay in the first cache while they are gone through several times: 8, 16, …, 64. */
@inline
export function blockOf(stride: usize): i32 {
  return <i32> max<usize>(8, min<usize>(64, (32768 / stride) & ~7));
}

/** Where row i of those that are listed is; without a list, where row i is. */
@inline
export function rowAt(a: usize, stride: usize, rows: usize, i: i32): usize {
  const row = rows == 0 ? i : load<i32>(rows + (<usize> i << 2));
  return a + <usize> row * stride;
}

/** Both lanes of two sums, added up. */
@inline
function lanes(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
}

/** Rows first, …, last − 1 with one vector; the products go to out, out + step, … */
function dots(
  matrix: usize,
  stride: usize,
  rows: usize,
  first: i32,
  last: i32,
  vector: usize,
  out: usize,
  step: usize,
): void {
  const end = vector + stride;
  const whole = vector + (stride & ~63);
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
    let v = vector;
    let a0 = f64x2.splat(0), b0 = a0, c0 = a0, d0 = a0, e0 = a0, f0 = a0, g0 = a0, h0 = a0;
    while (v < whole) {
      const v0 = v128.load(v);
      a0 = f64x2.add(a0, f64x2.mul(v128.load(a), v0));
      b0 = f64x2.add(b0, f64x2.mul(v128.load(b), v0));
      c0 = f64x2.add(c0, f64x2.mul(v128.load(c), v0));
      d0 = f64x2.add(d0, f64x2.mul(v128.load(d), v0));
      e0 = f64x2.add(e0, f64x2.mul(v128.load(e), v0));
      f0 = f64x2.add(f0, f64x2.mul(v128.load(f), v0));
      g0 = f64x2.add(g0, f64x2.mul(v128.load(g), v0));
      h0 = f64x2.add(h0, f64x2.mul(v128.load(h), v0));
      const v1 = v128.load(v, 16);
      a0 = f64x2.add(a0, f64x2.mul(v128.load(a, 16), v1));
      b0 = f64x2.add(b0, f64x2.mul(v128.load(b, 16), v1));
      c0 = f64x2.add(c0, f64x2.mul(v128.load(c, 16), v1));
      d0 = f64x2.add(d0, f64x2.mul(v128.load(d, 16), v1));
      e0 = f64x2.add(e0, f64x2.mul(v128.load(e, 16), v1));
      f0 = f64x2.add(f0, f64x2.mul(v128.load(f, 16), v1));
      g0 = f64x2.add(g0, f64x2.mul(v128.load(g, 16), v1));
      h0 = f64x2.add(h0, f64x2.mul(v128.load(h, 16), v1));
      const v2 = v128.load(v, 32);
      a0 = f64x2.add(a0, f64x2.mul(v128.load(a, 32), v2));
      b0 = f64x2.add(b0, f64x2.mul(v128.load(b, 32), v2));
      c0 = f64x2.add(c0, f64x2.mul(v128.load(c, 32), v2));
      d0 = f64x2.add(d0, f64x2.mul(v128.load(d, 32), v2));
      e0 = f64x2.add(e0, f64x2.mul(v128.load(e, 32), v2));
      f0 = f64x2.add(f0, f64x2.mul(v128.load(f, 32), v2));
      g0 = f64x2.add(g0, f64x2.mul(v128.load(g, 32), v2));
      h0 = f64x2.add(h0, f64x2.mul(v128.load(h, 32), v2));
      const v3 = v128.load(v, 48);
      a0 = f64x2.add(a0, f64x2.mul(v128.load(a, 48), v3));
      b0 = f64x2.add(b0, f64x2.mul(v128.load(b, 48), v3));
      c0 = f64x2.add(c0, f64x2.mul(v128.load(c, 48), v3));
      d0 = f64x2.add(d0, f64x2.mul(v128.load(d, 48), v3));
      e0 = f64x2.add(e0, f64x2.mul(v128.load(e, 48), v3));
      f0 = f64x2.add(f0, f64x2.mul(v128.load(f, 48), v3));
      g0 = f64x2.add(g0, f64x2.mul(v128.load(g, 48), v3));
      h0 = f64x2.add(h0, f64x2.mul(v128.load(h, 48), v3));
      a += 64;
      b += 64;
      c += 64;
      d += 64;
      e += 64;
      f += 64;
      g += 64;
      h += 64;
      v += 64;
    }
    for (; v < end; v += 16) {
      const v0 = v128.load(v);
      a0 = f64x2.add(a0, f64x2.mul(v128.load(a), v0));
      b0 = f64x2.add(b0, f64x2.mul(v128.load(b), v0));
      c0 = f64x2.add(c0, f64x2.mul(v128.load(c), v0));
      d0 = f64x2.add(d0, f64x2.mul(v128.load(d), v0));
      e0 = f64x2.add(e0, f64x2.mul(v128.load(e), v0));
      f0 = f64x2.add(f0, f64x2.mul(v128.load(f), v0));
      g0 = f64x2.add(g0, f64x2.mul(v128.load(g), v0));
      h0 = f64x2.add(h0, f64x2.mul(v128.load(h), v0));
      a += 16;
      b += 16;
      c += 16;
      d += 16;
      e += 16;
      f += 16;
      g += 16;
      h += 16;
    }
    storeBoth(out, step, lanes(a0, b0));
    out += 2 * step;
    storeBoth(out, step, lanes(c0, d0));
    out += 2 * step;
    storeBoth(out, step, lanes(e0, f0));
    out += 2 * step;
    storeBoth(out, step, lanes(g0, h0));
    out += 2 * step;
  }
  for (; i < last; i++) {
    let a = rowAt(matrix, stride, rows, i);
    let a0 = f64x2.splat(0);
    for (let v = vector; v < end; v += 16) {
      a0 = f64x2.add(a0, f64x2.mul(v128.load(a), v128.load(v)));
      a += 16;
    }
    v128.store64_lane(out, lanes(a0, a0), 0);
    out += step;
  }
}

@inline
function storeBoth(out: usize, step: usize, values: v128): void {
  v128.store64_lane(out, values, 0);
  v128.store64_lane(out + step, values, 1);
}

/** The same with two vectors, whose products are side by side. */
function dots2(
  matrix: usize,
  stride: usize,
  rows: usize,
  first: i32,
  last: i32,
  vectors: usize,
  out: usize,
  step: usize,
): void {
  const end = vectors + stride;
  let i = first;
  for (; i + 4 <= last; i += 4) {
    let a = rowAt(matrix, stride, rows, i), b = rowAt(matrix, stride, rows, i + 1);
    let c = rowAt(matrix, stride, rows, i + 2), d = rowAt(matrix, stride, rows, i + 3);
    let v = vectors, w = end;
    let a0 = f64x2.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
    while (v < end) {
      const v0 = v128.load(v), w0 = v128.load(w);
      const ra = v128.load(a), rb = v128.load(b), rc = v128.load(c), rd = v128.load(d);
      a0 = f64x2.add(a0, f64x2.mul(ra, v0));
      a1 = f64x2.add(a1, f64x2.mul(ra, w0));
      b0 = f64x2.add(b0, f64x2.mul(rb, v0));
      b1 = f64x2.add(b1, f64x2.mul(rb, w0));
      c0 = f64x2.add(c0, f64x2.mul(rc, v0));
      c1 = f64x2.add(c1, f64x2.mul(rc, w0));
      d0 = f64x2.add(d0, f64x2.mul(rd, v0));
      d1 = f64x2.add(d1, f64x2.mul(rd, w0));
      a += 16;
      b += 16;
      c += 16;
      d += 16;
      v += 16;
      w += 16;
    }
    v128.store(out, lanes(a0, a1));
    v128.store(out + step, lanes(b0, b1));
    v128.store(out + 2 * step, lanes(c0, c1));
    v128.store(out + 3 * step, lanes(d0, d1));
    out += 4 * step;
  }
  for (; i < last; i++) {
    let a = rowAt(matrix, stride, rows, i);
    let w = end;
    let a0 = f64x2.splat(0), a1 = a0;
    for (let v = vectors; v < end; v += 16) {
      const row = v128.load(a);
      a0 = f64x2.add(a0, f64x2.mul(row, v128.load(v)));
      a1 = f64x2.add(a1, f64x2.mul(row, v128.load(w)));
      a += 16;
      w += 16;
    }
    v128.store(out, lanes(a0, a1));
    out += step;
  }
}

/** The products of n rows, from the first-th on, with q vectors, n×q. */
export function products(
  a: usize,
  stride: usize,
  rows: usize,
  first: i32,
  n: i32,
  v: usize,
  q: i32,
  out: usize,
): void {
  const step = <usize> q << 3;
  const block = q <= 2 ? n : blockOf(stride);
  const end = first + n;
  for (; first < end; first += block) {
    const last = min(first + block, end);
    let j = 0;
    for (; j + 2 <= q; j += 2) {
      dots2(a, stride, rows, first, last, v + <usize> j * stride, out + (<usize> j << 3), step);
    }
    if (j < q) {
      dots(a, stride, rows, first, last, v + <usize> j * stride, out + (<usize> j << 3), step);
    }
    out += <usize> block * step;
  }
}
