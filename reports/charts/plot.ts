/**
 * Figures of points by series, as they are declared: axes, panels, how rows become points, what stands
 * behind them, and what is said of them. The drawing and the sentences follow.
 *
 * @module
 */

import { distinct, linearScale, logScale, ordinalPosition, valuePosition } from "./axes.ts";
import type { Scale } from "./axes.ts";
import { type Chart, type FigureDefinition, figureOf, type PointOf } from "./figure.ts";
import type { RowOf, Spec, Words } from "./figure.ts";
import { type Axes, barEnds, type CurvePoint, curves, hollowPoints, sideBySide } from "./marks.ts";
import { formatInteger } from "./number.ts";
import { domainOf, type Line, lineHeights, lineLayers, placed } from "./points.ts";
import type { Placing, Readable } from "./points.ts";
import { axis, type Said, sizes } from "./sentences.ts";
import { estimatorSeries, type Series } from "./series.ts";
import type { Columns } from "./table_data.ts";
import type { Looks } from "./theme.ts";

/** An axis: where values stand, and what is said of them. */
export interface Axis {
  /** The position, for the values that it is to show. */
  readonly scale: Scale;
  /** What it is in words; nothing is said of it without. */
  readonly what?: string | ((values: readonly number[]) => string);
  /** How its values are written. */
  readonly write?: (x: number) => string;
  /** Whether all of them are said rather than the first and the last. */
  readonly isListed?: boolean;
}

/** What may be said of an axis beside its title. */
type More = Partial<Pick<Axis, "what" | "write">>;

/** A logarithmic axis, widened by a factor on both sides. */
export const logAxis = (title: string, factor?: number, more: More = {}): Axis => ({
  scale: logScale(title, factor),
  what: title,
  ...more,
});

/** A linear axis with its ticks. */
export const linearAxis = (title: string, ticks?: Spec, more: More = {}): Axis => ({
  scale: linearScale(title, ticks),
  what: title,
  ...more,
});

/** The logarithmic axis of sample sizes, whose ticks they are themselves. */
export const sizeAxis = (more = ""): Axis => ({
  scale: (ns) => valuePosition("sample size n", distinct(ns)),
  what: (ns) => `sample size n (${sizes(distinct(ns))})${more}`,
  write: formatInteger,
});

/** The axis of sample sizes at each of which series stand side by side. */
export const ORDINAL_SIZES: Axis = {
  scale: (ns) => ordinalPosition("sample size n", distinct(ns).map(String)),
  what: "sample size n",
  write: formatInteger,
  isListed: true,
};

/** The axes that are known. */
interface PlotAxes {
  readonly x?: Axis;
  readonly y?: Axis;
}

/** How the rows of a panel become points, and what is drawn beside those. */
export interface Layers<Point extends Readable> extends Placing<Point> {
  /** What the vertical axis holds of a row, if not the ends of its error bar. */
  readonly holds?: (row: Point) => readonly number[];
  /** Its points and hollow ones, if they do not follow so, on an axis from a floor up. */
  place?(
    rows: readonly Point[],
    series: readonly Series[],
    placing: Placing<Point>,
    floor: number,
  ): { readonly points: readonly CurvePoint[]; readonly hollow?: readonly CurvePoint[] };
  /** Whether points are joined; they are unless said. */
  readonly joined?: boolean;
  /** Reference lines behind the points of a panel, on an axis if it is known before them. */
  readonly lines?: (own: readonly Point[], series: readonly Series[], y: Spec) => readonly Line[];
  /** What is drawn over them. */
  readonly over?: (own: readonly Point[], axes: Axes) => readonly Spec[];
}

/** A panel with its own points, and what is not the same in all. */
export interface PlotPanel<Point extends Readable> extends Layers<Point> {
  readonly title?: string;
  readonly own: readonly Point[];
  /** The row of panels that it is in, if there are several. */
  readonly row?: string;
  readonly axes?: PlotAxes;
}

/** A figure of points by series. */
export interface Plot<C extends Columns, Point extends Readable = PointOf<C>>
  extends Omit<Chart<C>, "draw" | "say">, Layers<Point> {
  /** What chart it is, in a sentence. */
  readonly opening: string;
  /** Width and height of a panel. */
  readonly size: readonly [number, number];
  /** The panels; one of all points unless said. */
  readonly panels?: (points: readonly Point[]) => readonly PlotPanel<Point>[];
  /** How many stand beside one another; all unless said. */
  readonly across?: number;
  /** The axes of all panels; without them, each has its own and says so. */
  readonly axes?: PlotAxes;
  /** Whether the axes hold the points of all panels. */
  readonly shared?: boolean;
  /** The series in their order; the estimators unless said. */
  readonly series?: (points: readonly Point[], all: readonly RowOf<C>[]) => readonly Series[];
  readonly looks?: Looks | undefined;
  /** Which rows are points, and which the axes hold and speak of; all unless said. */
  readonly isPoint?: (point: Point) => boolean;
  readonly isSeen?: (point: Point) => boolean;
  /** What is said before the facts, of each panel, and at the end. */
  readonly before?: (points: readonly Point[]) => readonly Said[];
  readonly facts?: (panel: PlotPanel<Point>) => Said;
  readonly ends?: (points: readonly Point[], all: readonly RowOf<C>[]) => readonly Said[];
}

