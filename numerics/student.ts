/**
 * Student's distribution, for means of few clusters.
 *
 * @module
 */

import { normalCdf, normalQuantile } from "./normal.ts";
import { requireWhole } from "./require.ts";

const SMALLEST = 1e-300;
const PRECISION = 1e-15;
const MOST_TERMS = 500;
/** Beside such squares ν and 1 are nothing. */
const FAR = 1e200;
/** With more degrees of freedom the normal distribution is the same to eight digits. */
const NORMAL = 1e9;

/**
 * P(|T| > |t|), T of Student's distribution: the incomplete beta function I_x(ν/2, 1/2) at
 * x = ν/(ν + t²), by its continued fraction (Abramowitz and Stegun, 26.5.8 and 26.7.1).
 *
 * @param degrees ν > 0, whole; Infinity gives the normal distribution.
 * @throws {RangeError} if ν is not a whole number, at least 1.
 */
export function studentTails(t: number, degrees: number): number {
  if (degrees > NORMAL) return Number.isNaN(t) ? NaN : 2 * normalCdf(-Math.abs(t));
  requireWhole("degrees", degrees, 1);
  if (Number.isNaN(t)) return NaN;
  const square = t * t;
  if (square === 0) return 1;
  const [a, b] = [degrees / 2, 1 / 2];
  if (square > FAR) {
    // x = ν/t² to rounding, where t² may be infinite
    const power = a * (Math.log(degrees) - 2 * Math.log(Math.abs(t)));
    return Math.exp(power) / (a * betaOfHalf(degrees));
  }
  const x = degrees / (degrees + square);
  const rest = square / (degrees + square);
  // x^a (1 − x)^b / B(a, b)
  const front = Math.exp(-a * Math.log1p(square / degrees)) * Math.sqrt(rest) / betaOfHalf(degrees);
  return x < (a + 1) / (a + b + 2)
    ? front * fraction(x, a, b) / a
    : 1 - front * fraction(rest, b, a) / b;
}

/**
 * The quantile of Student's distribution: the t below which a share p lies.
 *
 * @param p Strictly between 0 and 1.
 * @param degrees As for `studentTails`.
 * @throws {RangeError} if p is not between 0 and 1, or ν is no such number.
 */
export function studentQuantile(p: number, degrees: number): number {
  const normal = normalQuantile(p);
  if (degrees > NORMAL || p === 0.5) return normal;
  const share = 2 * Math.min(p, 1 - p);
  let [low, high] = [0, Math.abs(normal) + 1];
  while (studentTails(high, degrees) > share) [low, high] = [high, 2 * high];
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return Math.sign(normal) * middle;
    if (studentTails(middle, degrees) > share) low = middle;
    else high = middle;
  }
}

/** B(ν/2, 1/2), by B(a + 1, 1/2) = B(a, 1/2) a/(a + 1/2) from ν = 1 or 2. */
function betaOfHalf(degrees: number): number {
  if (degrees > MOST_TERMS * MOST_TERMS) {
    // Γ(a)/Γ(a + ½) = a^-½ (1 + 1/(8a) + 1/(128 a²) …)
    const a = degrees / 2;
    return Math.sqrt(Math.PI / a) * (1 + 1 / (8 * a) + 1 / (128 * a * a));
  }
  let [a, value] = degrees % 2 === 1 ? [1 / 2, Math.PI] : [1, 2];
  for (; a < degrees / 2; a++) value *= a / (a + 1 / 2);
  return value;
}

/** The continued fraction of the incomplete beta function, by Lentz's method. */
function fraction(x: number, a: number, b: number): number {
  const away = (value: number) => Math.abs(value) < SMALLEST ? SMALLEST : value;
  let c = 1;
  let d = 1 / away(1 - (a + b) * x / (a + 1));
  let value = d;
  for (let m = 1; m <= MOST_TERMS; m++) {
    for (
      const term of [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ]
    ) {
      d = 1 / away(1 + term * d);
      c = away(1 + term / c);
      value *= c * d;
    }
    if (Math.abs(c * d - 1) < PRECISION) break;
  }
  return value;
}
