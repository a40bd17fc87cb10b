/**
 * What the rows of a block have in common, as columns.
 *
 * @module
 */

import { type Column, type Columns, numbers, texts } from "../table.ts";

/** What the tables say of a block. */
export type BlockLabels = {
  readonly problem: string;
  readonly estimator: string;
  /** How the lower level is learned; empty for the oracle. */
  readonly learner?: string;
  /** Sample size as the tables name it. */
  readonly n?: number;
  /** What is varied besides, in words. */
  readonly setting?: string;
  /** The number that the setting names: a penalty, say. */
  readonly level?: number;
  /** Number of the first replication. */
  readonly first: number;
};

/** Columns of the labels; where there is a setting there is a level. */
export function labelColumns(labels: BlockLabels): Columns {
  const { problem, estimator, learner, n, setting, level = NaN } = labels;
  return {
    problem: texts([problem]),
    estimator: texts([estimator]),
    ...(learner === undefined ? {} : { learner: texts([learner]) }),
    ...(n === undefined ? {} : { n: numbers("integer", [n]) }),
    ...(setting === undefined ? {} : {
      setting: texts([setting]),
      level: numbers("double", [level]),
    }),
  };
}

/** The numbers of `count` replications, each of them in so many rows. */
export function replications({ first }: BlockLabels, count: number, each = 1): Column {
  return numbers("integer", Array.from({ length: count }, (_, r) => first + r), each);
}
