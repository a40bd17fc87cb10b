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
import { movedApart } from "./apart.ts";
import { type Axes, barEnds, context, type CurvePoint, curves } from "./marks.ts";
import { hollowPoints, sideBySide } from "./marks.ts";
import { nameFor } from "./names.ts";
import { formatInteger } from "./number.ts";
import { domainOf, type Line, lineHeights, lineLayers, placed } from "./points.ts";
import type { Placing, Readable } from "./points.ts";
import { axis, list, type Said, sizes } from "./sentences.ts";
import { estimatorSeries, groupsOf, inGroups, keyed, type Series } from "./series.ts";
import type { KeyEntry, Panel, Sheet } from "./sheet.ts";
import type { Columns } from "./table_data.ts";
import { type Looks, palette } from "./theme.ts";

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

/** A heading, with the names of the series that stand out below it, if not all do. */
const headed = (text: string, names?: readonly string[]): string | Spec =>
  names === undefined ? text : { text, subtitle: names.join(" · ") };

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
  /** How many series a panel has at most: with more, it is drawn several times. */
  readonly most?: number;
  /** What the key has besides the series. */
  readonly keyed?: (points: readonly Point[]) => readonly KeyEntry[];
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
  const seriesFor = (points: readonly Point[], all: readonly RowOf<C>[]): readonly Series[] =>
    chart.series?.(points, all) ??
      estimatorSeries(points as unknown as readonly { estimator: string }[], chart.looks);
  const nameOf = (chart.of ?? (({ estimator }) => estimator!)) as (point: Readable) => string;
  const draw = (points: readonly Point[], all: readonly RowOf<C>[]): Sheet => {
    const series = seriesFor(points, all);
    const panelOf = (
      { title, own: given, axes: its, ...special }: PlotPanel<Point>,
      some?: readonly Series[],
    ): Panel => {
      const { joined, holds, place, lines, over, ...placing } = { ...chart, ...special };
      const names = some?.map(({ name }) => name);
      const isOwn = (point: Point): boolean => names?.includes(nameOf(point)) ?? true;
      const own = given.filter((point) => !isPoint(point) || isOwn(point));
      const rows = own.filter(isPoint);
      const seen = (shared ? points : given).filter(isPoint);
      const scale = (its?.y ?? axes.y)!.scale;
      const known = holds && scale(seen.flatMap(holds));
      const { points: filled, hollow: empty = [] } =
        place?.(rows, placing, known ? domainOf(known)[0] : -Infinity) ??
          { points: placed(rows, placing, seen) };
      const held = shared || some ? placed(seen, placing) : [...filled, ...empty];
      const behind = lines?.(own, series, known ?? {}) ?? [];
      const at = {
        x: (its?.x ?? axes.x)!.scale(xs(shared ? points : given)),
        y: known ?? scale([...barEnds(held), ...lineHeights(behind)]),
      };
      const all = at.x.type === "ordinal"
        ? [...filled, ...empty]
        : movedApart([...filled, ...empty], series, at, chart.size);
      const [full, hollow] = [all.slice(0, filled.length), all.slice(filled.length)];
      const drawn = [
        ...(place ? hollowPoints(hollow, series, at) : []),
        ...(full.length > 0 || place ? curves(full, series, at, joined) : []),
      ];
      const others = some === undefined ? [] : placed(
        given.filter((point) => isPoint(point) && !isOwn(point)),
        placing,
        seen,
      );
      const names_ = some?.filter(({ encoding }) => encoding.colour !== palette.reference)
        .map(({ name }) => nameFor(name));
      return {
        ...(title === undefined ? {} : { title: headed(title, names_) }),
        width,
        height,
        layer: [
          ...groupsOf(others, "series").map(({ own }) => context(own, at)),
          ...behind.flatMap((line) => lineLayers(line, at)),
          ...(at.x.type === "ordinal" ? drawn.map((one) => sideBySide(one, series)) : drawn),
          ...over?.(own, at) ?? [],
        ],
      };
    };
    const panels = panelsOf(points);
    const rows = panels.map((panel) => {
      const groups = inGroups(
        series.filter(({ name }) =>
          panel.own.some((point) => isPoint(point) && nameOf(point) === name)
        ),
        chart.most ?? Infinity,
      );
      if (groups.length < 2) return { row: panel.row, drawn: [panelOf(panel)] };
      return { row: panel.row, drawn: groups.map((some) => panelOf(panel, some)) };
    });
    const single = rows.every(({ drawn }) => drawn.length === 1);
    const across = chart.across ?? Infinity;
    const key = [
      ...series.filter(({ name }) => points.some((p) => isPoint(p) && nameOf(p) === name))
        .map((one) => keyed(one, chart.joined ?? true)),
      ...chart.keyed?.(points) ?? [],
    ];
    if (!single) return { key, rows: rows.map(({ drawn }) => drawn) };
    const lines = [...new Set(panels.map(({ row }) => row))].flatMap((name) => {
      const line = rows.filter(({ row }) => row === name).flatMap(({ drawn }) => drawn);
      return Array.from(
        { length: Math.ceil(line.length / Math.min(across, line.length)) },
        (_, i) => line.slice(i * across, (i + 1) * across),
      );
    });
    return { key, rows: lines };
  };
  /** Which panels have not all series that they could have, unless they are about other things. */
  const absent = (points: readonly Point[], all: readonly RowOf<C>[]): string[] => {
    const series = seriesFor(points, all).map(({ name }) => name);
    const panels = panelsOf(points).map(({ title, own }) => ({
      title,
      names: new Set(own.filter(isPoint).map(nameOf)),
    }));
    return panels.flatMap(({ title, names }) => {
      const others = series.filter((name) => !names.has(name));
      const isOther = panels.some((panel) => [...panel.names].every((name) => !names.has(name)));
      if (others.length === 0 || isOther || title === undefined) return [];
      return [`Without a value, and so not in “${title}”: ${list(others.map(nameFor))}.`];
    });
  };
  const notes = (points: readonly Point[], all: readonly RowOf<C>[]): readonly Said[] => [
    ...chart.notes?.(points, all) ?? [],
    ...absent(points, all),
  ];
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
  return figureOf(words, { ...chart, draw, say, notes });
}
