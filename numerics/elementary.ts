/**
 * Exponentials and logarithms of arrays, with the same bits on every machine. NaN stays NaN.
 *
 * @module
 */

import { ResidentMemory } from "./resident_memory.ts";

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

/** Nothing stays in it, but short arrays are copied in and out without new views of it. */
let memory: ResidentMemory | undefined;

/** The function of each number, a new array. */
export function elementwise(name: Elementary, x: Float64Array): Float64Array {
  memory ??= new ResidentMemory();
  memory.begin();
  const at = memory.put(x);
  memory.kernels.each(CODES[name], at, x.length);
  return memory.take(at, x.length);
}
