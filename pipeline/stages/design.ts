/**
 * How a sample is used: cross-fitted, or split once into an inner and an outer part.
 *
 * @module
 */

import type { Sample } from "../../problems/functional/contract.ts";
import { rows } from "./samples.ts";

/** `folds` for cross-fitting over the whole sample, or `inner` rows to learn from, the rest to average over. */
export type Design = { readonly folds: number } | { readonly inner: number };

/** The rows over which scores are averaged. */
export function outerRows(sample: Sample, design: Design): Sample {
  return "folds" in design ? sample : rows(sample, design.inner, sample.n);
}

/** The rows the lower level is learned from, if the sample is split. */
export function innerRows(sample: Sample, design: Design): Sample | undefined {
  return "folds" in design ? undefined : rows(sample, 0, design.inner);
}
