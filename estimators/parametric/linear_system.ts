/**
 * Systems H u = b, H = ∇²_yy g or (I − ∂_yΦ)ᵀ, for one right-hand side or for several that share H, and what solves them.
 *
 * A solver gives its latest iterate, whatever stopped it, and says in its record what is known of it.
 * Where there is no solution in numbers (b or H is not finite), u is not finite either: divergence is
 * an outcome, not an error. H need not be positive. It is symmetric for all solvers but those that step along
 * the residual, and those on normal equations, which ask for its transpose.
 *
 * @module
 */

import type { Hessian } from "../../problems/parametric/contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { SystemRecord } from "./system_record.ts";

/** H by its products. */
export interface SystemMatrix extends Hessian {
  /** H'p for k vectors p, where H is not symmetric. */
  transposed?(p: Float64Array, k?: number): Float64Array;
}

/** H as each iteration j = 0, 1, … of a solver sees it: the same one, or a new minibatch's. */
export type Hessians = (j: number) => SystemMatrix;

/** Systems H u = b to solve. */
export interface LinearSystem {
  /** H. */
  readonly hessians: Hessians;
  /** Right-hand sides, count×dy. */
  readonly b: Float64Array;
  /** Number of right-hand sides; 1 unless said. */
  readonly count?: number;
  /** Where iterations start, count×dy; 0 unless given. */
  readonly from?: Float64Array;
  /** The step size γ of a solver that takes steps and was given none. */
  readonly step: number;
  /** For solvers that draw. */
  readonly random?: RandomSource;
  /**
   * H where nobody counts its products: with it a solver that does not know the residual of its last
   * iterate asks for it, by one product more.
   */
  readonly check?: Hessian | undefined;
}

/** What a solver has found. */
export interface LinearSolution {
  /** u, count×dy. */
  readonly u: Float64Array;
  /** Numbers in the arrays that the solver held at once, u among them, but for those of the record. */
  readonly memory: number;
  /** What is known of the systems. */
  readonly system: SystemRecord;
}

/** A solver of linear systems. */
export type LinearSolver = (system: LinearSystem) => LinearSolution;
