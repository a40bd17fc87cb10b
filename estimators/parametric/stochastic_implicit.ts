/**
 * Stochastic implicit differentiation (SID): a stochastic fixed-point iteration for the lower level,
 * another for the adjoint's linear system, and a mean over samples for the cross term.
 *
 * R. Grazzi, M. Pontil, S. Salzo, "Convergence properties of stochastic hypergradients", AISTATS
 * 2021, arXiv 2011.07122; the mean over J samples is of their "Bilevel optimization with a lower-level
 * contraction: optimal sample complexity without warm-start", JMLR 2023, arXiv 2202.03397.
 *
 * @module
 */

import { copyOf, zeros } from "../../numerics/arrays.ts";
import type {
  FixedPointMap,
  FixedPointProblem,
} from "../../problems/parametric/fixed_point_contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import { anchoredMap } from "./anchored_map.ts";
import type { FixedPointEstimator, Hypergradient, HypergradientStart } from "./contract.ts";
import { sampler } from "./map_samples.ts";
import { checkOptions, object, oneOf, optional, type Rule, whole } from "./options.ts";
import {
  type Averaging,
  DEFAULT_STEPS,
  run,
  type StepOptions,
  type StepSequence,
  stepSequence,
} from "./step_sequence.ts";
import { axpy, numbersIn } from "../../numerics/vectors.ts";

/** How much is done, and on which samples. */
export interface EffortOptions {
  /** t ≥ 0, steps of y. */
  readonly t: number;
  /** k ≥ 0, steps of u. */
  readonly k: number;
  /** J ≥ 1, samples of the cross term. */
  readonly J: number;
  /** Observations in a sample; the map itself, without noise, unless said. */
  readonly batch?: number;
}

/** Settings of `stochasticImplicit`. */
export interface StochasticImplicitOptions extends EffortOptions {
  /** The steps of y; decreasing with β = γ = 2/(1 − q²) unless said. */
  readonly steps?: StepOptions;
  /** The steps of u; those of y unless said. */
  readonly adjointSteps?: StepOptions;
  /** What of y_1, …, y_t is used; "last" unless said. */
  readonly averaging?: Averaging;
  /** What of u_1, …, u_k is used; as for y unless said. */
  readonly adjointAveraging?: Averaging;
  /** Steps of y from one anchor of `anchoredMap` to the next; no anchors unless said. */
  readonly anchorPeriod?: number;
  /** The same for u; no anchors unless said. */
  readonly adjointAnchorPeriod?: number;
}

/** The rules of `EffortOptions`. */
export const EFFORT: Readonly<Record<keyof EffortOptions, Rule>> = {
  t: whole(0),
  k: whole(0),
  J: whole(1),
  batch: optional(whole(1)),
};

const averaging = optional(oneOf("last", "polyak"));

/** The rules of `StochasticImplicitOptions`. */
export const STOCHASTIC_IMPLICIT: Readonly<Record<keyof StochasticImplicitOptions, Rule>> = {
  ...EFFORT,
  steps: optional(object),
  adjointSteps: optional(object),
  averaging,
  adjointAveraging: averaging,
  anchorPeriod: optional(whole(1)),
  adjointAnchorPeriod: optional(whole(1)),
};

/**
 * SID: with rows drawn independently for each use from the streams "lower", "linsys" and "cross",
 *
 *     y ← (1 − η_i) y + η_i Φ̂(x, y, ζ_i), t times,
 *     u ← (1 − η_j) u + η_j (∂_yΦ̂(x, y_t, ζ'_j)ᵀ u + ∇_y f(x, y_t)), k times, from 0 unless given,
 *     ∇̂F = ∇_x f(x, y_t) + (1/J) Σ_j ∂_xΦ̂(x, y_t, ζ''_j)ᵀ u_k.
 *
 * It asks for t samples of Φ, k of ∂_yΦᵀ (one less from u = 0, where the first product is 0) and J of ∂_xΦᵀ,
 * those J in one call. Without a batch size there is no noise: with constant steps of 1 it is then
 * AID by fixed point, and one product is all that J asks for. With anchors the maps that are stepped
 * along are those of `anchoredMap`: each period of m steps asks for all observations once, and for
 * 2(m − 1) samples, but the first of u from 0 for m − 1 samples alone.
 *
 * @throws {RangeError} if an option is malformed; the estimator, if steps decrease and the problem is
 * no contraction, or there is a batch size and no random source.
 *
 * @example
 * ```ts
 * import { gradientMap, linearData, ridge, stochasticImplicit, Stream } from "@bigrad/bigrad";
 *
 * const data = linearData({ n: 20, validation: 20, p: 3 }, Stream.of("my data"));
 * const problem = gradientMap(ridge(data));
 * const { x, y } = problem.start;
 * const sid = stochasticImplicit({ t: 2000, k: 2000, J: 200, batch: 5 });
 * const { gradient } = sid(problem, x, { y, random: Stream.of("my rows") });
 * console.log(gradient[0].toFixed(3), problem.exactGradient(x)[0].toFixed(3)); // 0.252 0.252
 * ```
 */
