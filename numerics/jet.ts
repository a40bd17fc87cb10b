/**
 * Numbers that carry derivatives: up to the third in one variable v, and those once differentiated in
 * another variable w.
 *
 * A jet is x(v + ε, w + δ) = a_0 + a_1 ε + a_2 ε² + a_3 ε³ + δ (b_0 + b_1 ε + b_2 ε²) with ε⁴ = 0,
 * δ² = 0 and δ ε³ = 0: sums, products and compositions of such polynomials are exact but for
 * rounding, whatever the units of v and w. It is Taylor arithmetic in forward mode: A. Griewank and
 * A. Walther, *Evaluating Derivatives*, SIAM 2008, chapter 13.
 *
 * Every function here takes plain numbers, too, and then does what JavaScript does. Where a loss has a
 * kink its derivatives are those to the right, in v.
 *
 * @example
 * ```ts
 * import { Jet, jets } from "@bigrad/bigrad";
 *
 * const v = Jet.v(2);
 * const { a1, a2 } = jets.add(jets.mul(v, v), 1) as Jet; // v² + 1
 * console.log(a1, 2 * a2); // 4 2
 * ```
 *
 * @module
 */

/** A number or a jet. */
export type Scalar = number | Jet;

/**
 * A number with Taylor coefficients in v, and of those with the derivative in w.
 *
 * @example
 * ```ts
 * import { Jet, jets } from "@bigrad/bigrad";
 *
 * const { a0, a1, a2 } = jets.mul(Jet.v(3), Jet.v(3)) as Jet;
 * console.log(a0, a1, 2 * a2); // 9 6 2
 * ```
 */
export class Jet {
  /**
   * A jet with given coefficients.
   *
   * @param a0 The value.
   * @param a1 d_v.
   * @param a2 ½ d_vv.
   * @param a3 ⅙ d_vvv.
   * @param b0 d_w.
   * @param b1 d_vw.
   * @param b2 ½ d_vvw.
   */
  constructor(
    readonly a0: number,
    readonly a1: number,
    readonly a2: number,
    readonly a3: number,
    readonly b0: number,
    readonly b1: number,
    readonly b2: number,
  ) {}

  /** The variable v at a value. */
  static v(value: number): Jet {
    return new Jet(value, 1, 0, 0, 0, 0, 0);
  }

  /** The variable w at a value. */
  static w(value: number): Jet {
    return new Jet(value, 0, 0, 0, 1, 0, 0);
  }

  /**
   * A jet that becomes a plain number has lost its derivatives, so it refuses; text is only shown.
   *
   * @throws {TypeError} unless it is to be text.
   */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return String(this.a0);
    throw new TypeError(LOST);
  }
}

const LOST =
  "what depends on v or w cannot be differentiated where it becomes a plain number: use arrays and " +
  "arithmetic instead of typed arrays, text and bits, or give the derivatives";

/** The value of a jet; anything else as it is. */
export function valueOf<T>(x: T | Jet): T | number {
  return x instanceof Jet ? x.a0 : x;
}

/** x + y, with JavaScript's meaning where neither is a jet. */
export function add(x: Scalar, y: Scalar): Scalar {
  if (typeof x === "number" && typeof y === "number") return x + y;
  if (x instanceof Jet) {
    return y instanceof Jet
      ? new Jet(
        x.a0 + y.a0,
        x.a1 + y.a1,
        x.a2 + y.a2,
        x.a3 + y.a3,
        x.b0 + y.b0,
        x.b1 + y.b1,
        x.b2 + y.b2,
      )
      : new Jet(x.a0 + number(y), x.a1, x.a2, x.a3, x.b0, x.b1, x.b2);
  }
  return y instanceof Jet
    ? new Jet(number(x) + y.a0, y.a1, y.a2, y.a3, y.b0, y.b1, y.b2)
    : (x as number) + (y as number);
}

/** x − y. */
export function sub(x: Scalar, y: Scalar): Scalar {
  if (typeof x === "number" && typeof y === "number") return x - y;
  if (x instanceof Jet) {
    return y instanceof Jet
      ? new Jet(
        x.a0 - y.a0,
        x.a1 - y.a1,
        x.a2 - y.a2,
        x.a3 - y.a3,
        x.b0 - y.b0,
        x.b1 - y.b1,
        x.b2 - y.b2,
      )
      : new Jet(x.a0 - number(y), x.a1, x.a2, x.a3, x.b0, x.b1, x.b2);
  }
  return y instanceof Jet
    ? new Jet(number(x) - y.a0, -y.a1, -y.a2, -y.a3, -y.b0, -y.b1, -y.b2)
    : (x as number) - (y as number);
}

/** −x. */
export function neg(x: Scalar): Scalar {
  return x instanceof Jet ? new Jet(-x.a0, -x.a1, -x.a2, -x.a3, -x.b0, -x.b1, -x.b2) : -x;
}

/** +x. */
export function pos(x: Scalar): Scalar {
  return x instanceof Jet ? x : +x;
}

/** x · y. */
export function mul(x: Scalar, y: Scalar): Scalar {
  if (typeof x === "number" && typeof y === "number") return x * y;
  if (x instanceof Jet) return y instanceof Jet ? product(x, y) : scaled(x, number(y));
  return y instanceof Jet ? scaled(y, number(x)) : (x as number) * (y as number);
}

