// Exponentials and logarithms, two at a time. NaN stays NaN. Constants are in memory: engines take several
// instructions to make one that is in the code.

const TABLE = memory.data<f64>([
  6755399441055744.0, // 1.5 · 2⁵²
  -708.3964185322641,
  1.4426950408889634,
  0.6931471803691238,
  1.9082149292705877e-10,
  1.0,
  2.0,
  0.5,
  1.6059043836821613e-10, // 1/6227020800
  2.08767569878681e-09, // 1/479001600
  2.505210838544172e-08, // 1/39916800
  2.755731922398589e-07, // 1/3628800
  2.7557319223985893e-06, // 1/362880
  2.48015873015873e-05, // 1/40320
  0.0001984126984126984, // 1/5040
  0.001388888888888889, // 1/720
  0.008333333333333333, // 1/120
  0.041666666666666664, // 1/24
  0.16666666666666666, // 1/6
  0.5,
  1.479819860511658591e-01,
  1.531383769920937332e-01,
  1.818357216161805012e-01,
  2.222219843214978396e-01,
  2.857142874366239149e-01,
  3.999999999940941908e-01,
  6.666666666666735130e-01,
]);

const MAGIC: usize = 0;
const FLOOR: usize = 8;
const LOG_2_E: usize = 16;
/** The leading bits of ln 2, and the others. */
const HIGH: usize = 24;
const LOW: usize = 32;
const ONE: usize = 40;
const TWO: usize = 48;
const HALF: usize = 56;
/** 1/13!, …, 1/2!. */
const FACTORIALS: usize = 64;
/** The polynomial of the logarithm. */
const ODD: usize = 160;

@inline
function constant(at: usize): v128 {
  return v128.load_splat<f64>(TABLE + at);
}

/**
 * exp(x) for x ≤ 709, error below 1 ulp; results below 2⁻¹⁰²² become 0.
 *
 * x = k ln 2 + r with |r| ≤ ½ ln 2, and exp r = 1 + r + r² q(r) with the Taylor polynomial q, whose
 * remainder is below 4e-18. ln 2 is split so that k·HIGH is exact; what r loses by rounding comes
 * back through LOW.
 */
@inline
export function exp(x: v128): v128 {
  const magic = constant(MAGIC); // adding it rounds to an integer
  const floor = constant(FLOOR);
  const z = f64x2.pmax(x, floor);
  const shifted = f64x2.add(f64x2.mul(z, constant(LOG_2_E)), magic);
  const k = f64x2.sub(shifted, magic);
  const high = f64x2.sub(z, f64x2.mul(k, constant(HIGH)));
  const low = f64x2.mul(k, constant(LOW));
  const r = f64x2.sub(high, low);
  // pairs of terms first: that is fewer steps one after the other
  const r2 = f64x2.mul(r, r), r4 = f64x2.mul(r2, r2);
  const q0 = f64x2.add(constant(FACTORIALS + 88), f64x2.mul(r, constant(FACTORIALS + 80)));
  const q2 = f64x2.add(constant(FACTORIALS + 72), f64x2.mul(r, constant(FACTORIALS + 64)));
  const q4 = f64x2.add(constant(FACTORIALS + 56), f64x2.mul(r, constant(FACTORIALS + 48)));
  const q6 = f64x2.add(constant(FACTORIALS + 40), f64x2.mul(r, constant(FACTORIALS + 32)));
  const q8 = f64x2.add(constant(FACTORIALS + 24), f64x2.mul(r, constant(FACTORIALS + 16)));
  const q10 = f64x2.add(constant(FACTORIALS + 8), f64x2.mul(r, constant(FACTORIALS)));
  const low4 = f64x2.add(q0, f64x2.mul(r2, q2));
  const middle4 = f64x2.add(q4, f64x2.mul(r2, q6));
  const high4 = f64x2.add(q8, f64x2.mul(r2, q10));
  const q = f64x2.add(low4, f64x2.mul(r4, f64x2.add(middle4, f64x2.mul(r4, high4))));
  const tail = f64x2.sub(f64x2.mul(r2, q), low);
  const mantissa = f64x2.add(constant(ONE), f64x2.add(high, tail));
  // the low bits of `shifted` hold k; moved into the exponent they make 2^k
  const power = i64x2.add(i64x2.shl(shifted, 52), constant(ONE));
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
  const one = constant(ONE);
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
  const f = f64x2.sub(i64x2.add(fraction, i64x2.splat(0x3fe6a09e00000000)), constant(ONE));
  const half = f64x2.mul(constant(HALF), f64x2.mul(f, f));
  const s = f64x2.div(f, f64x2.add(constant(TWO), f));
  const z = f64x2.mul(s, s);
  let r = constant(ODD);
  r = f64x2.add(f64x2.mul(r, z), constant(ODD + 8));
  r = f64x2.add(f64x2.mul(r, z), constant(ODD + 16));
  r = f64x2.add(f64x2.mul(r, z), constant(ODD + 24));
  r = f64x2.add(f64x2.mul(r, z), constant(ODD + 32));
  r = f64x2.add(f64x2.mul(r, z), constant(ODD + 40));
  r = f64x2.add(f64x2.mul(r, z), constant(ODD + 48));
  r = f64x2.mul(r, z);
  low = f64x2.add(low, f64x2.mul(k, constant(LOW)));
  const tail = f64x2.sub(f64x2.add(f64x2.mul(s, f64x2.add(half, r)), low), half);
  const high = f64x2.mul(k, constant(HIGH));
  const value = f64x2.add(f64x2.add(tail, f), high);
  return v128.bitselect(value, u, f64x2.lt(u, f64x2.splat(Infinity)));
}

/** 1/(1 + e^−v), error below 2 ulp. */
@inline
export function sigmoid(v: v128): v128 {
  const one = constant(ONE);
  const e = exp(f64x2.neg(f64x2.abs(v)));
  const over = v128.bitselect(e, one, f64x2.lt(v, f64x2.splat(0)));
  return f64x2.div(over, f64x2.add(one, e));
}

/** Its derivative, e^v/(1 + e^v)², error below 4 ulp. */
@inline
export function sigmoidSlope(v: v128): v128 {
  const e = exp(f64x2.neg(f64x2.abs(v)));
  const sum = f64x2.add(constant(ONE), e);
  return f64x2.div(e, f64x2.mul(sum, sum));
}

/** log(1 + e^v), error below 2 ulp. */
@inline
export function softplus(v: v128): v128 {
  const tail = log1p(exp(f64x2.neg(f64x2.abs(v))));
  return f64x2.add(f64x2.pmax(v, f64x2.splat(0)), tail);
}

/** Replaces each of n numbers, whose area is padded to an even number of them, by a function of it. */
export function each(which: i32, at: usize, n: i32): void {
  const end = at + (<usize> n << 3);
  for (; at < end; at += 16) {
    const x = v128.load(at);
    let value: v128;
    // above 709.4 it is infinite
    if (which == 0) value = exp(f64x2.pmin(x, f64x2.splat(710)));
    else if (which == 1) value = log(x);
    else if (which == 2) value = log1p(x);
    else if (which == 3) value = sigmoid(x);
    else if (which == 4) value = sigmoidSlope(x);
    else value = softplus(x);
    v128.store(at, value);
  }
}
