/**
 * The solution and the gradient of a fixed-point problem, iterated until rounding stops it.
 *
 * @module
 */

import { axpy } from "../../numerics/vectors.ts";
import type { BilevelProblem, OuterLevel } from "./contract.ts";
import type { FixedPointMap, FixedPointProblem } from "./fixed_point_contract.ts";

const MOST_STEPS = 100_000;

/** The two truths of a fixed-point problem. */
export type FixedPointSolution = Pick<BilevelProblem, "exactLower" | "exactGradient">;

/**
 * y*(x) by y ← Φ(x, y) from `start`, and ∇_x f + ∂_xΦᵀ v with v by v ← ∂_yΦᵀ v + ∇_y f from 0.
 *
 * For a contraction in the Euclidean norm the steps shrink until rounding stops them; the error is
 * then about 10⁻¹⁶/(1 − q).
 */
export function fixedPointSolution(
  map: FixedPointMap,
  outer: OuterLevel,
  start: Float64Array,
): FixedPointSolution {
  const exactLower = (x: Float64Array): Float64Array => iterate((y) => map.phi(x, y), start);
  return {
    exactLower,
    exactGradient: (x) => gradientAt({ map, outer }, x, exactLower(x)),
  };
}

/** What of a problem its truths are made of. */
export type MapAndObjective = Pick<FixedPointProblem, "map" | "outer">;

/**
 * v(y) = (I − ∂_yΦ(x, y)ᵀ)⁻¹ ∇_y f(x, y), dy.
 *
 * @throws {RangeError} as `iterate`.
 */
export function adjointAt(
  { map, outer }: MapAndObjective,
  x: Float64Array,
  y: Float64Array,
): Float64Array {
  const b = outer.gradientY(x, y);
  return iterate((v) => axpy(1, b, map.vjp(x, y, v)), b);
}

/**
 * ∇_x f + ∂_xΦᵀ v(y) at (x, y), dx: ∇F(x) at y = y*(x).
 *
 * @throws {RangeError} as `iterate`.
 */
export function gradientAt(
  of: MapAndObjective,
  x: Float64Array,
  y: Float64Array,
): Float64Array {
  const indirect = of.map.vjpX(x, y, adjointAt(of, x, y));
  return axpy(1, indirect, of.outer.gradientX(x, y));
}

/**
 * The fixed point of a Euclidean contraction, from `start`.
 *
 * @throws {RangeError} if the steps do not shrink to rounding: the map is then none.
 */
export function iterate(
  apply: (y: Float64Array) => Float64Array,
  start: Float64Array,
): Float64Array {
  let y = start;
  let last = Infinity;
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = apply(y);
    let square = 0;
    let size = 0;
    for (let l = 0; l < y.length; l++) {
      square += (next[l] - y[l]) * (next[l] - y[l]);
      size += next[l] * next[l];
    }
    y = next;
    if (square < last) {
      last = square;
      if (square > 0) continue;
    }
    if (square <= 1e-20 * Math.max(1, size)) return y;
    break;
  }
  throw new RangeError(
    `the fixed point was not reached: a step still moves by ${Math.sqrt(last)}; check that x is ` +
      `finite and that the map is a contraction there`,
  );
}
