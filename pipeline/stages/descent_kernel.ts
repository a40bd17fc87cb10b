/**
 * Stage: descents along the gradient of kernel bilevel optimisation, whose lower level is learned
 * from the first rows of each sample and whose objective is a mean over the others.
 *
 * @module
 */

import { affineFunction } from "../../estimators/functional/affine_gradient.ts";
import { descend, progress } from "../../estimators/functional/descent.ts";
import { kernelBilevelAffine } from "../../estimators/functional/kernel_bilevel_affine.ts";
import { gaussian } from "../../estimators/nuisance/kernel.ts";
import type { IdentifiedProblem } from "../../problems/functional/identified.ts";
import type { StageRun } from "../engine/stage.ts";
import { descentOptions, descentOutputs, type DescentParameters } from "./descent_block.ts";
import { problemOf, type ProblemSlot } from "./problem.ts";
import { decodeSamples, rows } from "./samples.ts";

type KernelDescentParameters = DescentParameters & {
  /** Rows the lower level is learned from. */
  readonly inner: number;
  readonly sigma: number;
  readonly lambda: number;
};

/** Error allowed for a kernel matrix of low rank: far below what a figure or table shows. */
const TOLERANCE = 1e-8;

/** Input "samples"; output "traces". */
export function stage(
  slots: { readonly problem: ProblemSlot<IdentifiedProblem> },
): StageRun<KernelDescentParameters> {
  return (parameters, inputs) => {
    const problem = problemOf(slots.problem, parameters.problem);
    const objective = { root: problem.root, hessian: problem.hessian() };
    const options = descentOptions(parameters.descent);
    const kernel = { kernel: gaussian(parameters.sigma), lambdas: [parameters.lambda] };
    const traces = decodeSamples(inputs.samples![0]!).map((sample) => {
      const inner = rows(sample, 0, parameters.inner);
      const outer = rows(sample, parameters.inner, sample.n);
      const data = { inner, target: problem.innerTarget(inner), outer };
      const gradient = kernelBilevelAffine(data, kernel, { tolerance: TOLERANCE })[0]!;
      return progress(descend(affineFunction(gradient), options), objective);
    });
    return descentOutputs(parameters, traces);
  };
}
