/**
 * Exact values of a functional problem at its outer point: gradient, efficiency bound, and where asked the
 * population gradients of kernel bilevel optimisation.
 *
 * @module
 */

import type { AffineFunctionalProblem } from "../../problems/functional/contract.ts";
import type { IdentifiedProblem } from "../../problems/functional/identified.ts";
import type { JsonObject } from "../engine/canonical.ts";
import { byCoordinate, type ExactValue } from "./exact_values.ts";
import { problemOf, type ProblemSlot } from "../slots/made.ts";
import { lambdaSetting } from "./settings.ts";

type Problem =
  & Pick<AffineFunctionalProblem, "p" | "outerPoint" | "gradient" | "efficiencyBound">
  & Partial<Pick<IdentifiedProblem, "rootBound">>;

interface Slots {
  readonly problem: ProblemSlot<Problem>;
  /** Ψ_λ(w) of the problem for a Gaussian kernel, where it is known. */
  readonly kernelGradient?: (
    w: Float64Array,
    options: { readonly lambda: number; readonly sigma: number },
  ) => Float64Array;
}

interface TruthOptions {
  /** Options of the problem, if its slot takes any. */
  readonly problem?: JsonObject;
  /** Empty where no population gradient is asked for. */
  readonly kernel: { readonly sigma: number; readonly lambdas: readonly number[] };
}

/** The quantities gradient, bound, root_bound where there is a root, and kernel_gradient by penalty. */
export function truths(
  { kernel: { sigma, lambdas }, problem: options }: TruthOptions,
  { kernelGradient, ...slots }: Slots,
): ExactValue[] {
  const problem = problemOf(slots.problem, options);
  const { outerPoint: w, p } = problem;
  const diagonal = (matrix: Float64Array): Float64Array =>
    Float64Array.from({ length: p }, (_, k) => matrix[k * p + k] ?? NaN);
  return [
    ...byCoordinate({ quantity: "gradient" }, problem.gradient(w)),
    ...byCoordinate({ quantity: "bound" }, diagonal(problem.efficiencyBound(w))),
    ...(problem.rootBound === undefined
      ? []
      : byCoordinate({ quantity: "root_bound" }, diagonal(problem.rootBound()))),
    ...(kernelGradient === undefined ? [] : lambdas.flatMap((lambda) =>
      byCoordinate(
        { quantity: "kernel_gradient", setting: lambdaSetting(lambda), level: lambda },
        kernelGradient(w, { lambda, sigma }),
      )
    )),
  ];
}
