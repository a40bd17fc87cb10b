// tanh of two numbers at once, the same bits on all machines: t/(t + 2) with t = expm1(−2|x|), which is that
// of fdlibm (Sun Microsystems, 1993), whose branches are computed all and chosen from.

const LN2_HIGH: f64 = 6.93147180369123816490e-01;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
const INVERSE_LN2: f64 = 1.44269504088896338700;
const Q1: f64 = -3.33333333333331316428e-02;
const Q2: f64 = 1.58730158725481460165e-03;
const Q3: f64 = -7.93650757867487942473e-05;
const Q4: f64 = 4.00821782732936239552e-06;
const Q5: f64 = -2.01099218183624371326e-07;

/** Where |x| begins from which it is reduced by ln 2, by more than that, and e^x does not count. */
const HALF_LN2 = reinterpret<f64>(0x3fd62e4300000000);
const LN2_AND_HALF = reinterpret<f64>(0x3ff0a2b200000000);
const FAR = reinterpret<f64>(0x4043687a00000000);
/** Where it ends below which e^x − 1 is x. */
const NEAR = reinterpret<f64>(0x3c90000000000000);

@inline
function step(sum: v128, x: v128, constant: f64): v128 {
  return f64x2.add(f64x2.splat(constant), f64x2.mul(x, sum));
}

/** e^x − 1 for x ≤ 0. */
@inline
function expm1(x: v128): v128 {
  const one = f64x2.splat(1), half = f64x2.splat(0.5);
  const size = f64x2.abs(x);
  let k = f64x2.trunc(f64x2.sub(f64x2.mul(f64x2.splat(INVERSE_LN2), x), half));
  k = v128.bitselect(f64x2.splat(-1), k, f64x2.lt(size, f64x2.splat(LN2_AND_HALF)));
  k = v128.and(k, f64x2.ge(size, f64x2.splat(HALF_LN2)));
  const high = f64x2.sub(x, f64x2.mul(k, f64x2.splat(LN2_HIGH)));
  const low = f64x2.mul(k, f64x2.splat(LN2_LOW));
  const r = f64x2.sub(high, low);
  const c = f64x2.sub(f64x2.sub(high, r), low);

  const halfR = f64x2.mul(half, r);
  const square = f64x2.mul(r, halfR);
  let sum = step(f64x2.splat(Q5), square, Q4);
  sum = step(sum, square, Q3);
  sum = step(sum, square, Q2);
  sum = step(sum, square, Q1);
  sum = step(sum, square, 1);
  const t = f64x2.sub(f64x2.splat(3), f64x2.mul(sum, halfR));
  const quotient = f64x2.div(f64x2.sub(sum, t), f64x2.sub(f64x2.splat(6), f64x2.mul(r, t)));
  const e = f64x2.mul(square, quotient);
  const none = f64x2.sub(r, f64x2.sub(f64x2.mul(r, e), square));
  const error = f64x2.sub(f64x2.sub(f64x2.mul(r, f64x2.sub(e, c)), c), square);
  const once = f64x2.sub(f64x2.mul(half, f64x2.sub(r, error)), half);
  const bits = i64x2.shl(i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k)), 52);
  const power = i64x2.add(bits, i64x2.splat(0x3ff0000000000000));
  const often = f64x2.sub(f64x2.mul(f64x2.sub(one, f64x2.sub(error, r)), power), one);

  let out = v128.bitselect(once, often, f64x2.eq(k, f64x2.splat(-1)));
  out = v128.bitselect(none, out, f64x2.eq(k, f64x2.splat(0)));
  out = v128.bitselect(x, out, f64x2.lt(size, f64x2.splat(NEAR)));
  return v128.bitselect(f64x2.splat(-1), out, f64x2.ge(size, f64x2.splat(FAR)));
}

/** Overwrites n numbers by their tanh, and one more if n is odd. */
export function tanhs(at: usize, n: i32): void {
  const two = f64x2.splat(2);
  const end = at + (<usize> n << 3);
  for (; at < end; at += 16) {
    const x = v128.load(at);
    const t = expm1(f64x2.mul(f64x2.splat(-2), f64x2.abs(x)));
    const out = f64x2.div(t, f64x2.add(t, two));
    v128.store(at, v128.bitselect(out, f64x2.neg(out), f64x2.lt(x, f64x2.splat(0))));
  }
}
