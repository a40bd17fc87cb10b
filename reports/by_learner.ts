/**
 * Figures of one quantity against the sample size, a panel a learner, for any problem.
 *
 * @module
 */

import { biasCurves, biasDomain, HOLLOW, isApart } from "./bias_curves.ts";
import {
  curves,
  distinct,
  dodge,
  ERROR_BARS,
  estimatorSeries,
  guide,
  interval,
  isNumber,
  isPositive,
  linearDomain,
  logDomain,
  logPosition,
  type Series,
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
import { palette, themed } from "./theme.ts";

const WIDTH = 310;
const HEIGHT = 220;
const STEP = 0.03;

/** `learner`; `estimator`; `n`; `value`; `mc_error`, its Monte Carlo standard error. */
const columns = {
  learner: "text",
  estimator: "text",
  n: "number",
  value: "number",
  mc_error: "number",
} as const;

type Point = RowOf<typeof columns> & { readonly n: number; readonly value: number };

/** What can be shown so. */
interface Quantity {
  readonly name: string;
  /** The level that is aimed at; a bias has none, and a logarithmic axis. */
  readonly level?: number;
  readonly caption: string;
}

const QUANTITIES = {
  bias: { name: "size of the bias", caption: `Both axes are logarithmic. ${HOLLOW}` },
  coverage: {
    name: "coverage",
    level: 0.95,
    caption: "The dashed line is the nominal level 0.95.",
  },
  ratio: {
    name: "RMSE / bound",
    level: 1,
    caption: "The dashed line is the efficiency bound √(trace V / n).",
  },
} as const satisfies Record<string, Quantity>;

/** What distinguishes one such figure from another. */
export interface ByLearnerOptions {
  /** Identifier: the name of its file. */
  readonly id: string;
  /** What is shown. */
  readonly title: string;
  /** What is on the vertical axis. */
  readonly quantity: keyof typeof QUANTITIES;
  /** What the caption says first. */
  readonly caption: string;
}

/** A quantity of each estimator against n, a panel a learner, all with the same axes. */
export function byLearner(
  { id, title, quantity, caption }: ByLearnerOptions,
): FigureDefinition {
  const what: Quantity = QUANTITIES[quantity];
  const drawable = (rows: readonly RowOf<typeof columns>[]): Point[] =>
    rows.filter((r): r is Point => isPositive(r.n) && isNumber(r.value));
  const figure: FigureDefinition = {
    id,
    title,
    caption: `${caption} ${what.caption} ${ERROR_BARS} Points at one n are moved apart a little ` +
      "so that they can be seen.",
    columns,
    spec(rows) {
      const points = drawable(checkedRows(id, columns, rows));
      if (points.length === 0) return emptySpec();
      const series = estimatorSeries(points);
      const ns = distinct(points.map((p) => p.n));
      const panel = what.level === undefined
        ? biasPanel(points, series)
        : levelPanel(points, series, ns, what.name, what.level);
      const panels = learnersOf(points).map((learner): Spec => ({
        title: learner,
        width: WIDTH,
        height: HEIGHT,
        layer: panel(
          points.filter((p) => p.learner === learner),
          valuePosition("x", "sample size n", ns),
        ),
      }));
      return themed({ description: figure.describe(rows), columns: 2, concat: panels });
    },
    describe(rows) {
      const all = checkedRows(id, columns, rows);
      const points = drawable(all);
      if (points.length === 0) return describeEmpty(title);
      const ns = distinct(points.map((p) => p.n));
      const facts = learnersOf(points).flatMap((learner) => {
        const panel = points.filter((p) => p.learner === learner);
        return estimatorSeries(panel).map(({ name }) => {
          const own = panel.filter((p) => p.estimator === name).sort((a, b) => a.n - b.n);
          return `${learner}, ${name}: ${fact(own, what)}`;
        });
      });
      return sentences(
        "Line charts with error bars, one panel a learner and one line an estimator.",
        axis("Horizontal", `sample size n (${sizes(ns)}), logarithmic`, ns, formatInteger),
        axis(
          "Vertical",
          what.name,
          points.map((p) => what.level === undefined ? Math.abs(p.value) : p.value),
        ),
        `${facts.join("; ")}.`,
        missing(all.length - points.length),
      );
    },
    table(rows) {
      return {
        caption: title,
        columns: [
          { name: "learner", label: "Learner", kind: "text" },
          { name: "estimator", label: "Estimator", kind: "text" },
          { name: "n", label: "n", kind: "integer" },
          {
            name: "value",
            label: `${capital(what.name)} ± s.e.`,
            kind: "number",
            error: "mc_error",
          },
        ],
        rows: checkedRows(id, columns, rows),
      };
    },
  };
  return figure;
}

const capital = (text: string): string => text[0].toUpperCase() + text.slice(1);

const learnersOf = (points: readonly Point[]): string[] =>
  [...new Set(points.map((p) => p.learner))].sort();

/** Both ends of a line, and of biases the slope. */
function fact(points: readonly Point[], { level }: Quantity): string {
  const [first, last] = [points[0], points[points.length - 1]];
  const at = (p: Point): string => `${format(p.value, p.mc_error)} at n = ${formatInteger(p.n)}`;
  const ends = first === last ? at(first) : `${at(first)}, ${at(last)}`;
  if (level !== undefined) return ends;
  const slope = logSlope(
    points.filter((p) => isApart(p.value, p.mc_error)).map((p) => [p.n, Math.abs(p.value)]),
  );
  return slope === null ? ends : `${ends}, log–log slope ${slope.toFixed(2).replace("-", "−")}`;
}

type Panel = (points: readonly Point[], x: Spec) => Spec[];

function biasPanel(all: readonly Point[], series: readonly Series[]): Panel {
  const place = (p: Point) => ({
    series: p.estimator,
    x: dodge(p.n, series.findIndex((s) => s.name === p.estimator), series.length, STEP),
    bias: p.value,
    error: p.mc_error,
    tip: tip(p.estimator, `bias at n = ${p.n}`, p.value, p.mc_error),
  });
  const domain = biasDomain(all.map(place));
  const y = logPosition("y", "size of the bias", domain);
  return (points, x) => biasCurves(points.map(place), series, x, y, domain[0]);
}

function levelPanel(
  all: readonly Point[],
  series: readonly Series[],
  ns: readonly number[],
  name: string,
  level: number,
): Panel {
  const place = (p: Point) => ({
    series: p.estimator,
    x: dodge(p.n, series.findIndex((s) => s.name === p.estimator), series.length, STEP),
    y: p.value,
    ...interval(p.value, p.mc_error),
    tip: tip(p.estimator, `${name} at n = ${p.n}`, p.value, p.mc_error),
  });
  const ends = all.map(place).flatMap(({ low, high }) => [low, high]);
  const y = {
    field: "y",
    type: "quantitative",
    title: name,
    scale: { domain: linearDomain([level, ...ends]), nice: false, zero: false },
    axis: { tickCount: 6, format: ".2f" },
  };
  const nominal = logDomain(ns).map((n) => ({ x: n, y: level }));
  return (points, x) => [
    guide(nominal, x, y, palette.reference.light, [6, 4]),
    ...curves(points.map(place), series, x, y),
  ];
}
