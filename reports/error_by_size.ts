/**
 * The figure of gradient error against sample size, for any problem whose bound is known.
 *
 * @module
 */

import {
  curves,
  distinct,
  dodge,
  ERROR_BARS,
  estimatorSeries,
  guide,
  interval,
  isPositive,
  linearDomain,
  logDomain,
  logPosition,
  note,
  type Spec,
  tip,
  valuePosition,
} from "./chart.ts";
import { axis, logSlope, missing, sentences, sizes } from "./facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "./figure.ts";
import { format, formatInteger } from "./number.ts";
import { themed } from "./theme.ts";

const WIDTH = 330;
const HEIGHT = 270;

/**
 * `estimator`; `n`, observations; `rmse`, root mean square over replications of the Euclidean norm
 * of the error; `mc_error`, its Monte Carlo standard error; `bound`, √(trace V / n) at that n.
 */
const columns = {
  estimator: "text",
  n: "number",
  rmse: "number",
  mc_error: "number",
  bound: "number",
} as const;

type Point = RowOf<typeof columns> & { readonly n: number; readonly rmse: number };

function drawable(rows: readonly RowOf<typeof columns>[]): Point[] {
  return rows.filter((r): r is Point => isPositive(r.n) && isPositive(r.rmse));
}

function bounds(points: readonly Point[]): { x: number; y: number }[] {
  const byN = new Map<number, number>();
  for (const { n, bound } of points) if (isPositive(bound)) byN.set(n, bound);
  return [...byN].sort((a, b) => a[0] - b[0]).map(([x, y]) => ({ x, y }));
}

/** Height of the note below the bound, with its distance, as a share of the panel. */
const NOTE = 36 / HEIGHT;

/** The domain, stretched downwards until the note fits below y. */
function roomBelow(y: number, [low, high]: [number, number]): [number, number] {
  // low such that log(y / low) = NOTE · log(high / low)
  const needed = Math.exp((Math.log(y) - NOTE * Math.log(high)) / (1 - NOTE));
  return [Math.min(low, needed), high];
}

function errorPanel(points: readonly Point[], { quantity, boundColour }: Look): Spec {
  const series = estimatorSeries(points);
  const bound = bounds(points);
  const floor = 0.5 * Math.min(...points.map((p) => p.rmse), ...bound.map((b) => b.y));
  const values = points.map((p) => {
    const i = series.findIndex((s) => s.name === p.estimator);
    return {
      series: p.estimator,
      x: dodge(p.n, i, series.length),
      y: p.rmse,
      ...interval(p.rmse, p.mc_error, floor),
      tip: tip(p.estimator, `n = ${p.n}`, p.rmse, p.mc_error),
    };
  });
  const x = valuePosition("x", "sample size n", distinct(points.map((p) => p.n)));
  const last = bound[bound.length - 1];
  const domain = logDomain(
    [...values.flatMap((v) => [v.low, v.high]), ...bound.map((b) => b.y)],
    1.15,
  );
  const y = logPosition("y", `${quantity} RMSE`, last ? roomBelow(last.y, domain) : domain);
  const marks = curves(values, series, x, y);
  return {
    title: "Error, with the efficiency bound",
    width: WIDTH,
    height: HEIGHT,
    layer: last === undefined ? marks : [
      guide(bound, x, y, boundColour),
      note("√(trace V / n), slope −½", last, x, y, { align: "right", dx: -10, dy: 22 }),
      ...marks,
    ],
  };
}