/** The figure of a plot. */
export function plot<C extends Columns>(words: Words, chart: Plot<C>): FigureDefinition {
  type Point = PointOf<C>;
  const { opening, size: [width, height], axes = {}, shared = false } = chart;
  const { isPoint = () => true, isSeen = () => true } = chart;
  const panelsOf = (points: readonly Point[]): readonly PlotPanel<Point>[] =>
    chart.panels?.(points).filter(({ own }) => own.length > 0) ?? [{ own: points }];
  const xs = (points: readonly Point[]): number[] =>
    points.filter(isSeen).map((point) => Number(chart.x?.(point) ?? (point as Readable).n));
  const ys = (points: readonly Point[]): number[] =>
    points.filter(isSeen).map((point) => chart.y?.(point) ?? (point as Readable).value!);
  const draw = (points: readonly Point[], all: readonly RowOf<C>[]): Spec => {
    const series = chart.series?.(points, all) ??
      estimatorSeries(points as unknown as readonly { estimator: string }[], chart.looks);
    const panelOf = ({ title, own, axes: its, ...special }: PlotPanel<Point>): Spec => {
      const { joined, holds, place, lines, over, ...placing } = { ...chart, ...special };
      const [rows, seen] = [own, shared ? points : own].map((some) => some.filter(isPoint));
      const scale = (its?.y ?? axes.y)!.scale;
      const known = holds && scale(seen.flatMap(holds));
      const { points: full, hollow } =
        place?.(rows, series, placing, known ? domainOf(known)[0] : -Infinity) ??
          { points: placed(rows, series, placing, seen) };
      const held = shared ? placed(seen, series, placing) : [...full, ...hollow ?? []];
      const behind = lines?.(own, series, known ?? {}) ?? [];
      const at = {
        x: (its?.x ?? axes.x)!.scale(xs(shared ? points : own)),
        y: known ?? scale([...barEnds(held), ...lineHeights(behind)]),
      };
      const drawn = [
        ...(hollow ? hollowPoints(hollow, series, at) : []),
        ...(full.length > 0 || hollow ? curves(full, series, at, joined) : []),
      ];
      return {
        title,
        width,
        height,
        layer: [
          ...behind.flatMap((line) => lineLayers(line, at)),
          ...(at.x.type === "ordinal" ? drawn.map((one) => sideBySide(one, series)) : drawn),
          ...over?.(own, at) ?? [],
        ],
      };
    };
    const panels = panelsOf(points);
    if (chart.panels === undefined) return panelOf(panels[0]);
    if (chart.across !== undefined) return { columns: chart.across, concat: panels.map(panelOf) };
    const inRow = (row?: string): Spec => ({
      hconcat: panels.filter((panel) => panel.row === row).map(panelOf),
    });
    const rows = [...new Set(panels.map(({ row }) => row))];
    return rows.every((row) => row === undefined) ? inRow() : { vconcat: rows.map(inRow) };
  };
  const said = (which: "Horizontal" | "Vertical", values: readonly number[], its?: Axis): Said => {
    if (its?.what === undefined) return "";
    const what = typeof its.what === "string" ? its.what : its.what(values);
    if (its.isListed) return `${which} axis: ${what} (${sizes(distinct(values))}).`;
    return axis(which, what, values, its.write);
  };
  const say = (points: readonly Point[], all: readonly RowOf<C>[]): readonly Said[] => [
    opening,
    said("Horizontal", xs(points), axes.x),
    said("Vertical", ys(points), axes.y),
    ...chart.before?.(points) ?? [],
    ...panelsOf(points).flatMap((panel) => [
      axes.x ? "" : said("Horizontal", xs(panel.own), panel.axes?.x),
      axes.y ? "" : said("Vertical", ys(panel.own), panel.axes?.y),
      chart.facts?.(panel) ?? "",
    ]),
    ...chart.ends?.(points, all) ?? [],
  ];
  return figureOf(words, { ...chart, draw, say });
}
