/**
 * Biases on a logarithmic axis, where a bias that is not distinguishable from zero has no place.
 *
 * @module
 */

import { interval, logDomain, Z95 } from "./axes.ts";
import type { CurvePoint } from "./marks.ts";
import { placed, type Placing, type Readable } from "./panel.ts";
import type { Series } from "./series.ts";

/** What every caption says of hollow points. */
export const HOLLOW =
  "Hollow symbols are biases within 1.96 standard errors of zero; where they lie " +
  "below the axis they stand on its edge, and only the upper half of their error bar is drawn.";

/** A bias with its Monte Carlo standard error. */
interface Bias extends Readable {
  readonly value: number;
  readonly mc_error: number | null;
}

/** Whether a bias is apart from zero beyond its Monte Carlo error. */
export const isApart = ({ value, mc_error }: Bias): boolean =>
  value !== 0 && Math.abs(value) > Z95 * (mc_error ?? 0);

/** The vertical domain that shows the biases that are apart from zero, and the errors' order. */
export function biasDomain(biases: readonly Bias[]): [number, number] {
  const sizes = biases.flatMap((bias) => {
    const [size, error] = [Math.abs(bias.value), bias.mc_error];
    const half = Z95 * (error ?? 0);
    if (isApart(bias)) return [size + half, Math.max(size - half, size / 4)];
    return error === null ? [size + half] : [size + half, error / 2];
  });
  return logDomain(sizes, 1.15);
}

/** The biases apart from zero as points, and the others as hollow ones, on an axis from a floor up. */
export function biasPoints<Row extends Bias>(
  rows: readonly Row[],
  series: readonly Series[],
  floor: number,
  placing: Placing<Row>,
): { readonly points: readonly CurvePoint[]; readonly hollow: readonly CurvePoint[] } {
  const place = (some: readonly Row[]): CurvePoint[] =>
    placed(some, series, placing).map((point, i) => {
      const { value, mc_error } = some[i];
      const size = Math.abs(value);
      return { ...point, y: Math.max(size, floor), ...interval(size, mc_error, floor) };
    });
  return {
    points: place(rows.filter(isApart)),
    hollow: place(rows.filter((row) => !isApart(row)))
      .map((point) => ({ ...point, low: point.y, high: Math.max(point.high, point.y) })),
  };
}
