/**
 * The three kinds of operations: linear in each of their arguments alone, of two arguments and linear in both
 * together, and of each number by itself.
 *
 * @module
 */

import { zeros } from "../arrays.ts";
import {
  addAdjoint,
  addAdjointTangent,
  isWanted,
  type Kink,
  plus,
  type Rule,
  type Shape,
  tapeOf,
  Tensor,
  waitingFor,
} from "./tensor.ts";

/** Numbers. */
export type Vector = Float64Array;
/** A linear function. */
export type Linear = (v: Vector) => Vector;

/** The same numbers. */
export const same = (v: Vector): Vector => v;
/** Those with the other sign. */
export const negated = (v: Vector): Vector => scaled(v, -1);

/** c·v, a new array. */
export function scaled(v: Vector, c: number): Vector {
  const out = zeros(v.length);
  for (let l = 0; l < out.length; l++) out[l] = c * v[l];
  return out;
}

/** a·b number by number, a new array. */
export function times(a: Vector, b: Vector): Vector {
  const out = zeros(a.length);
  for (let l = 0; l < out.length; l++) out[l] = a[l] * b[l];
  return out;
}

/** A tensor on the tape of those that it is made of, if they are on one; its value is computed when it is asked for. */
export function made(
  value: () => Vector,
  shape: Shape,
  rule: (out: Tensor) => Rule,
  a: Tensor,
  b?: Tensor,
): Tensor {
  const tape = tapeOf(a, b);
  if (tape === undefined) return new Tensor(value(), shape);
  const out = new Tensor(value, shape);
  return tape.record(out, rule(out), waitingFor(a, b));
}

/**
 * A tensor that is a linear function of one other, plus what is constant.
 *
 * @param value Its value, if that is not what the function gives.
 */
export function linear(
  of: Tensor,
  shape: Shape,
  apply: Linear,
  transposed: Linear,
  value: Linear = apply,
  kink?: Rule["kink"],
): Tensor {
  const rule = (): Rule => ({
    tangent: () => of.node!.tangent && apply(of.node!.tangent),
    reverse: (adjoint) => isWanted(of) && addAdjoint(of, transposed(adjoint)),
    reverseTangent: (_, along) => along && addAdjointTangent(of, transposed(along)),
    ...(kink === undefined ? {} : { kink }),
  });
  return made(() => value(of.value), shape, rule, of);
}

/** a ± b of equal shapes. */
export function sumOf(a: Tensor, b: Tensor, sign: 1 | -1): Tensor {
  const second: Linear = sign === 1 ? same : negated;
  const value = (): Vector => {
    const [x, y] = [a.value, b.value];
    const out = zeros(x.length);
    if (sign === 1) { for (let l = 0; l < out.length; l++) out[l] = x[l] + y[l]; }
    else for (let l = 0; l < out.length; l++) out[l] = x[l] - y[l];
    return out;
  };
  const rule = (): Rule => ({
    tangent() {
      const other = b.node?.tangent;
      return plus(a.node?.tangent, other && second(other));
    },
    reverse(adjoint) {
      if (isWanted(a)) addAdjoint(a, adjoint);
      if (isWanted(b)) addAdjoint(b, second(adjoint));
    },
    reverseTangent(_, along) {
      if (along === undefined) return;
      addAdjointTangent(a, along);
      if (b.node !== undefined) addAdjointTangent(b, second(along));
    },
  });
  return made(value, a.shape, rule, a, b);
}

/** A product of two tensors, and what it sends back to either. */
export interface Product {
  /** B(a, b). */
  times(a: Vector, b: Vector): Vector;
  /** The adjoint of a by that of the product and b. */
  left(adjoint: Vector, b: Vector): Vector;
  /** The adjoint of b by a and that of the product. */
  right(a: Vector, adjoint: Vector): Vector;
}

/** A tensor that is linear in a and linear in b. */
export function bilinear(a: Tensor, b: Tensor, shape: Shape, product: Product): Tensor {
  const rule = (): Rule => ({
    tangent() {
      const [x, y] = [a.node?.tangent, b.node?.tangent];
      return plus(x && product.times(x, b.value), y && product.times(a.value, y));
    },
    reverse(adjoint) {
      if (isWanted(a)) addAdjoint(a, product.left(adjoint, b.value));
      if (isWanted(b)) addAdjoint(b, product.right(a.value, adjoint));
    },
    reverseTangent(adjoint, along) {
      const [x, y] = [a.node?.tangent, b.node?.tangent];
      if (a.node !== undefined) {
        addAdjointTangent(a, along && product.left(along, b.value));
        addAdjointTangent(a, y && product.left(adjoint, y));
      }
      if (b.node !== undefined) {
        addAdjointTangent(b, along && product.right(a.value, along));
        addAdjointTangent(b, x && product.right(x, adjoint));
      }
    },
  });
  return made(() => product.times(a.value, b.value), shape, rule, a, b);
}

