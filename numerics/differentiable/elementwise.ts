/**
 * Arithmetic with broadcasting, and functions of each number.
 *
 * Where a function has a kink its derivative there is that to the right for `relu`, and 0 for `abs`; whoever
 * asks is told how near the kinks are (`Trace.kinks`).
 *
 * @module
 */

import { zeros } from "../arrays.ts";
import { elementwise } from "../elementary.ts";
import {
  bilinear,
  chosen,
  each,
  type Elementwise,
  linear,
  negated,
  same,
  scaled,
  sumOf,
  times,
} from "./rules.ts";
import { broadcast, commonShape } from "./shapes.ts";
import { none, type Numbers, type Tensor, tensor } from "./tensor.ts";

function both(name: string, a: Numbers, b: Numbers): [Tensor, Tensor] {
  const [x, y] = [tensor(a), tensor(b)];
  const shape = commonShape(name, x.shape, y.shape);
  return [broadcast(x, shape), broadcast(y, shape)];
}

/** a + b. */
export function add(a: Numbers, b: Numbers, ...more: never[]): Tensor {
  none("add", more);
  if (typeof b === "number") return shifted(tensor(a), b);
  if (typeof a === "number") return shifted(tensor(b), a);
  const [x, y] = both("add", a, b);
  return sumOf(x, y, 1);
}

function shifted(x: Tensor, by: number): Tensor {
  return linear(x, x.shape, same, same, (value) => {
    const out = zeros(value.length);
    for (let l = 0; l < out.length; l++) out[l] = value[l] + by;
    return out;
  });
}

/** a − b. */
export function sub(a: Numbers, b: Numbers, ...more: never[]): Tensor {
  none("sub", more);
  if (typeof b === "number") return shifted(tensor(a), -b);
  const [x, y] = both("sub", a, b);
  return sumOf(x, y, -1);
}

/** −a. */
export function neg(a: Numbers): Tensor {
  const x = tensor(a);
  return linear(x, x.shape, negated, negated);
}

/** a·b, number by number. */
export function mul(a: Numbers, b: Numbers, ...more: never[]): Tensor {
  none("mul", more);
  if (typeof a === "number") return scale(tensor(b), a);
  if (typeof b === "number") return scale(tensor(a), b);
  const [x, y] = both("mul", a, b);
  return bilinear(x, y, x.shape, PRODUCT);
}

const PRODUCT = { times, left: times, right: times };

/** c·x. */
export function scale(x: Tensor, c: number): Tensor {
  const by = (v: Float64Array): Float64Array => scaled(v, c);
  return linear(x, x.shape, by, by);
}

/** a/b, number by number. */
export function div(a: Numbers, b: Numbers, ...more: never[]): Tensor {
  none("div", more);
  if (typeof b === "number") {
    const x = tensor(a);
    const by = (v: Float64Array): Float64Array => {
      const out = zeros(v.length);
      for (let l = 0; l < out.length; l++) out[l] = v[l] / b;
      return out;
    };
    return linear(x, x.shape, by, by);
  }
  return mul(a, each(tensor(b), RECIPROCAL));
}

/** The greater of a and b, number by number. */
export function maximum(a: Numbers, b: Numbers, ...more: never[]): Tensor {
  none("maximum", more);
  return chosen("maximum", ...both("maximum", a, b), Math.max);
}

/** The lesser of a and b, number by number. */
export function minimum(a: Numbers, b: Numbers, ...more: never[]): Tensor {
  none("minimum", more);
  return chosen("minimum", ...both("minimum", a, b), Math.min);
}

const map = (of: (x: number) => number) => (x: Float64Array): Float64Array => {
  const out = zeros(x.length);
  for (let l = 0; l < out.length; l++) out[l] = of(x[l]);
  return out;
};

/** Of the value alone. */
const ofValue = (of: (value: number) => number) =>
(
  _x: Float64Array,
  value: () => Float64Array,
): Float64Array => map(of)(value());

/** Of the value and the slope. */
const ofBoth = (of: (value: number, slope: number) => number) =>
(
  _x: Float64Array,
  values: () => Float64Array,
  slopes: Float64Array,
): Float64Array => {
  const value = values();
  const out = zeros(slopes.length);
  for (let l = 0; l < out.length; l++) out[l] = of(value[l], slopes[l]);
  return out;
};

