/**
 * Errors at fixed regularisation against the sample size, with the exact values that they tend to.
 *
 * @module
 */

import { distinct, ERROR_BARS, isPositive, logDomain, logPosition, valuePosition } from "./axes.ts";
import { type FigureDefinition, figureOf, type Words } from "./figure.ts";
import { barEnds, curves, guide, meansOf, note, placed, type Series } from "./marks.ts";
import { format, formatPower } from "./number.ts";
import { axis, endsBySize, sizesAxis } from "./sentences.ts";
import { integer, measured, number } from "./table_data.ts";
import { looks } from "./theme.ts";

/**
 * `lambda`; `n`; `value`, the norm of the mean error; `mc_error`, its Monte Carlo standard error;
 * `exact`, the same in the population, a number for each lambda.
 */
const columns = {
  lambda: number("λ", "positive"),
  n: integer("n", "positive"),
  value: measured("Norm of the mean error", "positive"),
  exact: number("Exact"),
  mc_error: number(),
};

const STEPS = [1, 2, 3, 4, 5] as const;

const nameOf = (lambda: number): string => `λ = ${formatPower(lambda)}`;

/** Levels spread over the steps, so that few levels are still far apart. */
function seriesOf(lambdas: readonly number[]): Series[] {
  const steps = STEPS.length;
  return lambdas.map((lambda, i) => {
    const k = lambdas.length <= steps && lambdas.length > 1
      ? Math.round(i * (steps - 1) / (lambdas.length - 1))
      : i % steps;
    return { name: nameOf(lambda), encoding: { ...looks[`step ${STEPS[k]}`], dash: [1, 0] } };
  });
}

/** Mean error against n, with the exact value it tends to. */
export function fixedPenalties(
  words: Words,
): FigureDefinition {
  const what = "norm of the mean error";
  return figureOf(words, {
    after: ERROR_BARS,
    columns,
    draw(points) {
      const lambdas = distinct(points.map(({ lambda }) => lambda));
      const series = seriesOf(lambdas);
      const ns = distinct(points.map(({ n }) => n));
      const means = meansOf(
        points,
        ({ lambda, n, value }) => [nameOf(lambda), n, value, `n = ${n}`],
      );
      const floor = 0.5 * Math.min(...points.map(({ value }) => value));
      const values = placed(means, series, { step: 0.02, floor }).map((point, i) => {
        const { exact } = points[i];
        return isPositive(exact)
          ? { ...point, tip: `${point.tip}, exact ${format(exact)}` }
          : point;
      });
      const exact = lambdas.flatMap((lambda, i) => {
        const level = points.find((p) => p.lambda === lambda && isPositive(p.exact))?.exact ?? null;
        return level === null ? [] : [{ level, colour: series[i].encoding.colour.light }];
      });
      const ends = logDomain(ns);
      const x = valuePosition("x", "sample size n", ns);
      const heights = [...barEnds(values), ...exact.map(({ level }) => level)];
      const y = logPosition("y", what, logDomain(heights));
      return {
        width: 540,
        height: 310,
        layer: [
          ...exact.flatMap(({ level, colour }) => [
            guide(ends.map((n) => ({ x: n, y: level })), x, y, colour, [5, 4]),
            note("exact", { x: ends[1], y: level }, x, y, { dx: 5, baseline: "middle" }),
          ]),
          ...curves(values, series, x, y),
        ],
      };
    },
    say(points) {
      const facts = distinct(points.map(({ lambda }) => lambda)).map((lambda) => {
        const own = points.filter((p) => p.lambda === lambda).sort((a, b) => a.n - b.n);
        const { exact } = own[own.length - 1];
        return `${nameOf(lambda)}: ${endsBySize(own)}` +
          (isPositive(exact) ? `, exact population value ${format(exact)}` : "");
      });
      return [
        "Line chart with error bars, one line a value of λ, both axes logarithmic, with a dashed " +
        "horizontal line at each exact population value.",
        sizesAxis(points),
        axis("Vertical", what, points.map(({ value }) => value)),
        `${facts.join("; ")}.`,
      ];
    },
  });
}
