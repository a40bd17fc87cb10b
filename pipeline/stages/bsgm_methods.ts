/**
 * BSGM by options that JSON can hold, beside other outer loops on problems with a lower objective.
 *
 * @module
 */

import { bsgmOn, type BsgmOptions } from "../../estimators/parametric/bsgm.ts";
import type { BilevelMethod } from "../../estimators/parametric/contract.ts";
import { bestStep, gradientMap } from "../../problems/parametric/gradient_map.ts";

/** BSGM whose maps are gradient steps of the size 2/(L + μ) at the outer point of each iteration. */
export function bsgmOnGradientSteps(options: BsgmOptions): BilevelMethod {
  return bsgmOn(
    (problem, x) => gradientMap(problem, { step: bestStep(problem.curvature(x)) }),
    options,
  );
}
