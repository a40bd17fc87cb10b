/**
 * Whether rows that stand near each other in the file depend on each other, as in a panel or a series.
 *
 * @module
 */

import { hiddenGroups } from "./hidden_groups.ts";

/** Rows of a block. */
const BLOCKS = [2, 5, 10, 20, 50];

/** What is looked at. */
interface Placed {
  readonly n: number;
  /** Covariates and what the losses read, n×d and n×m. */
  readonly x: Float64Array;
  readonly z: Float64Array;
  /** The row of the file in which each observation stands. */
  readonly rows: Uint32Array;
}

/**
 * A sentence if scores go together in blocks of the file, none if not, or if the file is sorted by a column
 * that is used: then near rows are alike, though they may be independent.
 *
 * @param scores n×p.
 */
export function nearRowsNotes(
  scores: Float64Array,
  { n, x, z, rows }: Placed,
  coordinates: readonly string[],
): string[] {
  const order = [...rows.keys()].sort((i, j) => rows[i]! - rows[j]!);
  if ([x, z].some((values) => isSorted(values, n, order))) return [];
  const place = new Float64Array(n);
  order.forEach((i, at) => place[i] = at);
  const found = BLOCKS.flatMap((size) =>
    hiddenGroups(
      scores,
      n,
      coordinates.length,
      new Map([[String(size), { codes: place.map((at) => Math.floor(at / size)) }]]),
    )
  ).sort((a, b) => b.ratio - a.ratio)[0];
  if (found === undefined) return [];
  return [
    `Scores of rows that stand near each other in the file go together: the standard error of ` +
    `${coordinates[found.coordinate]} by blocks of ${found.column} rows would be ` +
    `${
      found.ratio.toFixed(1)
    } times as large; if the file holds several rows of a unit, or a series in ` +
    `time, they are not independent: name the unit or the period with --cluster.`,
  ];
}

/** Whether one of the columns goes up or down all along, and is no constant. */
function isSorted(values: Float64Array, n: number, order: readonly number[]): boolean {
  const width = values.length / n;
  return Array.from({ length: width }, (_, k) => k).some((k) => {
    let [up, down] = [false, false];
    for (let at = 1; at < n; at++) {
      const step = values[order[at]! * width + k]! - values[order[at - 1]! * width + k]!;
      up ||= step > 0;
      down ||= step < 0;
    }
    return up !== down;
  });
}
