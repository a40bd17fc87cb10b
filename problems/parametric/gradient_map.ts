/**
 * Gradient steps on a lower level as a fixed-point problem.
 *
 * @module
 */

import type { LowerLevel, OuterLevel, ParametricProblem } from "./contract.ts";
import type { FixedPointMap, FixedPointProblem, OuterObjective } from "./fixed_point_contract.ts";
import { requireBetween } from "./require.ts";

/** Settings of `gradientMap`. */
export interface GradientMapOptions {
  /** α > 0; 2/(L + μ) at the problem's starting x unless said. */
  readonly step?: number;
}

/**
 * The fixed-point problem with Φ(w, λ) = w − α ∇_y g(λ, w), of a problem with a finite sum as lower
 * level: w is y, λ is x, ∂₁Φ = I − α ∇²_yy g and ∂₂Φᵀ v = −α ∇²_xy g v. The adjoint v is 1/α times that
 * of the problem, and the gradient the same.
 *
 * α is one number, so that Φ's derivative in λ is the one stated; q = max(|1 − αμ|, |1 − αL|) depends
 * on λ, and reaches 1 where αL(λ) reaches 2. Asked through a counted problem, phi counts as
 * a lower gradient, each product with ∂₁Φ as a Hessian and a product, and d2T as a cross product.
 *
 * @throws {RangeError} if the lower level is no finite sum, or α is not positive.
 */
export function gradientMap(
  problem: ParametricProblem,
  { step }: GradientMapOptions = {},
): FixedPointProblem {
  const { name, lower, lowerSum, outer, outerSum, start, dx, dy } = problem;
  if (lowerSum === undefined) {
    throw new RangeError(`${name} is no finite sum: give a problem with observations to sample`);
  }
  const alpha = step ?? bestStep(problem.curvature(start.x));
  requireBetween(`${name}: step`, alpha, Number.MIN_VALUE, Number.MAX_VALUE);
  return {
    name,
    dw: dy,
    dlambda: dx,
    start: { lambda: start.x, w: start.y },
    outer: objective(outer, outerSum?.size ?? 1),
    ...(outerSum === undefined ? {} : {
      outerSum: {
        size: outerSum.size,
        batch: (rows: Uint32Array) => objective(outerSum.batch(rows), rows.length),
      },
    }),
    map: stepOn(lower, alpha),
    sum: { size: lowerSum.size, batch: (rows) => stepOn(lowerSum.batch(rows), alpha) },
    symmetric: true,
    contraction(lambda) {
      const { mu, L } = problem.curvature(lambda);
      return contractionOfStep(alpha, mu, L);
    },
    exactSolution: (lambda) => problem.exactLower(lambda),
    exactGradient: (lambda) => problem.exactGradient(lambda),
  };
}

/** 2/(L + μ), the step that contracts the most. */
export function bestStep({ mu, L }: { readonly mu: number; readonly L: number }): number {
  return 2 / (mu + L);
}

/** max(|1 − αμ|, |1 − αL|), the contraction constant of gradient steps of size α. */
export function contractionOfStep(alpha: number, mu: number, L: number): number {
  return Math.max(Math.abs(1 - alpha * mu), Math.abs(1 - alpha * L));
}

function objective(of: OuterLevel, size: number): OuterObjective {
  return {
    size,
    value: (w, lambda) => of.value(lambda, w),
    gradientW: (w, lambda) => of.gradientY(lambda, w),
    gradientLambda: (w, lambda) => of.gradientX(lambda, w),
  };
}

function stepOn(level: LowerLevel, alpha: number): FixedPointMap {
  const d1 = (w: Float64Array, lambda: Float64Array, p: Float64Array): Float64Array =>
    step(p, level.hessian(lambda, w).times(p), alpha);
  return {
    phi: (w, lambda) => step(w, level.gradient(lambda, w), alpha),
    d1,
    d1T: d1,
    d2T(w, lambda, v) {
      const out = level.cross(lambda, w, v);
      for (let k = 0; k < out.length; k++) out[k] *= -alpha;
      return out;
    },
  };
}

/** direction ← point − α direction; returns it. */
function step(point: Float64Array, direction: Float64Array, alpha: number): Float64Array {
  for (let l = 0; l < direction.length; l++) direction[l] = point[l] - alpha * direction[l];
  return direction;
}
