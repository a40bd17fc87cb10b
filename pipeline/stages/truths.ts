/**
 * Stage: exact values of a problem at its outer point, as rows for SQL: gradient, efficiency bound,
 * and where asked the population gradients of kernel bilevel optimisation.
 *
 * @module
 */

import type { AffineFunctionalProblem } from "../../problems/functional/contract.ts";
import type { IdentifiedProblem } from "../../problems/functional/identified.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { exactRows } from "./exact_rows.ts";
import { encodeJson } from "./json.ts";
import { problemOf, type ProblemSlot } from "./problem.ts";
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

type TruthParameters = JsonObject & {
  /** The problem's name in the study, as in the study's other tables. */
  readonly name: string;
  /** Options of the problem, if its slot takes any. */
  readonly problem?: JsonObject;
  /** Empty where no population gradient is asked for. */
  readonly kernel: { readonly sigma: number; readonly lambdas: readonly number[] };
};

/** Output "rows": {problem, quantity, setting, coordinate, value}. */
export function stage({ kernelGradient, ...slots }: Slots): StageRun<TruthParameters> {
  return ({ name, kernel: { sigma, lambdas }, problem: options }) => {
    const problem = problemOf(slots.problem, options);
    const { outerPoint: w, p } = problem;
    const diagonal = (matrix: Float64Array): Float64Array =>
      Float64Array.from({ length: p }, (_, k) => matrix[k * p + k]!);
    return {
      rows: encodeJson([
        ...exactRows(name, "gradient", "", problem.gradient(w)),
        ...exactRows(name, "bound", "", diagonal(problem.efficiencyBound(w))),
        ...(problem.rootBound === undefined
          ? []
          : exactRows(name, "root_bound", "", diagonal(problem.rootBound()))),
        ...(kernelGradient === undefined ? [] : lambdas.flatMap((lambda) =>
          exactRows(
            name,
            "kernel_gradient",
            lambdaSetting(lambda),
            kernelGradient(w, { lambda, sigma }),
          )
        )),
      ]),
    };
  };
}
