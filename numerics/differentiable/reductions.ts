/**
 * Sums, means, maxima and log-sum-exp: of all numbers, or of a matrix along an axis, 0 for the rows of each
 * column and 1 for the columns of each row.
 *
 * @module
 */

import { zeros } from "../arrays.ts";
import { add, div, exp, log, sub } from "./elementwise.ts";
import { linear } from "./rules.ts";
import { matrix, picked, reshape } from "./shapes.ts";
import { type Kink, type Numbers, one, shown, Tensor, tensor } from "./tensor.ts";

/** An axis of a matrix. */
export type Axis = 0 | 1;

/**
 * A matrix that has the axis; any other, as of sum(a, b) or the −1 of NumPy, would pass for 1.
 *
 * @throws {RangeError} if it is no matrix, or there is no such axis.
 */
function matrixAlong(name: string, of: Numbers, axis: Axis): Tensor {
  if (axis !== 0 && axis !== 1) {
    throw new RangeError(`${name}: the axis is ${String(axis)}: give 0, 1 or none`);
  }
  return matrix(name, of);
}

/** The sum of all numbers, or along an axis. */
export function sum(of: Numbers, axis?: Axis): Tensor {
  if (axis === undefined) {
    const x = tensor(of);
    const total = (v: Float64Array): Float64Array => {
      let sum = 0;
      for (let l = 0; l < v.length; l++) sum += v[l];
      return one(sum);
    };
    const repeated = (v: Float64Array): Float64Array => zeros(x.size).fill(v[0]);
    return linear(x, [], total, repeated);
  }
  const x = matrixAlong("sum", of, axis);
  const [n, m] = x.shape;
  const along = (v: Float64Array): Float64Array => {
    const out = zeros(axis === 0 ? m : n);
    for (let i = 0, at = 0; i < n; i++) {
      for (let j = 0; j < m; j++, at++) out[axis === 0 ? j : i] += v[at];
    }
    return out;
  };
  const back = (v: Float64Array): Float64Array => {
    const out = zeros(n * m);
    for (let i = 0, at = 0; i < n; i++) {
      for (let j = 0; j < m; j++, at++) out[at] = v[axis === 0 ? j : i];
    }
    return out;
  };
  return linear(x, [axis === 0 ? m : n], along, back);
}

/**
 * The mean of all numbers, or along an axis.
 *
 * @throws {RangeError} if it is one of no numbers.
 */
export function mean(of: Numbers, axis?: Axis): Tensor {
  const x = some("mean", of, axis);
  return div(sum(x, axis), axis === undefined ? x.size : x.shape[axis]);
}

/** A tensor with at least one number to be reduced. */
function some(name: string, of: Numbers, axis?: Axis): Tensor {
  const x = axis === undefined ? tensor(of) : matrixAlong(name, of, axis);
  if ((axis === undefined ? x.size : x.shape[axis]) > 0) return x;
  throw new RangeError(`${name}: the shape is ${shown(x.shape)}: give at least one number`);
}

/**
 * The greatest number, or along an axis: the first of several. It has a kink where there are several.
 *
 * @throws {RangeError} if it is one of no numbers.
 */
export function max(of: Numbers, axis?: Axis): Tensor {
  const x = some("max", of, axis);
  const places = greatest(x, axis);
  const out = picked(x, places, axis === undefined ? [] : [places.length]);
  const rule = out.node?.rule;
  if (rule !== undefined) rule.kink = (adjoint) => closestRival(x, places, axis, adjoint);
  return out;
}

/** The groups that are reduced: where each begins, and how its places go on. */
function groups(
  { value, shape }: Tensor,
  axis?: Axis,
): { from: number[]; step: number; length: number } {
  if (axis === undefined) return { from: [0], step: 1, length: value.length };
  const [n, m] = shape;
  return axis === 1
    ? { from: Array.from({ length: n }, (_, i) => i * m), step: 1, length: m }
    : { from: Array.from({ length: m }, (_, j) => j), step: m, length: n };
}

function greatest(x: Tensor, axis?: Axis): Uint32Array {
  const { from, step, length } = groups(x, axis);
  return Uint32Array.from(from, (first) => {
    let best = first;
    for (let k = 1, at = first + step; k < length; k++, at += step) {
      // NaN is kept, since it is not less
      if (!(x.value[at] <= x.value[best])) best = at;
    }
    return best;
  });
}

function closestRival(
  x: Tensor,
  places: Uint32Array,
  axis: Axis | undefined,
  adjoint: Float64Array,
): Kink | undefined {
  const { from, step, length } = groups(x, axis);
  let kink: Kink | undefined;
  from.forEach((first, group) => {
    if (adjoint[group] === 0) return;
    for (let k = 0, at = first; k < length; k++, at += step) {
      const distance = x.value[places[group]] - x.value[at];
      if (at !== places[group] && (kink === undefined || distance < kink.distance)) {
        kink = { name: "max", entry: at, distance };
      }
    }
  });
  return kink;
}

/**
 * log Σ e^x of all numbers, or along an axis, without overflow; −∞ where all are.
 *
 * @throws {RangeError} if it is one of no numbers.
 */
export function logSumExp(of: Numbers, axis?: Axis): Tensor {
  const x = some("logSumExp", of, axis);
  const places = greatest(x, axis);
  const most = new Tensor(
    // An infinite one would leave ∞ − ∞
    Float64Array.from(places, (at) => Math.abs(x.value[at]) === Infinity ? 0 : x.value[at]),
    axis === undefined ? [] : [places.length],
  );
  // What is subtracted is a constant: it drops out of the derivatives
  const against = axis === 1 ? reshape(most, places.length, 1) : most;
  return add(log(sum(exp(sub(x, against)), axis)), most);
}
