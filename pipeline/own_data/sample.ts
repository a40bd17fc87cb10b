/**
 * A user's observations and how they are split.
 *
 * @module
 */

import type { GeneralObservations } from "../../estimators/functional/general_nuisances.ts";
import type { OwnProblem } from "./problem.ts";
import type { Table } from "./table.ts";

/** Observations in an order of their own. */
export interface OrderedObservations extends GeneralObservations {
  /** The row of the table, from 0, in which each observation stands. */
  readonly rows: Uint32Array;
}

/**
 * The observations (X, Z) in a table, sorted by their numbers: splits are drawn for places in this
 * order, so that an estimate does not depend on how the rows of a file happen to be ordered.
 */
export function observations(table: Table, problem: OwnProblem): OrderedObservations {
  const { n, columns } = table;
  const keys = [...problem.covariates, ...problem.columns].map((name) => columns.get(name)!);
  const rows = Uint32Array.from({ length: n }, (_, i) => i).sort((i, j) => {
    for (const key of keys) {
      if (key[i] !== key[j]) return key[i] - key[j];
    }
    return i - j;
  });
  return {
    n,
    x: gathered(table, problem.covariates, rows),
    z: gathered(table, problem.columns, rows),
    rows,
  };
}

/** Some columns side by side, n×width. */
function gathered(
  { n, columns }: Table,
  names: readonly string[],
  rows: Uint32Array,
): Float64Array {
  const out = new Float64Array(n * names.length);
  names.forEach((name, k) => {
    const column = columns.get(name)!;
    for (let i = 0; i < n; i++) out[i * names.length + k] = column[rows[i]];
  });
  return out;
}

/** The indices that a predicate keeps. */
export function indicesWhere(fold: Uint32Array, keep: (label: number) => boolean): number[] {
  const kept: number[] = [];
  fold.forEach((label, i) => {
    if (keep(label)) kept.push(i);
  });
  return kept;
}
