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
  Hessian,
  LowerLevel,
  OuterLevel,
  ParametricProblem,
} from "../../problems/parametric/contract.ts";
import { waxpy } from "../../numerics/vectors.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { BilevelState } from "./contract.ts";
import { type BatchOptions, type Blocks, blocksOf, type Levels } from "./levels.ts";

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

/** A table each of ∇_y g, ∇²_yy g u, ∇²_xy g u, ∇_y f and ∇_x f. */
export type SagaTables = Readonly<
  Record<
    "gradient" | "product" | "gradientY" | "cross" | "gradientX",
    Table<readonly [Float64Array]>
  >
>;

/** Tables of zeros or, if they are to be full, of what a pass over all blocks finds at a point. */
export function sagaTables(
  problem: ParametricProblem,
  options: BatchOptions,
  { x, y, u }: BilevelState,
  full: boolean,
): SagaTables {
  const start = <Level>(
    blocks: Blocks<Level>,
    length: number,
    found: (level: Level) => Float64Array,
  ) =>
    tableOf(
      blocks,
      [new Float64Array(length)] as const,
      full ? (level) => [found(level)] as const : undefined,
    );
  const [lower, outer] = [lowerBlocks(problem, options), outerBlocks(problem, options)];
  const { dx, dy } = problem;
  return {
    gradient: start(lower, dy, (level) => level.gradient(x, y)),
    product: start(lower, dy, (level) => level.hessian(x, y).times(u)),
    gradientY: start(outer, dy, (level) => level.gradientY(x, y)),
    cross: start(lower, dx, (level) => level.cross(x, y, u)),
    gradientX: start(outer, dx, (level) => level.gradientX(x, y)),
  };
}

/**
 * Levels of which each quantity with a table is a SAGA direction, and the tables as they become: each quantity
 * may be asked for once. Unless one minibatch is shared, each use has its own, and of the uses "linsys" the first
 * alone has a table.
 */
export function corrected(
  problem: ParametricProblem,
  options: BatchOptions,
  before: SagaTables,
  random: RandomSource,
  share = false,
): { readonly levels: Levels; readonly tables: SagaTables } {
  const tables = { ...before };
  const [lower, outer] = [lowerBlocks(problem, options), outerBlocks(problem, options)];
  const along = <Level>(
    name: keyof typeof tables,
    blocks: Blocks<Level>,
    block: number,
    found: Float64Array,
  ): Float64Array => {
    const { direction, table } = averaged(before[name], block, blocks, [found] as const);
    tables[name] = table;
    return direction[0];
  };
  const inner = (use: string, j: number): LowerLevel => {
    const block = lower.draw(share ? random.split("lower").split(0) : random.split(use).split(j));
    const level = lower.level(block);
    if (!share && use === "linsys" && j > 0) return level;
    return over(level, {
      gradient: (x, y) => along("gradient", lower, block, level.gradient(x, y)),
      cross: (x, y, u) => along("cross", lower, block, level.cross(x, y, u)),
      hessian(x, y): Hessian {
        const of = level.hessian(x, y);
        return { times: (p) => along("product", lower, block, of.times(p)) };
      },
    });
  };
  const levels: Levels = {
    lower: (use, j = 0) => inner(use, j),
    outer(j = 0) {
      const block = outer.draw(random.split("outer").split(share ? 0 : j));
      const level = outer.level(block);
      return over(level, {
        gradientY: (x, y) => along("gradientY", outer, block, level.gradientY(x, y)),
        gradientX: (x, y) => along("gradientX", outer, block, level.gradientX(x, y)),
      });
    },
  };
  return { levels, tables };
}

/** A level with some of its functions replaced; it may be frozen. */
function over<Level extends object>(level: Level, functions: Partial<Level>): Level {
  const own = Object.entries(functions).map(([name, value]) => [name, { value }]);
  return Object.create(level, Object.fromEntries(own)) as Level;
}
