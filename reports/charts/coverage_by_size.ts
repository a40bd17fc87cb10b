/**
 * Coverage of intervals by sample size, for any problem.
 *
 * @module
 */

import { distinct, ERROR_BARS, interval } from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Words } from "./figure.ts";
import { eachEstimator, estimatorSeries, tip } from "./marks.ts";
import { format, formatInteger } from "./number.ts";
import { axis, list, sizes } from "./sentences.ts";
import { sideBySide } from "./side_by_side.ts";
import { integer, measured, number, text } from "./table_data.ts";

const NOMINAL = 0.95;

/**
 * `estimator`; `n`; `coverage`, the share of 95 % intervals that hold the true coordinate;
 * `mc_error`, its Monte Carlo standard error.
 */
const columns = {
  estimator: text("Estimator"),
  n: integer("n", "positive"),
  coverage: measured("Coverage", "finite"),
  mc_error: number(),
};

/** Whether the 95 % Monte Carlo interval of a coverage leaves out the nominal level. */
function differs({ coverage, mc_error }: PointOf<typeof columns>): boolean {
  const { low, high } = interval(coverage, mc_error);
  return low > NOMINAL || high < NOMINAL;
}

/** What distinguishes one such figure from another. */
export interface CoverageBySizeOptions extends Pick<Words, "title"> {
  /** What is estimated. */
  readonly quantity: "gradient" | "root";
}

/** Coverage of each estimator's intervals, side by side at each n, with the nominal level. */
export function coverageBySize({ title, quantity }: CoverageBySizeOptions): FigureDefinition {
  return figureOf({
    title,
    caption:
      `Share of 95 % confidence intervals that hold the true ${quantity} coordinate. The dashed ` +
      `line is the nominal level 0.95. ${ERROR_BARS}`,
  }, {
    columns,
    draw(points) {
      const values = points.map(({ estimator, n, coverage, mc_error }) => ({
        series: estimator,
        x: String(n),
        y: coverage,
        ...interval(coverage, mc_error),
        tip: tip(estimator, `coverage at n = ${n}`, coverage, mc_error),
      }));
      return {
        width: 560,
        height: 280,
        layer: sideBySide(values, estimatorSeries(points), {
          x: "sample size n",
          places: distinct(points.map(({ n }) => n)).map(String),
          y: "coverage",
          ticks: { tickCount: 6, format: ".2f" },
          level: NOMINAL,
        }),
      };
    },
    say(points) {
      const facts = eachEstimator(points, (name, given) => {
        const own = given.sort((a, b) => a.n - b.n);
        const values = own.map(({ coverage }) => coverage);
        const last = own[own.length - 1];
        const off = own.filter(differs).map(({ n }) => formatInteger(n));
        return `${name}: from ${format(Math.min(...values), own[0].mc_error)} to ` +
          `${format(Math.max(...values), own[0].mc_error)}, ` +
          `${format(last.coverage, last.mc_error)} at n = ${formatInteger(last.n)}, ` +
          (off.length === 0
            ? "within Monte Carlo error of 0.95 at every n"
            : `apart from 0.95 beyond Monte Carlo error at n = ${list(off)}`);
      });
      return [
        "Dot plot with error bars, one dot an estimator and sample size, side by side.",
        `Horizontal axis: sample size n (${sizes(distinct(points.map(({ n }) => n)))}).`,
        axis("Vertical", "coverage of the 95 % intervals", points.map((p) => p.coverage)),
        "A reference line marks the nominal level 0.95.",
        `${facts.join("; ")}.`,
      ];
    },
    tableCaption: "Coverage of 95 % intervals by estimator and sample size",
  });
}
