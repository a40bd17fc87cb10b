/**
 * Exact bias against the size of an error made on purpose, a panel for each choice of what is wrong.
 *
 * @module
 */

import { distinct, logDomain, ROUNDING_FLOOR, roundingAxis, valuePosition } from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Words } from "./figure.ts";
import { curves, eachEstimator, estimatorSeries, tip } from "./marks.ts";
import { format, formatPower } from "./number.ts";
import { axis, list, slopeWords } from "./sentences.ts";
import { number, text } from "./table_data.ts";

/** What is below is rounding. */
const ROUNDING = 1e-12;

/** `estimator`; `wrong`, which factors; `error`, ε; `bias`, the norm of the exact bias. */
const columns = {
  estimator: text("Estimator"),
  wrong: text("Wrong"),
  error: number("ε", "positive"),
  bias: number("Norm of the bias", "finite"),
};

type Point = PointOf<typeof columns>;

/** What distinguishes one such figure from another. */
export interface ExactBiasOptions extends Words {
  /** Headings of the panels by values of `wrong`, in order; others come last under their own name. */
  readonly panels: Readonly<Record<string, string>>;
}

/** Exact bias against the size of the error, a panel for each choice of what is wrong. */
export function exactBias(
  { panels, ...words }: ExactBiasOptions,
): FigureDefinition {
  const shown = (points: readonly Point[]) => {
    const others = points.map(({ wrong }) => wrong).filter((wrong) =>
      !Object.hasOwn(panels, wrong)
    );
    return [...Object.keys(panels), ...[...new Set(others)].sort()].map((wrong) => ({
      heading: panels[wrong] ?? wrong,
      own: points.filter((point) => point.wrong === wrong),
    })).filter(({ own }) => own.length > 0);
  };
  return figureOf(words, {
    columns,
    draw(points) {
      const series = estimatorSeries(points);
      const top = Math.max(1, ...points.map(({ bias }) => Math.abs(bias)));
      const x = valuePosition("x", "error ε", distinct(points.map(({ error }) => error)), {
        write: formatPower,
      });
      const y = {
        field: "y",
        type: "quantitative",
        title: "size of the bias",
        ...roundingAxis([ROUNDING_FLOOR, logDomain([top, 2 * top])[1]]),
      };
      return {
        columns: 3,
        concat: shown(points).map(({ heading, own }) => {
          const values = own.map(({ estimator, error, bias }) => {
            const place = Math.max(Math.abs(bias), ROUNDING_FLOOR);
            return {
              series: estimator,
              x: error,
              y: place,
              low: place,
              high: place,
              tip: tip(estimator, `bias at ε = ${formatPower(error)}`, bias, null),
            };
          });
          return { title: heading, width: 205, height: 240, layer: curves(values, series, x, y) };
        }),
      };
    },
    say(points) {
      const facts = shown(points).map(({ heading, own }) => {
        const said = eachEstimator(own, (name, given) => {
          const line = given.sort((a, b) => a.error - b.error);
          const last = line[line.length - 1];
          const pairs = line.map(({ error, bias }) => [error, Math.abs(bias)] as const);
          return {
            name,
            isRounding: line.every(({ bias }) => Math.abs(bias) < ROUNDING),
            words: `${name} ${format(last.bias)} at ε = ${formatPower(last.error)}` +
              slopeWords(pairs, " with log–log slope"),
          };
        });
        const unbiased = said.filter(({ isRounding }) => isRounding).map(({ name }) => name);
        return `${heading}: ` + [
          ...said.filter(({ isRounding }) => !isRounding).map(({ words }) => words),
          ...(unbiased.length === 0 ? [] : [`zero but for rounding for ${list(unbiased)}`]),
        ].join(", ");
      });
      return [
        "Line charts side by side, one line an estimator, both axes logarithmic.",
        axis("Horizontal", "error ε", points.map(({ error }) => error)),
        axis("Vertical", "size of the bias", points.map(({ bias }) => Math.abs(bias))),
        `${facts.join("; ")}.`,
      ];
    },
  });
}
