// A matrix that stays in memory, times vectors. Its panels have rows of the matrix as lanes, so that each
// entry of the product is one sum in the order of the columns, as a plain loop has it: to the bit.

/** Four panels, sixteen rows: eight sums that do not wait for each other. */
@inline
function panels4(a: usize, panel: usize, v: usize, end: usize, out: usize): void {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  let b = a + panel, c = b + panel, d = c + panel;
  for (; v < end; v += 8) {
    const x = v128.load_splat<f64>(v);
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), x));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a, 16), x));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(b), x));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(b, 16), x));
    s4 = f64x2.add(s4, f64x2.mul(v128.load(c), x));
    s5 = f64x2.add(s5, f64x2.mul(v128.load(c, 16), x));
    s6 = f64x2.add(s6, f64x2.mul(v128.load(d), x));
    s7 = f64x2.add(s7, f64x2.mul(v128.load(d, 16), x));
    a += 32;
    b += 32;
    c += 32;
    d += 32;
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
  v128.store(out, s4, 64);
  v128.store(out, s5, 80);
  v128.store(out, s6, 96);
  v128.store(out, s7, 112);
}

/** One panel. */
@inline
function panel1(a: usize, v: usize, end: usize, out: usize): void {
  let s0 = f64x2.splat(0), s1 = s0;
  for (; v < end; v += 8) {
    const x = v128.load_splat<f64>(v);
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), x));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a, 16), x));
    a += 32;
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
}

/**
 * OUT = V A' for k vectors of n numbers, one after the other, and panels of A, m rows as padded to a
 * multiple of four: k×m.
 */
export function timesVectors(a: usize, m: i32, n: i32, v: usize, k: i32, out: usize): void {
  const panel = <usize> n << 5;
  const length = <usize> n << 3;
  for (let j = 0; j < k; j++) {
    const end = v + length;
    let at = a;
    let i = 0;
    for (; i + 16 <= m; i += 16) {
      panels4(at, panel, v, end, out + (<usize> i << 3));
      at += 4 * panel;
    }
    for (; i < m; i += 4) {
      panel1(at, v, end, out + (<usize> i << 3));
      at += panel;
    }
    v = end;
    out += <usize> m << 3;
  }
}
