/**
 * Errors of learned functions against the sample size, with the rate that theory gives each.
 *
 * @module
 */

import { distinct, ERROR_BARS, logDomain, logPosition, sizePosition } from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Words } from "./figure.ts";
import { barEnds, curves, guide, meansOf, note, placed, plainSeries } from "./marks.ts";
import { axis, endsBySize, sizesAxis, slopeWords } from "./sentences.ts";
import { integer, measured, number, text } from "./table_data.ts";
import { palette } from "./theme.ts";

/** `metric`, what it is of; `n`; `value`, an error; `mc_error`, its Monte Carlo standard error. */
const columns = {
  metric: text("Quantity"),
  n: integer("n", "positive"),
  value: measured("Value", "positive"),
  mc_error: number(),
};

type Point = PointOf<typeof columns>;

/** Rates by name: what one is multiplied by when n is multiplied by 1 / ratio. */
const RATES = { "1/√n": Math.sqrt, "1/n": (ratio: number): number => ratio };

/** What distinguishes one such figure from another. */
export interface LearningErrorsOptions extends Words {
  /** Names of the metrics. */
  readonly names: Readonly<Record<string, string>>;
  /** Guides just below where the lowest of some metrics starts. */
  readonly guides: readonly {
    readonly rate: keyof typeof RATES;
    readonly below: readonly string[];
  }[];
}

/** Learning errors against n. */
export function learningErrors(
  { names, guides, ...words }: LearningErrorsOptions,
): FigureDefinition {
  const nameOf = (metric: string): string => names[metric] ?? metric;
  return figureOf(words, {
    after: ERROR_BARS,
    columns,
    draw(points) {
      const series = plainSeries(points.map(({ metric }) => nameOf(metric)));
      const means = meansOf(
        points,
        ({ metric, n, value }) => [nameOf(metric), n, value, `n = ${n}`],
      );
      const floor = 0.5 * Math.min(...points.map(({ value }) => value));
      const values = placed(means, series, { step: 0.02, floor });
      const lines = guides.map(({ rate, below }) => ({
        rate,
        line: lineBelow(points.filter(({ metric }) => below.includes(metric)), RATES[rate]),
      })).filter(({ line }) => line.length > 0);
      const x = sizePosition(points);
      const heights = [
        ...barEnds(values),
        ...lines.flatMap(({ line }) => line.map((end) => 0.75 * end.y)),
      ];
      const y = logPosition("y", "error (root mean square)", logDomain(heights));
      return {
        width: 520,
        height: 300,
        layer: [
          ...lines.flatMap(({ line, rate }) => [
            guide(line, x, y, palette.reference.light),
            note(rate, line[1], x, y, { align: "right", dx: -6, dy: 18 }),
          ]),
          ...curves(values, series, x, y),
        ],
      };
    },
    say(points) {
      const facts = [...new Set(points.map(({ metric }) => metric))].map((metric) => {
        const own = points.filter((p) => p.metric === metric).sort((a, b) => a.n - b.n);
        return `${nameOf(metric)}: ${endsBySize(own)}` +
          slopeWords(own.map(({ n, value }) => [n, value]));
      });
      return [
        "Line chart with error bars, one line a nuisance error, both axes logarithmic.",
        sizesAxis(points),
        axis("Vertical", "root-mean-square error", points.map(({ value }) => value)),
        `${facts.join("; ")}.`,
      ];
    },
  });
}

/** A line that falls at a rate, just below where the lowest of some points starts. */
function lineBelow(points: readonly Point[], rate: (ratio: number) => number) {
  const ns = distinct(points.map(({ n }) => n));
  if (ns.length < 2) return [];
  const [first, last] = [ns[0], ns[ns.length - 1]];
  const start = 0.8 * Math.min(...points.filter(({ n }) => n === first).map((p) => p.value));
  return [{ x: first, y: start }, { x: last, y: start * rate(first / last) }];
}
