/**
 * The outer objective of problems that have a target and no validation data.
 *
 * @module
 */

import { copyOf } from "../../numerics/arrays.ts";
import { scal, waxpy } from "../../numerics/vectors.ts";
import type { OuterLevel } from "./contract.ts";
import { requireLength } from "../../numerics/require.ts";

/** f(x, y) = ½ ‖y − target‖² + ½ ρ ‖x‖², x of length dx. */
export function targetObjective(
  target: Float64Array,
  dx: number,
  rho: number,
): OuterLevel {
  const check = (x: Float64Array, y: Float64Array): void => {
    requireLength("y", y, target.length);
    requireLength("x", x, dx);
  };
  return {
    value(x, y) {
      check(x, y);
      let sum = 0;
      for (let l = 0; l < y.length; l++) sum += (y[l] - target[l]) * (y[l] - target[l]);
      for (let k = 0; k < dx; k++) sum += rho * x[k] * x[k];
      return sum / 2;
    },
    gradientY(x, y) {
      check(x, y);
      return waxpy(-1, target, y);
    },
    gradientX(x, y) {
      check(x, y);
      return scal(rho, copyOf(x));
    },
  };
}
