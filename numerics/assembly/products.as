// Products of a matrix, or of some of its rows, with vectors. Rows and vectors are padded to an even
// number of entries, by zeros. The products of a row are summed in one order, whatever is beside it.

/** Rows that stay in the first cache while they are gone through several times: 4, 8, …, 64. */
@inline
export function blockOf(stride: usize): i32 {
  return <i32> max<usize>(4, min<usize>(64, (16384 / stride) & ~3));
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
  for (; i + 4 <= last; i += 4) {
    let a = rowAt(matrix, stride, rows, i), b = rowAt(matrix, stride, rows, i + 1);
    let c = rowAt(matrix, stride, rows, i + 2), d = rowAt(matrix, stride, rows, i + 3);
    let v = vector;
    let a0 = f64x2.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
    while (v < whole) {
      const v0 = v128.load(v), v1 = v128.load(v, 16), v2 = v128.load(v, 32), v3 = v128.load(v, 48);
      a0 = f64x2.add(a0, f64x2.mul(v128.load(a), v0));
      b0 = f64x2.add(b0, f64x2.mul(v128.load(b), v0));
      c0 = f64x2.add(c0, f64x2.mul(v128.load(c), v0));
      d0 = f64x2.add(d0, f64x2.mul(v128.load(d), v0));
      a1 = f64x2.add(a1, f64x2.mul(v128.load(a, 16), v1));
      b1 = f64x2.add(b1, f64x2.mul(v128.load(b, 16), v1));
      c1 = f64x2.add(c1, f64x2.mul(v128.load(c, 16), v1));
      d1 = f64x2.add(d1, f64x2.mul(v128.load(d, 16), v1));
      a0 = f64x2.add(a0, f64x2.mul(v128.load(a, 32), v2));
      b0 = f64x2.add(b0, f64x2.mul(v128.load(b, 32), v2));
      c0 = f64x2.add(c0, f64x2.mul(v128.load(c, 32), v2));
      d0 = f64x2.add(d0, f64x2.mul(v128.load(d, 32), v2));
      a1 = f64x2.add(a1, f64x2.mul(v128.load(a, 48), v3));
      b1 = f64x2.add(b1, f64x2.mul(v128.load(b, 48), v3));
      c1 = f64x2.add(c1, f64x2.mul(v128.load(c, 48), v3));
      d1 = f64x2.add(d1, f64x2.mul(v128.load(d, 48), v3));
      a += 64;
      b += 64;
      c += 64;
      d += 64;
      v += 64;
    }
    for (; v < end; v += 16) {
      const v0 = v128.load(v);
      a0 = f64x2.add(a0, f64x2.mul(v128.load(a), v0));
      b0 = f64x2.add(b0, f64x2.mul(v128.load(b), v0));
      c0 = f64x2.add(c0, f64x2.mul(v128.load(c), v0));
      d0 = f64x2.add(d0, f64x2.mul(v128.load(d), v0));
      a += 16;
      b += 16;
      c += 16;
      d += 16;
    }
    const left = lanes(f64x2.add(a0, a1), f64x2.add(b0, b1));
    const right = lanes(f64x2.add(c0, c1), f64x2.add(d0, d1));
    v128.store64_lane(out, left, 0);
    v128.store64_lane(out + step, left, 1);
    v128.store64_lane(out + 2 * step, right, 0);
    v128.store64_lane(out + 3 * step, right, 1);
    out += 4 * step;
  }
  for (; i < last; i++) {
    let a = rowAt(matrix, stride, rows, i);
    let v = vector;
    let a0 = f64x2.splat(0), a1 = a0;
    for (; v < whole; v += 64) {
      a0 = f64x2.add(a0, f64x2.mul(v128.load(a), v128.load(v)));
      a1 = f64x2.add(a1, f64x2.mul(v128.load(a, 16), v128.load(v, 16)));
      a0 = f64x2.add(a0, f64x2.mul(v128.load(a, 32), v128.load(v, 32)));
      a1 = f64x2.add(a1, f64x2.mul(v128.load(a, 48), v128.load(v, 48)));
      a += 64;
    }
    for (; v < end; v += 16) {
      a0 = f64x2.add(a0, f64x2.mul(v128.load(a), v128.load(v)));
      a += 16;
    }
    const sum = f64x2.add(a0, a1);
    v128.store64_lane(out, lanes(sum, sum), 0);
    out += step;
  }
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

/** out += Σ d a over rows first, …, last − 1, whose factors are `step` apart. */
function add(
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
  const whole = out + (stride & ~63);
  let i = first;
  for (; i + 4 <= last; i += 4) {
    let a = rowAt(matrix, stride, rows, i), b = rowAt(matrix, stride, rows, i + 1);
    let c = rowAt(matrix, stride, rows, i + 2), e = rowAt(matrix, stride, rows, i + 3);
    const da = v128.load_splat<f64>(d), db = v128.load_splat<f64>(d + step);
    const dc = v128.load_splat<f64>(d + 2 * step), de = v128.load_splat<f64>(d + 3 * step);
    let to = out;
    while (to < whole) {
      const l0 = f64x2.add(f64x2.mul(da, v128.load(a)), f64x2.mul(db, v128.load(b)));
      const r0 = f64x2.add(f64x2.mul(dc, v128.load(c)), f64x2.mul(de, v128.load(e)));
      v128.store(to, f64x2.add(v128.load(to), f64x2.add(l0, r0)));
      const l1 = f64x2.add(f64x2.mul(da, v128.load(a, 16)), f64x2.mul(db, v128.load(b, 16)));
      const r1 = f64x2.add(f64x2.mul(dc, v128.load(c, 16)), f64x2.mul(de, v128.load(e, 16)));
      v128.store(to, f64x2.add(v128.load(to, 16), f64x2.add(l1, r1)), 16);
      const l2 = f64x2.add(f64x2.mul(da, v128.load(a, 32)), f64x2.mul(db, v128.load(b, 32)));
      const r2 = f64x2.add(f64x2.mul(dc, v128.load(c, 32)), f64x2.mul(de, v128.load(e, 32)));
      v128.store(to, f64x2.add(v128.load(to, 32), f64x2.add(l2, r2)), 32);
      const l3 = f64x2.add(f64x2.mul(da, v128.load(a, 48)), f64x2.mul(db, v128.load(b, 48)));
      const r3 = f64x2.add(f64x2.mul(dc, v128.load(c, 48)), f64x2.mul(de, v128.load(e, 48)));
      v128.store(to, f64x2.add(v128.load(to, 48), f64x2.add(l3, r3)), 48);
      a += 64;
      b += 64;
      c += 64;
      e += 64;
      to += 64;
    }
    for (; to < end; to += 16) {
      const left = f64x2.add(f64x2.mul(da, v128.load(a)), f64x2.mul(db, v128.load(b)));
      const right = f64x2.add(f64x2.mul(dc, v128.load(c)), f64x2.mul(de, v128.load(e)));
      v128.store(to, f64x2.add(v128.load(to), f64x2.add(left, right)));
      a += 16;
      b += 16;
      c += 16;
      e += 16;
    }
    d += 4 * step;
  }
  for (; i < last; i++) {
    let a = rowAt(matrix, stride, rows, i);
    const factor = v128.load_splat<f64>(d);
    for (let to = out; to < end; to += 16) {
      v128.store(to, f64x2.add(v128.load(to), f64x2.mul(factor, v128.load(a))));
      a += 16;
    }
    d += step;
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
