/**
 * Layers of points side by side at each place of an ordinal axis, with the level that is aimed at.
 *
 * @module
 */

import { linearPosition } from "./axes.ts";
import type { Spec } from "./figure.ts";
import { barEnds, type CurvePoint, curves, hollow, type Series } from "./marks.ts";
import { palette } from "./theme.ts";

/** What is at the axes. */
export interface SideBySideAxes {
  /** Title of the horizontal axis, its places in order, and how they are labelled. */
  readonly x: string;
  readonly places: readonly string[];
  readonly labels?: Spec;
  /** Title of the vertical axis and its ticks. */
  readonly y: string;
  readonly ticks: Spec;
  /** What is aimed at. */
  readonly level: number;
}

/** Points with error bars, side by side, over others that are hollow. */
export function sideBySide(
  points: readonly CurvePoint[],
  series: readonly Series[],
  { x: xTitle, places, labels = {}, y: yTitle, ticks, level }: SideBySideAxes,
  others?: readonly CurvePoint[],
): Spec[] {
  const x = {
    field: "x",
    type: "ordinal",
    title: xTitle,
    sort: places,
    scale: { paddingInner: 0.25, paddingOuter: 0.15 },
    axis: { labelAngle: 0, ...labels },
  };
  const y = linearPosition(yTitle, [level, ...barEnds([...points, ...others ?? []])], ticks);
  const xOffset = {
    field: "series",
    type: "nominal",
    scale: { domain: series.map(({ name }) => name) },
  };
  const layers = (some: readonly CurvePoint[]): Spec[] =>
    curves(some, series, x, y, { line: false });
  return [
    {
      data: { values: [{ nominal: level }] },
      mark: {
        type: "rule",
        strokeDash: [6, 4],
        strokeWidth: 1.5,
        color: palette.reference.light,
      },
      encoding: { y: { ...y, field: "nominal" } },
    },
    ...[...(others ? hollow(layers(others)) : []), ...layers(points)].map((layer) => ({
      ...layer,
      encoding: { ...(layer.encoding as Spec), xOffset },
    })),
  ];
}
