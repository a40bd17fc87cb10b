/**
 * Stage: kernel bilevel optimisation on split samples, all penalties at once.
 *
 * @module
 */

import type { GradientEstimate } from "../../estimators/functional/contract.ts";
import { kernelBilevel } from "../../estimators/functional/kernel_bilevel.ts";
import { gaussian } from "../../estimators/nuisance/kernel.ts";
import type { AffineFunctionalProblem } from "../../problems/functional/contract.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { encodeEstimates, type EstimateLabels } from "./estimates.ts";
import { decodeSamples, rows } from "./samples.ts";
import { lambdaSetting } from "./settings.ts";

type KernelParameters = JsonObject & {
  readonly labels: EstimateLabels & JsonObject;
  /** Rows the lower level is learned from; the rest is averaged over. */
  readonly inner: number;
  readonly sigma: number;
  readonly lambdas: readonly number[];
};

/** Input "samples"; output "estimates", one setting a penalty. */
export function stage(
  { problem }: { problem: AffineFunctionalProblem },
): StageRun<KernelParameters> {
  return ({ labels, inner, sigma, lambdas }, inputs) => {
    const { p, outerPoint: w } = problem;
    const samples = decodeSamples(inputs.samples![0]!);
    const options = { kernel: gaussian(sigma), lambdas };
    const estimates = samples.flatMap((sample) => {
      const training = rows(sample, 0, inner);
      const outer = rows(sample, inner, sample.n);
      return kernelBilevel(
        { inner: training, target: problem.innerTarget(training), outer },
        w,
        options,
      );
    });
    const column = (pick: (one: GradientEstimate) => Float64Array): Float64Array => {
      const all = new Float64Array(estimates.length * p);
      estimates.forEach((one, i) => all.set(pick(one), i * p));
      return all;
    };
    const meta = {
      ...labels,
      count: samples.length,
      settings: lambdas.map(lambdaSetting),
      p,
      truth: [...problem.gradient(w)],
    };
    return {
      estimates: encodeEstimates(
        meta,
        column(({ gradient }) => gradient),
        column(({ standardError }) => standardError),
      ),
    };
  };
}
