/**
 * Stage: roots of kernel bilevel optimisation on split samples, all penalties at once.
 *
 * @module
 */

import { kernelBilevelRoot } from "../../estimators/functional/kernel_bilevel_affine.ts";
import { gaussian } from "../../estimators/nuisance/kernel.ts";
import type { IdentifiedProblem } from "../../problems/functional/identified.ts";
import type { StageRun } from "../engine/stage.ts";
import {
  kernelBilevelOutputs,
  type KernelBilevelParameters,
  splitSamples,
} from "./kernel_bilevel_blocks.ts";
import { problemOf, type ProblemSlot } from "./problem.ts";

type KernelRootParameters = KernelBilevelParameters & { readonly sigma: number };

/** Input "samples"; output "estimates". */
export function stage(
  slots: { readonly problem: ProblemSlot<IdentifiedProblem> },
): StageRun<KernelRootParameters> {
  return (parameters, inputs) => {
    const { lambdas, sigma } = parameters;
    const problem = problemOf(slots.problem, parameters.problem);
    const options = { kernel: gaussian(sigma), lambdas };
    const estimates = splitSamples(inputs, problem, parameters.inner).map((sample) =>
      kernelBilevelRoot(sample, options).map(
        ({ root, standardError }) => [root, standardError] as const,
      )
    );
    return kernelBilevelOutputs(parameters, problem.root, estimates);
  };
}
