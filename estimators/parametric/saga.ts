/**
 * Tables of what was last found on each block of a level, and the directions of lesser variance that they give
 * (SAGA).
 *
 * A. Defazio, F. Bach, S. Lacoste-Julien, "SAGA: a fast incremental gradient method with support for
 * non-strongly convex composite objectives", NeurIPS 2014.
 *
 * @module
 */

import type {
  FiniteSum,
  LowerLevel,
  OuterLevel,
  ParametricProblem,
} from "../../problems/parametric/contract.ts";
import { waxpy } from "../../numerics/vectors.ts";
import { type BatchOptions, type Blocks, blocksOf } from "./levels.ts";

/** The last terms found on each block of a level, and their mean over the observations. */
export interface Table<Terms> {
  /** Of each block. */
  readonly rows: readonly Terms[];
  /** Their mean, each block with its share. */
  readonly mean: Terms;
}

/** The blocks of the lower level; one that is no finite sum is one block. */
export function lowerBlocks(
  { lower, lowerSum }: ParametricProblem,
  { batch }: BatchOptions,
): Blocks<LowerLevel> {
  return blocksOf(lowerSum ?? alone(lower), batch ?? lowerSum?.size ?? 1);
}

/** Those of the outer level, likewise. */
export function outerBlocks(
  { outer, outerSum }: ParametricProblem,
  { batch }: BatchOptions,
): Blocks<OuterLevel> {
  return blocksOf(outerSum ?? alone(outer), batch ?? outerSum?.size ?? 1);
}

function alone<Level>(level: Level): FiniteSum<Level> {
  return { size: 1, batch: () => level };
}

/** A table of zeros, or of the terms on each block. */
export function tableOf<Level, Terms extends readonly Float64Array[]>(
  { shares, level }: Blocks<Level>,
  zeros: Terms,
  terms?: (level: Level) => Terms,
): Table<Terms> {
  if (terms === undefined) return { rows: shares.map(() => zeros), mean: zeros };
  const rows = shares.map((_, block) => terms(level(block)));
  const mean = zeros.map((zero, q) =>
    rows.reduce((sum, of, block) => waxpy(shares[block], of[q], sum), zero)
  ) as unknown as Terms;
  return { rows, mean };
}

/** The SAGA direction of the block's new terms, and the table that has them. */
export function averaged<Terms extends readonly Float64Array[]>(
  { rows, mean }: Table<Terms>,
  block: number,
  { shares }: Pick<Blocks<unknown>, "shares">,
  terms: Terms,
): { readonly direction: Terms; readonly table: Table<Terms> } {
  const change = terms.map((term, q) => waxpy(-1, rows[block][q], term));
  const along = (share: number): Terms =>
    mean.map((value, q) => waxpy(share, change[q], value)) as unknown as Terms;
  return {
    direction: along(1),
    table: { rows: rows.with(block, terms), mean: along(shares[block]) },
  };
}
