/**
 * Blocks of simulated samples, and how a sample is used: cross-fitted, or split once into an inner and an
 * outer part.
 *
 * @module
 */

import type { Sample } from "../../problems/functional/contract.ts";
import { decodeBlock, encodeBlock, joined } from "./block.ts";

/** Which replications a stage works on. */
export interface Replications {
  /** Observations of one sample. */
  readonly n: number;
  /** Number of the first replication. */
  readonly first: number;
  /** How many replications. */
  readonly count: number;
}

/** Encodes equally long samples. */
export function encodeSamples(samples: readonly Sample[]): Uint8Array<ArrayBuffer> {
  return encodeBlock({ count: samples.length, n: samples[0]?.n ?? 0 }, {
    x: joined(samples, ({ x }) => x),
    t: joined(samples, ({ t }) => t),
    y: joined(samples, ({ y }) => y),
  });
}

/** Decodes samples; their columns are views. */
export function decodeSamples(bytes: Uint8Array<ArrayBuffer>): Sample[] {
  const { meta, columns } = decodeBlock(bytes);
  const { count, n } = meta as { count: number; n: number };
  const part = (name: string, i: number): Float64Array => equalPart(columns[name], count, i);
  return Array.from(
    { length: count },
    (_, i) => ({ n, x: part("x", i), t: part("t", i), y: part("y", i) }),
  );
}

/** The i-th of `count` equal parts of a column, as a view. */
export function equalPart(column: Float64Array, count: number, i: number): Float64Array {
  const width = column.length / count;
  return column.subarray(i * width, (i + 1) * width);
}

/** Rows `from` to `to` of a sample, as views. */
export function rows(sample: Sample, from: number, to: number): Sample {
  const cut = (column: Float64Array): Float64Array => {
    const width = column.length / sample.n;
    return column.subarray(from * width, to * width);
  };
  return { n: to - from, x: cut(sample.x), t: cut(sample.t), y: cut(sample.y) };
}

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

/** The rows from which the lower level is learned, and those over which scores are averaged. */
export function partsOf(
  sample: Sample,
  design: Design,
): { readonly inner: Sample; readonly outer: Sample } {
  if ("folds" in design) return { inner: sample, outer: sample };
  return { inner: rows(sample, 0, design.inner), outer: rows(sample, design.inner, sample.n) };
}
