// Gaussian kernel matrices, four points at a time.

/**
 * exp(x) for x ≤ 709, error below 1 ulp; results below 2⁻¹⁰²² become 0.
 *
 * x = k ln 2 + r with |r| ≤ ½ ln 2, and exp r = 1 + r + r² q(r) with the Taylor polynomial q, whose
 * remainder is below 4e-18. ln 2 is split so that k·HIGH is exact; what r loses by rounding comes
 * back through LOW.
 */
@inline
export function exp(x: v128): v128 {
  const magic = f64x2.splat(6755399441055744); // 1.5 · 2⁵²: adding it rounds to an integer
  const floor = f64x2.splat(-708.3964185322641);
  const z = f64x2.max(x, floor);
  const shifted = f64x2.add(f64x2.mul(z, f64x2.splat(1.4426950408889634)), magic);
  const k = f64x2.sub(shifted, magic);
  const high = f64x2.sub(z, f64x2.mul(k, f64x2.splat(0.6931471803691238)));
  const low = f64x2.mul(k, f64x2.splat(1.9082149292705877e-10));
  const r = f64x2.sub(high, low);
  let q = f64x2.splat(1 / 6227020800.0);
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1 / 479001600.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1 / 39916800.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1 / 3628800.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1 / 362880.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1 / 40320.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1 / 5040.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1 / 720.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1 / 120.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1 / 24.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1 / 6.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(0.5));
  const tail = f64x2.sub(f64x2.mul(f64x2.mul(r, r), q), low);
  const mantissa = f64x2.add(f64x2.splat(1), f64x2.add(high, tail));
  // the low bits of `shifted` hold k; moved into the exponent they make 2^k
  const power = i64x2.add(i64x2.shl(shifted, 52), i64x2.splat(0x3ff0000000000000));
  const value = f64x2.mul(mantissa, power);
  return v128.andnot(value, f64x2.lt(x, floor)); // NaN stays NaN
}

/**
 * For k in from..to−1 and the four lanes r, writes exp(scale · Σ_c (points[c][r] − centres[k][c])²)
 * to out + k·stride + 8 r. `points` has d rows of four lanes, 32 bytes each.
 */
export function gaussianPanel(
  points: usize,
  centres: usize,
  d: i32,
  from: i32,
  to: i32,
  scale: f64,
  out: usize,
  stride: usize,
): void {
  const factor = f64x2.splat(scale);
  for (let k = from; k < to; k++) {
    let centre = centres + (<usize> (k * d) << 3);
    let point = points;
    let left = f64x2.splat(0), right = f64x2.splat(0);
    for (let c = 0; c < d; c++) {
      const value = v128.load_splat<f64>(centre);
      const u = f64x2.sub(v128.load(point), value);
      const w = f64x2.sub(v128.load(point, 16), value);
      left = f64x2.add(left, f64x2.mul(u, u));
      right = f64x2.add(right, f64x2.mul(w, w));
      centre += 8;
      point += 32;
    }
    const row = out + <usize> k * stride;
    v128.store(row, exp(f64x2.mul(factor, left)));
    v128.store(row, exp(f64x2.mul(factor, right)), 16);
  }
}
