/**
 * Step sizes of stochastic fixed-point iterations, and the iteration itself.
 *
 * @module
 */

import { copyOf } from "../../numerics/arrays.ts";
import { checkOptions, oneOf, optional, positive, type Rule } from "./options.ts";

/** Step sizes of a stochastic iteration by their rule, as JSON. */
export type StepOptions = ConstantSteps | DecreasingSteps;

/** η_i = size. */
export interface ConstantSteps {
  /** The rule. */
  readonly rule: "constant";
  /** η > 0; at 1 the iteration is w ← Φ̂(w). */
  readonly size: number;
}

/**
 * η_i = β/(γ + i), i = 0, 1, …, with β and γ in units of 2/(1 − q²). Errors fall as 1/i if β exceeds half a
 * unit, and the bounds of `sid_bounds.ts` need γ ≥ β(1 + σ₂) too.
 */
export interface DecreasingSteps {
  /** The rule. */
  readonly rule: "decreasing";
  /** β in its units; 1 unless said. */
  readonly beta?: number;
  /** γ in its units; 1 unless said. */
  readonly gamma?: number;
}

/** What a run of the iteration gives: its last point, or the mean of all but the first. */
export type Averaging = "last" | "polyak";

/** The step sizes of a problem with the contraction constant q, by i from 0. */
export type StepSequence = (q: number) => (i: number) => number;

/** β and γ of a decreasing sequence. */
export interface StepConstants {
  /** β. */
  readonly beta: number;
  /** γ. */
  readonly gamma: number;
}

/** The defaults: β = γ = 2/(1 − q²), from η_0 = 1 on. */
export const DEFAULT_STEPS: DecreasingSteps = { rule: "decreasing" };

/**
 * The sequence that the options name.
 *
 * @param owner Whose options they are.
 * @throws {RangeError} if they name none or are malformed; the sequence, if it decreases and q is not
 * below 1.
 */
export function stepSequence(owner: string, options: StepOptions): StepSequence {
  const rules: Readonly<Record<string, Rule>> = options?.rule === "constant"
    ? { size: positive }
    : { beta: optional(positive), gamma: optional(positive) };
  checkOptions(owner, options, { rule: oneOf("constant", "decreasing"), ...rules });
  if (options.rule === "constant") return () => () => options.size;
  return (q) => {
    const { beta, gamma } = stepConstants(owner, options, q);
    return (i) => beta / (gamma + i);
  };
}

/**
 * β and γ of decreasing steps for a contraction constant q.
 *
 * @throws {RangeError} if q is not in [0, 1).
 */
export function stepConstants(
  owner: string,
  { beta = 1, gamma = 1 }: DecreasingSteps,
  q: number,
): StepConstants {
  if (!(q >= 0 && q < 1)) {
    throw new RangeError(
      `${owner}: the contraction constant is ${q}: give a problem that contracts, or constant steps`,
    );
  }
  const unit = 2 / (1 - q * q);
  return { beta: beta * unit, gamma: gamma * unit };
}

/** A stochastic fixed-point iteration. */
export interface Iteration {
  /** The number of steps, at least 0. */
  readonly steps: number;
  /** Where it starts; kept as it is. */
  readonly start: Float64Array;
  /** η_i. */
  readonly size: (i: number) => number;
  /** The sampled map of step i: a new array. */
  readonly apply: (w: Float64Array, i: number) => Float64Array;
  /** What of it is wanted. */
  readonly averaging: Averaging;
}

/**
 * w_{i+1} = (1 − η_i) w_i + η_i Φ̂_i(w_i), written so that η = 1 gives Φ̂_i(w_i) to the bit, and
 * "polyak" the mean of w_1, …, w_t (B. T. Polyak, A. B. Juditsky, 1992). Without a step both are the start.
 */
export function run({ steps, start, size, apply, averaging }: Iteration): Float64Array {
  let w = start;
  let mean = start;
  for (let i = 0; i < steps; i++) {
    const next = apply(w, i);
    const eta = size(i);
    for (let l = 0; l < next.length; l++) next[l] = (1 - eta) * w[l] + eta * next[l];
    w = next;
    if (averaging === "last") continue;
    if (i === 0) mean = copyOf(w);
    else for (let l = 0; l < w.length; l++) mean[l] += (w[l] - mean[l]) / (i + 1);
  }
  return averaging === "last" ? w : mean;
}
