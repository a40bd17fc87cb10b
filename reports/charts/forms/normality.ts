/**
 * How far studentized errors are from the normal law, against the sample size.
 *
 * @module
 */

import { isPositive } from "../axes.ts";
import type { FigureDefinition, Words } from "../figure.ts";
import { format, formatInteger } from "../number.ts";
import { plot, sizeAxis } from "../plot.ts";
import { atLargest } from "../sentences.ts";
import { byN, groupsOf, plainSeries, sorted, textsOf } from "../series.ts";
import { integer, number, text } from "../table_data.ts";

/** Kolmogorov distances of studentized errors from the normal law by coordinate, with the 5 % point. */
export function normality(words: Words): FigureDefinition {
  return plot(words, {
    tableCaption: "Kolmogorov distance of studentized errors from the standard normal law",
    opening: "Dot plot, one dot a coordinate and sample size; the horizontal axis is logarithmic.",
    // `value`, Kolmogorov's distance between the distribution function of studentized errors and the
    // normal one; `critical`, what it exceeds in 5 % of experiments if the errors are normal
    columns: {
      coordinate: text("Coordinate"),
      n: integer("n", "positive"),
      value: number("Distance", "finite"),
      critical: number("5 % point"),
    },
    size: [480, 250],
    axes: {
      x: sizeAxis(),
      y: {
        scale(heights) {
          const top = Math.max(...heights);
          return {
            type: "quantitative",
            title: "Kolmogorov distance",
            scale: { domain: [0, top > 0 ? 1.1 * top : 1], nice: false },
            axis: { tickCount: 5 },
          };
        },
        what: "Kolmogorov distance from the normal law",
      },
    },
    series: (points) => plainSeries(textsOf(points, "coordinate").sort()),
    of: ({ coordinate }) => coordinate,
    where: ({ n }) => `n = ${formatInteger(n)}`,
    joined: false,
    lines: (points) => [{ at: byN(points, "critical"), dash: [6, 4] }],
    finds(points) {
      const last = atLargest(points);
      const beyond = last.filter((p) => isPositive(p.critical) && p.value > p.critical);
      const those = beyond.length === 0 ? "no" : `${beyond.length} of ${last.length}`;
      return `At n = ${formatInteger(last[0].n)} the studentized errors of ${those} ` +
        `coordinate${beyond.length === 1 && last.length === 1 ? " is" : "s are"} farther from ` +
        "normal than 95 % of normal samples are";
    },
    facts: ({ own }) =>
      groupsOf(own, "coordinate", textsOf(own, "coordinate").sort()).map(({ name, own }) => {
        const beyond = own.filter((p) => isPositive(p.critical) && p.value > p.critical);
        const last = sorted(own, "n")[own.length - 1];
        return `${name}: ${format(last.value)} at n = ${formatInteger(last.n)}, beyond the 5 % ` +
          `point at ${beyond.length} of ${own.length} sizes`;
      }),
    before: (points) =>
      byN(points, "critical").slice(-1)
        .map(({ y }) => `The 5 % point of the distance is ${format(y)}.`),
  });
}
