/**
 * Directions that remember: moving averages, and recursions whose variance goes to 0 with the steps.
 *
 * A. Cutkosky, F. Orabona, "Momentum-based variance reduction in non-convex SGD", NeurIPS 2019 (STORM);
 * C. Fang, C. J. Li, Z. Lin, T. Zhang, "SPIDER", NeurIPS 2018; Z. Li, H. Bao, X. Zhang, P. Richtárik, "PAGE",
 * ICML 2021.
 *
 * @module
 */

import { axpy, scal, waxpy } from "../../numerics/vectors.ts";
import type { Levels } from "./levels.ts";
import type { DirectionRule } from "./recursion_table.ts";

/** A point of both levels. */
export interface Point {
  /** Outer point, dx. */
  readonly x: Float64Array;
  /** Lower-level point, dy. */
  readonly y: Float64Array;
  /** Adjoint, dy. */
  readonly u: Float64Array;
  /** The y that steps to this one started from, where it matters. */
  readonly from?: Float64Array;
}

/** A direction, and the point of its newest term. */
export interface Kept {
  /** The direction: dx or dy numbers. */
  readonly direction: Float64Array;
  /** Where its newest term was asked for. */
  readonly at: Point;
}

/** A term at a point on minibatches: a new array. */
export type Term = (levels: Levels, at: Point) => Float64Array;

/** What a direction is renewed with. */
export interface Renewal {
  /** The minibatches of this iteration. */
  readonly levels: Levels;
  /** All observations, if it starts anew. */
  readonly anew?: Levels;
  /** η. */
  readonly newest: number;
}

/** The direction at a point, by what is kept of the last one: see `RECURSIONS`. Without that it is a term. */
export function renewed(
  rule: DirectionRule,
  term: Term,
  at: Point,
  kept: Kept | undefined,
  { levels, anew, newest }: Renewal,
): Kept {
  if (rule !== "plain" && anew !== undefined) return { direction: term(anew, at), at };
  const now = term(levels, at);
  if (rule === "plain" || kept === undefined || newest === 1) return { direction: now, at };
  if (rule === "average") {
    return { direction: axpy(1 - newest, kept.direction, scal(newest, now)), at };
  }
  const change = waxpy(-1, term(levels, kept.at), kept.direction);
  return { direction: axpy(1 - newest, change, now), at };
}
