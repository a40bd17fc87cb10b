/**
 * One quantity against the sample size, a panel a learner, for any problem.
 *
 * @module
 */

import { ERROR_BARS } from "./axes.ts";
import { biasBySize, HOLLOW, isApart, levelBySize } from "./bias_curves.ts";
import { type FigureDefinition, figureOf, type PointOf, type Words } from "./figure.ts";
import { eachEstimator, estimatorSeries } from "./marks.ts";
import { axis, endsBySize, sizesAxis, slopeWords } from "./sentences.ts";
import { integer, measured, number, tableOf, text } from "./table_data.ts";

/** `learner`; `estimator`; `n`; `value`; `mc_error`, its Monte Carlo standard error. */
const columns = {
  learner: text("Learner"),
  estimator: text("Estimator"),
  n: integer("n", "positive"),
  value: number(null, "finite"),
  mc_error: number(),
};

type Point = PointOf<typeof columns>;

/** What can be shown so. */
interface Quantity {
  readonly name: string;
  /** The level that is aimed at; a bias has none, and a logarithmic axis. */
  readonly level?: number;
  readonly caption: string;
}

const QUANTITIES = {
  bias: { name: "size of the bias", caption: `Both axes are logarithmic. ${HOLLOW}` },
  coverage: {
    name: "coverage",
    level: 0.95,
    caption: "The dashed line is the nominal level 0.95.",
  },
  ratio: {
    name: "RMSE / bound",
    level: 1,
    caption: "The dashed line is the efficiency bound √(trace V / n).",
  },
} as const satisfies Record<string, Quantity>;

/** What distinguishes one such figure from another. */
export interface ByLearnerOptions extends Words {
  /** What is on the vertical axis. */
  readonly quantity: keyof typeof QUANTITIES;
}

/** A quantity of each estimator against n, a panel a learner, all with the same axes. */
export function byLearner({ title, quantity, caption }: ByLearnerOptions): FigureDefinition {
  const what: Quantity = QUANTITIES[quantity];
  const { name, level } = what;
  return figureOf({
    title,
    caption: `${caption} ${what.caption} ${ERROR_BARS} Points at one n are moved apart a little ` +
      "so that they can be seen.",
  }, {
    columns,
    draw(points) {
      const series = estimatorSeries(points);
      const layers = level === undefined
        ? biasBySize(points, series)
        : levelBySize(points, series, { name, level });
      return {
        columns: 2,
        concat: learnersOf(points).map((learner) => ({
          title: learner,
          width: 310,
          height: 220,
          layer: layers(points.filter((p) => p.learner === learner)),
        })),
      };
    },
    say(points) {
      const facts = learnersOf(points).flatMap((learner) =>
        eachEstimator(
          points.filter((p) => p.learner === learner),
          (name, own) => `${learner}, ${name}: ${fact(own.sort((a, b) => a.n - b.n), what)}`,
        )
      );
      const values = points.map(({ value }) => level === undefined ? Math.abs(value) : value);
      return [
        "Line charts with error bars, one panel a learner and one line an estimator.",
        sizesAxis(points, ", logarithmic"),
        axis("Vertical", name, values),
        `${facts.join("; ")}.`,
      ];
    },
    table: tableOf({ ...columns, value: measured(capital(name)) }),
  });
}

const capital = (text: string): string => text[0].toUpperCase() + text.slice(1);

const learnersOf = (points: readonly Point[]): string[] =>
  [...new Set(points.map((p) => p.learner))].sort();

/** Both ends of a line, and of biases the slope. */
function fact(points: readonly Point[], { level }: Quantity): string {
  const ends = endsBySize(points);
  const apart = points.filter((p) => isApart(p.value, p.mc_error));
  return level === undefined ? ends + slopeWords(apart.map((p) => [p.n, Math.abs(p.value)])) : ends;
}
