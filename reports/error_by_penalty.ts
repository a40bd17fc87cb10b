/**
 * The figure of error against regularisation, for estimators that depend on it and others that do
 * not.
 *
 * @module
 */

import {
  curves,
  distinct,
  ERROR_BARS,
  interval,
  isPositive,
  logDomain,
  logPosition,
  type Series,
  type Spec,
  tip,
  valuePosition,
} from "./chart.ts";
import { axis, missing, sentences } from "./facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "./figure.ts";
import { format, formatPower } from "./number.ts";
import { type Encoding, estimatorEncoding, estimatorOrder, palette, themed } from "./theme.ts";

const BIAS: Encoding = { colour: palette.amber, shape: "triangle-down", dash: [2, 3] };
const BAND_OPACITY = 0.16;

/**
 * `series`, the name of an estimator, or `population-bias`; `lambda`, the regularisation; `value`,
 * RMSE or exact bias; `mc_error`, its Monte Carlo standard error, null for exact values. A series
 * with a null `lambda`, or with the same value at every one, does not depend on it and is drawn as a
 * horizontal line.
 */
const columns = { series: "text", lambda: "number", value: "number", mc_error: "number" } as const;

type Point = RowOf<typeof columns> & { readonly value: number };
type CurveRow = Point & { readonly lambda: number };

const EXACT = "population-bias";
const nameOf = (series: string): string => series === EXACT ? "exact population bias" : series;

function drawable(rows: readonly RowOf<typeof columns>[]): Point[] {
  return rows.filter((r): r is Point =>
    isPositive(r.value) && (r.lambda === null || isPositive(r.lambda))
  );
}

interface Parts {
  /** Points of the series that depend on lambda, by lambda. */
  readonly curves: readonly CurveRow[];
  /** One point of each series that does not. */
  readonly levels: readonly Point[];
}

function parts(points: readonly Point[]): Parts {
  const curves: CurveRow[] = [];
  const levels: Point[] = [];
  for (const name of estimatorOrder(points.map((p) => p.series))) {
    const own = points.filter((p) => p.series === name);
    const moving = own.filter((p): p is CurveRow => p.lambda !== null);
    const isLevel = moving.length === 0 ||
      (moving.length > 1 && moving.every((p) => p.value === moving[0].value));
    if (isLevel) levels.push(own[0]);
    else curves.push(...moving.sort((a, b) => a.lambda - b.lambda));
  }
  return { curves, levels };
}

function seriesOf(points: readonly Point[]): Series[] {
  return estimatorOrder(points.map((p) => p.series)).map((name) => ({
    name: nameOf(name),
    encoding: name === EXACT ? BIAS : estimatorEncoding(name),
  }));
}

function levelLayers(points: readonly Point[], ends: readonly number[], x: Spec, y: Spec): Spec[] {
  return points.flatMap((p) => {
    const { colour, dash } = estimatorEncoding(p.series);
    const { low, high } = interval(p.value, p.mc_error, 0.5 * p.value);
    const values = ends.map((lambda) => ({ x: lambda, y: p.value, low, high }));
    return [
      {
        data: { values },
        mark: { type: "area", color: colour.light, opacity: BAND_OPACITY },
        encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } },
      },
      {
        data: { values },
        mark: { type: "line", color: colour.light, strokeDash: dash, strokeWidth: 1.75 },
        encoding: { x, y },
      },
    ];
  });
}

/** What distinguishes one such figure from another. */
export interface ErrorByPenaltyOptions {
  /** Identifier: the name of its file. */
  readonly id: string;
  /** What is shown. */
  readonly title: string;
  /** What the curves are, before what is said of the axes and bars. */
  readonly caption: string;
  /** Title of the vertical axis, in words. */
  readonly quantity: string;
}

/** Error against lambda, with the levels to beat. */
export function errorByPenalty(
  { id, title, caption, quantity }: ErrorByPenaltyOptions,
): FigureDefinition {
  const figure: FigureDefinition = {
    id,
    title,
    caption:
      `${caption} Both axes are logarithmic; what does not depend on λ is a horizontal line ` +
      `with a band. ${ERROR_BARS}`,
    columns,
    spec(rows) {
      const points = drawable(checkedRows(id, columns, rows));
      if (points.length === 0) return emptySpec();
      const series = seriesOf(points);
      const { curves: moving, levels } = parts(points);
      const lambdas = distinct(moving.map((p) => p.lambda));
      const positions = lambdas.length === 0 ? [1] : lambdas;
      const ends = logDomain(positions, 1.5);
      const x = valuePosition("x", "regularisation λ", positions, {
        factor: 1.5,
        write: formatPower,
      });
      const all = points.flatMap((p) =>
        Object.values(interval(p.value, p.mc_error, 0.5 * p.value))
      );
      const y = logPosition("y", quantity, logDomain(all));
      const marks = [
        ...moving.map((p) => ({
          series: nameOf(p.series),
          x: p.lambda,
          y: p.value,
          ...interval(p.value, p.mc_error, 0.5 * p.value),
          tip: tip(nameOf(p.series), `λ = ${formatPower(p.lambda)}`, p.value, p.mc_error),
        })),
        // A symbol near the right end of each level, side by side where levels coincide.
        ...levels.map((p, i) => ({
          series: nameOf(p.series),
          x: ends[1] * Math.exp(-0.12 - 0.3 * i),
          y: p.value,
          low: p.value,
          high: p.value,
          tip: tip(nameOf(p.series), "any λ", p.value, p.mc_error),
        })),
      ];
      return themed({
        description: figure.describe(rows),
        width: 540,
        height: 310,
        layer: [...levelLayers(levels, ends, x, y), ...curves(marks, series, x, y)],
      });
    },
    describe(rows) {
      const all = checkedRows(id, columns, rows);
      const points = drawable(all);
      if (points.length === 0) return describeEmpty(title);
      const { curves: moving, levels } = parts(points);
      const at = (p: CurveRow): string =>
        `${format(p.value, p.mc_error)} at λ = ${formatPower(p.lambda)}`;
      const facts = [
        ...[...new Set(moving.map((p) => p.series))].map((name) => {
          const own = moving.filter((p) => p.series === name);
          const least = own.reduce((a, b) => b.value < a.value ? b : a);
          return `${nameOf(name)}: ${at(own[0])}, ${at(own[own.length - 1])}, least ${at(least)}`;
        }),
        ...levels.map((p) => `${p.series}: ${format(p.value, p.mc_error)} whatever λ is`),
      ];
      const lambdas = moving.map((p) => p.lambda);
      return sentences(
        "Line chart with error bars and horizontal reference lines, both axes logarithmic.",
        axis("Horizontal", "regularisation λ", lambdas, formatPower),
        axis("Vertical", quantity, points.map((p) => p.value)),
        `${facts.join("; ")}.`,
        missing(all.length - points.length),
      );
    },
    table(rows) {
      return {
        caption: "Error by regularisation λ; series without λ do not depend on it",
        columns: [
          { name: "series", label: "Series", kind: "text" },
          { name: "lambda", label: "λ", kind: "number" },
          { name: "value", label: "Value ± s.e.", kind: "number", error: "mc_error" },
        ],
        rows: checkedRows(id, columns, rows),
      };
    },
  };
  return figure;
}