/** x / y. */
export function div(x: Scalar, y: Scalar): Scalar {
  if (typeof x === "number" && typeof y === "number") return x / y;
  if (!(y instanceof Jet)) {
    if (!(x instanceof Jet)) return (x as number) / (y as number);
    const by = number(y);
    return new Jet(x.a0 / by, x.a1 / by, x.a2 / by, x.a3 / by, x.b0 / by, x.b1 / by, x.b2 / by);
  }
  const r = 1 / y.a0;
  const inverse = compose(y, r, -r * r, 2 * r * r * r, -6 * r * r * r * r);
  const out = x instanceof Jet ? product(x, inverse) : scaled(inverse, number(x));
  return withValue(out, (x instanceof Jet ? x.a0 : number(x)) / y.a0);
}

/** The remainder x % y, between whose jumps it has the derivatives of x − c y. */
export function rem(x: Scalar, y: Scalar): Scalar {
  if (!(x instanceof Jet) && !(y instanceof Jet)) return (x as number) % (y as number);
  const [over, under] = [valueOf(x) as number, valueOf(y) as number];
  const out = sub(x, mul(y, Math.trunc(over / under))) as Jet;
  return withValue(out, over % under);
}

/** x ** y. */
export function pow(x: Scalar, y: Scalar): Scalar {
  if (y instanceof Jet) {
    const base = x instanceof Jet ? x : new Jet(number(x), 0, 0, 0, 0, 0, 0);
    const r = 1 / base.a0;
    const log = compose(base, Math.log(base.a0), r, -r * r, 2 * r * r * r);
    const power = product(y, log);
    const e = Math.exp(power.a0);
    return compose(power, e, e, e, e);
  }
  if (!(x instanceof Jet)) return power(Number(x), Number(y));
  const c = number(y);
  // a factor of 0 ends it, whatever the power of 0 that it stands before
  const term = (factor: number, exponent: number) =>
    factor === 0 ? 0 : factor * power(x.a0, exponent);
  return compose(
    x,
    power(x.a0, c),
    term(c, c - 1),
    term(c * (c - 1), c - 2),
    term(c * (c - 1) * (c - 2), c - 3),
  );
}

/** A real power by products, or by exp and log, whose bits do not depend on the machine. */
function power(x: number, c: number): number {
  if (Number.isInteger(c) && Math.abs(c) <= 64) {
    let out = 1;
    let square = x;
    for (let left = Math.abs(c); left > 0; left >>= 1, square *= square) {
      if (left & 1) out *= square;
    }
    return c < 0 ? 1 / out : out;
  }
  if (c === 0.5) return Math.sqrt(x);
  if (x > 0) return Math.exp(c * Math.log(x));
  return x === 0 ? (c > 0 ? 0 : Infinity) : NaN;
}

/**
 * f(x) from the derivatives of f at x: d^k/dv^k and their derivative in w by the chain rule.
 *
 * @param f0 f(x), then f', f'' and f'''.
 */
export function compose(x: Jet, f0: number, f1: number, f2: number, f3: number): Jet {
  const { a1, a2, a3, b0, b1, b2 } = x;
  const g1 = f2 * a1;
  const g2 = f2 * a2 + f3 / 2 * a1 * a1;
  return new Jet(
    f0,
    f1 * a1,
    f1 * a2 + f2 / 2 * a1 * a1,
    f1 * a3 + f2 * a1 * a2 + f3 / 6 * a1 * a1 * a1,
    f1 * b0,
    f1 * b1 + g1 * b0,
    f1 * b2 + g1 * b1 + g2 * b0,
  );
}

function product(x: Jet, y: Jet): Jet {
  return new Jet(
    x.a0 * y.a0,
    x.a0 * y.a1 + x.a1 * y.a0,
    x.a0 * y.a2 + x.a1 * y.a1 + x.a2 * y.a0,
    x.a0 * y.a3 + x.a1 * y.a2 + x.a2 * y.a1 + x.a3 * y.a0,
    x.a0 * y.b0 + x.b0 * y.a0,
    x.a0 * y.b1 + x.a1 * y.b0 + x.b0 * y.a1 + x.b1 * y.a0,
    x.a0 * y.b2 + x.a1 * y.b1 + x.a2 * y.b0 + x.b0 * y.a2 + x.b1 * y.a1 + x.b2 * y.a0,
  );
}

function scaled(x: Jet, by: number): Jet {
  return new Jet(x.a0 * by, x.a1 * by, x.a2 * by, x.a3 * by, x.b0 * by, x.b1 * by, x.b2 * by);
}

/** The value as division or remainder round it. */
function withValue(x: Jet, value: number): Jet {
  return new Jet(value, x.a1, x.a2, x.a3, x.b0, x.b1, x.b2);
}

/** What meets a jet must be a number, or nothing: text or a list would lose it. */
function number(x: unknown): number {
  if (typeof x === "number") return x;
  // as JavaScript has it: a missing number is none
  if (typeof x === "boolean" || x === undefined || x === null) return Number(x);
  throw new TypeError(LOST);
}
