/**
 * Gradient steps on a lower level as a fixed-point problem.
 *
 * @module
 */

import { aypx, scal } from "../../numerics/vectors.ts";
import type { LowerLevel, ParametricProblem } from "./contract.ts";
import type { FixedPointMap, FixedPointProblem } from "./fixed_point_contract.ts";
import { requireBetween } from "../../numerics/require.ts";

/** Settings of `gradientMap`. */
export interface GradientMapOptions {
  /** α > 0; 2/(L + μ) at the problem's starting x unless said. */
  readonly step?: number;
}

/**
 * The fixed-point problem with Φ(x, y) = y − α ∇_y g(x, y), of a problem with a finite sum as lower
 * level: ∂_yΦ = I − α ∇²_yy g and ∂_xΦᵀ u = −α ∇²_xy g u. The adjoint is 1/α times that of the problem,
 * and the gradient the same.
 *
 * α is one number, so that Φ's derivative in x is the one stated; q = max(|1 − αμ|, |1 − αL|) depends
 * on x, and reaches 1 where αL(x) reaches 2. Asked through a counted problem, phi counts as
 * a lower gradient, each product with ∂_yΦ as a Hessian and a product, and vjpX as a cross product.
 *
 * @throws {RangeError} if the lower level is no finite sum, or α is not positive.
 *
 * @example
 * ```ts
 * import { gradientMap, linearData, ridge, Stream } from "@bigrad/bigrad";
 *
 * const data = linearData({ n: 20, validation: 20, p: 3 }, Stream.of("my data"));
 * const problem = ridge(data);
 * const fixedPoint = gradientMap(problem);
 * const { x } = problem.start;
 * const y = fixedPoint.exactLower(x);
 * console.log(fixedPoint.map.phi(x, y).every((value, l) => Math.abs(value - y[l]) < 1e-12)); // true
 * ```
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
    ...{ name, dx, dy, start, outer },
    ...(outerSum === undefined ? {} : { outerSum }),
    map: stepOn(lower, alpha),
    mapSum: { size: lowerSum.size, batch: (rows) => stepOn(lowerSum.batch(rows), alpha) },
    symmetric: true,
    contraction(x) {
      const { mu, L } = problem.curvature(x);
      return contractionOfStep(alpha, mu, L);
    },
    exactLower: (x) => problem.exactLower(x),
    exactGradient: (x) => problem.exactGradient(x),
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

function stepOn(level: LowerLevel, alpha: number): FixedPointMap {
  const product: FixedPointMap["jvp"] = (x, y, p) => aypx(-alpha, p, level.hessian(x, y).times(p));
  return {
    phi: (x, y) => aypx(-alpha, y, level.gradient(x, y)),
    jvp: product,
    vjp: product,
    vjpX: (x, y, v) => scal(-alpha, level.cross(x, y, v)),
  };
}
