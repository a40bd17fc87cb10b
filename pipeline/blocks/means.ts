/**
 * Blocks of learned conditional means.
 *
 * @module
 */

import type { DoubleMeans } from "../../estimators/functional/double_cross_fit.ts";
import type {
  AffineFunctionalProblem,
  ConditionalMeans,
  Sample,
} from "../../problems/functional/contract.ts";
import type { Json } from "../engine/canonical.ts";
import { decodeBlock, encodeBlock, joined } from "./block.ts";
import { equalPart } from "./samples.ts";

/** Means and what was chosen in learning them. */
export interface Learned extends DoubleMeans {
  readonly chosen: Json;
}

/** What was learned once, for both factors. */
export function learnedOnce(means: ConditionalMeans, chosen: unknown = null): Learned {
  return { direction: means, residual: means, chosen: chosen as Json };
}

/** Encodes equally many repetitions a sample; an ĥ_0 that is zero has no column. */
export function encodeMeans(learned: readonly Learned[][]): Uint8Array<ArrayBuffer> {
  const all = learned.flat();
  const h0 = joined(all, ({ residual }) => residual.h0);
  const double = all.some(({ direction, residual }) => direction !== residual);
  const meta = {
    count: learned.length,
    repetitions: all.length / learned.length,
    chosen: all.map(({ chosen }) => chosen),
  };
  return encodeBlock(meta, {
    j: joined(all, ({ residual }) => residual.j),
    ...(h0.some((value) => value !== 0) ? { h0 } : {}),
    m: joined(all, ({ residual }) => residual.m),
    ...(double ? { direction: joined(all, ({ direction }) => direction.j) } : {}),
  });
}

/**
 * Decodes the output "means": for each replication, what each repetition learned, or each penalty. Without
 * double cross-fitting `direction` and `residual` are one object.
 */
export function decodeMeans(bytes: Uint8Array<ArrayBuffer>): DoubleMeans[][] {
  const { meta, columns } = decodeBlock(bytes);
  const { count, repetitions } = meta as { count: number; repetitions: number };
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: repetitions }, (_, m) => {
      const part = (column: Float64Array): Float64Array =>
        equalPart(column, count * repetitions, i * repetitions + m);
      const learned = part(columns.m);
      const h0 = columns.h0 === undefined ? new Float64Array(learned.length) : part(columns.h0);
      const residual = { j: part(columns.j), h0, m: learned };
      const { direction } = columns;
      return { direction: direction === undefined ? residual : { j: part(direction) }, residual };
    }));
}

/**
 * The means of a design that learns once.
 *
 * @throws {RangeError} If the design learned more than once.
 */
export function onlyMeans(
  [{ direction, residual }, ...others]: readonly DoubleMeans[],
): ConditionalMeans {
  if (others.length > 0) {
    throw new RangeError(
      `the means hold ${1 + others.length} repetitions: this stage takes a design with one`,
    );
  }
  if (direction !== residual) {
    throw new RangeError(
      "the means were learned on disjoint folds: this stage takes no double cross-fitting",
    );
  }
  return residual;
}

/** The true means in the place of learned ones. */
export function trueMeans(problem: AffineFunctionalProblem, outer: Sample): DoubleMeans {
  const means = problem.conditionalMeans(outer.x);
  return { direction: means, residual: means };
}
