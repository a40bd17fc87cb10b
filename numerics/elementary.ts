/**
 * Exponentials and logarithms of arrays, with the same bits on every machine. NaN stays NaN.
 *
 * @module
 */

import { allocate, kernels, view } from "./wasm.ts";

/**
 * A function and its error in units in the last place: e^x, below 1, but infinite above 709.4; log x for
 * x ≥ 2⁻¹⁰²², below 1; log(1 + x) for 0 ≤ x ≤ 1, below 1; the sigmoid 1/(1 + e^−x), below 2, and its slope
 * e^x/(1 + e^x)², below 4; the softplus log(1 + e^x), below 2. Exponentials below 2⁻¹⁰²² are 0.
 */
export type Elementary = "exp" | "log" | "log1p" | "sigmoid" | "sigmoidSlope" | "softplus";

const CODES: Readonly<Record<Elementary, number>> = {
  exp: 0,
  log: 1,
  log1p: 2,
  sigmoid: 3,
  sigmoidSlope: 4,
  softplus: 5,
};

/** The function of each number, a new array. */
export function elementwise(name: Elementary, x: Float64Array): Float64Array {
  const [at] = allocate(x.length + 1);
  view(at, x.length).set(x);
  kernels().each(CODES[name], at, x.length);
  return view(at, x.length).slice();
}
