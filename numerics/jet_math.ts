/**
 * The functions of `Math` for numbers that carry derivatives.
 *
 * @module
 */

import { add, compose, div, Jet, mul, neg, pow, type Scalar, sub, valueOf } from "./jet.ts";

/** A function of one number by its value and three derivatives. */
type Derivatives = (x: number) => readonly [number, number, number, number];

const logarithm = (value: (x: number) => number, scale: number): Derivatives => (x) => {
  const r = 1 / x;
  return [value(x), scale * r, -scale * r * r, 2 * scale * r * r * r];
};

/** tanh by expm1: the bits of `Math.tanh` depend on the machine. */
function tanh(x: number): number {
  if (Math.abs(x) > 20) return Math.sign(x);
  const e = Math.expm1(2 * x);
  return e / (e + 2);
}

/** The hyperbolic functions and their inverses likewise, by functions that are rounded alike everywhere. */
const sinh = (x: number) => (Math.expm1(x) - Math.expm1(-x)) / 2;
const cosh = (x: number) => (Math.exp(x) + Math.exp(-x)) / 2;
const asinh = (x: number) => {
  const size = Math.abs(x);
  return Math.sign(x) * Math.log1p(size + size * size / (1 + Math.sqrt(1 + size * size)));
};
const acosh = (x: number) => Math.log1p(x - 1 + Math.sqrt(x - 1) * Math.sqrt(x + 1));
const atanh = (x: number) => {
  const size = Math.abs(x);
  return Math.sign(x) * Math.log1p(2 * size / (1 - size)) / 2;
};

/** The smooth functions of one number in `Math`. */
export type SmoothFunction =
  | "exp"
  | "expm1"
  | "log"
  | "log2"
  | "log10"
  | "log1p"
  | "sqrt"
  | "cbrt"
  | "sin"
  | "cos"
  | "tan"
  | "asin"
  | "acos"
  | "atan"
  | "sinh"
  | "cosh"
  | "tanh"
  | "asinh"
  | "acosh"
  | "atanh";

const UNARY: Readonly<Record<SmoothFunction, Derivatives>> = {
  exp: (x) => {
    const e = Math.exp(x);
    return [e, e, e, e];
  },
  expm1: (x) => {
    const e = Math.exp(x);
    return [Math.expm1(x), e, e, e];
  },
  log: logarithm(Math.log, 1),
  log2: logarithm(Math.log2, Math.LOG2E),
  log10: logarithm(Math.log10, Math.LOG10E),
  log1p: (x) => {
    const r = 1 / (1 + x);
    return [Math.log1p(x), r, -r * r, 2 * r * r * r];
  },
  sqrt: (x) => {
    const s = Math.sqrt(x);
    return [s, 0.5 / s, -0.25 / (x * s), 0.375 / (x * x * s)];
  },
  cbrt: (x) => {
    const c = Math.cbrt(x);
    return [c, c / (3 * x), -2 * c / (9 * x * x), 10 * c / (27 * x * x * x)];
  },
  sin: (x) => {
    const [s, c] = [Math.sin(x), Math.cos(x)];
    return [s, c, -s, -c];
  },
  cos: (x) => {
    const [s, c] = [Math.sin(x), Math.cos(x)];
    return [c, -s, -c, s];
  },
  tan: (x) => {
    const t = Math.tan(x);
    const d = 1 + t * t;
    return [t, d, 2 * t * d, d * (2 + 6 * t * t)];
  },
  asin: (x) => {
    const r = 1 / Math.sqrt(1 - x * x);
    return [Math.asin(x), r, x * r * r * r, (1 + 2 * x * x) * r * r * r * r * r];
  },
  acos: (x) => {
    const r = 1 / Math.sqrt(1 - x * x);
    return [Math.acos(x), -r, -x * r * r * r, -(1 + 2 * x * x) * r * r * r * r * r];
  },
  atan: (x) => {
    const r = 1 / (1 + x * x);
    return [Math.atan(x), r, -2 * x * r * r, (6 * x * x - 2) * r * r * r];
  },
  sinh: (x) => {
    const [s, c] = [sinh(x), cosh(x)];
    return [s, c, s, c];
  },
  cosh: (x) => {
    const [s, c] = [sinh(x), cosh(x)];
    return [c, s, c, s];
  },
  tanh: (x) => {
    const t = tanh(x);
    // 1 − t² without cancellation
    const e = Math.exp(-Math.abs(x));
    const d = 2 * e / (1 + e * e);
    const slope = d * d;
    return [t, slope, -2 * t * slope, slope * (6 * t * t - 2)];
  },
  asinh: (x) => {
    const r = 1 / Math.sqrt(1 + x * x);
    return [asinh(x), r, -x * r * r * r, (2 * x * x - 1) * r * r * r * r * r];
  },
  acosh: (x) => {
    const r = 1 / (Math.sqrt(x - 1) * Math.sqrt(x + 1));
    return [acosh(x), r, -x * r * r * r, (2 * x * x + 1) * r * r * r * r * r];
  },
  atanh: (x) => {
    const r = 1 / ((1 - x) * (1 + x));
    return [atanh(x), r, 2 * x * r * r, (2 + 6 * x * x) * r * r * r];
  },
};

