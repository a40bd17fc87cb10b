/**
 * Numbers, vectors and matrices that can be differentiated, and the record of what was done to them.
 *
 * What is computed from inputs of a tape is a node of the tape, in the order of computation; what is not is a
 * constant, of which nothing is kept. The tape is swept as often as derivatives are wanted: backwards for a
 * gradient, and forwards and backwards along a tangent for a product with second derivatives, which is forward
 * over reverse: A. Griewank and A. Walther, *Evaluating Derivatives*, SIAM 2008, chapter 5.
 *
 * @module
 */

import { zeros } from "../arrays.ts";

/** `[]` of a number, `[n]` of a vector, `[n, m]` of a matrix. */
export type Shape = readonly number[];

/** How derivatives go through a node. Arrays that are handed over are never changed. */
export interface Rule {
  /** The node's tangent by those of its inputs; undefined where it is zero. */
  tangent(): Float64Array | undefined;
  /** Adds to the adjoints of its inputs, given that of the node. */
  reverse(adjoint: Float64Array): unknown;
  /** Adds to the tangents of the adjoints of its inputs, given that of the node, undefined for zero. */
  reverseTangent(adjoint: Float64Array, along: Float64Array | undefined): unknown;
  /** How near it is to where it has no derivative, if there is such a place. */
  kink?(adjoint: Float64Array): Kink | undefined;
}

/** A function at a place near one at which it has no derivative. */
export interface Kink {
  /** Its name, as users write it. */
  readonly name: string;
  /** Which entry of its argument, from 0. */
  readonly entry: number;
  /** Signed: how far the entry is from the kink. */
  readonly distance: number;
}

/** So many values in a row may wait to be asked for: each is a call within the last. */
const WAITING = 100;

/** A number, a vector or a matrix. */
export class Tensor {
  /** Where it is on a tape; undefined for a constant. */
  node: Node | undefined;
  /** How many numbers it has. */
  readonly size: number;
  #value: Float64Array | undefined;
  #compute: (() => Float64Array) | undefined;

  /**
   * A constant.
   *
   * @param value Its numbers, row-major, which are not copied and not to be changed: make another tensor.
   * @throws {RangeError} if there are more or fewer than the shape has, or it is none.
   */
  constructor(value: Float64Array | (() => Float64Array), readonly shape: Shape) {
    this.size = sizeOf(shape);
    if (typeof value === "function") {
      this.#compute = value;
      return;
    }
    if (value.length !== this.size) {
      throw new RangeError(
        `a tensor of shape ${shown(shape)} has ${value.length} numbers: give ${this.size}`,
      );
    }
    this.#value = value;
  }

  /** Its numbers, row-major; those on a tape are computed when they are asked for: gradients need few. */
  get value(): Float64Array {
    return this.#value ??= this.#compute!();
  }

  /**
   * A tensor that becomes a plain number has lost its derivatives, so it refuses; text is only shown.
   *
   * @throws {TypeError} unless it is to be text.
   */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return `tensor of shape [${this.shape.join(", ")}]`;
    throw new TypeError(
      "a tensor cannot be used as a plain number: write add(a, b), mul(a, b) and the like for a + b and a * b",
    );
  }

  /**
   * What an array has and a tensor has not would be undefined: a loop over it would do nothing.
   *
   * @throws {TypeError} always.
   */
  get length(): never {
    throw new TypeError("a tensor has no length: write v.size, or A.shape for rows and columns");
  }

  /**
   * The first entry, which would be undefined, too.
   *
   * @throws {TypeError} always.
   */
  get 0(): never {
    throw new TypeError("a tensor has no entries: write gather(v, [i]) for v[i]");
  }
}

/** What is kept of a tensor on a tape. */
export interface Node {
  /** Where it is. */
  readonly tape: Tape;
  /** How many values in a row may be waiting here. */
  readonly waiting: number;
  /** Undefined for an input. */
  readonly rule: Rule | undefined;
  /** The derivative of the result in it. */
  adjoint: Float64Array | undefined;
  /** How it moves with the inputs. */
  tangent: Float64Array | undefined;
  /** How its adjoint moves with them. */
  adjointTangent: Float64Array | undefined;
}

/** A record of what was computed from its inputs. */
export class Tape {
  /** In the order of computation. */
  readonly nodes: Node[] = [];

  /** Whether the adjoints of inputs are wanted. */
  wantsInputs = false;

  /** An input that is differentiated in. */
  input(value: Float64Array, shape: Shape): Tensor {
    return this.record(new Tensor(value, shape), undefined, 0);
  }

  /**
   * Makes a tensor a node.
   *
   * @param waiting How many values in a row it may wait for.
   */
  record(tensor: Tensor, rule: Rule | undefined, waiting: number): Tensor {
    const deep = waiting >= WAITING;
    tensor.node = {
      tape: this,
      waiting: deep ? 0 : waiting,
      rule,
      adjoint: undefined,
      tangent: undefined,
      adjointTangent: undefined,
    };
    if (deep) tensor.value;
    this.nodes.push(tensor.node);
    return tensor;
  }

