/**
 * A user's observations: in an order of their own, with their weights and clusters.
 *
 * @module
 */

import type { GeneralObservations } from "../../estimators/functional/general_nuisances.ts";
import { clusterCount, type Clustering } from "../../estimators/inference/clusters.ts";
import { UsageError } from "../engine/stage.ts";
import type { OwnProblem } from "./problem.ts";
import type { Table } from "./table.ts";
import type { Groups } from "./unused.ts";

/** Observations in an order of their own. */
export interface OrderedObservations extends GeneralObservations {
  /** The row of the file, from 0, in which each observation stands. */
  readonly rows: Uint32Array;
}

/** Observations with what a user says of how they were drawn. */
export interface OwnSample extends OrderedObservations {
  /** Of mean 1, all positive; none where all are equal. */
  readonly weight?: Float64Array;
  /** In which clusters observations depend on each other; none where all have one observation each. */
  readonly clusters: Clustering;
  /** The columns that those are. */
  readonly clusterNames: readonly string[];
  /** The number of clusters of each way that was named. */
  readonly clusterCounts: readonly number[];
  /** The user's own folds. */
  readonly fold?: Uint32Array;
  /** Columns that are not used and make groups, n rows each. */
  readonly unused: ReadonlyMap<string, Groups>;
  /** Rows of the table, with those of weight 0. */
  readonly tableRows: number;
  /** The observation that each row of the table is; n for rows of weight 0, which are none. */
  readonly observationOf: Uint32Array;
  /** The share that each row of the table has in its observation's weight. */
  readonly rowShares: Float64Array;
  /** The row of the file, from 0, that each row of the table is. */
  readonly fileRows: Uint32Array;
}

/** Names of columns that say how rows were drawn. */
export interface Sampling {
  /** At most two. */
  readonly cluster?: readonly string[];
  readonly weights?: string;
  readonly foldsColumn?: string;
}

/**
 * The observations (X, Z) in a table, sorted by their numbers: splits are drawn for places in this
 * order, so that an estimate does not depend on how the rows of a file happen to be ordered.
 *
 * Rows without weight are left out. Rows that are equal in all that is read and in the same clusters are
 * one observation whose weight is their sum: so that a row with weight 2 is that row twice.
 *
 * @param shown How messages call the table.
 * @throws {UsageError} if a weight is negative, or none is positive.
 */
export function observations(
  table: Table,
  problem: Pick<OwnProblem, "covariates" | "columns">,
  sampling: Sampling = {},
  shown = "the table",
): OwnSample {
  const { n, columns } = table;
  const fileRow = (i: number) => table.rows?.[i] ?? i;
  const mass = sampling.weights === undefined
    ? undefined
    : requireMasses(columns.get(sampling.weights)!, sampling.weights, shown, fileRow);
  const ways = (sampling.cluster ?? []).map((name) => table.labels!.get(name)!);
  const own = sampling.foldsColumn === undefined ? [] : [table.labels!.get(sampling.foldsColumn)!];
  const values = [...problem.covariates, ...problem.columns].map((name) => columns.get(name)!);
  const keys = [...values, ...ways, ...own];
  const before = (i: number, j: number): number => {
    for (const key of keys) {
      if (key[i] !== key[j]) return key[i]! - key[j]!;
    }
    return 0;
  };
  const sorted = Uint32Array.from({ length: n }, (_, i) => i)
    .filter((i) => mass === undefined || mass[i]! > 0)
    .sort((i, j) => before(i, j) || i - j);
  const observationOf = new Uint32Array(n).fill(NONE);
  const first: number[] = [];
  const masses: number[] = [];
  sorted.forEach((row, at) => {
    // without clusters equal rows are observations of their own
    if (ways.length > 0 && at > 0 && before(sorted[at - 1]!, row) === 0) {
      masses[masses.length - 1]! += mass?.[row] ?? 1;
    } else {
      first.push(row);
      masses.push(mass?.[row] ?? 1);
    }
    observationOf[row] = first.length - 1;
  });
  const weight = equalButFor(masses) ? undefined : unitMean(masses);
  const clusters = ways.map((way) => relabelled(first.map((row) => way[row]!)));
  // a way in which each observation is a cluster adds nothing
  const apart = clusters.map((cluster) => clusterCount(cluster) < first.length);
  return {
    n: first.length,
    x: gathered(table, problem.covariates, first),
    z: gathered(table, problem.columns, first),
    rows: Uint32Array.from(first, fileRow),
    ...(weight === undefined ? {} : { weight }),
    clusters: clusters.filter((_, way) => apart[way]),
    clusterNames: (sampling.cluster ?? []).filter((_, way) => apart[way]),
    clusterCounts: clusters.map(clusterCount),
    ...(own.length === 0 ? {} : { fold: Uint32Array.from(first, (row) => own[0]![row]!) }),
    unused: new Map(
      [...table.unused ?? []].map(([name, groups]) => [
        name,
        { ...groups, codes: Float64Array.from(first, (row) => groups.codes[row]!) },
      ]),
    ),
    tableRows: n,
    observationOf: observationOf.map((at) => at === NONE ? first.length : at),
    rowShares: Float64Array.from(
      observationOf,
      (at, row) => at === NONE ? 0 : (mass?.[row] ?? 1) / masses[at]!,
    ),
    fileRows: Uint32Array.from({ length: n }, (_, row) => fileRow(row)),
  };
}

const NONE = 0xffffffff;

/** Checks the weights of rows. */
function requireMasses(
  mass: Float64Array,
  name: string,
  shown: string,
  fileRow: (i: number) => number,
): Float64Array {
  const negative = mass.findIndex((value) => value < 0);
  if (negative >= 0) {
    throw new UsageError(
      `The weight "${name}" of "${shown}" is ${mass[negative]} in row ${
        fileRow(negative) + 1
      }; give ` +
        `weights that are not negative.`,
    );
  }
  if (mass.some((value) => value > 0)) return mass;
  throw new UsageError(`The weight "${name}" of "${shown}" is 0 in every row; give some.`);
}

/** Whether all are equal but for rounding in another unit. */
function equalButFor(masses: readonly number[]): boolean {
  return masses.every((value) => Math.abs(value - masses[0]!) <= 1e-12 * masses[0]!);
}

function unitMean(masses: readonly number[]): Float64Array {
  // in units of the largest, so that a sum neither vanishes nor overflows
  const largest = masses.reduce((most, value) => Math.max(most, value), 0);
  const mean = masses.reduce((sum, value) => sum + value / largest, 0) / masses.length;
  return Float64Array.from(masses, (value) => value / largest / mean);
}

/** Labels by order of appearance, which names of clusters do not change. */
function relabelled(labels: readonly number[]): Uint32Array {
  const known = new Map<number, number>();
  return Uint32Array.from(labels, (label) => {
    const place = known.get(label) ?? known.size;
    known.set(label, place);
    return place;
  });
}

/** Some columns side by side, n×width. */
function gathered(
  { columns }: Table,
  names: readonly string[],
  rows: readonly number[],
): Float64Array {
  const out = new Float64Array(rows.length * names.length);
  names.forEach((name, k) => {
    const column = columns.get(name)!;
    rows.forEach((row, i) => out[i * names.length + k] = column[row]!);
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
