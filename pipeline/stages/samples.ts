/**
 * Blocks of simulated samples: one artifact holds `count` replications of n observations.
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
  const part = (name: string, i: number): Float64Array => equalPart(columns[name]!, count, i);
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
