/**
 * Approximate implicit differentiation (AID) of a fixed point without sampling.
 *
 * @module
 */

import type { FixedPointProblem } from "../../problems/parametric/fixed_point_contract.ts";
import type { FixedPointEstimator } from "./fixed_point_estimator.ts";
import { conjugateGradients, type ConjugateGradientsOptions, normalEquations } from "./krylov.ts";
import type { LinearSolution } from "./linear_system.ts";
import { recordAt, type SystemRecord } from "./system_record.ts";
import { checkOptions, nonNegative, object, oneOf, optional, whole } from "./options.ts";
import { axpy, numbersIn, waxpy } from "../../numerics/vectors.ts";

/** How (I − ∂₁Φᵀ) v = ∇₁E is solved, as JSON. */
export interface BatchAdjointOptions extends ConjugateGradientsOptions {
  /**
   * "fixed-point" is v ← ∂₁Φᵀ v + ∇₁E, "cg" conjugate gradients, for problems with a symmetric ∂₁Φ alone, and
   * "cg-normal" conjugate gradients on (I − ∂₁Φ)(I − ∂₁Φᵀ) v = (I − ∂₁Φ) ∇₁E.
   */
  readonly solver: "fixed-point" | "cg" | "cg-normal";
}

/** Settings of `batchImplicit`. */
export interface BatchImplicitOptions {
  /** T ≥ 0, steps w ← Φ(w, λ). */
  readonly t: number;
  /** How the adjoint is solved for. */
  readonly adjoint: BatchAdjointOptions;
}

/**
 * AID: ∇₂E + ∂₂Φᵀ v at w = w_T, where w_T is T steps w ← Φ(w, λ) and v an approximate solution of
 * (I − ∂₁Φ(w_T, λ)ᵀ) v = ∇₁E, from 0 unless given. K fixed-point iterations are K products (the first from 0 is
 * free), K of conjugate gradients K, and K on the normal equations 2K + 1. The tolerance is for
 * conjugate gradients alone. The record of a fixed-point iteration is that of the iterate before its last
 * step. R. Grazzi, L. Franceschi, M. Pontil, S. Salzo, "On the iteration
 * complexity of hypergradient computation", ICML 2020.
 *
 * @throws {RangeError} if an option is malformed; the estimator, if the solver is "cg" and ∂₁Φ not
 * symmetric.
 */
export function batchImplicit(options: BatchImplicitOptions): FixedPointEstimator {
  checkOptions("batch implicit", options, { t: whole(0), adjoint: object });
  checkOptions("batch implicit: adjoint", options.adjoint, {
    solver: oneOf("fixed-point", "cg", "cg-normal"),
    iterations: whole(0),
    ...(options.adjoint.solver === "fixed-point" ? {} : { tolerance: optional(nonNegative) }),
  });
  return (problem, lambda, { w: start, v: from }) => {
    const { map, outer } = problem;
    let w = start;
    for (let i = 0; i < options.t; i++) w = map.phi(w, lambda);
    const b = outer.gradientW(w, lambda);
    const { u: v, memory, system } = solve(problem, w, lambda, b, from, options.adjoint);
    const indirect = map.d2T(w, lambda, v);
    const gradient = axpy(1, indirect, outer.gradientLambda(w, lambda));
    const most = Math.max(memory + numbersIn(w, b), numbersIn(w, v, gradient, indirect));
    return { gradient, w, v, memory: most, system };
  };
}

function solve(
  { name, map, symmetric }: FixedPointProblem,
  w: Float64Array,
  lambda: Float64Array,
  b: Float64Array,
  from: Float64Array | undefined,
  { solver, iterations, tolerance = 0 }: BatchAdjointOptions,
): LinearSolution {
  /** (I − ∂₁Φᵀ) p. */
  const transposed = (p: Float64Array): Float64Array => waxpy(-1, map.d1T(w, lambda, p), p);
  if (solver === "fixed-point") {
    let v = from ?? new Float64Array(b.length);
    let system: SystemRecord = {};
    for (let j = 0; j < iterations; j++) {
      const next = j === 0 && from === undefined ? b.slice() : axpy(1, b, map.d1T(w, lambda, v));
      // A step is what the iterate before it has left of the system
      if (j === iterations - 1) system = recordAt({ b }, v, waxpy(-1, next, v));
      v = next;
    }
    return { u: v, memory: numbersIn(v, v), system };
  }
  if (solver === "cg" && !symmetric) {
    throw new RangeError(
      `batch implicit: ∂₁Φ of ${name} is not symmetric: give the solver "cg-normal"`,
    );
  }
  /** (I − ∂₁Φ) p. */
  const straight = (p: Float64Array): Float64Array => waxpy(-1, map.d1(w, lambda, p), p);
  const start = from === undefined ? {} : { from };
  if (solver === "cg-normal") {
    const operator = { times: transposed, transposed: straight };
    return normalEquations({ b, ...start }, operator, { iterations, tolerance });
  }
  const operator = { times: transposed };
  const solveSymmetric = conjugateGradients({ iterations, tolerance });
  return solveSymmetric({ hessians: () => operator, b, step: 1, ...start });
}
