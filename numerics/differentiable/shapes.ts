/**
 * Broadcasting, reshaping, transposing and picking entries.
 *
 * @module
 */

import { zeros } from "../arrays.ts";
import { linear } from "./rules.ts";
import { type Numbers, type Shape, shown, sizeOf, type Tensor, tensor } from "./tensor.ts";

/**
 * The shape that two shapes have in common by NumPy's rules: lengths are compared from the last on, and 1 goes
 * with any.
 *
 * @throws {RangeError} if there is none.
 */
export function commonShape(name: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const out: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const [x, y] = [a[a.length - rank + axis] ?? 1, b[b.length - rank + axis] ?? 1];
    if (x !== y && x !== 1 && y !== 1) {
      throw new RangeError(
        `${name}: the shapes are ${shown(a)} and ${shown(b)}: give shapes that go together`,
      );
    }
    out.push(x === 1 ? y : x);
  }
  return out;
}

/** A tensor repeated until it has a shape that goes with its own. */
export function broadcast(of: Tensor, shape: Shape): Tensor {
  if (isSame(of.shape, shape)) return of;
  const [n, m] = [shape.length === 2 ? shape[0] : 1, shape[shape.length - 1] ?? 1];
  const own = of.shape;
  const rows = own.length === 2 && own[0] > 1;
  const columns = (own[own.length - 1] ?? 1) > 1;
  const expand = (v: Float64Array): Float64Array => {
    const out = zeros(n * m);
    if (!rows && !columns) return out.fill(v[0]);
    for (let i = 0, at = 0; i < n; i++) {
      if (columns) { for (let j = 0; j < m; j++, at++) out[at] = v[j]; }
      else for (let j = 0; j < m; j++, at++) out[at] = v[i];
    }
    return out;
  };
  const gather = (v: Float64Array): Float64Array => {
    const out = zeros(of.size);
    for (let i = 0, at = 0; i < n; i++) {
      for (let j = 0; j < m; j++, at++) out[columns ? j : rows ? i : 0] += v[at];
    }
    return out;
  };
  return linear(of, shape, expand, gather);
}

function isSame(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/**
 * The same numbers in another shape, row-major.
 *
 * @throws {RangeError} if the shape has another number of them, or is none.
 */
export function reshape(of: Numbers, ...shape: readonly number[]): Tensor {
  const x = tensor(of);
  if (sizeOf(shape) !== x.size) {
    throw new RangeError(
      `reshape: a tensor of shape ${shown(x.shape)} cannot have the shape ${
        shown(shape)
      }: give one of as many numbers`,
    );
  }
  const same = (v: Float64Array): Float64Array => v;
  return linear(x, shape, same, same);
}

/**
 * The transpose of a matrix.
 *
 * @throws {RangeError} if it is none.
 */
export function transpose(of: Numbers): Tensor {
  const x = matrix("transpose", of);
  const [n, m] = x.shape;
  return linear(x, [m, n], (v) => turned(v, n, m), (v) => turned(v, m, n));
}

/** The transpose of n×m numbers. */
export function turned(v: Float64Array, n: number, m: number): Float64Array {
  const out = zeros(n * m);
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < m; j++, at++) out[j * n + i] = v[at];
  }
  return out;
}

/**
 * Entries of a vector, or rows of a matrix, in the order of their numbers from 0, which may repeat.
 *
 * @throws {RangeError} if there is no such entry.
 */
export function gather(of: Numbers, index: Numbers): Tensor {
  const x = tensor(of);
  if (x.shape.length === 0) {
    throw new RangeError("gather: give a vector or a matrix, and not a number");
  }
  const [length, width = 1] = x.shape;
  const which = indices("gather", index, length);
  const places = new Uint32Array(which.length * width);
  for (let i = 0, at = 0; i < which.length; i++) {
    for (let j = 0; j < width; j++, at++) places[at] = which[i] * width + j;
  }
  const shape = x.shape.length === 1 ? [which.length] : [which.length, width];
  return picked(x, places, shape);
}

/**
 * Of each row of a matrix the entry in the column that is given for it, from 0: the margins of labels.
 *
 * @throws {RangeError} if there is no such entry.
 */
export function pick(of: Numbers, columns: Numbers): Tensor {
  const x = matrix("pick", of);
  const [n, m] = x.shape;
  const which = indices("pick", columns, m);
  if (which.length !== n) {
    throw new RangeError(`pick: there are ${which.length} columns for ${n} rows: give one a row`);
  }
  return picked(x, which.map((column, i) => i * m + column), [n]);
}

/** The numbers at places. */
export function picked(x: Tensor, places: Uint32Array, shape: Shape): Tensor {
  const apply = (v: Float64Array): Float64Array => {
    const out = zeros(places.length);
    for (let l = 0; l < out.length; l++) out[l] = v[places[l]];
    return out;
  };
  return linear(x, shape, apply, (v) => {
    const out = zeros(x.size);
    for (let l = 0; l < v.length; l++) out[places[l]] += v[l];
    return out;
  });
}

function indices(name: string, of: Numbers, length: number): Uint32Array {
  const { value, node } = tensor(of);
  if (node !== undefined) {
    throw new TypeError(`${name}: the numbers of entries depend on x or y: give constants`);
  }
  const bad = value.findIndex((at) => !(Number.isInteger(at) && at >= 0 && at < length));
  if (bad >= 0) {
    throw new RangeError(
      `${name}: entry ${value[bad]} is asked for: give whole numbers from 0 to ${length - 1}`,
    );
  }
  return Uint32Array.from(value);
}

/**
 * A matrix.
 *
 * @throws {RangeError} if it is none.
 */
export function matrix(name: string, of: Numbers): Tensor {
  const x = tensor(of);
  if (x.shape.length === 2) return x;
  throw new RangeError(`${name}: the shape is ${shown(x.shape)}: give a matrix`);
}

/**
 * A vector.
 *
 * @throws {RangeError} if it is none.
 */
export function vector(name: string, of: Numbers): Tensor {
  const x = tensor(of);
  if (x.shape.length === 1) return x;
  throw new RangeError(`${name}: the shape is ${shown(x.shape)}: give a vector`);
}
