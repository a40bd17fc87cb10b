/**
 * Bias and coverage by how samples are cross-fitted, a row of panels a learner.
 *
 * @module
 */

import { distinct, ERROR_BARS, interval } from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Spec, type Words } from "./figure.ts";
import { estimatorSeries, type Series, tip } from "./marks.ts";
import { format, formatInteger } from "./number.ts";
import { axis, sizes } from "./sentences.ts";
import { sideBySide } from "./side_by_side.ts";
import { integer, measured, number, text } from "./table_data.ts";

/**
 * `learner`; `setting`, how the sample is cross-fitted, for instance "double,folds=5,repetitions=3";
 * `estimator`; `n`; `metric`, `excess_bias` or `coverage` (others are in the table alone); `value`;
 * `mc_error`, its Monte Carlo standard error.
 */
const columns = {
  learner: text("Learner"),
  setting: text("Design"),
  estimator: text("Estimator"),
  n: integer("n", "positive"),
  metric: text("Metric"),
  value: measured("Value", "finite"),
  mc_error: number(),
};

type Point = PointOf<typeof columns>;

const PANELS = [
  { metric: "excess_bias", name: "bias beyond the oracle's", level: 0 },
  { metric: "coverage", name: "coverage of 95 % intervals", level: 0.95 },
] as const;

/** Folds, repetitions and whether doubly, from a setting. */
function parsed(setting: string): { folds: number; repetitions: number; double: boolean } {
  const number = (name: string): number =>
    Number(setting.match(new RegExp(`${name}=(\\d+)`))?.[1] ?? 1);
  return {
    folds: number("folds"),
    repetitions: number("repetitions"),
    double: setting.startsWith("double"),
  };
}

/** A setting on an axis, a line a part. */
function label(setting: string): string {
  const { folds, repetitions, double } = parsed(setting);
  return [String(folds), double ? "double" : "", repetitions > 1 ? `× ${repetitions}` : ""]
    .filter((part) => part !== "").join("|");
}

/** A setting in words. */
function inWords(setting: string): string {
  return label(setting).replace("|", " folds, ").replace("|", ", ").replace(/^\d+$/, "$& folds");
}

/** The settings of some points in order. */
function settingsOf(points: readonly Point[]): string[] {
  return [...new Set(points.map(({ setting }) => setting))].sort((a, b) => {
    const [x, y] = [parsed(a), parsed(b)];
    return Number(x.double) - Number(y.double) || x.repetitions - y.repetitions ||
      x.folds - y.folds || (a < b ? -1 : a > b ? 1 : 0);
  });
}

/** The points of the smallest size, where designs differ most. */
function smallest(points: readonly Point[]): Point[] {
  const n = Math.min(...points.map((point) => point.n));
  return points.filter((point) => point.n === n);
}

const isDrawn = ({ metric }: { readonly metric: string }): boolean =>
  PANELS.some((panel) => panel.metric === metric);

function drawn(
  own: readonly Point[],
  learner: string,
  { name, level }: (typeof PANELS)[number],
  series: readonly Series[],
): Spec {
  const values = own.map(({ estimator, setting, value, mc_error }) => ({
    series: estimator,
    x: label(setting),
    y: value,
    ...interval(value, mc_error),
    tip: tip(estimator, `${name}, ${inWords(setting)}, ${learner}`, value, mc_error),
  }));
  const axes = {
    x: "folds",
    places: settingsOf(own).map(label),
    labels: { labelExpr: "split(datum.label, '|')" },
    y: name,
    ticks: { tickCount: 5 },
    level,
  };
  return { title: learner, width: 330, height: 210, layer: sideBySide(values, series, axes) };
}

/** Bias and coverage of every estimator by how the sample is cross-fitted, a row of panels a learner. */
export function byDesign(words: Words): FigureDefinition {
  return figureOf(words, {
    after: ERROR_BARS,
    columns,
    also: isDrawn,
    draw(all) {
      const points = smallest(all);
      const series = estimatorSeries(points);
      const learners = [...new Set(points.map((p) => p.learner))];
      return {
        vconcat: learners.map((learner) => ({
          hconcat: PANELS.flatMap((panel) => {
            const own = points.filter((p) => p.learner === learner && p.metric === panel.metric);
            return own.length === 0 ? [] : [drawn(own, learner, panel, series)];
          }),
        })),
      };
    },
    say(all) {
      const points = smallest(all);
      const facts = [...new Set(points.map((p) => p.learner))].sort().flatMap((learner) =>
        estimatorSeries(points).flatMap(({ name }) => {
          const own = points.filter((p) => p.learner === learner && p.estimator === name);
          return settingsOf(own).map((setting) => {
            const [bias, coverage] = PANELS.map(({ metric }) => {
              const point = own.find((p) => p.setting === setting && p.metric === metric);
              return point === undefined ? "–" : format(point.value, point.mc_error);
            });
            return `${name}, ${learner}, ${inWords(setting)}: bias ${bias}, coverage ${coverage}`;
          });
        })
      );
      const [biases, coverages] = PANELS.map(({ metric }) =>
        points.filter((p) => p.metric === metric).map((p) => p.value)
      );
      return [
        "Dot plots with error bars, a row of two panels for each learner, one dot a design and estimator.",
        `Drawn at n = ${formatInteger(points[0].n)} of n = ${
          sizes(distinct(all.map(({ n }) => n)))
        }.`,
        axis("Vertical", "on the left bias beyond the oracle's", biases),
        axis("Vertical", "on the right coverage of the 95 % intervals", coverages),
        `${facts.join("; ")}.`,
      ];
    },
    missing: (all) => all.filter(({ n, value }) => value === null || n === null || n <= 0).length,
    tableCaption: "Bias beyond the oracle's and coverage by design",
  });
}
