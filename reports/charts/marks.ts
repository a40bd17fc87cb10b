/**
 * Marks that figures are put together from: curves with error bars, guides, notes, dots, rules.
 *
 * @module
 */

import type { Spec } from "./figure.ts";
import type { Series } from "./series.ts";
import { palette } from "./theme.ts";

/** The positions of a panel: their scales, axes and titles. */
export interface Axes {
  readonly x: Spec;
  readonly y: Spec;
}

/** A place on a panel's scales. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** One point of a curve, as `curves` reads it. */
export interface CurvePoint {
  /** Name of its series. */
  readonly series: string;
  /** Position: a number, or text on an ordinal axis. */
  readonly x: number | string;
  /** Value. */
  readonly y: number;
  /** Lower end of its error bar. */
  readonly low: number;
  /** Upper end of its error bar; no bar is drawn where both ends are equal. */
  readonly high: number;
  /** What a tooltip says. */
  readonly tip: string;
  /** How far its symbol and its bar stand beside it, in pixels; at it unless said. */
  readonly shift?: number;
}

/** Both ends of the error bars of some points. */
export const barEnds = (points: readonly CurvePoint[]): number[] =>
  points.flatMap(({ low, high }) => [low, high]);

/** The positions by the fields `x` and `y`. */
const byFields = ({ x, y }: Axes): Axes => ({ x: { ...x, field: "x" }, y: { ...y, field: "y" } });

/** The channel of what a tooltip says. */
export const TIP: Spec = { field: "tip", type: "nominal" };

/** Colour and shape channels by the name of the series in a field, with one key for both. */
export function looksBy(
  field: string,
  series: readonly Series[],
): { readonly color: Spec; readonly shape: Spec } {
  const domain = series.map(({ name }) => name);
  const channel = (range: readonly string[]): Spec => {
    const scale = { domain, range };
    return { field, type: "nominal", title: null, scale, legend: null };
  };
  return {
    color: channel(series.map(({ encoding }) => encoding.colour.light)),
    shape: channel(series.map(({ encoding }) => encoding.shape)),
  };
}

/** Lines with points and error bars, one series a colour, shape and dash. */
export function curves(
  points: readonly CurvePoint[],
  series: readonly Series[],
  axes: Axes,
  joined = true,
): Spec[] {
  const dashes = new Map(series.map((s) => [s.name, s.encoding.dash]));
  const values = points.map((point) => ({ ...point, dash: dashes.get(point.series) ?? [1, 0] }));
  const { color, shape } = looksBy("series", series);
  const at = byFields(axes);
  // lines run through the places themselves
  const moved = points.some(({ shift }) => shift !== undefined)
    ? { xOffset: { expr: "datum.shift || 0" } }
    : {};
  const bars: Spec = {
    data: { values: values.filter(({ low, high }) => low < high) },
    mark: { type: "rule", strokeWidth: 1.5, ...moved },
    encoding: { x: at.x, y: { ...at.y, field: "low" }, y2: { field: "high" }, color },
  };
  const lines: Spec = {
    // Solid lines first, so that a dashed one over them leaves both visible.
    data: { values: [...values].sort((a, b) => solid(b) - solid(a)) },
    mark: { type: "line" },
    // The dash is a field, not a scale: a dashed outline of a small symbol in the key is illegible.
    encoding: { ...at, color, strokeDash: { field: "dash", type: "nominal", scale: null } },
  };
  const marks: Spec = {
    data: { values },
    mark: { type: "point", aria: true, ...moved },
    encoding: { ...at, color, shape, description: TIP },
  };
  return joined ? [bars, lines, marks] : [bars, marks];
}

const solid = ({ dash }: { readonly dash: readonly number[] }): number => dash[1] === 0 ? 1 : 0;

/** Points and error bars, not joined, with hollow symbols instead of full ones. */
export function hollowPoints(
  points: readonly CurvePoint[],
  series: readonly Series[],
  axes: Axes,
): Spec[] {
  const [bars, marks] = curves(points, series, axes, false);
  const mark = { ...marks.mark as Spec, filled: false, strokeWidth: 1.5 };
  return [bars, { ...marks, mark }];
}

/** A layer whose series stand side by side at each place of an ordinal axis. */
export function sideBySide(layer: Spec, series: readonly Series[]): Spec {
  const scale = { domain: series.map(({ name }) => name) };
  const xOffset = { field: "series", type: "nominal", scale };
  return { ...layer, encoding: { ...layer.encoding as Spec, xOffset } };
}

/** A thin reference line through some points, drawn behind the data. */
export function guide(
  values: readonly Place[],
  axes: Axes,
  { colour = palette.reference.light, dash = [3, 3], clip }: {
    readonly colour?: string | undefined;
    readonly dash?: readonly number[] | undefined;
    readonly clip?: boolean | undefined;
  } = {},
): Spec {
  return {
    data: { values },
    mark: { type: "line", color: colour, strokeWidth: 1.25, strokeDash: dash, clip },
    encoding: byFields(axes),
  };
}

/** The curve of a series that stands out in another panel, thin and grey behind all else. */
export const context = (points: readonly CurvePoint[], axes: Axes): Spec => ({
  data: {
    values: [...points].sort((a, b) => Number(a.x) - Number(b.x)).map(({ x, y }) => ({ x, y })),
  },
  mark: { type: "line", color: palette.axis.light, strokeWidth: 1, opacity: 0.45 },
  encoding: byFields(axes),
});

/** A reference line all across a panel, at the value of a field on one of its axes. */
export function levelRule(
  field: string,
  value: number,
  channel: "x" | "y",
  position: Spec,
): Spec {
  return {
    data: { values: [{ [field]: value }] },
    mark: { type: "rule", strokeDash: [6, 4], strokeWidth: 1.5, color: palette.reference.light },
    encoding: { [channel]: { ...position, field } },
  };
}

/** Words beside a reference line. */
export function note(text: string, at: Place, axes: Axes, look: Spec = {}): Spec {
  return {
    data: { values: [{ ...at, text }] },
    mark: {
      type: "text",
      align: "left",
      baseline: "bottom",
      fontSize: 11.5,
      fontStyle: "italic",
      color: palette.reference.light,
      ...look,
    },
    encoding: { ...byFields(axes), text: { field: "text", type: "nominal" } },
  };
}
