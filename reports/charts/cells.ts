/**
 * Cells of heat maps: shaded by level, each with its number on it.
 *
 * @module
 */

import { isNumber, plainPosition } from "./axes.ts";
import type { Spec } from "./figure.ts";
import { type Axes, type Place, TIP } from "./marks.ts";
import { format } from "./number.ts";
import type { KeyEntry } from "./sheet.ts";
import { palette, shades } from "./theme.ts";

/** One cell: its edges and its middle on the axes' scales. */
export interface Cell extends Place {
  readonly left: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
  /** Index of its shade, from the lightest. */
  readonly level: number;
  /** The number on it. */
  readonly text: string;
  /** What a tooltip says. */
  readonly tip: string;
}

/** The channels of the edges of cells. */
const edges = ({ x, y }: Axes): Spec => ({
  x: { ...x, field: "left" },
  x2: { field: "right" },
  y: { ...y, field: "low" },
  y2: { field: "high" },
});

/** Shaded cells, each with its number on it, and what is drawn between them. */
export function heatMap(cells: readonly Cell[], axes: Axes, between: readonly Spec[] = []): Spec[] {
  const at = { x: { ...axes.x, field: "x" }, y: { ...axes.y, field: "y" } };
  const levels = shades.map(({ fill, ink }, level) => ({
    ...{ fill: fill.light, ink: ink.light },
    data: { values: cells.filter((cell) => cell.level === level) },
  })).filter(({ data }) => data.values.length > 0);
  return [
    ...levels.map(({ fill, data }): Spec => ({
      data,
      mark: { type: "rect", color: fill, stroke: palette.grid.light, strokeWidth: 1, aria: true },
      encoding: { ...edges(axes), description: TIP },
    })),
    ...between,
    // a halo of the cell's shade keeps lines off the numbers
    ...levels.flatMap(({ fill, ink, data }) =>
      [{ color: fill, stroke: fill, strokeWidth: 5 }, { color: ink }].map((look): Spec => ({
        data,
        mark: { type: "text", fontSize: 12, ...look },
        encoding: { ...at, text: { field: "text", type: "nominal" } },
      }))
    ),
  ];
}

/** A position on an axis without lines, whose ticks are the middles of cells. */
export const cellPosition = (
  title: string,
  domain: readonly number[],
  values: readonly number[],
  labelExpr: string,
) =>
  plainPosition(title, domain, {
    ...{ values, labelExpr, grid: false, domain: false, ticks: false, labelOverlap: false },
  });

/** Frames inside cells, to tell them from others. */
export const frames = (cells: readonly Cell[], axes: Axes, mark: Spec, inset: number): Spec => ({
  data: {
    values: cells.map(({ left, right, low, high, ...cell }) => ({
      ...cell,
      ...{ left: left + inset, right: right - inset, low: low + inset, high: high - inset },
    })),
  },
  mark: { type: "rect", filled: false, ...mark },
  encoding: edges(axes),
});

/** What the shades of cells mean. */
export const shadesKey = (labels: readonly string[]): KeyEntry[] =>
  labels.map((label, i) => ({
    series: label,
    label,
    colour: shades[i].fill,
    shape: "square",
    isOutlined: true,
  }));

/** The largest Monte Carlo error of the numbers on some cells. */
export const largestError = (errors: readonly (number | null)[], what: string): string => {
  const known = errors.filter(isNumber);
  return known.length === 0
    ? "There are no Monte Carlo errors of the numbers on the cells."
    : `The Monte Carlo standard error of ${what} is at most ${
      format(Math.max(...known))
    }; the table has all.`;
};
