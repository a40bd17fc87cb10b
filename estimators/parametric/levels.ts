/**
 * The two levels of a problem as a method sees them: whole, or one minibatch a use.
 *
 * The observations of a level are partitioned once into blocks of almost equal size, and a minibatch is
 * one of the blocks, drawn with a probability proportional to its size. So the mean over a minibatch is
 * unbiased, and tables of what was found on each block (SABA) see the minibatches that methods
 * without tables see.
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
import type { RandomSource } from "../../problems/random_source.ts";
import { Stream } from "../../numerics/random.ts";
import type { Hessians } from "./linear_system.ts";
import { optional, type Rule, whole } from "./options.ts";

/** The size of minibatches. */
export interface BatchOptions {
  /** The most observations in a minibatch, of either level; all of them unless said. */
  readonly batch?: number;
}

/** The rule of `BatchOptions`. */
export const BATCH: Readonly<Record<keyof BatchOptions, Rule>> = { batch: optional(whole(1)) };

/**
 * What the lower level is asked for. Each use draws from a stream of its own name, so that methods
 * that ask for the same thing see the same minibatch.
 */
export type LowerUse = "warmup" | "lower" | "linsys" | "cross" | "penalised";

/** The levels in one outer iteration. */
export interface Levels {
  /** g, or its mean over the minibatch of the j-th such use, j from 0. */
  lower(use: LowerUse, j?: number): LowerLevel;
  /** f, or its mean over the minibatch of the j-th use. */
  outer(j?: number): OuterLevel;
}

/** A level by blocks of its observations. */
export interface Blocks<Level> {
  /** The share of the observations in each block. */
  readonly shares: readonly number[];
  /** The mean over the observations of a block. */
  level(block: number): Level;
  /** A block, drawn with probabilities equal to the shares. */
  draw(random: RandomSource): number;
}

/** Both levels of a problem, whole. */
export function wholeLevels({ lower, outer }: ParametricProblem): Levels {
  return { lower: () => lower, outer: () => outer };
}

/**
 * Both levels by minibatches. A level that is no finite sum is taken whole.
 *
 * @param owner The method's name, for the error.
 * @param random The source of this iteration.
 * @param share Whether all uses share one minibatch of each level: the first of use "lower", and the
 * first of the outer level.
 * @throws {RangeError} if there is a batch size and neither level is a finite sum.
 */
export function levelsOf(
  owner: string,
  problem: ParametricProblem,
  { batch }: BatchOptions,
  random: RandomSource,
  share = false,
): Levels {
  if (batch === undefined) return wholeLevels(problem);
  requireFiniteSum(owner, problem, batch);
  const drawn = <Level>(
    of: Level,
    sum: FiniteSum<Level> | undefined,
    stream: RandomSource,
  ): Level => {
    if (sum === undefined) return of;
    const blocks = blocksOf(sum, batch);
    return blocks.level(blocks.draw(stream));
  };
  const levels: Levels = {
    lower: (use, j = 0) => drawn(problem.lower, problem.lowerSum, random.split(use).split(j)),
    outer: (j = 0) => drawn(problem.outer, problem.outerSum, random.split("outer").split(j)),
  };
  if (!share) return levels;
  const lower = levels.lower("lower");
  const outer = levels.outer();
  return { lower: () => lower, outer: () => outer };
}

/**
 * Refuses a batch size where there is nothing to draw.
 *
 * @throws {RangeError} if neither level is a finite sum.
 */
export function requireFiniteSum(owner: string, problem: ParametricProblem, batch: number): void {
  if (problem.lowerSum !== undefined || problem.outerSum !== undefined) return;
  throw new RangeError(
    `${owner}: batch is ${batch}, but ${problem.name} is no finite sum: leave batch out`,
  );
}

/** The partition of a finite sum into ⌈size/batch⌉ blocks, the same one for equal sizes. */
export function blocksOf<Level>(sum: FiniteSum<Level>, batch: number): Blocks<Level> {
  const { size } = sum;
  const count = Math.ceil(size / batch);
  const { rows, shares } = partition(size, count);
  return {
    shares,
    level: (block) => sum.batch(rows[block]),
    draw(random) {
      // A uniform place is in a block with the probability of its share
      const at = Math.floor(random.uniform() * size);
      return Math.floor(((at + 1) * count - 1) / size);
    },
  };
}

interface Partition {
  readonly rows: readonly Uint32Array[];
  readonly shares: readonly number[];
}

const partitions = new Map<string, Partition>();

/** Blocks j = 0, …, count − 1: places ⌊j·size/count⌋ to ⌊(j + 1)·size/count⌋ of a random order. */
function partition(size: number, count: number): Partition {
  const name = `${size}/${count}`;
  const known = partitions.get(name);
  if (known !== undefined) return known;
  const order = Stream.of("blocks of observations", size, count).permutation(size);
  const bound = (j: number): number => Math.floor(j * size / count);
  const rows = Array.from(
    { length: count },
    (_, j) => order.slice(bound(j), bound(j + 1)).sort(),
  );
  const made = { rows, shares: rows.map((block) => block.length / size) };
  partitions.set(name, made);
  return made;
}

/** The Hessians at (x, y) of the uses "linsys": one linearisation for as long as the level or the use is one. */
export function hessiansAt(levels: Levels, x: Float64Array, y: Float64Array): Hessians {
  let level: LowerLevel | undefined;
  let hessian: Hessian | undefined;
  let last: number | undefined;
  return (j) => {
    // In minibatches each use gives another object, of the same observations
    if (hessian !== undefined && j === last) return hessian;
    last = j;
    const now = levels.lower("linsys", j);
    if (hessian === undefined || now !== level) {
      level = now;
      hessian = now.hessian(x, y);
    }
    return hessian;
  };
}
