/**
 * How a sample is used: cross-fitted, or split once into an inner and an outer part.
 *
 * @module
 */

import type { Sample } from "../../problems/functional/contract.ts";
import { rows } from "./samples.ts";

/** Cross-fitting over the whole sample. */
export type CrossFitting = {
  /** 1 for none: every row's means are learned from all rows, its own among them. */
  readonly folds: number;
  /** Random partitions into folds, whose estimates are aggregated by the median; 1 unless said. */
  readonly repetitions?: number;
  /** Whether the two factors of the bias are learned on disjoint folds. */
  readonly double?: boolean;
};

/** `inner` rows to learn from, the rest to average over. */
export type SampleSplitting = {
  readonly inner: number;
};

/** How a sample is used. */
export type Design = CrossFitting | SampleSplitting;

/** The rows over which scores are averaged. */
export function outerRows(sample: Sample, design: Design): Sample {
  return "folds" in design ? sample : rows(sample, design.inner, sample.n);
}
