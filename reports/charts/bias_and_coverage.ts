/**
 * Bias and coverage against the sample size, side by side.
 *
 * @module
 */

import { ERROR_BARS } from "./axes.ts";
import { biasBySize, HOLLOW, isApart, levelBySize } from "./bias_curves.ts";
import { type FigureDefinition, figureOf, type PointOf, type Words } from "./figure.ts";
import { estimatorSeries } from "./marks.ts";
import { format, formatInteger } from "./number.ts";
import { axis, sizesAxis, slopeWords } from "./sentences.ts";
import { integer, measured, number, text } from "./table_data.ts";

/**
 * `estimator`; `n`; `metric`, `bias` or `coverage`; `value`, the norm of the mean error or the share
 * of 95 % intervals that hold the truth; `mc_error`, its Monte Carlo standard error.
 */
const columns = {
  estimator: text("Estimator"),
  n: integer("n", "positive"),
  metric: text("Metric"),
  value: measured("Value", "finite"),
  mc_error: number(),
};

type Point = PointOf<typeof columns>;

const of = (points: readonly Point[], metric: string): Point[] =>
  points.filter((point) => point.metric === metric);

const COVERAGE = { name: "coverage", title: "coverage of the 95 % intervals", level: 0.95 };

/** Bias and coverage of every estimator against n. */
export function biasAndCoverage({ caption, ...words }: Words): FigureDefinition {
  const reading =
    "Left: size of the bias, both axes logarithmic. Right: share of 95 % confidence " +
    `intervals that hold the truth; estimators without intervals are left out. ${caption}`;
  return figureOf({ ...words, caption: reading }, {
    after: `${ERROR_BARS} ${HOLLOW}`,
    columns,
    also: ({ metric }) => metric === "bias" || metric === "coverage",
    draw(points) {
      const series = estimatorSeries(points);
      const panels = [
        { title: "Bias", own: of(points, "bias"), layers: biasBySize },
        {
          title: "Coverage, with the nominal level 0.95",
          own: of(points, "coverage"),
          layers: (...given: Parameters<typeof biasBySize>) => levelBySize(...given, COVERAGE),
        },
      ];
      return {
        hconcat: panels.filter(({ own }) => own.length > 0).map(({ title, own, layers }) => ({
          title,
          width: 330,
          height: 300,
          layer: layers(own, series)(own),
        })),
      };
    },
    say(points) {
      const [bias, coverage] = [of(points, "bias"), of(points, "coverage")];
      const last = (of: readonly Point[], name: string): Point | undefined =>
        of.filter((p) => p.estimator === name).sort((a, b) => a.n - b.n).pop();
      const facts = estimatorSeries(points).map(({ name }) => {
        const [b, c] = [last(bias, name), last(coverage, name)];
        const apart = bias.filter((p) => p.estimator === name && isApart(p.value, p.mc_error));
        return `${name}: ` + [
          b === undefined
            ? ""
            : `bias ${format(b.value, b.mc_error)} at n = ${formatInteger(b.n)}` +
              (isApart(b.value, b.mc_error) ? "" : ", not apart from zero"),
          slopeWords(apart.map((p) => [p.n, Math.abs(p.value)]), "log–log slope of the bias"),
          c === undefined
            ? "no coverage"
            : `coverage ${format(c.value, c.mc_error)} at n = ${formatInteger(c.n)}`,
        ].filter((part) => part !== "").join(", ");
      });
      return [
        "Two line charts with error bars side by side, one line an estimator; the left one with both " +
        "axes logarithmic.",
        sizesAxis(points),
        axis("Vertical", "on the left size of the bias", bias.map((p) => Math.abs(p.value))),
        axis("Vertical", "on the right coverage", coverage.map((p) => p.value)),
        `${facts.join("; ")}.`,
      ];
    },
  });
}
