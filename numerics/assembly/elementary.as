// Exponentials and logarithms, two at a time. NaN stays NaN.

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

/** log x for normal numbers x > 0 and infinity, error below 1 ulp. */
@inline
export function log(x: v128): v128 {
  return logarithm(x, f64x2.splat(0));
}

/** log(1 + z) for 0 ≤ z ≤ 1, error below 1 ulp. */
@inline
export function log1p(z: v128): v128 {
  const one = f64x2.splat(1);
  const u = f64x2.add(one, z);
  return logarithm(u, f64x2.div(f64x2.sub(z, f64x2.sub(u, one)), u));
}

/**
 * log u + low, where low is what u lost by rounding, over u.
 *
 * u = 2^k (1 + f) with √½ ≤ 1 + f < √2, and log(1 + f) = f − f²/2 + s (f²/2 + R(s²)), s = f/(2 + f), with the
 * polynomial R of FreeBSD's e_log.c, whose error is below 2^−58.
 */
@inline
function logarithm(u: v128, low: v128): v128 {
  const shifted = i64x2.add(u, i64x2.splat(0x3ff0000000000000 - 0x3fe6a09e00000000));
  // as the low bits of 2⁵² the exponent becomes a number
  const exponent = v128.or(i64x2.shr_u(shifted, 52), i64x2.splat(0x4330000000000000));
  const k = f64x2.sub(exponent, f64x2.splat(4503599627370496.0 + 1023.0));
  const fraction = v128.and(shifted, i64x2.splat(0x000fffffffffffff));
  const f = f64x2.sub(i64x2.add(fraction, i64x2.splat(0x3fe6a09e00000000)), f64x2.splat(1));
  const half = f64x2.mul(f64x2.splat(0.5), f64x2.mul(f, f));
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2), f));
  const z = f64x2.mul(s, s);
  let r = f64x2.splat(1.479819860511658591e-01);
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(1.531383769920937332e-01));
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(1.818357216161805012e-01));
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(2.222219843214978396e-01));
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(2.857142874366239149e-01));
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(3.999999999940941908e-01));
  r = f64x2.add(f64x2.mul(r, z), f64x2.splat(6.666666666666735130e-01));
  r = f64x2.mul(r, z);
  low = f64x2.add(low, f64x2.mul(k, f64x2.splat(1.90821492927058770002e-10)));
  const tail = f64x2.sub(f64x2.add(f64x2.mul(s, f64x2.add(half, r)), low), half);
  const high = f64x2.mul(k, f64x2.splat(6.93147180369123816490e-01));
  const value = f64x2.add(f64x2.add(tail, f), high);
  return v128.bitselect(value, u, f64x2.lt(u, f64x2.splat(Infinity)));
}

/** 1/(1 + e^−v), error below 2 ulp. */
@inline
export function sigmoid(v: v128): v128 {
  const one = f64x2.splat(1);
  const e = exp(f64x2.neg(f64x2.abs(v)));
  const over = v128.bitselect(e, one, f64x2.lt(v, f64x2.splat(0)));
  return f64x2.div(over, f64x2.add(one, e));
}

/** Its derivative, e^v/(1 + e^v)², error below 4 ulp. */
@inline
export function sigmoidSlope(v: v128): v128 {
  const e = exp(f64x2.neg(f64x2.abs(v)));
  const sum = f64x2.add(f64x2.splat(1), e);
  return f64x2.div(e, f64x2.mul(sum, sum));
}

/** log(1 + e^v), error below 2 ulp. */
@inline
export function softplus(v: v128): v128 {
  const tail = log1p(exp(f64x2.neg(f64x2.abs(v))));
  return f64x2.add(f64x2.max(v, f64x2.splat(0)), tail);
}

/** Replaces each of n numbers, whose area is padded to an even number of them, by a function of it. */
export function each(which: i32, at: usize, n: i32): void {
  const end = at + (<usize> n << 3);
  for (; at < end; at += 16) {
    const x = v128.load(at);
    let value: v128;
    // above 709.4 it is infinite
    if (which == 0) value = exp(f64x2.min(x, f64x2.splat(710)));
    else if (which == 1) value = log(x);
    else if (which == 2) value = log1p(x);
    else if (which == 3) value = sigmoid(x);
    else if (which == 4) value = sigmoidSlope(x);
    else value = softplus(x);
    v128.store(at, value);
  }
}
