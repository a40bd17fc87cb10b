/**
 * Distances of studentized errors from the normal law against the sample size.
 *
 * @module
 */

import { isPositive, sizePosition } from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Words } from "./figure.ts";
import { curves, guide, placed, plainSeries } from "./marks.ts";
import { format, formatInteger } from "./number.ts";
import { axis, sizesAxis } from "./sentences.ts";
import { integer, number, text } from "./table_data.ts";
import { palette } from "./theme.ts";

/**
 * `coordinate`; `n`; `value`, Kolmogorov's distance between the distribution function of studentized
 * errors and the normal one; `critical`, what it exceeds in 5 % of experiments if the errors are normal.
 */
const columns = {
  coordinate: text("Coordinate"),
  n: integer("n", "positive"),
  value: number("Distance", "finite"),
  critical: number("5 % point"),
};

type Point = PointOf<typeof columns>;

const names = (points: readonly Point[]): string[] =>
  [...new Set(points.map(({ coordinate }) => coordinate))].sort();

function criticals(points: readonly Point[]): { x: number; y: number }[] {
  const byN = new Map<number, number>();
  for (const { n, critical } of points) if (isPositive(critical)) byN.set(n, critical);
  return [...byN].sort((a, b) => a[0] - b[0]).map(([x, y]) => ({ x, y }));
}

/** Kolmogorov distances of each coordinate against n, with the point of the 5 % test. */
export function normality(words: Words): FigureDefinition {
  return figureOf(words, {
    columns,
    draw(points) {
      const series = plainSeries(names(points));
      const distances = points.map(({ coordinate, n, value }) => ({
        series: coordinate,
        x: n,
        value,
        error: null,
        where: `n = ${formatInteger(n)}`,
      }));
      const critical = criticals(points);
      const top = Math.max(...points.map(({ value }) => value), ...critical.map(({ y }) => y));
      const x = sizePosition(points);
      const y = {
        field: "y",
        type: "quantitative",
        title: "Kolmogorov distance",
        scale: { domain: [0, top > 0 ? 1.1 * top : 1], nice: false },
        axis: { tickCount: 5 },
      };
      return {
        width: 480,
        height: 250,
        layer: [
          guide(critical, x, y, palette.reference.light, [6, 4]),
          ...curves(placed(distances, series, { step: 0.04 }), series, x, y, { line: false }),
        ],
      };
    },
    say(points) {
      const facts = names(points).map((name) => {
        const own = points.filter((p) => p.coordinate === name).sort((a, b) => a.n - b.n);
        const beyond = own.filter((p) => isPositive(p.critical) && p.value > p.critical).length;
        const last = own[own.length - 1];
        return `${name}: ${format(last.value)} at n = ${formatInteger(last.n)}, beyond the 5 % ` +
          `point at ${beyond} of ${own.length} sizes`;
      });
      const last = criticals(points).pop();
      return [
        "Dot plot, one dot a coordinate and sample size; the horizontal axis is logarithmic.",
        sizesAxis(points),
        axis("Vertical", "Kolmogorov distance from the normal law", points.map((p) => p.value)),
        last === undefined ? "" : `The 5 % point of the distance is ${format(last.y)}.`,
        `${facts.join("; ")}.`,
      ];
    },
    tableCaption: "Kolmogorov distance of studentized errors from the standard normal law",
  });
}
