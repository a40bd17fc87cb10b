/**
 * What the stages of kernel bilevel optimisation have in common: each sample is split once into
 * inner and outer rows, and all penalties are estimated at once.
 *
 * @module
 */

import type {
  AffineFunctionalProblem,
  InnerTarget,
  Sample,
} from "../../problems/functional/contract.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageInputs, StageOutputs } from "../engine/stage.ts";
import { encodeEstimates, type EstimateLabels } from "./estimates.ts";
import { decodeSamples, rows } from "./samples.ts";
import { lambdaSetting } from "./settings.ts";

/** The parameters of such a stage. */
export type KernelBilevelParameters = JsonObject & {
  /** Options of the problem, if its slot takes any. */
  readonly problem?: JsonObject;
  readonly labels: EstimateLabels & JsonObject;
  /** Rows the lower level is learned from; the rest is averaged over. */
  readonly inner: number;
  readonly lambdas: readonly number[];
  /** What the tables call the penalties; their numbers unless said. */
  readonly settings?: readonly string[];
};

/** A sample in its two parts. */
export interface SplitSample {
  readonly inner: Sample;
  readonly target: InnerTarget;
  readonly outer: Sample;
}

/** An estimate and its standard errors, p each. */
type Estimated = readonly [estimate: Float64Array, standardError: Float64Array];

/** The samples of the input "samples", split. */
export function splitSamples(
  inputs: StageInputs,
  problem: AffineFunctionalProblem,
  size: number,
): SplitSample[] {
  return decodeSamples(inputs.samples![0]!).map((sample) => {
    const inner = rows(sample, 0, size);
    return { inner, target: problem.innerTarget(inner), outer: rows(sample, size, sample.n) };
  });
}

/**
 * Output "estimates", one setting a penalty.
 *
 * @param truth What is estimated, p.
 * @param estimates By sample and penalty.
 */
export function kernelBilevelOutputs(
  { labels, lambdas, settings = lambdas.map(lambdaSetting) }: KernelBilevelParameters,
  truth: Float64Array,
  estimates: readonly (readonly Estimated[])[],
): StageOutputs {
  const p = truth.length;
  const all = estimates.flat();
  const column = (which: 0 | 1): Float64Array => {
    const out = new Float64Array(all.length * p);
    all.forEach((one, i) => out.set(one[which], i * p));
    return out;
  };
  const meta = { ...labels, count: estimates.length, settings, p, truth: [...truth] };
  return { estimates: encodeEstimates(meta, column(0), column(1)) };
}
