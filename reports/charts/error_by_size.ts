/**
 * Error against the sample size beside the efficiency bound, for any problem whose bound is known.
 *
 * @module
 */

import {
  distinct,
  ERROR_BARS,
  isPositive,
  linearPosition,
  logDomain,
  logPosition,
  sizePosition,
  valuePosition,
} from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Spec, type Words } from "./figure.ts";
import {
  barEnds,
  curves,
  eachEstimator,
  estimatorSeries,
  guide,
  meansOf,
  note,
  placed,
  type Series,
} from "./marks.ts";
import { format, formatInteger } from "./number.ts";
import { axis, sizesAxis, slopeWords } from "./sentences.ts";
import { integer, measured, number, text } from "./table_data.ts";
import { type Looks, palette } from "./theme.ts";

const PANEL = { width: 330, height: 270 };
const BOUND_COLOUR = palette.reference.light;

/**
 * `estimator`; `n`, observations; `rmse`, root mean square over replications of the Euclidean norm
 * of the error; `mc_error`, its Monte Carlo standard error; `bound`, √(trace V / n) at that n, NULL
 * where it is not the bound of that estimator.
 */
const columns = {
  estimator: text("Estimator"),
  n: integer("n", "positive"),
  rmse: measured("RMSE", "positive"),
  bound: number("Bound √(trace V / n)"),
  mc_error: number(),
};

type Point = PointOf<typeof columns>;

/** What distinguishes one such figure from another. */
export interface ErrorBySizeOptions extends Pick<Words, "title"> {
  /** What is estimated. */
  readonly quantity: "gradient" | "root";
  /** Looks of what is no estimator alone. */
  readonly looks?: Looks;
}

/** Error of each estimator against n, beside the semiparametric efficiency bound. */
export function errorBySize({ title, quantity, looks }: ErrorBySizeOptions): FigureDefinition {
  return figureOf({
    title,
    caption: `Left: root mean square of the Euclidean norm of the ${quantity}'s error, both axes ` +
      "logarithmic; the dotted line is the efficiency bound √(trace V / n), which falls as " +
      `n^{−1/2}. Right: the same divided by the bound. ${ERROR_BARS} Points at one n are moved apart ` +
      "a little so that they can be seen.",
  }, {
    columns,
    draw(points) {
      const series = estimatorSeries(points, looks);
      const panels = [errorPanel(points, series, quantity)];
      if (bounds(points).length > 0) panels.push(ratioPanel(points, series, quantity));
      return { hconcat: panels };
    },
    say(points) {
      const ns = distinct(points.map(({ n }) => n));
      const largest = ns[ns.length - 1];
      const facts = eachEstimator(points, (name, own) => {
        const end = own.find(({ n }) => n === largest) ?? own[own.length - 1];
        return `${name}: ${format(end.rmse, end.mc_error)} at n = ${formatInteger(end.n)}` +
          (isPositive(end.bound) ? `, ${format(end.rmse / end.bound)} times the bound` : "") +
          slopeWords(own.map(({ n, rmse }) => [n, rmse]));
      }, looks);
      const bound = bounds(points).pop();
      return [
        "Line chart with error bars, one line an estimator, both axes logarithmic.",
        sizesAxis(points),
        axis("Vertical", `root-mean-square error of the ${quantity}`, points.map((p) => p.rmse)),
        bound === undefined
          ? ""
          : `The efficiency bound at n = ${formatInteger(bound.x)} is ${format(bound.y)}.`,
        `${facts.join("; ")}.`,
      ];
    },
    tableCaption: `RMSE of the ${quantity} by estimator and sample size`,
  });
}

function bounds(points: readonly Point[]): { x: number; y: number }[] {
  const byN = new Map<number, number>();
  for (const { n, bound } of points) if (isPositive(bound)) byN.set(n, bound);
  return [...byN].sort((a, b) => a[0] - b[0]).map(([x, y]) => ({ x, y }));
}

/** Height of the note below the bound, with its distance, as a share of the panel. */
const NOTE = 36 / PANEL.height;

/** The domain, stretched downwards until the note fits below y. */
function roomBelow(y: number, [low, high]: [number, number]): [number, number] {
  // low such that log(y / low) = NOTE · log(high / low)
  const needed = Math.exp((Math.log(y) - NOTE * Math.log(high)) / (1 - NOTE));
  return [Math.min(low, needed), high];
}

function errorPanel(points: readonly Point[], series: readonly Series[], quantity: string): Spec {
  const bound = bounds(points);
  const floor = 0.5 * Math.min(...points.map((p) => p.rmse), ...bound.map((b) => b.y));
  const values = placed(
    meansOf(points, ({ estimator, n, rmse }) => [estimator, n, rmse, `n = ${n}`]),
    series,
    { step: 0.025, floor },
  );
  const x = sizePosition(points);
  const last = bound[bound.length - 1];
  const domain = logDomain([...barEnds(values), ...bound.map((b) => b.y)], 1.15);
  const y = logPosition("y", `${quantity} RMSE`, last ? roomBelow(last.y, domain) : domain);
  const marks = curves(values, series, x, y);
  return {
    title: "Error, with the efficiency bound",
    ...PANEL,
    layer: last === undefined ? marks : [
      guide(bound, x, y, BOUND_COLOUR),
      note("√(trace V / n), slope −½", last, x, y, { align: "right", dx: -10, dy: 22 }),
      ...marks,
    ],
  };
}

function ratioPanel(points: readonly Point[], series: readonly Series[], quantity: string): Spec {
  const ratios = points.flatMap(({ estimator, n, rmse, mc_error, bound }) =>
    isPositive(bound)
      ? [{
        series: estimator,
        x: n,
        value: rmse / bound,
        error: mc_error === null ? null : mc_error / bound,
        where: `n = ${n}, ratio to the bound`,
      }]
      : []
  );
  const values = placed(ratios, series, { step: 0.07 });
  const ns = distinct(points.map(({ n }) => n));
  const x = valuePosition("x", "sample size n", ns);
  const y = linearPosition(`${quantity} RMSE / bound`, [1, ...barEnds(values)]);
  return {
    title: "The same as a multiple of the bound",
    ...PANEL,
    layer: [
      guide(logDomain(ns).map((n) => ({ x: n, y: 1 })), x, y, BOUND_COLOUR),
      ...curves(values, series, x, y, { line: false }),
    ],
  };
}
