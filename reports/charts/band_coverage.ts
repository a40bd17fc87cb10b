/**
 * Coverage everywhere of simultaneous bands, beside that of all pointwise intervals at once.
 *
 * @module
 */

import { distinct, ERROR_BARS, interval, isNumber } from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Words } from "./figure.ts";
import { type CurvePoint, estimatorSeries, tip } from "./marks.ts";
import { format, formatInteger } from "./number.ts";
import { axis, sizes } from "./sentences.ts";
import { sideBySide } from "./side_by_side.ts";
import { integer, measured, number, text } from "./table_data.ts";

/**
 * `learner`; `estimator`; `n`; `coverage`, the share of samples in which the 95 % band holds the
 * gradient everywhere, with `mc_error`; `pointwise`, the same for all 95 % intervals at once, with
 * `pointwise_error`; `length`, mean length of the band, with `length_error`.
 */
const columns = {
  learner: text("Learner"),
  estimator: text("Estimator"),
  n: integer("n", "positive"),
  coverage: measured("Band covers", "finite"),
  pointwise: measured("All intervals cover", "number", "pointwise_error"),
  length: measured("Band length", "number", "length_error"),
  mc_error: number(),
  pointwise_error: number(),
  length_error: number(),
};

const WHAT = "share of samples covered everywhere";

function place(
  { estimator, learner, n }: PointOf<typeof columns>,
  what: string,
  value: number,
  error: number | null,
): CurvePoint {
  return {
    series: estimator,
    x: String(n),
    y: value,
    ...interval(value, error),
    tip: tip(estimator, `${what} at n = ${n}, ${learner}`, value, error),
  };
}

/** Coverage everywhere by each estimator's band by sample size, a panel a learner. */
export function bandCoverage(words: Words): FigureDefinition {
  return figureOf(words, {
    after: ERROR_BARS,
    columns,
    draw(points) {
      const series = estimatorSeries(points);
      const panels = [...new Set(points.map(({ learner }) => learner))].map((learner) => {
        const own = points.filter((point) => point.learner === learner);
        const bands = own.map((p) => place(p, "band", p.coverage, p.mc_error));
        const intervals = own.flatMap((p) =>
          isNumber(p.pointwise) ? [place(p, "all intervals", p.pointwise, p.pointwise_error)] : []
        );
        const axes = {
          x: "sample size n",
          places: distinct(own.map(({ n }) => n)).map(String),
          y: WHAT,
          ticks: { tickCount: 6, format: ".2f" },
          level: 0.95,
        };
        const layer = sideBySide(bands, series, axes, intervals);
        return { title: learner, width: 330, height: 280, layer };
      });
      return { hconcat: panels };
    },
    say(points) {
      const facts = [...points].sort((a, b) => a.n - b.n).map((p) =>
        `${p.estimator}, ${p.learner}, n = ${formatInteger(p.n)}: band ` +
        `${format(p.coverage, p.mc_error)}, all intervals ${format(p.pointwise, p.pointwise_error)}`
      );
      return [
        "Dot plots with error bars side by side, a panel a learner, one dot an estimator and sample size.",
        `Horizontal axis: sample size n (${sizes(distinct(points.map(({ n }) => n)))}).`,
        axis("Vertical", WHAT, points.map(({ coverage }) => coverage)),
        "A reference line marks the nominal level 0.95.",
        `${facts.join("; ")}.`,
      ];
    },
    tableCaption: "Coverage everywhere and length of simultaneous 95 % bands",
  });
}
