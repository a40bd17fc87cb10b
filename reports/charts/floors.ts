/**
 * Errors by the number of steps on the lines of their exact expectations, with the levels they end at.
 *
 * @module
 */

import { ERROR_BARS, isNumber, isPositive, logDomain, logPosition } from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Words } from "./figure.ts";
import {
  barEnds,
  curves,
  eachEstimator,
  estimatorSeries,
  guide,
  meansOf,
  note,
  placed,
} from "./marks.ts";
import { format, formatInteger } from "./number.ts";
import { axis } from "./sentences.ts";
import { integer, measured, number, text } from "./table_data.ts";
import type { Looks } from "./theme.ts";

/**
 * `estimator`, the rule of steps; `t`; `value`, the mean squared error, and `mc_error`, its Monte Carlo
 * standard error; `exact`, what it is a mean of; `floor`, the limit of `exact`, NULL where that is 0.
 */
const columns = {
  estimator: text("Steps"),
  t: integer("t", "positive"),
  value: measured("Mean", "positive"),
  exact: number("Exact"),
  floor: number("Floor"),
  mc_error: number(),
};

type Point = PointOf<typeof columns>;

/** The floors among some rows, with the estimators they are of. */
function floorsOf(
  points: readonly Point[],
  looks: Looks,
): { readonly estimator: string; readonly y: number }[] {
  return eachEstimator(
    points,
    (estimator, [{ floor: y }]) => isPositive(y) ? [{ estimator, y }] : [],
    looks,
  ).flat();
}

/** What distinguishes one such figure from another. */
export interface FloorsOptions extends Words {
  readonly looks: Looks;
}

/** Squared errors by the rule of steps, with the levels that constant steps end at. */
export function floors({ looks, ...words }: FloorsOptions): FigureDefinition {
  return figureOf(words, {
    after: ERROR_BARS,
    columns,
    draw(points) {
      const series = estimatorSeries(points, looks);
      const floors = floorsOf(points, looks);
      const means = meansOf(
        points,
        ({ estimator, t, value }) => [estimator, t, value, `t = ${formatInteger(t)}`],
      );
      const lowest = 0.4 * Math.min(...points.map(({ value }) => value));
      const values = placed(means, series, { floor: lowest });
      const [first, last] = logDomain(points.map(({ t }) => t), 1.15);
      // Room for words on the right of the last points
      const xs: readonly [number, number] = [first, 2.4 * last];
      const x = logPosition("x", "steps t", xs);
      const heights = [...barEnds(values), ...floors.map(({ y }) => y)];
      const y = logPosition("y", "mean squared error", logDomain(heights));
      return {
        width: 520,
        height: 340,
        layer: [
          ...floors.flatMap((floor) => [
            guide(xs.map((x) => ({ x, y: floor.y })), x, y),
            note(`floor ${format(floor.y)}`, { x: xs[1], y: floor.y }, x, y, {
              align: "right",
              dy: -2,
            }),
          ]),
          ...series.map(({ name, encoding }) => {
            const line = points.flatMap(({ estimator, t, exact }) =>
              estimator === name && isPositive(exact) ? [{ x: t, y: exact }] : []
            );
            return guide(line, x, y, encoding.colour.light, encoding.dash);
          }),
          ...curves(values, series, x, y, { line: false }),
        ],
      };
    },
    say(points) {
      const ends = eachEstimator(points, (name, own) => {
        const last = own.sort((a, b) => a.t - b.t)[own.length - 1];
        return `${name} ${format(last.value, last.mc_error)} at ${formatInteger(last.t)}` +
          (isNumber(last.exact) ? `, exactly ${format(last.exact)}` : "");
      }, looks);
      const floors = floorsOf(points, looks)
        .map(({ estimator, y }) => `${format(y)} for ${estimator}`);
      return [
        "Points with error bars on lines, one series a rule of steps, both axes logarithmic.",
        axis("Horizontal", "steps t", points.map(({ t }) => t), formatInteger),
        axis("Vertical", "mean squared error", points.map(({ value }) => value)),
        `Last: ${ends.join("; ")}.`,
        floors.length === 0 ? "" : `Floors: ${floors.join("; ")}.`,
      ];
    },
  });
}
