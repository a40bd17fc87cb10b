/**
 * What stands in a panel: rows as points with error bars, and reference lines behind them.
 *
 * @module
 */

import { interval } from "./axes.ts";
import type { Spec } from "./figure.ts";
import * as marks from "./marks.ts";
import type { Axes, CurvePoint, Place } from "./marks.ts";
import { nameFor } from "./names.ts";
import { format } from "./number.ts";

/** A reference line. */
export interface Line {
  /** Its points, or the height at which it goes all across. */
  readonly at: readonly Place[] | number;
  readonly colour?: string;
  readonly dash?: readonly number[];
  /** Words beside it, at its end unless said, with what is special of their mark. */
  readonly note?: { readonly text: string; readonly at?: Place | "start"; readonly look: Spec };
  /** What the vertical axis holds of it, as a multiple of its heights. */
  readonly room?: number;
  /** Whether it is cut off where it leaves the panel. */
  readonly clip?: boolean;
}

/** What the vertical axis holds of some reference lines. */
export const lineHeights = (lines: readonly Line[]): number[] =>
  lines.flatMap(({ at, room = 1 }) =>
    room === 0 ? [] : typeof at === "number" ? [at] : at.map(({ y }) => room * y)
  );

/** A reference line as layers. */
export function lineLayers({ at, note, colour, dash, clip }: Line, axes: Axes): Spec[] {
  if (typeof at === "number" && axes.x.type === "ordinal") {
    return [marks.levelRule("nominal", at, "y", axes.y)];
  }
  const ends = typeof at === "number" ? domainOf(axes.x).map((x) => ({ x, y: at })) : at;
  if (ends.length === 0) return [];
  const line = marks.guide(ends, axes, { colour, dash, clip });
  if (note === undefined) return [line];
  const { text, at: place = ends[ends.length - 1], look: its } = note;
  return [line, marks.note(text, place === "start" ? ends[0] : place, axes, its)];
}

/** The domain of a position's scale. */
export const domainOf = (position: Spec): readonly number[] =>
  (position.scale as { readonly domain: readonly number[] }).domain;

/** Text for the tooltip of a mark. */
export function tip(name: string, where: string, value: number, error: number | null): string {
  return `${nameFor(name)}, ${where}: ${format(value, error)}`;
}

/** What is read of the rows that become points, unless something else is said. */
export interface Readable {
  readonly estimator?: string;
  readonly n?: number;
  readonly value?: number;
  readonly mc_error?: number | null;
}

/** How rows become points. */
export interface Placing<Row> {
  /** Where it stands: a number, or a text on an ordinal axis; the column `n` unless said. */
  readonly x?: (row: Row) => number | string;
  /** Its height; the column `value` unless said. */
  readonly y?: (row: Row) => number;
  /** Its series; the column `estimator` unless said. */
  readonly of?: (row: Row) => string;
  /** Where it is in words, for the tooltip; at its `n` unless said. */
  readonly where?: (row: Row) => string;
  /** The ends of its error bar, beside all heights; unless said the interval of its `mc_error`. */
  readonly bar?: (row: Row, heights: readonly number[]) => {
    readonly low: number;
    readonly high: number;
  };
  /** What a tooltip says, if not what is usual: its series, where it is, its height and its error. */
  readonly tip?: (row: Row, usual: string) => string;
  /** Where it stands if its height is less. */
  readonly least?: number;
  /** Where an error bar is cut off, as a share of the least height; it is not unless said. */
  readonly cut?: number;
}

/** Rows as points with error bars, which may be cut off where all rows beside them are. */
export function placed<Row extends Readable>(
  rows: readonly Row[],
  { bar, least = -Infinity, cut, ...how }: Placing<Row>,
  beside = rows,
): CurvePoint[] {
  const { x: at = ({ n }) => n!, y: height = ({ value }) => value! } = how;
  const { of = ({ estimator }) => estimator!, where = ({ n }) => `n = ${n}` } = how;
  const heights = beside.map(height);
  const floor = cut === undefined ? undefined : cut * Math.min(...heights);
  return rows.map((row) => {
    const [series, x, value, error] = [of(row), at(row), height(row), row.mc_error ?? null];
    const usual = tip(series, where(row), value, error);
    const y = Math.max(value, least);
    return {
      series,
      x,
      y,
      ...(bar?.(row, heights) ?? interval(y, error, floor)),
      tip: how.tip?.(row, usual) ?? usual,
    };
  });
}
