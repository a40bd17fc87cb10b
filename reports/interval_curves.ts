/**
 * The figure of curves with intervals that are given, in panels, the horizontal axis logarithmic.
 *
 * @module
 */

import {
  type CurvePoint,
  curves,
  dodge,
  estimatorSeries,
  isNumber,
  isPositive,
  linearDomain,
  logDomain,
  logPosition,
  type Series,
  type Spec,
} from "./chart.ts";
import { axis, missing, sentences } from "./facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "./figure.ts";
import { format } from "./number.ts";
import { themed } from "./theme.ts";

/** `panel`; `estimator`; `x`; `value` with its interval `low` to `high`, NULL for what has none. */
const columns = {
  panel: "text",
  estimator: "text",
  x: "number",
  value: "number",
  low: "number",
  high: "number",
} as const;

type IntervalRow = RowOf<typeof columns>;
type Point = IntervalRow & { readonly x: number; readonly value: number };

/** One panel. */
export interface IntervalPanel {
  /** The value of `panel`. */
  readonly panel: string;
  /** Its heading. */
  readonly title: string;
  /** Title of the vertical axis. */
  readonly what: string;
  /** Whether the vertical axis is logarithmic. */
  readonly log: boolean;
}

/** What distinguishes one such figure from another. */
export interface IntervalCurvesOptions {
  /** Identifier: the name of its file. */
  readonly id: string;
  /** What is shown. */
  readonly title: string;
  /** How to read it. */
  readonly caption: string;
  /** Title of the horizontal axis. */
  readonly x: string;
  readonly panels: readonly IntervalPanel[];
}

const WIDTH = 330;
const HEIGHT = 290;

function drawn(
  points: readonly Point[],
  series: readonly Series[],
  { title, what, log }: IntervalPanel,
  xTitle: string,
): Spec {
  const values = points.map(({ estimator, x, value, low, high }): CurvePoint => ({
    series: estimator,
    x: dodge(x, series.findIndex(({ name }) => name === estimator), series.length, 0.03),
    y: value,
    low: low === null || (log && low <= 0) ? value : low,
    high: high ?? value,
    tip: `${estimator}, ${xTitle} ${format(x)}: ${format(value)}`,
  }));
  const ends = values.flatMap(({ low, high }) => [low, high]);
  const x = logPosition("x", xTitle, logDomain(points.map((point) => point.x), 1.2));
  const y = log ? logPosition("y", what, logDomain(ends, 1.2)) : {
    field: "y",
    type: "quantitative",
    title: what,
    scale: { domain: linearDomain(ends), nice: false, zero: false },
    axis: { tickCount: 6 },
  };
  return { title, width: WIDTH, height: HEIGHT, layer: curves(values, series, x, y) };
}

/** Curves with intervals in panels. */
export function intervalCurves(
  { id, title, caption, x: xTitle, panels }: IntervalCurvesOptions,
): FigureDefinition {
  const pointsOf = (rows: readonly IntervalRow[], { panel, log }: IntervalPanel): Point[] =>
    rows.filter((row): row is Point =>
      row.panel === panel && isPositive(row.x) && (log ? isPositive : isNumber)(row.value)
    ).sort((a, b) => a.x - b.x);
  const figure: FigureDefinition = {
    id,
    title,
    caption,
    columns,
    spec(rows) {
      const all = checkedRows(id, columns, rows);
      const drawable = panels.map((panel) => ({ panel, points: pointsOf(all, panel) }))
        .filter(({ points }) => points.length > 0);
      if (drawable.length === 0) return emptySpec();
      const series = estimatorSeries(drawable.flatMap(({ points }) => points));
      return themed({
        description: figure.describe(rows),
        hconcat: drawable.map(({ panel, points }) => drawn(points, series, panel, xTitle)),
      });
    },
    describe(rows) {
      const all = checkedRows(id, columns, rows);
      const drawable = panels.map((panel) => ({ panel, points: pointsOf(all, panel) }));
      const points = drawable.flatMap((of) => of.points);
      if (points.length === 0) return describeEmpty(title);
      const facts = drawable.filter((of) => of.points.length > 0).flatMap(({ panel, points }) => [
        axis("Vertical", `${panel.what} (${panel.title})`, points.map(({ value }) => value)),
        `${
          estimatorSeries(points).map(({ name }) => {
            const own = points.filter(({ estimator }) => estimator === name);
            const at = own.map(({ x, value }) => `${format(value)} at ${format(x)}`);
            return `${name}: ${at.join(", ")}`;
          }).join("; ")
        }.`,
      ]);
      return sentences(
        "Line charts with error bars, one line a series, the horizontal axis logarithmic.",
        axis("Horizontal", xTitle, points.map(({ x }) => x)),
        ...facts,
        missing(all.length - points.length),
      );
    },
    table(rows) {
      return {
        caption: title,
        columns: [
          { name: "panel", label: "Panel", kind: "text" },
          { name: "estimator", label: "Series", kind: "text" },
          { name: "x", label: xTitle, kind: "number" },
          { name: "value", label: "Value", kind: "number" },
          { name: "low", label: "Interval from", kind: "number" },
          { name: "high", label: "to", kind: "number" },
        ],
        rows: checkedRows(id, columns, rows),
      };
    },
  };
  return figure;
}
