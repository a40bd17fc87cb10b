/**
 * Cells of heat maps: shaded by level, each with its number on it.
 *
 * @module
 */

import type { Spec } from "./figure.ts";
import { palette, shades } from "./theme.ts";

/** One cell. */
export interface HeatCell {
  /** Its edges, on the axes' scales. */
  readonly left: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
  /** Its middle. */
  readonly x: number;
  readonly y: number;
  /** Index of its shade, from the lightest. */
  readonly level: number;
  /** The number on it. */
  readonly text: string;
  /** What a tooltip says. */
  readonly tip: string;
}

/** The rectangles, and the numbers on them, for what is drawn between them. */
export function heatCells(
  cells: readonly HeatCell[],
  x: Spec,
  y: Spec,
): { readonly rectangles: Spec[]; readonly numbers: Spec[] } {
  const at = { x: { ...x, field: "x" }, y: { ...y, field: "y" } };
  const levels = shades.map((shade, level) => ({
    ...shade,
    own: cells.filter((cell) => cell.level === level),
  })).filter(({ own }) => own.length > 0);
  const rectangles = levels.map(({ fill, own }): Spec => ({
    data: { values: own },
    mark: {
      type: "rect",
      color: fill.light,
      stroke: palette.grid.light,
      strokeWidth: 1,
      aria: true,
    },
    encoding: {
      x: { ...x, field: "left" },
      x2: { field: "right" },
      y: { ...y, field: "low" },
      y2: { field: "high" },
      description: { field: "tip", type: "nominal" },
    },
  }));
  // a halo of the cell's shade keeps lines off the numbers
  const numbers = levels.flatMap(({ fill, ink, own }): Spec[] =>
    [{ color: fill.light, stroke: fill.light, strokeWidth: 5 }, { color: ink.light }].map((
      look,
    ) => ({
      data: { values: own },
      mark: { type: "text", fontSize: 12, ...look },
      encoding: { ...at, text: { field: "text", type: "nominal" } },
    }))
  );
  return { rectangles, numbers };
}
