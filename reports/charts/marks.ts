/**
 * Parts that figures are put together from: series, points with error bars, keys, guides.
 *
 * @module
 */

import { dodge, interval } from "./axes.ts";
import type { Spec } from "./figure.ts";
import { format } from "./number.ts";
import {
  type Encoding,
  encodingOf,
  inOrder,
  type Looks,
  palette,
  seriesEncoding,
} from "./theme.ts";

/** A named series and how it is drawn. */
export interface Series {
  /** The value of the `series` field, and the text in the key. */
  readonly name: string;
  /** Its look. */
  readonly encoding: Encoding;
}

/** Colour and shape channels by the field `series`, with one key for both. */
function keyed(series: readonly Series[]): { readonly color: Spec; readonly shape: Spec } {
  const domain = series.map((s) => s.name);
  const channel = (range: readonly unknown[]): Spec => ({
    field: "series",
    type: "nominal",
    title: null,
    scale: { domain, range },
  });
  return {
    color: channel(series.map((s) => s.encoding.colour.light)),
    shape: channel(series.map((s) => s.encoding.shape)),
  };
}

/** The estimators among some rows in drawing order, with the looks that their figure gives. */
export function estimatorSeries(
  rows: readonly { readonly estimator: string }[],
  looks?: Looks,
): Series[] {
  return inOrder(rows.map((row) => row.estimator), looks)
    .map((name) => ({ name, encoding: encodingOf(name, looks) }));
}

/** For each estimator of some points in drawing order, what is said of its own points. */
export function eachEstimator<Point extends { readonly estimator: string }, Said>(
  points: readonly Point[],
  say: (name: string, own: Point[]) => Said,
  looks?: Looks,
): Said[] {
  return estimatorSeries(points, looks).map(({ name }) =>
    say(name, points.filter(({ estimator }) => estimator === name))
  );
}

/** Named series that are no estimators, with the looks of unlike series. */
export function plainSeries(names: Iterable<string>): Series[] {
  return [...new Set(names)].map((name, i) => ({ name, encoding: seriesEncoding(i) }));
}

/** The panels that have points, each with its own in their order, or by x. */
export function inPanels<
  Panel extends { readonly panel: string },
  Point extends { readonly panel: string; readonly x: number },
>(
  panels: readonly Panel[],
  points: readonly Point[],
  byX = true,
): { panel: Panel; own: Point[] }[] {
  return panels.map((panel) => {
    const own = points.filter((point) => point.panel === panel.panel);
    return { panel, own: byX ? own.sort((a, b) => a.x - b.x) : own };
  }).filter(({ own }) => own.length > 0);
}

/** A panel of values. */
export interface ValuePanel {
  /** The value of `panel` in its rows. */
  readonly panel: string;
  /** Its heading. */
  readonly title: string;
  /** Title of the vertical axis. */
  readonly what: string;
  /** Whether the vertical axis is logarithmic. */
  readonly log: boolean;
}

/** Whether a point is in a panel, and can stand on its axis. */
export function fitsIn(
  panels: readonly ValuePanel[],
): (point: { readonly panel: string; readonly value: number }) => boolean {
  return (point) =>
    panels.some(({ panel, log }) => panel === point.panel && (!log || point.value > 0));
}

/** Text for the tooltip of a mark. */
export function tip(name: string, where: string, value: number, error: number | null): string {
  return `${name}, ${where}: ${format(value, error)}`;
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
}

/** A mean with its Monte Carlo standard error, before it has a place. */
export interface Mean {
  readonly series: string;
  readonly x: number;
  readonly value: number;
  readonly error: number | null;
  /** Where it is, for the tooltip. */
  readonly where: string;
}

/** Points as means: of each its series, x, value and where it is in words; its error is `mc_error`. */
export function meansOf<Point extends { readonly mc_error: number | null }>(
  points: readonly Point[],
  of: (point: Point) => readonly [series: string, x: number, value: number, where: string],
): Mean[] {
  return points.map((point) => {
    const [series, x, value, where] = of(point);
    return { series, x, value, error: point.mc_error, where };
  });
}

/** Means as points with error bars, those at one x moved apart by a step if there is one. */
export function placed(
  means: readonly Mean[],
  series: readonly Series[],
  { step = 0, floor = -Infinity }: { readonly step?: number; readonly floor?: number } = {},
): CurvePoint[] {
  const order = series.map(({ name }) => name);
  return means.map(({ series, x, value, error, where }) => ({
    series,
    x: dodge(x, order.indexOf(series), order.length, step),
    y: value,
    ...interval(value, error, floor),
    tip: tip(series, where, value, error),
  }));
}

/** Both ends of the error bars of some points. */
export function barEnds(points: readonly CurvePoint[]): number[] {
  return points.flatMap(({ low, high }) => [low, high]);
}

/** Layers with hollow symbols instead of full ones. */
export function hollow(layers: readonly Spec[]): Spec[] {
  const look = { type: "point", filled: false, strokeWidth: 1.5, aria: true };
  return layers.map((layer) =>
    (layer.mark as Spec).type === "point" ? { ...layer, mark: look } : layer
  );
}

/**
 * Lines with points and error bars, one series a colour, shape and dash. `x` and `y` give scales,
 * axes and titles.
 */
export function curves(
  points: readonly CurvePoint[],
  series: readonly Series[],
  x: Spec,
  y: Spec,
  { line = true }: { readonly line?: boolean } = {},
): Spec[] {
  const dashes = new Map(series.map((s) => [s.name, s.encoding.dash]));
  const values = points.map((point) => ({ ...point, dash: dashes.get(point.series) ?? [1, 0] }));
  const { color, shape } = keyed(series);
  const at = { x: { ...x, field: "x" }, y: { ...y, field: "y" } };
  const bars: Spec = {
    data: { values: values.filter(({ low, high }) => low < high) },
    mark: { type: "rule", strokeWidth: 1.5 },
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
    mark: { type: "point", aria: true },
    encoding: { ...at, color, shape, description: { field: "tip", type: "nominal" } },
  };
  return line ? [bars, lines, marks] : [bars, marks];
}

const solid = ({ dash }: { readonly dash: readonly number[] }): number => dash[1] === 0 ? 1 : 0;

/** A thin reference line through some points, drawn behind the data. */
export function guide(
  values: readonly { readonly x: number; readonly y: number }[],
  x: Spec,
  y: Spec,
  colour: string = palette.reference.light,
  dash: readonly number[] = [3, 3],
): Spec {
  return {
    data: { values },
    mark: { type: "line", color: colour, strokeWidth: 1.25, strokeDash: dash },
    encoding: { x: { ...x, field: "x" }, y: { ...y, field: "y" } },
  };
}

/** Words beside a reference line. */
export function note(
  text: string,
  at: { readonly x: number; readonly y: number },
  x: Spec,
  y: Spec,
  mark: Spec = {},
): Spec {
  return {
    data: { values: [{ ...at, text }] },
    mark: {
      type: "text",
      align: "left",
      baseline: "bottom",
      fontSize: 11.5,
      fontStyle: "italic",
      color: palette.reference.light,
      ...mark,
    },
    encoding: {
      x: { ...x, field: "x" },
      y: { ...y, field: "y" },
      text: { field: "text", type: "nominal" },
    },
  };
}
