/**
 * F2SA-p: the gradient as a p-th order difference of what a penalised lower level is worth.
 *
 * L. Chen, J. Li, E. M. Chayti, J. Zhang, "Faster gradient methods for highly-smooth stochastic bilevel
 * optimization", ICLR 2026 (arXiv 2509.02937).
 *
 * With ℓ_ν(x) = min_y g(x, y) + ν f(x, y) and y_ν its minimiser, ∇ℓ_ν = ∇_x g(x, y_ν) + ν ∇_x f(x, y_ν), and
 * ∇F is the derivative of ∇ℓ_ν in ν at 0. F2SA is its forward difference, p = 1, with ν = 1/λ.
 *
 * @module
 */

import { axpy, aypx, numbersIn, waxpy } from "../../numerics/vectors.ts";
import type { BilevelMethod, BilevelState, HypergradientEstimator } from "./contract.ts";
import { BATCH, type BatchOptions, type Levels, levelsOf, wholeLevels } from "./levels.ts";
import {
  checkOptions,
  decayed,
  flag,
  LOWER_STEPS,
  lowerStep,
  type LowerSteps,
  nonNegative,
  optional,
  OUTER_STEPS,
  outerStep,
  type OuterSteps,
  positive,
  type Rule,
  whole,
} from "./options.ts";
import { startingState } from "./outer_loop.ts";
import { withLowerGradient } from "./uncounted.ts";

/** Settings of `penaltyDifferences`. */
export interface PenaltyDifferencesOptions {
  /** p ≥ 1, the order. */
  readonly p: number;
  /** λ = 1/ν > 0. */
  readonly lambda: number;
  /** T ≥ 0, gradient steps on each lower problem. */
  readonly lowerSteps: number;
  /** γ, their size; 1/L unless said. */
  readonly lowerStep?: number;
}

const DIFFERENCES: Readonly<Record<keyof PenaltyDifferencesOptions, Rule>> = {
  p: whole(1),
  lambda: positive,
  lowerSteps: whole(0),
  lowerStep: LOWER_STEPS.lowerStep,
};

/** A place jν of the difference, and its weight α_j. */
export interface DifferenceNode {
  /** j. */
  readonly j: number;
  /** α_j. */
  readonly weight: number;
}

/**
 * The p-th order difference for a first derivative at 0, (1/ν) Σ α_j ψ(jν), exact for polynomials up to degree p:
 * j from −p/2 to p/2 for an even p, from −(p − 1)/2 to (p + 1)/2 for an odd one. Places without weight are
 * left out, as is 0 where p is even.
 */
export function differenceNodes(p: number): DifferenceNode[] {
  const least = -Math.floor(p / 2);
  const js = Array.from({ length: p + 1 }, (_, i) => least + i);
  const weight = (j: number): number => {
    const others = js.filter((k) => k !== 0 && k !== j);
    // The derivative at 0 of the polynomial that is 1 at j and 0 at all others
    if (j === 0) return others.reduce((sum, k) => sum - 1 / k, 0);
    return others.reduce((product, k) => product * k / (k - j), 1 / j);
  };
  return js.filter((j) => j !== 0 || p % 2 === 1).map((j) => ({ j, weight: weight(j) }));
}

/**
 * λ Σ_j α_j (∇_x g(x, y_j) + (j/λ) ∇_x f(x, y_j)), where y_j is T gradient steps on g(x, ·) + (j/λ) f(x, ·), each
 * from the given point. With exact minimisers its error is of the order of λ^{−p}. Where j < 0 the lower problem
 * is convex if λ is larger than |j| times the greatest curvature of f over the least of g.
 *
 * @throws {RangeError} if an option is malformed.
 *
 * @example
 * ```ts
 * import { penaltyDifferences, quadratic, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const { x, y } = problem.start;
 * const estimator = penaltyDifferences({ p: 2, lambda: 1000, lowerSteps: 2000 });
 * const { gradient } = estimator(problem, x, { y });
 * console.log(gradient[0].toFixed(4), problem.exactGradient(x)[0].toFixed(4)); // 1.3820 1.3819
 * ```
 */
export function penaltyDifferences(options: PenaltyDifferencesOptions): HypergradientEstimator {
  checkOptions("penalty differences", options, DIFFERENCES);
  const nodes = differenceNodes(options.p);
  return (problem, x, { y }) => {
    const step = lowerStep(options, problem, x, 0);
    const points = nodes.map(() => y);
    const { gradient, ...found } = differences(wholeLevels(problem), x, points, nodes, {
      ...options,
      step,
    });
    // All points, and of one the gradient and what is added to it; or h and its term
    const most = numbersIn(...found.points) +
      Math.max(2 * numbersIn(y), 2 * numbersIn(gradient));
    const estimate = { gradient, y: middle(nodes, found.points), memory: most };
    return withLowerGradient(problem, x, estimate);
  };
}

