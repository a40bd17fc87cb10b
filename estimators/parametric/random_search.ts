/**
 * Random search: the baseline that every gradient has to beat.
 *
 * @module
 */

import { norm, waxpy } from "../../numerics/vectors.ts";
import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import type { BilevelMethod, BilevelState } from "./contract.ts";
import { startingState } from "./outer_loop.ts";
import {
  checkOptions,
  LOWER_STEPS,
  lowerStep,
  optional,
  positive,
  share,
  whole,
} from "./options.ts";

/** Settings of `randomSearch`. */
export interface RandomSearchOptions {
  /** The standard deviation of the points that are tried around the start, in units of 1 or of the start. */
  readonly outerStep: number;
  /** The share of ‖∇_y g‖ at which a fit is good enough; 1e-2 unless said. */
  readonly tolerance?: number;
  /** The most gradient steps of a fit; 500 unless said. */
  readonly lowerSteps?: number;
  /** Their size; 1/L unless said. */
  readonly lowerStep?: number;
}

/** The best point so far, in `x` and `y`, and its f. */
export interface RandomSearchState extends BilevelState {
  /** f(x, y); undefined before the start was looked at. */
  readonly value?: number;
}

/**
 * Tries normal points around the start, the start itself first, and keeps the best: J. Bergstra, Y. Bengio,
 * "Random search for hyper-parameter optimization", JMLR 13, 2012. At each point the lower level is solved by
 * gradient steps from the best y so far.
 *
 * @throws {RangeError} if an option is malformed.
 *
 * @example
 * ```ts
 * import { quadratic, randomSearch, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const method = randomSearch({ outerStep: 1 });
 * let state = method.init(problem);
 * for (let k = 0; k < 50; k++) state = method.step(problem, state, k, Stream.of("steps", k));
 * const F = (x: Float64Array) => problem.outer.value(x, problem.exactLower(x));
 * console.log(F(state.x) < F(problem.start.x)); // true
 * ```
 */
export function randomSearch(options: RandomSearchOptions): BilevelMethod<RandomSearchState> {
  checkOptions("randomSearch", options, {
    outerStep: positive,
    tolerance: optional(share),
    lowerSteps: optional(whole(1)),
    lowerStep: LOWER_STEPS.lowerStep,
  });
  const { outerStep, tolerance = 1e-2, lowerSteps = 500 } = options;
  const fitted = (problem: ParametricProblem, x: Float64Array, from: Float64Array, k: number) => {
    const step = lowerStep(options, problem, x, k);
    let y = from;
    let wanted = -1;
    for (let t = 0; t < lowerSteps; t++) {
      const gradient = problem.lower.gradient(x, y);
      const size = norm(gradient);
      if (wanted < 0) wanted = tolerance * size;
      else if (size <= wanted) break;
      y = waxpy(-step, gradient, y);
    }
    return y;
  };
  return {
    init: startingState,
    step(problem, state, k, random) {
      const { x: start } = problem.start;
      const noise = random.split("point");
      const x = state.value === undefined
        ? start.slice()
        : start.map((value) => value + outerStep * Math.max(1, Math.abs(value)) * noise.normal());
      const y = fitted(problem, x, state.y, k);
      const value = problem.outer.value(x, y);
      // What is not finite is no candidate, and the start only until there is one
      if (state.value === undefined && !(value < Infinity)) return { ...state, value: Infinity };
      if (state.value !== undefined && !(value < state.value)) return state;
      return { x, y, u: state.u, value };
    },
  };
}
