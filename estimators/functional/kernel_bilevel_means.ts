/**
 * The conditional means that kernel bilevel optimisation learns, for other estimators to use.
 *
 * @module
 */

import { columnsOf } from "../../numerics/matrix.ts";
import type { ConditionalMeans, Sample } from "../../problems/functional/contract.ts";
import type { GradientEstimate, NuisanceValues, OuterEvaluation } from "./contract.ts";
import { requirePenalties } from "../nuisance/kernel_ridge.ts";
import {
  type KernelBilevelData,
  type KernelBilevelOptions,
  requireKernelBilevelData,
} from "./kernel_bilevel_data.ts";
import { kernelSmooth, range, type SmoothRoute, unaccompanied } from "./kernel_bilevel_smooth.ts";
import { published } from "./plug_in.ts";
import { conditionalMeans, regressionTable } from "./regression_table.ts";

/**
 * ĵ, ĥ_0 and m̂ at the outer points for every λ: K(X̃, X)(K + nλI)⁻¹ applied to G, T_0 and the inner
 * Y. With `kernelBilevelScore` they give the gradient of `kernelBilevel`, with `orthogonal` the
 * orthogonal gradient by the very same learner. One factorisation serves all.
 *
 * @param route How K is factored.
 * @throws {RangeError} if a λ is not positive, sizes do not agree or a value is not finite.
 */
export function kernelBilevelMeans(
  data: KernelBilevelData & { readonly inner: Sample },
  options: KernelBilevelOptions,
  route: SmoothRoute = {},
): ConditionalMeans[] {
  requirePenalties(options.lambdas);
  requireKernelBilevelData(data);
  const { inner, target, outer } = data;
  const table = regressionTable(inner, target);
  const smooth = kernelSmooth(inner, outer, table.y, table.q, options, route);
  return options.lambdas.map((_, block) => {
    const values = columnsOf(smooth, outer.n, range(block * table.q, table.q));
    return conditionalMeans(values, outer.n, table);
  });
}

/**
 * The gradient of `kernelBilevel` from the means that it learns, a `ScoreEstimator`: it is the
 * published plug-in, and has no standard errors, so they are NaN.
 */
export function kernelBilevelScore(
  evaluation: OuterEvaluation,
  means: NuisanceValues,
): GradientEstimate {
  return unaccompanied(published(evaluation, means).gradient);
}
