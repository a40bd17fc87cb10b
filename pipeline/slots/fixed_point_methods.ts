/**
 * Descent along estimates of fixed-point gradients, by options that JSON can hold, beside other outer loops
 * on problems with a lower objective: the fixed point is that of gradient steps of the size 2/(L + μ) at the
 * outer point of each iteration.
 *
 * @module
 */

import { bsgm, type BsgmOptions, sampledOuter } from "../../estimators/parametric/bsgm.ts";
import type { BilevelMethod } from "../../estimators/parametric/contract.ts";
import { descent, onMap } from "../../estimators/parametric/descent.ts";
import { implicit, type ImplicitOptions } from "../../estimators/parametric/implicit.ts";
import {
  mixedFixedPoint,
  type MixedFixedPointOptions,
} from "../../estimators/parametric/mixed_fixed_point.ts";
import type { OuterSteps } from "../../estimators/parametric/options.ts";
import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import type { FixedPointProblem } from "../../problems/parametric/fixed_point_contract.ts";
import { bestStep, gradientMap } from "../../problems/parametric/gradient_map.ts";

const gradientSteps = (problem: ParametricProblem, x: Float64Array): FixedPointProblem =>
  gradientMap(problem, { step: bestStep(problem.curvature(x)) });

/** An estimator's options beside those of the loop. */
type Around<Options> = OuterSteps & { readonly estimator: Options };

/** BSGM. */
export function bsgmOnGradientSteps(options: BsgmOptions): BilevelMethod {
  return onMap(gradientSteps, bsgm(options));
}

/** Descent along `implicit` gradients of the fixed points. */
export function implicitOnGradientSteps(
  { estimator, ...steps }: Around<ImplicitOptions>,
): BilevelMethod {
  return onMap(gradientSteps, descent("implicit descent", implicit(estimator), steps));
}

/** Descent along `mixedFixedPoint` gradients, of which f is sampled as the cross term is. */
export function mixedFixedPointDescent(
  { estimator, ...steps }: Around<MixedFixedPointOptions>,
): BilevelMethod {
  return onMap(
    (problem, x, random) => sampledOuter(gradientSteps(problem, x), estimator, random),
    descent("mixed fixed-point descent", mixedFixedPoint(estimator), steps),
  );
}
