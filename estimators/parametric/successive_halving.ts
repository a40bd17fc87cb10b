/**
 * Search without gradients of F, the baseline that every gradient has to beat: points at random, of which the
 * worse are dropped before they are fitted well.
 *
 * K. Jamieson, A. Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", AISTATS
 * 2016; with one candidate a round it is that of J. Bergstra, Y. Bengio, "Random search for hyper-parameter
 * optimization", JMLR 13, 2012.
 *
 * @module
 */

import { aypx } from "../../numerics/vectors.ts";
import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import type { BilevelMethod, BilevelState } from "./contract.ts";
import {
  checkOptions,
  LOWER_STEPS,
  lowerStep,
  optional,
  positive,
  type Rule,
  whole,
} from "./options.ts";
import { startingState } from "./outer_loop.ts";

/** Settings of `successiveHalving`. */
export interface SuccessiveHalvingOptions {
  /** The standard deviation, in each coordinate, of the points that are tried around the start. */
  readonly outerStep: number;
  /** n ≥ 1, points of a round. */
  readonly candidates: number;
  /** T ≥ 1, gradient steps of y on each before the first are dropped. */
  readonly lowerSteps: number;
  /** η > 1: of c points the best ⌊c/η⌋ are kept, at least one, and fitted η times as long; 2 unless said. */
  readonly factor?: number;
  /** The size of steps of y; 1/L unless said. */
  readonly lowerStep?: number;
}

/** The best point so far, in `x` and `y`; u stays 0. */
export interface SuccessiveHalvingState extends BilevelState {
  /** f(x, y); absent before the first round. */
  readonly value?: number;
}

interface Candidate {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** f(x, y), +∞ where that is no number. */
  readonly value: number;
}

const FACTOR: Rule = {
  wanted: "a finite number above 1",
  accepts: (value) => Number.isFinite(value) && (value as number) > 1,
};

/**
 * Successive halving, a round an iteration. Each of n normal points around the start, among them in the first
 * round the start itself, is fitted by T gradient steps from the best y so far; the best by f are fitted on until
 * they have had ηT, η²T, … steps, and the last one is kept if it is better than the best of all rounds. With
 * n = 1 it is random search.
 *
 * A value of f is asked for after each fit of each point.
 *
 * @throws {RangeError} if an option is malformed.
 *
 * @example
 * ```ts
 * import { quadratic, Stream, successiveHalving } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const method = successiveHalving({ outerStep: 1, candidates: 8, lowerSteps: 10 });
 * let state = method.init(problem);
 * for (let k = 0; k < 20; k++) state = method.step(problem, state, k, Stream.of("steps", k));
 * const F = (x: Float64Array) => problem.outer.value(x, problem.exactLower(x));
 * console.log(F(state.x) < F(problem.start.x)); // true
 * ```
 */
export function successiveHalving(
  options: SuccessiveHalvingOptions,
): BilevelMethod<SuccessiveHalvingState> {
  checkOptions("successive halving", options, {
    outerStep: positive,
    candidates: whole(1),
    lowerSteps: whole(1),
    factor: optional(FACTOR),
    lowerStep: LOWER_STEPS.lowerStep,
  });
  const { outerStep, candidates, factor = 2 } = options;
  return {
    init: startingState,
    step(problem, state, k, random) {
      const { x: start } = problem.start;
      const points = Array.from({ length: candidates }, (_, i) => {
        const normal = random.split("point").split(i);
        return k === 0 && i === 0
          ? start.slice()
          : start.map((value) => value + outerStep * normal.normal());
      });
      let steps = options.lowerSteps;
      let left = points.map((x) => fitted(problem, x, state.y, steps, options));
      while (left.length > 1) {
        const best = left.toSorted(byValue);
        const kept = best.slice(0, Math.max(1, Math.floor(left.length / factor)));
        const more = Math.round(steps * (factor - 1));
        left = kept.map(({ x, y }) => fitted(problem, x, y, more, options));
        steps += more;
      }
      const [{ x, y, value }] = left;
      const before = state.value ?? Infinity;
      if (value < before) return { x, y, u: state.u, value };
      // without a candidate so far the start stands, and no y that diverged
      return state.value === undefined ? { ...state, value } : state;
    },
  };
}

/** Infinite values are equal. */
function byValue(a: Candidate, b: Candidate): number {
  return a.value === b.value ? 0 : a.value - b.value;
}

function fitted(
  problem: ParametricProblem,
  x: Float64Array,
  from: Float64Array,
  steps: number,
  options: SuccessiveHalvingOptions,
): Candidate {
  const step = lowerStep(options, problem, x, 0);
  let y = from;
  for (let t = 0; t < steps; t++) y = aypx(-step, y, problem.lower.gradient(x, y));
  const value = problem.outer.value(x, y);
  return { x, y, value: Number.isFinite(value) && y.every(Number.isFinite) ? value : Infinity };
}