interface Effort {
  readonly lambda: number;
  readonly lowerSteps: number;
  readonly step: number;
}

function differences(
  levels: Levels,
  x: Float64Array,
  from: readonly Float64Array[],
  nodes: readonly DifferenceNode[],
  { lambda, lowerSteps, step }: Effort,
): { readonly gradient: Float64Array; readonly points: readonly Float64Array[] } {
  // Minibatches of penalised problems are numbered through; the problem without a penalty has its own
  const penalised = nodes.filter(({ j }) => j !== 0).length;
  const points = nodes.map(({ j }, i) => {
    let y = from[i];
    const place = nodes.slice(0, i).filter(({ j }) => j !== 0).length;
    for (let t = 0; t < lowerSteps; t++) {
      const draw = t * penalised + place;
      const pull = levels.lower(j === 0 ? "lower" : "penalised", j === 0 ? t : draw).gradient(x, y);
      if (j !== 0) axpy(j / lambda, levels.outer(draw).gradientY(x, y), pull);
      y = aypx(-step, y, pull);
    }
    return y;
  });
  const [lower, outer] = [levels.lower("cross"), levels.outer(lowerSteps * penalised)];
  const gradient = new Float64Array(x.length);
  nodes.forEach(({ j, weight }, i) => {
    axpy(weight * lambda, lower.gradientX(x, points[i]), gradient);
    if (j !== 0) axpy(weight * j, outer.gradientX(x, points[i]), gradient);
  });
  return { gradient, points };
}

/** y, or the mean of those on its two sides, which is as near to it as λ^{−2}. */
function middle(nodes: readonly DifferenceNode[], points: readonly Float64Array[]): Float64Array {
  const of = (wanted: number): Float64Array => points[nodes.findIndex(({ j }) => j === wanted)];
  if (nodes.some(({ j }) => j === 0)) return of(0);
  return waxpy(0.5, waxpy(-1, of(-1), of(1)), of(-1));
}

/** Settings of `f2saP`. */
export interface F2saPOptions
  extends PenaltyDifferencesOptions, OuterSteps, LowerSteps, BatchOptions {
  /** λ grows as λ (k + 1)^growth; 0 unless said. */
  readonly lambdaGrowth?: number;
  /** Whether all uses in an iteration share one minibatch of each level; false unless said. */
  readonly shareBatch?: boolean;
}

/** The state of `f2saP`; its u stays 0, and its y is that without a penalty, or the mean of its neighbours. */
export interface F2saPState extends BilevelState {
  /** The minimisers' estimates, one a place of the difference. */
  readonly points: readonly Float64Array[];
}

/**
 * F2SA-p: T steps of each point from where it was, then a step of x along the p-th order difference. With p = 1
 * and whole levels, or one minibatch for all, it is `f2sa`. In minibatches each gradient of a point has its own,
 * and the step of x has one for all points, so that what λ multiplies is a difference on the same observations.
 * The published step of x is divided by the length of its direction; here it is not.
 *
 * @throws {RangeError} if an option is malformed; the first step, if there is a batch size and the problem is no
 * finite sum.
 *
 * @example
 * ```ts
 * import { f2saP, quadratic, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const method = f2saP({ p: 2, lambda: 1000, lowerSteps: 50, outerStep: 1 });
 * let state = method.init(problem);
 * for (let k = 0; k < 200; k++) state = method.step(problem, state, k, Stream.of("steps", k));
 * const size = (x: Float64Array) => Math.hypot(...problem.exactGradient(x)).toFixed(3);
 * console.log(size(problem.start.x), size(state.x)); // 2.964 0.000
 * ```
 */
export function f2saP(options: F2saPOptions): BilevelMethod<F2saPState> {
  checkOptions("f2sa-p", options, {
    ...DIFFERENCES,
    lambdaGrowth: optional(nonNegative),
    shareBatch: optional(flag),
    ...OUTER_STEPS,
    ...LOWER_STEPS,
    ...BATCH,
  });
  const { lowerSteps, lambdaGrowth = 0, shareBatch = false } = options;
  const nodes = differenceNodes(options.p);
  return {
    init(problem) {
      const state = startingState(problem);
      return { ...state, points: nodes.map(() => state.y) };
    },
    step(problem, { x, u, points }, k, random) {
      const levels = levelsOf("f2sa-p", problem, options, random, shareBatch);
      const { gradient, ...found } = differences(levels, x, points, nodes, {
        lambda: options.lambda / decayed(k, lambdaGrowth),
        lowerSteps,
        step: lowerStep(options, problem, x, k),
      });
      return {
        x: waxpy(-outerStep(options, k), gradient, x),
        y: middle(nodes, found.points),
        u,
        points: found.points,
      };
    },
  };
}