/** Whether x grows to the right, in v. */
function grows(x: Scalar): boolean {
  if (!(x instanceof Jet)) return false;
  const { a1, a2, a3 } = x;
  return (a1 !== 0 ? a1 : a2 !== 0 ? a2 : a3) > 0;
}

/** |x|; where x = 0, as to the right of it. */
function abs(x: Scalar): Scalar {
  if (!(x instanceof Jet)) return Math.abs(x);
  return x.a0 > 0 || (x.a0 === 0 && grows(x)) ? x : neg(x);
}

/** The larger one; of equals the one that is so to the right. */
function larger(x: Scalar, y: Scalar): Scalar {
  if (!(x instanceof Jet) && !(y instanceof Jet)) return Math.max(x, y);
  const [first, second] = [Number(valueOf(x)), Number(valueOf(y))];
  if (Number.isNaN(first) || Number.isNaN(second)) return NaN;
  if (first !== second) return first > second ? x : y;
  return grows(sub(x, y)) ? x : y;
}

const max = (...all: Scalar[]): Scalar => all.length === 0 ? -Infinity : all.reduce(larger);
const min = (...all: Scalar[]): Scalar =>
  all.length === 0 ? Infinity : neg(max(...all.map((x) => neg(x))));

function hypot(...all: Scalar[]): Scalar {
  return unary("sqrt")(all.reduce((sum, x) => add(sum, mul(x, x)), 0));
}

function atan2(y: Scalar, x: Scalar): Scalar {
  const angle = Math.atan2(valueOf(y) as number, valueOf(x) as number);
  if (!(y instanceof Jet) && !(x instanceof Jet)) return angle;
  const flat = Math.abs(valueOf(y) as number) <= Math.abs(valueOf(x) as number);
  const turned = unary("atan")(flat ? div(y, x) : neg(div(x, y))) as Jet;
  return add(turned, angle - turned.a0);
}

function unary(name: SmoothFunction): (x: Scalar) => Scalar {
  const derivatives: Derivatives = UNARY[name];
  return (x) => {
    if (!(x instanceof Jet)) return derivatives(x)[0];
    const [f0, f1, f2, f3] = derivatives(x.a0);
    // where there is no value there are no derivatives: those of log, 1/x and so on, go on below 0
    if (Number.isNaN(f0)) return compose(x, NaN, NaN, NaN, NaN);
    return compose(x, f0, f1, f2, f3);
  };
}

/** What does not change between its jumps has its value alone. */
const step = (f: (x: number) => number) => (x: Scalar): number => f(valueOf(x) as number);

/** The functions and constants of `jetMath`. */
export type JetMath =
  & Readonly<
    Record<
      SmoothFunction | "abs" | "sign" | "floor" | "ceil" | "round" | "trunc",
      (x: Scalar) => Scalar
    >
  >
  & Readonly<Record<"max" | "min" | "hypot", (...all: Scalar[]) => Scalar>>
  & Readonly<Record<"atan2" | "pow", (x: Scalar, y: Scalar) => Scalar>>
  & Pick<Math, "E" | "LN10" | "LN2" | "LOG10E" | "LOG2E" | "PI" | "SQRT1_2" | "SQRT2">;

/**
 * `Math` for jets: its constants, and its functions of numbers with derivatives.
 *
 * @example
 * ```ts
 * import { Jet, jetMath } from "@bigrad/bigrad";
 *
 * const { a0, a1 } = jetMath.exp(Jet.v(0)) as Jet;
 * console.log(a0, a1); // 1 1
 * ```
 */
export const jetMath: JetMath = Object.freeze({
  E: Math.E,
  LN10: Math.LN10,
  LN2: Math.LN2,
  LOG10E: Math.LOG10E,
  LOG2E: Math.LOG2E,
  PI: Math.PI,
  SQRT1_2: Math.SQRT1_2,
  SQRT2: Math.SQRT2,
  ...Object.fromEntries(
    (Object.keys(UNARY) as (SmoothFunction)[]).map((name) => [name, unary(name)]),
  ) as Record<SmoothFunction, (x: Scalar) => Scalar>,
  sign: step(Math.sign),
  floor: step(Math.floor),
  ceil: step(Math.ceil),
  round: step(Math.round),
  trunc: step(Math.trunc),
  abs,
  max,
  min,
  hypot,
  atan2,
  pow,
});
