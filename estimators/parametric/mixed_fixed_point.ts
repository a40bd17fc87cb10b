/**
 * SID with another solver of the adjoint: the mixed fixed-point iteration.
 *
 * @module
 */

import { zeros } from "../../numerics/arrays.ts";
import type { FixedPointEstimator } from "./contract.ts";
import { checkOptions, object, optional, share, whole } from "./options.ts";
import {
  type AdjointSolver,
  EFFORT,
  type EffortOptions,
  solversOf,
  stochasticGradient,
} from "./stochastic_implicit.ts";
import {
  DEFAULT_STEPS,
  type StepOptions,
  type StepSequence,
  stepSequence,
} from "./step_sequence.ts";
import { axpy, aypx, numbersIn } from "../../numerics/vectors.ts";

/** Settings of `mixedFixedPoint`. */
export interface MixedFixedPointOptions extends EffortOptions {
  /** a, from 0 (unrolling) to 1 (SID). */
  readonly mixing: number;
  /** The steps of y; decreasing with β = γ = 2/(1 − q²) unless said. */
  readonly steps?: StepOptions;
  /** The steps of u; those of y unless said. */
  readonly adjointSteps?: StepOptions;
  /** As in SID. */
  readonly anchorPeriod?: number;
}

/**
 * SID whose u is the z_k of, from p = r = ∇_y f and z = 0 on, with one sample Â = I − ∂_yΦ̂ᵀ a step,
 *
 *     z ← z + η ((1 − a)(r + z) + a p − z),  p ← p + η (∇_y f − Âp),  r ← r − η Âr.
 *
 * p goes to the solution u and r to 0, and so z to u if a > 0. For a = 0 z is the sum of the ηr: it goes
 * to u without noise, and is unbiased with it, but its noise does not die out with the steps. Without
 * noise and with steps of 1, z_k is that of AID by fixed point for every a. The products after the last z
 * are not needed: it asks for 2(k − 1) samples of ∂_yΦᵀ, each pair on the same rows. A u to start from is
 * not used.
 *
 * The rule is that of the code published with N. Terashita, S. Hara, "Variance reduction of
 * stochastic hypergradient estimation by mixed fixed-point iteration", TMLR 2025; the remarks are
 * derived here.
 *
 * @throws {RangeError} as `stochasticImplicit`.
 */
export function mixedFixedPoint(options: MixedFixedPointOptions): FixedPointEstimator {
  const owner = "mixed fixed point";
  checkOptions(owner, options, {
    ...EFFORT,
    mixing: share,
    steps: optional(object),
    adjointSteps: optional(object),
    anchorPeriod: optional(whole(1)),
  });
  const { steps = DEFAULT_STEPS, adjointSteps = steps, anchorPeriod } = options;
  const solvers = {
    ...solversOf(owner, anchorPeriod === undefined ? { steps } : { steps, anchorPeriod }),
    adjoint: mixed(stepSequence(`${owner}: adjointSteps`, adjointSteps), options.mixing),
  };
  return (problem, x, from) => stochasticGradient(problem, x, from, options, solvers);
}

function mixed(sequence: StepSequence, a: number): AdjointSolver {
  return ({ steps, b, contraction, draw }) => {
    const size = sequence(contraction);
    let p = b;
    let r = b;
    const z = zeros(b.length);
    for (let j = 0; j < steps; j++) {
      const eta = size(j);
      for (let l = 0; l < z.length; l++) {
        z[l] += eta * ((1 - a) * (r[l] + z[l]) + a * p[l] - z[l]);
      }
      if (j === steps - 1) break;
      const transposed = draw();
      const excess = axpy(-1, b, aypx(-1, p, transposed(p)));
      p = aypx(-eta, p, excess);
      r = aypx(-eta, r, aypx(-1, r, transposed(r)));
    }
    // The three vectors, a product and its step
    return { u: z, memory: numbersIn(z, p, r, r, r) };
  };
}
