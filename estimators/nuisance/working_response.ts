/**
 * What is left of a quadratic risk's response when its best constant is taken away.
 *
 * @module
 */

import type { QuadraticRisk } from "./quadratic_risk.ts";

/** The constant that minimises E_n[½ W f² + U f]: −ΣU / ΣW. */
export function bestConstant({ weight, linear }: QuadraticRisk): number {
  let [total, sum] = [0, 0];
  for (let i = 0; i < weight.length; i++) {
    total += weight[i];
    sum += linear[i];
  }
  return -sum / total;
}

/** −(U + W c) at the best constant c, n: the negative slopes of the risk there, whose sum is 0. */
export function workingResponse(risk: QuadraticRisk): Float64Array {
  const { weight, linear } = risk;
  const constant = bestConstant(risk);
  return linear.map((value, i) => -(value + weight[i] * constant));
}
