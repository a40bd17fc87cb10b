/**
 * The bilevel stochastic gradient method (BSGM): descent along SID gradients.
 *
 * R. Grazzi, M. Pontil, S. Salzo, "Bilevel optimization with a lower-level contraction: optimal sample
 * complexity without warm-start", JMLR 2023, arXiv 2202.03397.
 *
 * @module
 */

import type { FixedPointProblem } from "../../problems/parametric/fixed_point_contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { FixedPointMethod } from "./contract.ts";
import { uniformRows } from "./map_samples.ts";
import { checkOptions, oneOf, optional, OUTER_STEPS, type OuterSteps } from "./options.ts";
import { outerLoop } from "./outer_loop.ts";
import {
  type EffortOptions,
  solversOf,
  STOCHASTIC_IMPLICIT,
  stochasticGradient,
  type StochasticImplicitOptions,
} from "./stochastic_implicit.ts";

/** Settings of `bsgm`. t, k and J are those of the first outer iteration. */
export interface BsgmOptions extends StochasticImplicitOptions, OuterSteps {
  /**
   * How t, k and J grow in outer iteration s = 0, 1, …: not, as (s + 1), or as √(s + 1), rounded up;
   * "constant" unless said.
   */
  readonly growth?: "constant" | "linear" | "root";
  /** What goes on from the last outer iteration: nothing, y, or y and u; "none" unless said. */
  readonly warmStart?: "none" | "y" | "both";
}

/**
 * x ← x − α_s ∇̂F(x) with the gradient of `stochasticImplicit`. Where f is a mean over observations, it is
 * that over J minibatches, from the stream "outer".
 *
 * @throws {RangeError} as `stochasticImplicit`.
 *
 * @example
 * ```ts
 * import { bsgm, gradientMap, linearData, ridge, Stream } from "@bigrad/bigrad";
 *
 * const data = linearData({ n: 20, validation: 20, p: 3 }, Stream.of("my data"));
 * const problem = gradientMap(ridge(data));
 * const method = bsgm({ t: 20, k: 20, J: 20, batch: 5, warmStart: "y", outerStep: 0.1 });
 * let state = method.init(problem);
 * for (let s = 0; s < 50; s++) state = method.step(problem, state, s, Stream.of("my rows").split(s));
 * const value = (x: Float64Array) => problem.outer.value(x, problem.exactLower(x)).toFixed(4);
 * console.log(value(problem.start.x), value(state.x)); // 1.0384 0.7524
 * ```
 */
export function bsgm(options: BsgmOptions): FixedPointMethod {
  checkOptions("bsgm", options, {
    ...STOCHASTIC_IMPLICIT,
    ...OUTER_STEPS,
    growth: optional(oneOf("constant", "linear", "root")),
    warmStart: optional(oneOf("none", "y", "both")),
  });
  const solvers = solversOf("bsgm", options);
  const { t, k, J, batch, growth = "constant", warmStart = "none" } = options;
  return outerLoop<FixedPointProblem>(options, (problem, { x, y, u }, s, random) => {
    const grown = (first: number): number => Math.ceil(first * growthFactor(growth, s));
    const effort = {
      t: grown(t),
      k: grown(k),
      J: grown(J),
      ...(batch === undefined ? {} : { batch }),
    };
    const from = {
      y: warmStart === "none" ? problem.start.y : y,
      // Before the first iteration u is 0, and its product free
      ...(warmStart === "both" && s > 0 ? { u } : {}),
      random,
    };
    return stochasticGradient(sampledOuter(problem, effort, random), x, from, effort, solvers);
  });
}

/** The problem with a sample of f. */
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
