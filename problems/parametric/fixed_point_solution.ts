/**
 * The solution and the gradient of a fixed-point problem, iterated until rounding stops it.
 *
 * @module
 */

import type { FixedPointMap, OuterObjective } from "./fixed_point_contract.ts";

const MOST_STEPS = 100_000;

/** The two truths of a fixed-point problem. */
export interface FixedPointSolution {
  /** w(λ), dw. */
  exactSolution(lambda: Float64Array): Float64Array;
  /** ∇F(λ), dlambda. */
  exactGradient(lambda: Float64Array): Float64Array;
}

/**
 * w(λ) by w ← Φ(w, λ) from `start`, and ∇₂E + ∂₂Φᵀ v with v by v ← ∂₁Φᵀ v + ∇₁E from 0.
 *
 * For a contraction in the Euclidean norm the steps shrink until rounding stops them; the error is
 * then about 10⁻¹⁶/(1 − q).
 */
export function fixedPointSolution(
  map: FixedPointMap,
  outer: OuterObjective,
  start: Float64Array,
): FixedPointSolution {
  const exactSolution = (lambda: Float64Array): Float64Array =>
    iterate((w) => map.phi(w, lambda), start);
  return {
    exactSolution,
    exactGradient: (lambda) => gradientAt({ map, outer }, exactSolution(lambda), lambda),
  };
}

/** What of a problem its truths are made of. */
export interface MapAndObjective {
  /** Φ. */
  readonly map: FixedPointMap;
  /** E. */
  readonly outer: OuterObjective;
}

/**
 * v(w) = (I − ∂₁Φ(w, λ)ᵀ)⁻¹ ∇₁E(w, λ), dw.
 *
 * @throws {RangeError} as `iterate`.
 */
export function adjointAt(
  { map, outer }: MapAndObjective,
  w: Float64Array,
  lambda: Float64Array,
): Float64Array {
  const b = outer.gradientW(w, lambda);
  return iterate((v) => map.d1T(w, lambda, v).map((value, l) => value + b[l]), b);
}

/**
 * ∇₂E + ∂₂Φᵀ v(w) at (w, λ), dlambda: ∇F(λ) at w = w(λ).
 *
 * @throws {RangeError} as `iterate`.
 */
export function gradientAt(
  of: MapAndObjective,
  w: Float64Array,
  lambda: Float64Array,
): Float64Array {
  const indirect = of.map.d2T(w, lambda, adjointAt(of, w, lambda));
  return of.outer.gradientLambda(w, lambda).map((value, k) => value + indirect[k]);
}

/**
 * The fixed point of a Euclidean contraction, from `start`.
 *
 * @throws {RangeError} if the steps do not shrink to rounding: the map is then none.
 */
export function iterate(
  apply: (w: Float64Array) => Float64Array,
  start: Float64Array,
): Float64Array {
  let w = start;
  let last = Infinity;
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = apply(w);
    let square = 0;
    let size = 0;
    for (let l = 0; l < w.length; l++) {
      square += (next[l] - w[l]) * (next[l] - w[l]);
      size += next[l] * next[l];
    }
    w = next;
    if (square < last) {
      last = square;
      if (square > 0) continue;
    }
    if (square <= 1e-20 * Math.max(1, size)) return w;
    break;
  }
  throw new RangeError(
    `the fixed point was not reached: a step still moves by ${Math.sqrt(last)}; check that λ is ` +
      `finite and that the map is a contraction there`,
  );
}
