/**
 * The lower level at one x as an equation r(x, y) = 0: r is ∇_y g of an objective, and y − Φ(x, y) of a fixed
 * point. A gradient step is a fixed point, and a fixed point a root.
 *
 * @module
 */

import { zeros } from "../../numerics/arrays.ts";
import type { FixedPointMap } from "../../problems/parametric/fixed_point_contract.ts";
import { aypx, row, scal } from "../../numerics/vectors.ts";
import { hessiansAt, type Levels } from "./levels.ts";
import type { Hessians } from "./linear_system.ts";

/** What implicit differentiation asks of a lower level. */
export interface LowerEquation {
  /** y − γ r(x, y), a new array; in minibatches that of the j-th. */
  step(y: Float64Array, gamma: number, j: number): Float64Array;
  /** (∂_y r(x, y))', dy×dy. */
  matrices(y: Float64Array): Hessians;
  /** (∂_x r(x, y))' u, dx. */
  cross(y: Float64Array, u: Float64Array): Float64Array;
}

/** ∇_y g = 0. */
export function equationOfLevels(levels: Levels, x: Float64Array): LowerEquation {
  return {
    step: (y, gamma, j) => aypx(-gamma, y, levels.lower("lower", j).gradient(x, y)),
    matrices: (y) => hessiansAt(levels, x, y),
    cross: (y, u) => levels.lower("cross").cross(x, y, u),
  };
}

/** y − Φ = 0. */
export function equationOfMap(map: FixedPointMap, x: Float64Array): LowerEquation {
  return {
    step(y, gamma) {
      const next = map.phi(x, y);
      // Φ itself, to the bit, for γ = 1
      for (let l = 0; l < y.length; l++) next[l] = (1 - gamma) * y[l] + gamma * next[l];
      return next;
    },
    matrices(y) {
      const matrix = {
        times: less((p) => map.vjp(x, y, p)),
        transposed: less((p) => map.jvp(x, y, p)),
      };
      return () => matrix;
    },
    cross: (y, u) => scal(-1, map.vjpX(x, y, u)),
  };
}

/** p ↦ p − product(p), for k vectors p. */
function less(
  product: (p: Float64Array) => Float64Array,
): (p: Float64Array, k?: number) => Float64Array {
  return (p, k = 1) => {
    const n = p.length / k;
    const out = zeros(p.length);
    for (let i = 0; i < k; i++) out.set(product(row(p, i, n)), i * n);
    return aypx(-1, p, out);
  };
}
