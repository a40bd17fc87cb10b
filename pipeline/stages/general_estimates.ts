/**
 * Blocks of estimated gradients of problems with general losses.
 *
 * @module
 */

import type { GradientEstimate } from "../../estimators/functional/contract.ts";
import type { GeneralFunctionalProblem } from "../../problems/functional/general_contract.ts";
import type { JsonObject } from "../engine/canonical.ts";
import { encodeEstimates, type EstimateLabels } from "./estimates.ts";

/** What the tables say of a block. */
export type GeneralLabels = {
  readonly labels: EstimateLabels & JsonObject;
  /** The label of the learner's setting. */
  readonly setting: string;
};

/** Encodes one estimate a replication, beside the problem's gradient at its outer point. */
export function encodeGradients(
  { labels, setting }: GeneralLabels,
  { p, outerPoint, gradient }: GeneralFunctionalProblem,
  estimates: readonly GradientEstimate[],
): Uint8Array<ArrayBuffer> {
  const join = (name: keyof GradientEstimate): Float64Array => {
    const all = new Float64Array(estimates.length * p);
    estimates.forEach((one, i) => all.set(one[name], i * p));
    return all;
  };
  const meta = {
    ...labels,
    count: estimates.length,
    settings: [setting],
    p,
    truth: [...gradient(outerPoint)],
  };
  return encodeEstimates(meta, join("gradient"), join("standardError"));
}