const ofSlope = (of: (slope: number) => number) =>
(
  _x: Float64Array,
  _value: () => Float64Array,
  slopes: Float64Array,
): Float64Array => map(of)(slopes);

const RECIPROCAL: Elementwise = {
  value: map((x) => 1 / x),
  slope: ofValue((value) => -value * value),
  curvature: ofBoth((value, slope) => -2 * value * slope),
};

const EXP: Elementwise = {
  value: (x) => elementwise("exp", x),
  slope: (_x, value) => value(),
  curvature: (_x, _value, slope) => slope,
};

// Where there is no value there is no slope: 1/x goes on below 0
const LOG: Elementwise = {
  value: map(Math.log),
  slope: map((x) => x < 0 ? NaN : 1 / x),
  curvature: ofSlope((slope) => -slope * slope),
};

const LOG1P: Elementwise = {
  value: map(Math.log1p),
  slope: map((x) => x < -1 ? NaN : 1 / (1 + x)),
  curvature: ofSlope((slope) => -slope * slope),
};

const EXPM1: Elementwise = {
  value: map(Math.expm1),
  slope: map((x) => Math.exp(x)),
  curvature: (_x, _value, slope) => slope,
};

const SQRT: Elementwise = {
  value: map(Math.sqrt),
  slope: ofValue((value) => 0.5 / value),
  curvature: ofBoth((value, slope) => -0.5 * slope / (value * value)),
};

const SQUARE: Elementwise = {
  value: map((x) => x * x),
  slope: map((x) => 2 * x),
  curvature: map(() => 2),
};

/** Beyond ±20 it is 1 to rounding. */
const TANH: Elementwise = {
  value: map((x) => {
    if (Math.abs(x) > 20) return Math.sign(x);
    const e = Math.expm1(2 * x);
    return e / (e + 2);
  }),
  // not 1 − tanh², of which little is left far out
  slope: map((x) => {
    const e = Math.exp(-2 * Math.abs(x));
    return 4 * e / ((1 + e) * (1 + e));
  }),
  curvature: ofBoth((value, slope) => -2 * value * slope),
};

const SIGMOID: Elementwise = {
  value: (x) => elementwise("sigmoid", x),
  slope: (x) => elementwise("sigmoidSlope", x),
  curvature: ofBoth((value, slope) => slope * (1 - 2 * value)),
};

const SOFTPLUS: Elementwise = {
  value: (x) => elementwise("softplus", x),
  slope: (x) => elementwise("sigmoid", x),
  curvature: (x) => elementwise("sigmoidSlope", x),
};

const RELU: Elementwise = {
  value: map((x) => x > 0 ? x : Number.isNaN(x) ? NaN : 0),
  slope: map((x) => x >= 0 ? 1 : Number.isNaN(x) ? NaN : 0),
  kinkAtZero: "relu",
};

const ABS: Elementwise = {
  value: map(Math.abs),
  slope: map(Math.sign),
  kinkAtZero: "abs",
};

/** e^x. */
export const exp = (x: Numbers): Tensor => each(tensor(x), EXP);
/** log x. */
export const log = (x: Numbers): Tensor => each(tensor(x), LOG);
/** log(1 + x), exact near 0. */
export const log1p = (x: Numbers): Tensor => each(tensor(x), LOG1P);
/** e^x − 1, exact near 0. */
export const expm1 = (x: Numbers): Tensor => each(tensor(x), EXPM1);
/** √x. */
export const sqrt = (x: Numbers): Tensor => each(tensor(x), SQRT);
/** x². */
export const square = (x: Numbers): Tensor => each(tensor(x), SQUARE);
/** tanh x. */
export const tanh = (x: Numbers): Tensor => each(tensor(x), TANH);
/** 1/(1 + e^−x). */
export const sigmoid = (x: Numbers): Tensor => each(tensor(x), SIGMOID);
/** log(1 + e^x). */
export const softplus = (x: Numbers): Tensor => each(tensor(x), SOFTPLUS);
/** max(x, 0), which has a kink at 0. */
export const relu = (x: Numbers): Tensor => each(tensor(x), RELU);
/** |x|, which has a kink at 0. */
export const abs = (x: Numbers): Tensor => each(tensor(x), ABS);
