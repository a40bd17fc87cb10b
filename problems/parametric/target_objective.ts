/**
 * The outer objective of fixed-point problems that have a target and no validation data.
 *
 * @module
 */

import type { OuterObjective } from "./fixed_point_contract.ts";
import { requireLength } from "./require.ts";

/** E(w, λ) = ½ ‖w − target‖² + ½ ρ ‖λ‖², λ of length dlambda. */
export function targetObjective(
  target: Float64Array,
  dlambda: number,
  rho: number,
): OuterObjective {
  const check = (w: Float64Array, lambda: Float64Array): void => {
    requireLength("w", w, target.length);
    requireLength("lambda", lambda, dlambda);
  };
  return {
    size: 1,
    value(w, lambda) {
      check(w, lambda);
      let sum = 0;
      for (let l = 0; l < w.length; l++) sum += (w[l] - target[l]) * (w[l] - target[l]);
      for (let k = 0; k < dlambda; k++) sum += rho * lambda[k] * lambda[k];
      return sum / 2;
    },
    gradientW(w, lambda) {
      check(w, lambda);
      return w.map((value, l) => value - target[l]);
    },
    gradientLambda(w, lambda) {
      check(w, lambda);
      return lambda.map((value) => rho * value);
    },
  };
}