function ratioPanel(points: readonly Point[], { quantity, boundColour }: Look): Spec {
  const series = estimatorSeries(points);
  const values = points.filter((p) => isPositive(p.bound)).map((p) => {
    const bound = p.bound as number;
    const i = series.findIndex((s) => s.name === p.estimator);
    const error = p.mc_error === null ? null : p.mc_error / bound;
    return {
      series: p.estimator,
      x: dodge(p.n, i, series.length, 0.07),
      y: p.rmse / bound,
      ...interval(p.rmse / bound, error),
      tip: tip(p.estimator, `n = ${p.n}, ratio to the bound`, p.rmse / bound, error),
    };
  });
  const sizesOfN = distinct(points.map((p) => p.n));
  const x = valuePosition("x", "sample size n", sizesOfN);
  const domain = linearDomain([1, ...values.flatMap((v) => [v.low, v.high])]);
  const y = {
    field: "y",
    type: "quantitative",
    title: `${quantity} RMSE / bound`,
    scale: { domain, nice: false, zero: false },
    axis: { tickCount: 6 },
  };
  const ends = logDomain(sizesOfN).map((n) => ({ x: n, y: 1 }));
  return {
    title: "The same as a multiple of the bound",
    width: WIDTH,
    height: HEIGHT,
    layer: [
      guide(ends, x, y, boundColour),
      ...curves(values, series, x, y, { line: false }),
    ],
  };
}

type Look = Pick<ErrorBySizeOptions, "quantity" | "boundColour">;

/** What distinguishes one such figure from another. */
export interface ErrorBySizeOptions {
  /** Identifier: the name of its file. */
  readonly id: string;
  /** What is shown. */
  readonly title: string;
  /** What is estimated. */
  readonly quantity: "gradient" | "root";
  /** Colour of the efficiency bound. */
  readonly boundColour: string;
}

/** Gradient RMSE of each estimator against n, beside the semiparametric efficiency bound. */
export function errorBySize(
  { id, title, quantity, boundColour }: ErrorBySizeOptions,
): FigureDefinition {
  const look = { quantity, boundColour };
  const figure: FigureDefinition = {
    id,
    title,
    caption: `Left: root mean square of the Euclidean norm of the ${quantity}'s error, both axes ` +
      "logarithmic; the dotted line is the efficiency bound √(trace V / n), which falls as " +
      `n^{−1/2}. Right: the same divided by the bound. ${ERROR_BARS} Points at one n are moved apart ` +
      "a little so that they can be seen.",
    columns,
    spec(rows) {
      const points = drawable(checkedRows(id, columns, rows));
      if (points.length === 0) return emptySpec();
      const panels = [errorPanel(points, look)];
      if (points.some((p) => isPositive(p.bound))) panels.push(ratioPanel(points, look));
      return themed({ description: figure.describe(rows), hconcat: panels });
    },
    describe(rows) {
      const all = checkedRows(id, columns, rows);
      const points = drawable(all);
      if (points.length === 0) return describeEmpty(title);
      const ns = distinct(points.map((p) => p.n));
      const largest = ns[ns.length - 1];
      const facts = estimatorSeries(points).map(({ name }) => {
        const own = points.filter((p) => p.estimator === name);
        const end = own.find((p) => p.n === largest) ?? own[own.length - 1];
        const slope = logSlope(own.map((p) => [p.n, p.rmse]));
        return `${name}: ${format(end.rmse, end.mc_error)} at n = ${formatInteger(end.n)}` +
          (isPositive(end.bound) ? `, ${format(end.rmse / end.bound)} times the bound` : "") +
          (slope === null ? "" : `, log–log slope ${slope.toFixed(2).replace("-", "−")}`);
      });
      const bound = bounds(points).pop();
      return sentences(
        "Line chart with error bars, one line an estimator, both axes logarithmic.",
        axis("Horizontal", `sample size n (${sizes(ns)})`, ns, formatInteger),
        axis("Vertical", `root-mean-square error of the ${quantity}`, points.map((p) => p.rmse)),
        bound === undefined ? "" : `The efficiency bound at n = ${formatInteger(bound.x)} is ` +
          `${format(bound.y)}.`,
        `${facts.join("; ")}.`,
        missing(all.length - points.length),
      );
    },
    table(rows) {
      return {
        caption: `RMSE of the ${quantity} by estimator and sample size`,
        columns: [
          { name: "estimator", label: "Estimator", kind: "text" },
          { name: "n", label: "n", kind: "integer" },
          { name: "rmse", label: "RMSE ± s.e.", kind: "number", error: "mc_error" },
          { name: "bound", label: "Bound √(trace V / n)", kind: "number" },
        ],
        rows: checkedRows(id, columns, rows),
      };
    },
  };
  return figure;
}
