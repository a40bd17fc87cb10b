/**
 * The standard normal distribution function and its inverse, to about full double precision.
 *
 * Both use only +, −, ×, /, sqrt, exp and log, so their bits do not depend on the machine.
 *
 * @module
 */

/**
 * Φ⁻¹(p), the point below which a standard normal variable falls with probability p; relative
 * error about 1e-16.
 *
 * Algorithm AS 241 (PPND16): M. J. Wichura, "The percentage points of the normal distribution",
 * Applied Statistics 37 (1988) 477–484.
 *
 * @param p Probability, strictly between 0 and 1.
 * @throws {RangeError} If p is not strictly between 0 and 1.
 *
 * @example
 * ```ts
 * import { normalQuantile } from "@bigrad/bigrad";
 *
 * console.log(normalQuantile(0.975).toFixed(6)); // 1.959964
 * ```
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) {
    throw new RangeError(
      `normalQuantile: p must lie strictly between 0 and 1, but it is ${p}; ` +
        `the quantiles at 0 and 1 are infinite`,
    );
  }
  const q = p - 0.5;
  if (q <= 0.425 && q >= -0.425) {
    const r = 0.180625 - q * q;
    return q *
      (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r +
                        45921.953931549871457) * r + 13731.693765509461125) * r +
                1971.5909503065514427) * r + 133.14166789178437745) * r + 3.387132872796366608) /
      (((((((5226.495278852854561 * r + 28729.085735721942674) * r + 39307.89580009271061) * r +
                        21213.794301586595867) * r + 5394.1960214247511077) * r +
                687.1870074920579083) * r + 42.313330701600911252) * r + 1);
  }
  return tailQuantile(q, p);
}

/** Φ⁻¹ outside [0.075, 0.925]; apart, so that the common case above stays small and inlined. */
function tailQuantile(q: number, p: number): number {
  let r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  let value: number;
  if (r <= 5) {
    r -= 1.6;
    value = (((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r +
                          0.24178072517745061177) * r + 1.27045825245236838258) * r +
                  3.64784832476320460504) * r + 5.7694972214606914055) * r +
          4.6303378461565452959) * r + 1.42343711074968357734) /
      (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r +
                            0.0151986665636164571966) * r + 0.14810397642748007459) * r +
                    0.68976733498510000455) * r + 1.6763848301838038494) * r +
            2.05319162663775882187) * r + 1);
  } else {
    r -= 5;
    value = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r +
                          0.0012426609473880784386) * r + 0.026532189526576123093) * r +
                  0.29656057182850489123) * r + 1.7848265399172913358) * r +
          5.4637849111641143699) * r + 6.6579046435011037772) /
      (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r +
                            1.8463183175100546818e-5) * r + 7.868691311456132591e-4) * r +
                    0.0148753612908506148525) * r + 0.13692988092273580531) * r +
            0.59983220655588793769) * r + 1);
  }
  return q < 0 ? -value : value;
}

/**
 * Φ(x) = P(Z ≤ x) for a standard normal Z; relative error about 1e-15, in the lower tail too
 * (down to x = −37.5, where Φ leaves the normal range of doubles). Φ(−∞) = 0 and Φ(∞) = 1.
 *
 * The rational Chebyshev approximations of W. J. Cody, "Rational Chebyshev approximations for the
 * error function", Mathematics of Computation 23 (1969) 631–638, as in his ANORM.
 *
 * @throws {RangeError} If x is NaN.
 *
 * @example
 * ```ts
 * import { normalCdf } from "@bigrad/bigrad";
 *
 * console.log(normalCdf(1.959964).toFixed(6)); // 0.975000
 * ```
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) throw new RangeError(`normalCdf: x must be a number, but it is NaN`);
  const size = Math.abs(x);
  if (size <= 0.66291) {
    const s = x * x;
    const ratio = ((((0.065682337918207449113 * s + 2.2352520354606839287) * s +
              161.02823106855587881) * s + 1067.6894854603709582) * s + 18154.981253343561249) /
      ((((s + 47.20258190468824187) * s + 976.09855173777669322) * s + 10260.932208618978205) * s +
        45507.789335026729956);
    return 0.5 + x * ratio;
  }
  const tail = size < 38.6 ? upperTail(size) : 0;
  return x < 0 ? tail : 1 - tail;
}

/** 1 − Φ(x) for 0.66291 < x < 38.6. */
function upperTail(x: number): number {
  let ratio: number;
  if (x <= 5.656854249492380195) {
    ratio = ((((((((1.0765576773720192317e-8 * x + 0.39894151208813466764) * x +
                              8.8831497943883759412) * x + 93.506656132177855979) * x +
                      597.27027639480026226) * x + 2494.5375852903726711) * x +
              6848.1904505362823326) * x + 11602.651437647350124) * x + 9842.7148383839780218) /
      ((((((((x + 22.266688044328115691) * x + 235.38790178262499861) * x +
                            1519.377599407554805) * x + 6485.558298266760755) * x +
                    18615.571640885098091) * x + 34900.952721145977266) * x +
            38912.003286093271411) * x + 19685.429676859990727);
  } else {
    const s = 1 / (x * x);
    const correction = s *
      (((((0.02307344176494017303 * s + 0.21589853405795699) * s + 0.1274011611602473639) * s +
                0.022235277870649807) * s + 0.001421619193227893466) * s + 2.9112874951168792e-5) /
      (((((s + 1.28426009614491121) * s + 0.468238212480865118) * s + 0.0659881378689285515) * s +
            0.00378239633202758244) * s + 7.29751555083966205e-5);
    ratio = (0.398942280401432677939946 - correction) / x;
  }
  // exp(−x²/2) loses x²/2 ulps if x² is rounded; a coarse head has an exact square.
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(-head * head / 2) * Math.exp(-(x - head) * (x + head) / 2) * ratio;
}
