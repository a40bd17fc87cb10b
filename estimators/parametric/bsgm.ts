/**
 * The bilevel stochastic gradient method (BSGM): descent along SID gradients.
 *
 * R. Grazzi, M. Pontil, S. Salzo, "Bilevel optimization with a lower-level contraction: optimal sample
 * complexity without warm-start", JMLR 2023, arXiv 2202.03397.
 *
 * @module
 */

import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import type { FixedPointProblem } from "../../problems/parametric/fixed_point_contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { BilevelMethod } from "./contract.ts";
import { type FixedPointGradient, uniformRows } from "./fixed_point_estimator.ts";
import {
  checkOptions,
  oneOf,
  optional,
  OUTER_STEPS,
  outerStep,
  type OuterSteps,
} from "./options.ts";
import { outerLoop } from "./outer_loop.ts";
import {
  type EffortOptions,
  solversOf,
  STOCHASTIC_IMPLICIT,
  stochasticGradient,
  type StochasticImplicitOptions,
} from "./stochastic_implicit.ts";
import { waxpy } from "../../numerics/vectors.ts";

/** Settings of `bsgm`. t, k and J are those of the first outer iteration. */
export interface BsgmOptions extends StochasticImplicitOptions, OuterSteps {
  /**
   * How t, k and J grow in outer iteration s = 0, 1, …: not, as (s + 1), or as √(s + 1), rounded up;
   * "constant" unless said.
   */
  readonly growth?: "constant" | "linear" | "root";
  /** What goes on from the last outer iteration: nothing, w, or w and v; "none" unless said. */
  readonly warmStart?: "none" | "w" | "both";
}

/** Where the outer loop on a fixed-point problem stands. */
export interface FixedPointState {
  /** Outer point, dlambda. */
  readonly lambda: Float64Array;
  /** Lower-level point, dw. */
  readonly w: Float64Array;
  /** Adjoint, dw. */
  readonly v: Float64Array;
}

/** An outer loop on fixed-point problems. Pure: states are new objects. */
export interface FixedPointMethod {
  /** The state before the first step. */
  init(problem: FixedPointProblem): FixedPointState;
  /** Outer iteration s, from 0, with a random source of its own. */
  step(
    problem: FixedPointProblem,
    state: FixedPointState,
    s: number,
    random: RandomSource,
  ): FixedPointState;
}

/**
 * λ ← λ − α_s ∇̂F(λ) with the gradient of `stochasticImplicit`. Where E is a mean over observations, it is
 * that over J minibatches, from the stream "outer".
 *
 * @throws {RangeError} as `stochasticImplicit`.
 */
export function bsgm(options: BsgmOptions): FixedPointMethod {
  const gradient = gradientOf(options);
  return {
    init: ({ start, dw }) => ({
      lambda: start.lambda.slice(),
      w: start.w.slice(),
      v: new Float64Array(dw),
    }),
    step(problem, state, s, random) {
      const { gradient: direction, w, v } = gradient(problem, state, s, random);
      return { lambda: waxpy(-outerStep(options, s), direction, state.lambda), w, v };
    },
  };
}

/**
 * The same on problems with a lower objective, beside other loops on them: `state.u` is v, which is 1/α
 * times (∇²_yy g)⁻¹ ∇_y f for gradient steps of size α.
 *
 * @param map The fixed-point problem of a problem, for instance its gradient map; it may depend on the
 * outer point of the iteration.
 * @throws {RangeError} as `stochasticImplicit`.
 */
export function bsgmOn(
  map: (problem: ParametricProblem, x: Float64Array) => FixedPointProblem,
  options: BsgmOptions,
): BilevelMethod {
  const gradient = gradientOf(options);
  return outerLoop(options, (problem, { x, y, u }, s, random) => {
    const { gradient: direction, w, v } = gradient(
      map(problem, x),
      { lambda: x, w: y, v: u },
      s,
      random,
    );
    return { gradient: direction, y: w, u: v };
  });
}

function gradientOf(options: BsgmOptions): (
  problem: FixedPointProblem,
  state: FixedPointState,
  s: number,
  random: RandomSource,
) => FixedPointGradient {
  checkOptions("bsgm", options, {
    ...STOCHASTIC_IMPLICIT,
    ...OUTER_STEPS,
    growth: optional(oneOf("constant", "linear", "root")),
    warmStart: optional(oneOf("none", "w", "both")),
  });
  const solvers = solversOf("bsgm", options);
  const { t, k, J, batch, growth = "constant", warmStart = "none" } = options;
  return (problem, { lambda, w, v }, s, random) => {
    const grown = (first: number): number => Math.ceil(first * growthFactor(growth, s));
    const effort = {
      t: grown(t),
      k: grown(k),
      J: grown(J),
      ...(batch === undefined ? {} : { batch }),
    };
    const from = {
      w: warmStart === "none" ? problem.start.w : w,
      // Before the first iteration v is 0, and its product free
      ...(warmStart === "both" && s > 0 ? { v } : {}),
      random,
    };
    return stochasticGradient(sampledOuter(problem, effort, random), lambda, from, effort, solvers);
  };
}

/** The problem with a sample of E. */
export function sampledOuter(
  problem: FixedPointProblem,
  { J, batch }: EffortOptions,
  random: RandomSource,
): FixedPointProblem {
  const { outerSum } = problem;
  if (batch === undefined || outerSum === undefined) return problem;
  const rows = uniformRows(outerSum.size, J * batch, random.split("outer"));
  return { ...problem, outer: outerSum.batch(rows) };
}

function growthFactor(growth: "constant" | "linear" | "root", s: number): number {
  if (growth === "constant") return 1;
  return growth === "linear" ? s + 1 : Math.sqrt(s + 1);
}