export function stochasticImplicit(options: StochasticImplicitOptions): FixedPointEstimator {
  checkOptions("stochastic implicit", options, STOCHASTIC_IMPLICIT);
  const solve = solversOf("stochastic implicit", options);
  return (problem, x, from) => stochasticGradient(problem, x, from, options, solve);
}

/** The two iterations of `stochasticImplicit`, ready for a problem. */
export interface Solvers {
  /** For errors. */
  readonly owner: string;
  /** The steps of y. */
  readonly lower: StepSequence;
  /** The solver of u. */
  readonly adjoint: AdjointSolver;
  /** What of y is used. */
  readonly averaging: Averaging;
  /** Steps of y from one anchor to the next, if it has any. */
  readonly anchorPeriod: number | undefined;
}

/** (I − ∂_yΦ(x, y)ᵀ) u = b, to be solved by products with sampled ∂_yΦᵀ. */
export interface AdjointSystem {
  /** Number of steps. */
  readonly steps: number;
  /** b, dy. */
  readonly b: Float64Array;
  /** Where it starts, dy; 0 unless given. */
  readonly from: Float64Array | undefined;
  /** q. */
  readonly contraction: number;
  /** A new sample of u ↦ ∂_yΦ(x, y)ᵀ u, whose rows are drawn when it is first used. */
  draw(): (v: Float64Array) => Float64Array;
  /** ∂_yΦ(x, y)ᵀ u itself. */
  mean(v: Float64Array): Float64Array;
}

/** A stochastic solver of adjoint systems. */
export type AdjointSolver = (
  system: AdjointSystem,
) => { readonly u: Float64Array; readonly memory: number };

/**
 * The two iterations that the options name.
 *
 * @throws {RangeError} if the steps are malformed.
 */
export function solversOf(
  owner: string,
  options: Omit<StochasticImplicitOptions, keyof EffortOptions>,
): Solvers {
  const { steps = DEFAULT_STEPS, adjointSteps = steps, averaging = "last" } = options;
  const { adjointAveraging = averaging, anchorPeriod, adjointAnchorPeriod } = options;
  return {
    owner,
    lower: stepSequence(`${owner}: steps`, steps),
    adjoint: adjointIteration(
      stepSequence(`${owner}: adjointSteps`, adjointSteps),
      adjointAveraging,
      adjointAnchorPeriod,
    ),
    averaging,
    anchorPeriod,
  };
}

function adjointIteration(
  sequence: StepSequence,
  averaging: Averaging,
  period: number | undefined,
): AdjointSolver {
  return ({ steps, b, from, contraction, draw, mean }) => {
    const start = from ?? zeros(b.length);
    /** u ↦ product(u) + b. From u = 0 the product is 0, and not asked for. */
    const affine = (product: AdjointSystem["mean"]) => (v: Float64Array): Float64Array =>
      v === start && from === undefined ? copyOf(b) : axpy(1, b, product(v));
    const u = run({
      steps,
      start,
      size: sequence(contraction),
      apply: anchoredMap({ draw: () => affine(draw()), mean: affine(mean) }, period),
      averaging,
    });
    return { u, memory: iterationMemory(u, averaging, period) };
  };
}

/** An iterate, the next one, their mean, and an anchor, its image and its sample. */
function iterationMemory(
  y: Float64Array,
  averaging: Averaging,
  period: number | undefined,
): number {
  const vectors = 2 + (averaging === "last" ? 0 : 1) + (period === undefined ? 0 : 3);
  return vectors * y.length;
}

/** The estimate itself, of `stochasticImplicit` and of methods with other solvers of u. */
export function stochasticGradient(
  problem: FixedPointProblem,
  x: Float64Array,
  { y: start, u: from, random }: HypergradientStart,
  { t, k, J, batch }: EffortOptions,
  { owner, lower, adjoint, averaging, anchorPeriod }: Solvers,
): Hypergradient {
  const stream = (use: string): RandomSource | undefined => random?.split(use);
  const contraction = problem.contraction(x);
  const { map, outer } = problem;
  const drawLower = sampler(owner, problem, batch, stream("lower"));
  const y = run({
    steps: t,
    start,
    size: lower(contraction),
    apply: anchoredMap({
      draw() {
        const sample = drawLower();
        return (y) => sample.phi(x, y);
      },
      mean: (y) => map.phi(x, y),
    }, anchorPeriod),
    averaging,
  });
  const b = outer.gradientY(x, y);
  const drawProduct = sampler(owner, problem, batch, stream("linsys"));
  const { u, memory } = adjoint({
    steps: k,
    b,
    from,
    contraction,
    draw() {
      let sample: FixedPointMap | undefined;
      return (v) => (sample ??= drawProduct()).vjp(x, y, v);
    },
    mean: (v) => map.vjp(x, y, v),
  });
  // The mean over J minibatches is that over one of J times their size
  const cross = batch === undefined ? undefined : J * batch;
  const indirect = sampler(owner, problem, cross, stream("cross"))().vjpX(x, y, u);
  const gradient = axpy(1, indirect, outer.gradientX(x, y));
  const most = Math.max(
    iterationMemory(y, averaging, anchorPeriod),
    memory + numbersIn(y, b),
    numbersIn(y, u, gradient, indirect),
  );
  return { gradient, y, u, memory: most };
}
