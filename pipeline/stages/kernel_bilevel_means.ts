/**
 * Stage: the conditional means that kernel bilevel optimisation learns on split samples, for all
 * penalties at once.
 *
 * @module
 */

import { kernelBilevelMeans } from "../../estimators/functional/kernel_bilevel_means.ts";
import { gaussian } from "../../estimators/nuisance/kernel.ts";
import type {
  AffineFunctionalProblem,
  ConditionalMeans,
} from "../../problems/functional/contract.ts";
import type { StageRun } from "../engine/stage.ts";
import { decodeBlock, encodeBlock, joined } from "./block.ts";
import { type KernelBilevelParameters, splitSamples } from "./kernel_bilevel_blocks.ts";
import { problemOf, type ProblemSlot } from "./problem.ts";
import { equalPart } from "./samples.ts";

type KernelMeansParameters = KernelBilevelParameters & { readonly sigma: number };

/** Input "samples"; output "means". */
export function stage(
  slots: { readonly problem: ProblemSlot<AffineFunctionalProblem> },
): StageRun<KernelMeansParameters> {
  return ({ lambdas, sigma, inner, ...parameters }, inputs) => {
    const problem = problemOf(slots.problem, parameters.problem);
    const options = { kernel: gaussian(sigma), lambdas };
    const means = splitSamples(inputs, problem, inner).map((sample) =>
      kernelBilevelMeans(sample, options)
    );
    return { means: encodeKernelMeans(means) };
  };
}

/** Encodes means by sample and penalty; an h_0 that is zero is left out. */
export function encodeKernelMeans(
  means: readonly (readonly ConditionalMeans[])[],
): Uint8Array<ArrayBuffer> {
  const all = means.flat();
  const h0 = joined(all, (means) => means.h0);
  const columns = { j: joined(all, ({ j }) => j), m: joined(all, ({ m }) => m) };
  return encodeBlock(
    { count: means.length, penalties: means[0]!.length },
    h0.some((value) => value !== 0) ? { ...columns, h0 } : columns,
  );
}

/** Decodes means by sample and penalty. */
export function decodeKernelMeans(bytes: Uint8Array<ArrayBuffer>): ConditionalMeans[][] {
  const { meta, columns } = decodeBlock(bytes);
  const { count, penalties } = meta as { count: number; penalties: number };
  const all = count * penalties;
  const zeros = new Float64Array(columns.m!.length / all);
  const at = (i: number): ConditionalMeans => ({
    j: equalPart(columns.j!, all, i),
    h0: columns.h0 === undefined ? zeros : equalPart(columns.h0, all, i),
    m: equalPart(columns.m!, all, i),
  });
  return Array.from(
    { length: count },
    (_, r) => Array.from({ length: penalties }, (_, l) => at(r * penalties + l)),
  );
}
