/**
 * A user's observations and how they are split.
 *
 * @module
 */

import type { GeneralObservations } from "../../estimators/functional/general_nuisances.ts";
import type { OwnProblem } from "./problem.ts";
import type { Table } from "./read_table.ts";

/** The observations (X, Z) in a table. */
export function observations(table: Table, problem: OwnProblem): GeneralObservations {
  return {
    n: table.n,
    x: columnsOf(table, problem.covariates),
    z: columnsOf(table, problem.columns),
  };
}

/** Some columns side by side, n×width. */
function columnsOf({ n, columns }: Table, names: readonly string[]): Float64Array {
  const out = new Float64Array(n * names.length);
  names.forEach((name, k) => {
    const column = columns.get(name)!;
    for (let i = 0; i < n; i++) out[i * names.length + k] = column[i];
  });
  return out;
}

/** Some rows of a matrix with n rows. */
export function rowsOf(matrix: Float64Array, n: number, which: readonly number[]): Float64Array {
  const width = matrix.length / n;
  const out = new Float64Array(which.length * width);
  which.forEach((i, row) => out.set(matrix.subarray(i * width, (i + 1) * width), row * width));
  return out;
}

/** Some of the observations. */
export function selection(
  { n, x, z }: GeneralObservations,
  which: readonly number[],
): GeneralObservations {
  return { n: which.length, x: rowsOf(x, n, which), z: rowsOf(z, n, which) };
}

/** The indices that a predicate keeps. */
export function indicesWhere(fold: Uint32Array, keep: (label: number) => boolean): number[] {
  const kept: number[] = [];
  fold.forEach((label, i) => {
    if (keep(label)) kept.push(i);
  });
  return kept;
}
