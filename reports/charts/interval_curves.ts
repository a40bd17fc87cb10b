/**
 * The figure of curves with intervals that are given, in panels, the horizontal axis logarithmic.
 *
 * @module
 */

import { dodge, heightPosition, logDomain, logPosition } from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Spec, type Words } from "./figure.ts";
import {
  barEnds,
  type CurvePoint,
  curves,
  eachEstimator,
  estimatorSeries,
  fitsIn,
  inPanels,
  type Series,
  type ValuePanel,
} from "./marks.ts";
import { format } from "./number.ts";
import { axis } from "./sentences.ts";
import { number, tableOf, text } from "./table_data.ts";
import type { Looks } from "./theme.ts";

/** `panel`; `estimator`; `x`; `value` with its interval `low` to `high`, NULL for what has none. */
const columns = {
  panel: text("Panel"),
  estimator: text("Series"),
  x: number(null, "positive"),
  value: number("Value", "finite"),
  low: number("Interval from"),
  high: number("to"),
};

type Point = PointOf<typeof columns>;

/** What distinguishes one such figure from another. */
export interface IntervalCurvesOptions extends Words {
  /** Title of the horizontal axis. */
  readonly x: string;
  readonly panels: readonly ValuePanel[];
  readonly looks?: Looks;
}

const WIDTH = 330;
const HEIGHT = 290;

function drawn(
  points: readonly Point[],
  series: readonly Series[],
  { title, what, log }: ValuePanel,
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
  const x = logPosition("x", xTitle, logDomain(points.map((point) => point.x), 1.2));
  const y = heightPosition(what, barEnds(values), log);
  return { title, width: WIDTH, height: HEIGHT, layer: curves(values, series, x, y) };
}

/** Curves with intervals in panels. */
export function intervalCurves(
  { x: xTitle, panels, looks, ...words }: IntervalCurvesOptions,
): FigureDefinition {
  return figureOf(words, {
    columns,
    also: fitsIn(panels),
    draw(points) {
      const series = estimatorSeries(points, looks);
      return {
        hconcat: inPanels(panels, points).map(({ panel, own }) =>
          drawn(own, series, panel, xTitle)
        ),
      };
    },
    say(points) {
      const facts = inPanels(panels, points).flatMap(({ panel, own }) => [
        axis("Vertical", `${panel.what} (${panel.title})`, own.map(({ value }) => value)),
        `${
          eachEstimator(own, (name, line) =>
            `${name}: ${
              line.map(({ x, value }) => `${format(value)} at ${format(x)}`).join(", ")
            }`, looks).join("; ")
        }.`,
      ]);
      return [
        "Line charts with error bars, one line a series, the horizontal axis logarithmic.",
        axis("Horizontal", xTitle, points.map(({ x }) => x)),
        ...facts,
      ];
    },
    table: tableOf({ ...columns, x: number(xTitle) }),
  });
}
