/**
 * Rows in groups, and series: which there are, in what order, and how they are drawn.
 *
 * @module
 */

import { isPositive } from "./axes.ts";
import type { KeyEntry } from "./sheet.ts";
import { nameFor } from "./names.ts";
import {
  type Encoding,
  encodingOf,
  inOrder,
  type Looks,
  palette,
  seriesEncoding,
} from "./theme.ts";

/** Rows with a text in a column. */
type With<Key extends string> = { readonly [key in Key]: string };

/** A named series and how it is drawn. */
export interface Series {
  /** The value of the `series` field, and the text in the key. */
  readonly name: string;
  /** Its look. */
  readonly encoding: Encoding;
}

/** Series by name in drawing order, with the looks that their figure gives. */
export function seriesOf(names: Iterable<string>, looks?: Looks): Series[] {
  return inOrder(names, looks).map((name) => ({ name, encoding: encodingOf(name, looks) }));
}

/** The estimators among some rows, as series. */
export function estimatorSeries(rows: readonly With<"estimator">[], looks?: Looks): Series[] {
  return seriesOf(textsOf(rows, "estimator"), looks);
}

/** Named series that are no estimators, with the looks of unlike series. */
export function plainSeries(names: Iterable<string>): Series[] {
  return [...new Set(names)].map((name, i) => ({ name, encoding: seriesEncoding(i) }));
}

/** The different texts in a column, in the order of their first rows. */
export function textsOf<Key extends string>(rows: readonly With<Key>[], column: Key): string[] {
  return [...new Set(rows.map((row) => row[column]))];
}

/** Rows by the text in a column, in the order of the names; a name without rows is left out. */
export function groupsOf<Key extends string, Row extends With<Key>>(
  rows: readonly Row[],
  column: Key,
  names: readonly string[] = textsOf(rows, column),
): { name: string; own: Row[] }[] {
  return names.map((name) => ({ name, own: rows.filter((row) => row[column] === name) }))
    .filter(({ own }) => own.length > 0);
}

/**
 * For each estimator of some points in drawing order, what is said of its own points: by the name that a
 * reader knows, and by that of the tables.
 */
export function eachEstimator<Point extends With<"estimator">, Said>(
  points: readonly Point[],
  say: (name: string, own: Point[], key: string) => Said,
  looks?: Looks,
): Said[] {
  return groupsOf(points, "estimator", inOrder(textsOf(points, "estimator"), looks))
    .map(({ name, own }) => say(nameFor(name), own, name));
}

/** A series in the key: its symbol, and its dash where its points are joined. */
export const keyed = ({ name, encoding }: Series, isJoined: boolean): KeyEntry => ({
  ...{ series: name, label: nameFor(name), colour: encoding.colour, shape: encoding.shape },
  ...(isJoined ? { dash: encoding.dash } : {}),
});

/** Series in groups of so many at most, of like sizes; what is grey, for comparison, is in all of them. */
export function inGroups(series: readonly Series[], most: number): (readonly Series[])[] {
  const isGrey = ({ encoding }: Series): boolean => encoding.colour === palette.reference;
  const [grey, own] = [series.filter(isGrey), series.filter((one) => !isGrey(one))];
  if (own.length <= most) return [series];
  const groups = Math.ceil(own.length / most);
  const each = Math.ceil(own.length / groups);
  return Array.from({ length: groups }, (_, i) => [
    ...own.slice(i * each, (i + 1) * each),
    ...grey,
  ]);
}

/** Rows by a number in a column, the least first. */
export function sorted<Key extends string, Row extends { readonly [key in Key]: number }>(
  rows: readonly Row[],
  column: Key,
): Row[] {
  return [...rows].sort((a, b) => a[column] - b[column]);
}

/** The panels of a figure that have points, each with its own. */
export function inPanels<Panel extends With<"panel">, Point extends With<"panel">>(
  panels: readonly Panel[],
  points: readonly Point[],
): { panel: Panel; own: Point[] }[] {
  return panels.map((panel) => ({
    panel,
    own: points.filter((point) => point.panel === panel.panel),
  })).filter(({ own }) => own.length > 0);
}

/** The numbers in a column that depend on n alone, as the points of a line. */
export function byN<Key extends string>(
  rows: readonly ({ readonly n: number } & { readonly [key in Key]: number | null })[],
  column: Key,
): { x: number; y: number }[] {
  const known = rows.flatMap(({ n, [column]: y }) => isPositive(y) ? [[n, y] as const] : []);
  return sorted([...new Map(known)].map(([x, y]) => ({ x, y })), "x");
}
