/**
 * The figure of methods: what each has reached by what it has spent, in panels.
 *
 * @module
 */

import {
  type CurvePoint,
  curves,
  guide,
  isNumber,
  isPositive,
  linearDomain,
  logDomain,
  logPosition,
  note,
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
import { format, formatInteger } from "./number.ts";
import { type Encoding, estimatorEncoding, palette, themed } from "./theme.ts";

/**
 * `panel`; `estimator`; `x`, what has been spent; `value` reached, with its interval `low` to `high`;
 * `step`, the outer step the method was tuned to, NULL for a level that no step has led to: those are
 * horizontal lines.
 */
const columns = {
  panel: "text",
  estimator: "text",
  x: "number",
  value: "number",
  low: "number",
  high: "number",
  step: "number",
} as const;

type MethodRow = RowOf<typeof columns>;
type Point = MethodRow & { readonly x: number; readonly value: number };

/** One panel. */
export interface MethodPanel {
  /** The value of `panel`. */
  readonly panel: string;
  /** Its heading. */
  readonly title: string;
  /** Title of the horizontal axis, which is logarithmic. */
  readonly x: string;
  /** Title of the vertical axis. */
  readonly what: string;
  /** Whether the vertical axis is logarithmic. */
  readonly log: boolean;
}

/** What distinguishes one such figure from another. */
export interface MethodCurvesOptions {
  /** Identifier: the name of its file. */
  readonly id: string;
  /** What is shown. */
  readonly title: string;
  /** How to read it, before what is said of means and intervals. */
  readonly caption: string;
  readonly panels: readonly MethodPanel[];
  /** Panels beside one another. */
  readonly across: number;
  /** The methods in the order of the key, and how they are drawn; others come last. */
  readonly encodings: Readonly<Record<string, Encoding>>;
}

const WIDTH = 300;
const HEIGHT = 280;

const isLevel = ({ step }: MethodRow): boolean => step === null;

function drawn(
  points: readonly Point[],
  series: readonly Series[],
  { title, what, x: xTitle, log }: MethodPanel,
): Spec {
  const runs = points.filter((point) => !isLevel(point));
  // Longer bars are cut off rather than all else squeezed.
  const floor = log ? 0.4 * Math.min(...points.map(({ value }) => value)) : -Infinity;
  const ceiling = 10 * Math.max(...runs.map(({ value }) => value));
  const values = runs.map((point): CurvePoint => ({
    series: point.estimator,
    x: point.x,
    y: point.value,
    low: Math.max(point.low ?? point.value, floor),
    high: Math.min(point.high ?? point.value, ceiling),
    tip: `${point.estimator} after ${formatInteger(point.x)}: ${format(point.value)}`,
  }));
  const shown = [
    ...points.map(({ value }) => value),
    ...values.flatMap(({ low, high }) => [low, high]),
  ];
  const xs = points.map(({ x }) => x);
  const x = logPosition("x", xTitle, logDomain(xs, 1.15));
  const y = log ? logPosition("y", what, logDomain(shown, 1.2)) : {
    field: "y",
    type: "quantitative",
    title: what,
    scale: { domain: linearDomain(shown), nice: false, zero: false },
    axis: { tickCount: 6 },
  };
  const levels = points.filter(isLevel).flatMap(({ estimator, value }) => {
    const [from, to] = logDomain(xs, 1.15);
    return [
      guide([{ x: from, y: value }, { x: to, y: value }], x, y, palette.reference.light, [6, 4]),
      note(estimator, { x: from, y: value }, x, y, { dx: 4, dy: -2 }),
    ];
  });
  return {
    title,
    width: WIDTH,
    height: HEIGHT,
    layer: [...levels, ...(values.length === 0 ? [] : curves(values, series, x, y))],
  };
}

/** Curves of methods in panels. */
export function methodCurves(
  { id, title, caption, panels, across, encodings }: MethodCurvesOptions,
): FigureDefinition {
  const order = Object.keys(encodings);
  const rank = (name: string): number => {
    const at = order.indexOf(name);
    return at < 0 ? order.length : at;
  };
  const namesOf = (rows: readonly MethodRow[]): string[] =>
    [...new Set(rows.map(({ estimator }) => estimator))]
      .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const pointsOf = (rows: readonly MethodRow[], { panel, log }: MethodPanel): Point[] =>
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
      const runs = drawable.flatMap(({ points }) => points.filter((point) => !isLevel(point)));
      const series = namesOf(runs).map((name) => ({
        name,
        encoding: Object.hasOwn(encodings, name) ? encodings[name] : estimatorEncoding(name),
      }));
      return themed({
        description: figure.describe(rows),
        columns: across,
        concat: drawable.map(({ panel, points }) => drawn(points, series, panel)),
      });
    },
    describe(rows) {
      const all = checkedRows(id, columns, rows);
      const points = panels.flatMap((panel) => pointsOf(all, panel));
      if (points.length === 0) return describeEmpty(title);
      const words = panels.flatMap((panel) => {
        const here = pointsOf(all, panel);
        if (here.length === 0) return [];
        const ends = namesOf(here).map((name) => {
          const own = here.filter(({ estimator }) => estimator === name);
          const { x, value, step } = own[own.length - 1];
          return step === null
            ? `${name} ${format(value)}`
            : `${name} ${format(value)} at ${formatInteger(x)} with outer steps of ${format(step)}`;
        });
        return [
          axis("Horizontal", `${panel.x}, logarithmic`, here.map(({ x }) => x), formatInteger),
          axis(
            "Vertical",
            panel.log ? `${panel.what}, logarithmic` : panel.what,
            here.map((p) => p.value),
          ),
          `${panel.title}, last: ${ends.join("; ")}.`,
        ];
      });
      return sentences(
        "Line charts with error bars, one line a method.",
        ...words,
        missing(all.length - points.length),
      );
    },
    table(rows) {
      return {
        caption: title,
        columns: [
          { name: "panel", label: "Panel", kind: "text" },
          { name: "estimator", label: "Method", kind: "text" },
          { name: "step", label: "Tuned outer step", kind: "number" },
          { name: "x", label: "Spent", kind: "number" },
          { name: "value", label: "Reached", kind: "number" },
          { name: "low", label: "Interval from", kind: "number" },
          { name: "high", label: "to", kind: "number" },
        ],
        rows: checkedRows(id, columns, rows),
      };
    },
  };
  return figure;
}