  /** Sweeps backwards from a number: adjoints of all nodes, of inputs only if they are wanted. */
  reverse(from: Node, wantsInputs: boolean): void {
    this.wantsInputs = wantsInputs;
    for (const node of this.nodes) node.adjoint = undefined;
    from.adjoint = one(1);
    for (let at = this.nodes.length - 1; at >= 0; at--) {
      const { rule, adjoint } = this.nodes[at];
      if (adjoint !== undefined) rule?.reverse(adjoint);
    }
  }

  /** Sweeps forwards, from the tangents of inputs, and backwards, after `reverse`: tangents of all adjoints. */
  along(): void {
    const { nodes } = this;
    for (const node of nodes) {
      node.adjointTangent = undefined;
      if (node.rule !== undefined) node.tangent = node.rule.tangent();
    }
    for (let at = nodes.length - 1; at >= 0; at--) {
      const { rule, adjoint, adjointTangent } = nodes[at];
      if (adjoint !== undefined) rule?.reverseTangent(adjoint, adjointTangent);
    }
  }
}

/** The tape that a result of the given tensors is on, if one of them is on one. */
export function tapeOf(a: Tensor, b?: Tensor): Tape | undefined {
  const [first, second] = [a.node?.tape, b?.node?.tape];
  if (first !== undefined && second !== undefined && first !== second) {
    throw new TypeError(
      "a tensor of another call was used: compute everything from the arguments of the function",
    );
  }
  return first ?? second;
}

/** How many values in a row a result of these may wait for. */
export function waitingFor(a: Tensor, b?: Tensor): number {
  return 1 + Math.max(a.node?.waiting ?? 0, b?.node?.waiting ?? 0);
}

/** Whether the adjoint of a tensor is wanted. */
export function isWanted({ node }: Tensor): boolean {
  return node !== undefined && (node.rule !== undefined || node.tape.wantsInputs);
}

/** Adds to the adjoint of a tensor whose adjoint is wanted. */
export function addAdjoint({ node }: Tensor, part: Float64Array): void {
  node!.adjoint = plus(node!.adjoint, part);
}

/** Adds to the tangent of the adjoint of a tensor that is on a tape. */
export function addAdjointTangent({ node }: Tensor, part: Float64Array | undefined): void {
  if (node !== undefined && part !== undefined) {
    node.adjointTangent = plus(node.adjointTangent, part);
  }
}

/** a + b, where what is undefined is zero. */
export function plus(a: Float64Array | undefined, b: Float64Array): Float64Array;
/** The same, of what may both be zero. */
export function plus(
  a: Float64Array | undefined,
  b: Float64Array | undefined,
): Float64Array | undefined;
export function plus(
  a: Float64Array | undefined,
  b: Float64Array | undefined,
): Float64Array | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const out = zeros(a.length);
  for (let l = 0; l < out.length; l++) out[l] = a[l] + b[l];
  return out;
}

/** Numbers as users write them: a constant. */
export type Numbers = number | Tensor | ArrayLike<number>;

/**
 * A tensor, or a constant of numbers.
 *
 * @throws {TypeError} if it is none of these.
 */
export function tensor(of: Numbers): Tensor {
  if (of instanceof Tensor) return of;
  if (typeof of === "number") return new Tensor(one(of), []);
  if (of instanceof Float64Array) return new Tensor(of, [of.length]);
  const list: ArrayLike<unknown> | undefined = Array.isArray(of) || ArrayBuffer.isView(of)
    ? of
    : undefined;
  if (list === undefined || Array.from(list).some((value) => typeof value !== "number")) {
    throw new TypeError(
      `${
        list === undefined ? String(of) : "a list of other things"
      } is given for a tensor: give a ` +
        `tensor, a number or a list of numbers, and new Tensor(numbers, [rows, columns]) for a matrix`,
    );
  }
  const value = Float64Array.from(of);
  return new Tensor(value, [value.length]);
}

/**
 * What a function of two is given beyond them, as in add(a, b, c), would be left out without a word.
 *
 * @throws {TypeError} unless there is nothing.
 */
export function none(name: string, more: readonly unknown[]): void {
  if (more.length === 0) return;
  throw new TypeError(
    `${name}: ${2 + more.length} arguments are given and it takes two: write ${name}(a, b), and ` +
      `one call inside another for more`,
  );
}

/** An array of one number. */
export function one(value: number): Float64Array {
  const out = zeros(1);
  out[0] = value;
  return out;
}

/**
 * How many numbers a shape has.
 *
 * @throws {RangeError} if it has more than two lengths, or one that is not a whole number.
 */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= Number.isInteger(length) && length >= 0 ? length : NaN;
  if (shape.length <= 2 && size >= 0) return size;
  throw new RangeError(
    `the shape of a tensor is ${shown(shape)}: give at most two lengths, whole numbers, at least 0`,
  );
}

/** A shape in a sentence. */
export function shown(shape: Shape): string {
  return shape.length === 0 ? "a number" : `[${shape.join(", ")}]`;
}
