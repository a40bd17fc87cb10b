/**
 * A function of tensors at one point, with its derivatives.
 *
 * @module
 */

import { zeros } from "../arrays.ts";
import { type Kink, type Numbers, type Shape, shown, Tape, Tensor, tensor } from "./tensor.ts";

/** A function that gives a number. */
export type Objective = (...inputs: Tensor[]) => Numbers;

/** An argument of a function, and whether derivatives in it are wanted. */
export interface Argument {
  /** Its numbers. */
  readonly value: Float64Array;
  /** Its shape; a vector unless given. */
  readonly shape?: Shape;
  /** Whether derivatives in it are wanted. */
  readonly active: boolean;
}

/**
 * The record of one evaluation: value and gradient, and any number of products with second derivatives, each
 * of which goes through the record twice.
 *
 * @example
 * ```ts
 * import { arrays, Trace } from "@bigrad/bigrad";
 *
 * const f = (v: arrays.Tensor) => arrays.sum(arrays.exp(v));
 * const trace = new Trace(f, [{ value: Float64Array.of(0, 1), active: true }]);
 * console.log(trace.value.toFixed(3), trace.gradient(0)[1].toFixed(3)); // 3.718 2.718
 * console.log(trace.along([Float64Array.of(0, 2)])[0]![1].toFixed(3)); // 5.437
 * ```
 */
export class Trace {
  readonly #tape = new Tape();
  readonly #inputs: readonly Tensor[];
  readonly #result: Tensor;
  /** Whether the tape was swept backwards, to the inputs. */
  #reversed: "no" | "inside" | "whole" = "no";

  /**
   * Evaluates a function.
   *
   * @throws {TypeError} if it gives no number.
   */
  constructor(of: Objective, at: readonly Argument[]) {
    this.#inputs = at.map(({ value, shape = [value.length], active }) =>
      active ? this.#tape.input(value, shape) : new Tensor(value, shape)
    );
    this.#result = objectiveValue(of(...this.#inputs));
  }

  /** The value of the function. */
  get value(): number {
    return this.#result.value[0];
  }

  /** Whether the value depends on an input, as the record has it. */
  dependsOn(input: number): boolean {
    this.#reverse();
    return this.#inputs[input].node?.adjoint !== undefined;
  }

  /** The gradient in an input; zeros where the value does not depend on it. */
  gradient(input: number): Float64Array {
    this.#reverse();
    return copied(this.#inputs[input].node?.adjoint, this.#inputs[input]);
  }

  /**
   * The derivatives of all gradients along tangents of the inputs, undefined for zero: products with second
   * derivatives.
   */
  along(tangents: readonly (Float64Array | undefined)[]): Float64Array[] {
    this.#reverse("inside");
    this.#inputs.forEach(({ node, size }, i) => {
      const tangent = tangents[i];
      if (node === undefined) return;
      if (tangent !== undefined && tangent.length !== size) {
        throw new RangeError(`the tangent has ${tangent.length} numbers: give ${size}`);
      }
      node.tangent = tangent;
    });
    this.#tape.along();
    return this.#inputs.map((input) => copied(input.node?.adjointTangent, input));
  }

  /** The places nearest to kinks, of each function that has some and matters to the value. */
  kinks(): Kink[] {
    this.#reverse();
    return this.#tape.nodes.flatMap(({ rule, adjoint }) => {
      const kink = adjoint && rule?.kink?.(adjoint);
      return kink === undefined ? [] : [kink];
    });
  }

  #reverse(far: "inside" | "whole" = "whole"): void {
    if (this.#reversed === "whole" || this.#reversed === far) return;
    this.#reversed = far;
    const { node } = this.#result;
    if (node !== undefined) this.#tape.reverse(node, far === "whole");
  }
}

function copied(of: Float64Array | undefined, { size }: Tensor): Float64Array {
  return of === undefined ? zeros(size) : of.slice();
}

/**
 * The value of an objective.
 *
 * @throws {TypeError} if it is no number.
 */
export function objectiveValue(of: Numbers): Tensor {
  const result = of instanceof Tensor || typeof of === "number" ? tensor(of) : undefined;
  if (result !== undefined && result.size === 1) return result;
  throw new TypeError(
    `it gives ${
      result === undefined ? String(of) : `a tensor of shape ${shown(result.shape)}`
    }: let it give one number, as sum and mean do`,
  );
}