/**
 * Of each pair of numbers the greater, or the lesser: no difference of the two, in which the smaller would be lost.
 * Derivatives are those of the first number where it is taken or both are equal and the greater is wanted, of
 * the second one otherwise.
 */
export function chosen(
  name: string,
  a: Tensor,
  b: Tensor,
  of: (x: number, y: number) => number,
): Tensor {
  const isGreater = of(0, 1) === 1;
  const value = (): Vector => {
    const [x, y] = [a.value, b.value];
    const out = zeros(x.length);
    for (let l = 0; l < out.length; l++) out[l] = of(x[l], y[l]);
    return out;
  };
  let known: Uint8Array | undefined;
  const isFirst = (): Uint8Array =>
    known ??= Uint8Array.from(a.value, (x, l) => (x >= b.value[l]) === isGreater ? 1 : 0);
  /** What of v belongs to a, or to b. */
  const part = (v: Vector, first: 0 | 1): Vector => {
    const own = isFirst();
    const out = zeros(v.length);
    for (let l = 0; l < out.length; l++) if (own[l] === first) out[l] = v[l];
    return out;
  };
  const rule = (): Rule => ({
    tangent() {
      const [x, y] = [a.node?.tangent, b.node?.tangent];
      return plus(x && part(x, 1), y && part(y, 0));
    },
    reverse(adjoint) {
      if (isWanted(a)) addAdjoint(a, part(adjoint, 1));
      if (isWanted(b)) addAdjoint(b, part(adjoint, 0));
    },
    reverseTangent(_, along) {
      if (along === undefined) return;
      if (a.node !== undefined) addAdjointTangent(a, part(along, 1));
      if (b.node !== undefined) addAdjointTangent(b, part(along, 0));
    },
    kink: (adjoint) => nearest(name, a.value.map((x, l) => x - b.value[l]), adjoint),
  });
  return made(value, a.shape, rule, a, b);
}

/** A function of one number, applied to each; it asks for what it needs. */
export interface Elementwise {
  /** Its values. */
  value(x: Vector): Vector;
  /** Its derivatives. */
  slope(x: Vector, value: () => Vector): Vector;
  /** Its second derivatives; undefined where they are zero. */
  curvature?(x: Vector, value: () => Vector, slope: Vector): Vector;
  /** Where it has a kink at 0, its name. */
  readonly kinkAtZero?: string;
}

/** The function of each number. */
export function each(of: Tensor, { value, slope, curvature, kinkAtZero }: Elementwise): Tensor {
  const rule = (out: Tensor): Rule => {
    let slopes: Vector | undefined;
    let curved: Vector | undefined;
    const values = (): Vector => out.value;
    const first = (): Vector => slopes ??= slope(of.value, values);
    return {
      tangent: () => of.node!.tangent && times(first(), of.node!.tangent),
      reverse: (adjoint) => isWanted(of) && addAdjoint(of, times(first(), adjoint)),
      reverseTangent(adjoint, along) {
        addAdjointTangent(of, along && times(first(), along));
        const tangent = of.node!.tangent;
        if (tangent === undefined || curvature === undefined) return;
        curved ??= times(curvature(of.value, values, first()), adjoint);
        addAdjointTangent(of, times(curved, tangent));
      },
      ...(kinkAtZero === undefined ? {} : {
        kink: (adjoint: Vector) => nearest(kinkAtZero, of.value, adjoint),
      }),
    };
  };
  return made(() => value(of.value), of.shape, rule, of);
}

/** The entry that is nearest to 0 of those that matter. */
export function nearest(name: string, x: Vector, adjoint: Vector): Kink | undefined {
  let entry = -1;
  for (let l = 0; l < x.length; l++) {
    if (adjoint[l] === 0) continue;
    if (entry < 0 || Math.abs(x[l]) < Math.abs(x[entry])) entry = l;
  }
  return entry < 0 ? undefined : { name, entry, distance: x[entry] };
}
