/**
 * Blocks of estimates: gradients and standard errors by replication and setting, or other numbers
 * by replication, with the labels that the tables will carry.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import { type Block, decodeBlock, encodeBlock } from "./block.ts";

/** What every row of a block has in common. */
export interface EstimateLabels {
  readonly problem: string;
  readonly estimator: string;
  /** How the lower level is learned; empty for the oracle. */
  readonly learner: string;
  /** Sample size as the tables name it. */
  readonly n: number;
  /** Number of the first replication. */
  readonly first: number;
}

/** A block's header. */
export interface EstimateMeta extends EstimateLabels {
  readonly count: number;
  /** One label a setting, for instance "lambda=0.001"; [""] if there is but one. */
  readonly settings: readonly string[];
  /** Dimension of the gradient. */
  readonly p: number;
  /** Exact gradient. */
  readonly truth: readonly number[];
}

/** Encodes estimates. `gradient` and `standardError` are count × settings × p. */
export function encodeEstimates(
  meta: EstimateMeta,
  gradient: Float64Array,
  standardError: Float64Array,
): Uint8Array<ArrayBuffer> {
  const expected = meta.count * meta.settings.length * meta.p;
  if (gradient.length !== expected || standardError.length !== expected) {
    throw new RangeError(
      `Estimates of ${meta.estimator}: ${gradient.length} gradients and ${standardError.length} ` +
        `standard errors were given where ${expected} are declared; give as many as declared.`,
    );
  }
  return encodeBlock(meta as unknown as JsonObject, { gradient, standardError });
}

/** Decodes estimates. */
export function decodeEstimates(bytes: Uint8Array<ArrayBuffer>): {
  readonly meta: EstimateMeta;
  readonly columns: Block["columns"];
} {
  const { meta, columns } = decodeBlock(bytes);
  return { meta: meta as unknown as EstimateMeta, columns };
}
