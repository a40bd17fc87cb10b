/**
 * Biases on a logarithmic axis, where a bias that is not distinguishable from zero has no place.
 *
 * @module
 */

import { interval, Z95 } from "./axes.ts";
import { placed, type Readable } from "./points.ts";
import { type Axis, type Layers, logAxis } from "./plot.ts";

/** What every caption says of hollow points. */
export const HOLLOW =
  "Hollow symbols are biases within 1.96 standard errors of zero; where they lie " +
  "below the axis they stand on its edge, and only the upper half of their error bar is drawn.";

/** The axis of the size of biases. */
export const biasAxis = (what = "size of the bias"): Axis =>
  logAxis("size of the bias", 1.15, { what });

/** Whether a bias is apart from zero beyond its Monte Carlo error. */
export function isApart(bias: number, error: number | null): boolean {
  return bias !== 0 && Math.abs(bias) > Z95 * (error ?? 0);
}

/** What an axis must hold of a bias: its interval if it is apart from zero, or the error's order. */
export function biasHeights(bias: number, error: number | null): number[] {
  const [size, half] = [Math.abs(bias), Z95 * (error ?? 0)];
  if (isApart(bias, error)) return [size + half, Math.max(size - half, size / 4)];
  return error === null ? [size + half] : [size + half, error / 2];
}

/** Points of the biases apart from zero, and hollow ones of the others, by what is the bias of a row. */
export const biasLayers = <Row extends Readable>(bias: (row: Row) => number): Layers<Row> => {
  const isFound = (row: Row): boolean => isApart(bias(row), row.mc_error ?? null);
  return {
    y: (row) => Math.abs(bias(row)),
    holds: (row) => biasHeights(bias(row), row.mc_error ?? null),
    place(rows, placing, floor) {
      const place = (some: readonly Row[]) =>
        placed(some, { ...placing, y: bias }).map((point, i) => {
          const size = Math.abs(bias(some[i]));
          const ends = interval(size, some[i].mc_error ?? null, floor);
          return { ...point, y: Math.max(size, floor), ...ends };
        });
      return {
        points: place(rows.filter(isFound)),
        hollow: place(rows.filter((row) => !isFound(row)))
          .map((point) => ({ ...point, low: point.y, high: Math.max(point.high, point.y) })),
      };
    },
  };
};
