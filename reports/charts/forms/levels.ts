/**
 * Estimators side by side around the level that is aimed at: coverage by sample size, of intervals and
 * of bands, and bias and coverage by how samples are cross-fitted.
 *
 * @module
 */

import {
  distinct,
  interval,
  isNumber,
  linearScale,
  MIXED_BARS,
  ordinalPosition,
  SHARE_BARS,
  shareInterval,
} from "../axes.ts";
import type { FigureDefinition, Words } from "../figure.ts";
import { nameFor } from "../names.ts";
import { format, formatInteger } from "../number.ts";
import { placed } from "../points.ts";
import { type Axis, linearAxis, ORDINAL_SIZES, plot } from "../plot.ts";
import { atLargest, axis, list, percent, sizes, span } from "../sentences.ts";
import { eachEstimator, estimatorSeries, groupsOf, sorted, textsOf } from "../series.ts";
import { integer, measured, number, text } from "../table_data.ts";

const NOMINAL = 0.95;

/** Shares of 95 % intervals at each n, around the nominal level. */
const nominal = (title: string, what = title) => ({
  axes: { x: ORDINAL_SIZES, y: linearAxis(title, { tickCount: 6, format: ".2f" }, { what }) },
  x: ({ n }: { readonly n: number }): string => String(n),
  bar: ({ coverage, mc_error }: { readonly coverage: number; readonly mc_error: number | null }) =>
    shareInterval(coverage, mc_error),
  joined: false,
  lines: () => [{ at: NOMINAL }],
  before: () => ["A reference line marks the nominal level 0.95."],
});

/** Coverage of each estimator's intervals, side by side at each n, with the nominal level. */
export function coverageBySize({ title, quantity, what, hold }: Pick<Words, "title"> & {
  /** What covers, in the plural, and what of the truth it is to hold; intervals and a coordinate unless said. */
  readonly what?: string;
  readonly hold?: string;
  /** What is estimated. */
  readonly quantity: "gradient" | "root";
}): FigureDefinition {
  const intervals = what ?? "95 % confidence intervals";
  const held = hold ?? `the true coordinate of the ${quantity}`;
  return plot({
    title,
    caption: `Share of ${intervals} that hold ${held}. The dashed ` +
      `line is the nominal level 0.95. ${SHARE_BARS}`,
  }, {
    tableCaption: "Coverage of 95 % intervals by estimator and sample size",
    opening: "Dot plot with error bars, one dot an estimator and sample size, side by side.",
    // `coverage`, the share of 95 % intervals that hold the true coordinate, with `mc_error`
    columns: {
      estimator: text("Estimator"),
      n: integer("n", "positive"),
      coverage: measured("Coverage", "finite"),
      mc_error: number(),
    },
    size: [560, 280],
    ...nominal("coverage", "coverage of the 95 % intervals"),
    y: ({ coverage }) => coverage,
    where: ({ n }) => `coverage at n = ${n}`,
    finds(points) {
      const last = atLargest(points);
      const shares = eachEstimator(last, (name, [{ coverage }]) => ({ name, value: coverage }));
      return `At n = ${formatInteger(last[0].n)}, ${
        span(shares, percent)
      } of ${intervals} hold ${held}`;
    },
    facts: ({ own }) =>
      eachEstimator(own, (name, given) => {
        const line = sorted(given, "n");
        const byCoverage = sorted(line, "coverage");
        const [least, most] = [byCoverage[0], byCoverage[byCoverage.length - 1]];
        const last = line[line.length - 1];
        const off = line.filter(({ coverage, mc_error }) => {
          const { low, high } = shareInterval(coverage, mc_error);
          return low > NOMINAL || high < NOMINAL;
        });
        return `${name}: from ${format(least.coverage, least.mc_error)} to ` +
          `${format(most.coverage, most.mc_error)}, ` +
          `${format(last.coverage, last.mc_error)} at n = ${formatInteger(last.n)}, ` +
          (off.length === 0
            ? "within Monte Carlo error of 0.95 at every n"
            : "apart from 0.95 beyond Monte Carlo error at n = " +
              list(off.map(({ n }) => formatInteger(n))));
      }),
  });
}

/** Coverage everywhere by each estimator's band by sample size, a panel a learner. */
export function bandCoverage(words: Words): FigureDefinition {
  return plot(words, {
    after: SHARE_BARS,
    tableCaption: "Coverage everywhere and length of simultaneous 95 % bands",
    opening:
      "Dot plots with error bars side by side, a panel a learner, one dot an estimator and sample size.",
    // `coverage`, the share of samples in which the 95 % band holds the gradient everywhere; `pointwise`,
    // the same for all 95 % intervals at once; `length`, mean length of the band; each with its error
    columns: {
      learner: text("Learner"),
      estimator: text("Estimator"),
      n: integer("n", "positive"),
      coverage: measured("Band covers", "finite"),
      pointwise: measured("All intervals cover", "number", "pointwise_error"),
      length: measured("Band length", "number", "length_error"),
      mc_error: number(),
      pointwise_error: number(),
      length_error: number(),
    },
    size: [330, 280],
    panels: (points) => groupsOf(points, "learner").map(({ name: title, own }) => ({ title, own })),
    ...nominal("share of samples covered everywhere"),
    y: ({ coverage }) => coverage,
    place(rows, placing) {
      const at = (what: string) => ({
        ...placing,
        where: (p: typeof rows[number]): string => `${what} at n = ${p.n}, ${p.learner}`,
      });
      const intervals = rows.flatMap(({ pointwise, pointwise_error, ...row }) =>
        isNumber(pointwise)
          ? [{ ...row, coverage: pointwise, mc_error: pointwise_error, pointwise, pointwise_error }]
          : []
      );
      return {
        points: placed(rows, at("band")),
        hollow: placed(intervals, at("all intervals")),
      };
    },
    finds(points) {
      // A learner may not have all sizes
      const last = groupsOf(points, "learner", textsOf(points, "learner")).flatMap(({ own }) =>
        atLargest(own)
      );
      const ns = distinct(last.map(({ n }) => n));
      const shares = last.map(({ estimator, learner, n, coverage }) => ({
        name: `${nameFor(estimator)}, ${learner}${
          ns.length === 1 ? "" : `, n = ${formatInteger(n)}`
        }`,
        value: coverage,
      }));
      return `At ${
        ns.length === 1 ? `n = ${formatInteger(ns[0])}` : "the largest n"
      }, 95 % bands hold ` +
        `the whole gradient in ${span(shares, percent)} of samples`;
    },
    notes: () => ["Full symbols are bands, hollow ones all intervals at once."],
    ends: (points) => [
      sorted(points, "n").map((p) =>
        `${nameFor(p.estimator)}, ${p.learner}, n = ${formatInteger(p.n)}: band ` +
        `${format(p.coverage, p.mc_error)}, all intervals ${format(p.pointwise, p.pointwise_error)}`
      ),
    ],
  });
}

const PANELS = [
  { metric: "excess_bias", name: "bias beyond the oracle's", level: 0, ends: interval },
  { metric: "coverage", name: "coverage of 95 % intervals", level: NOMINAL, ends: shareInterval },
];

/** A way to cross-fit, from its name, for instance "double,folds=5,repetitions=3". */
function designOf(setting: string) {
  const number = (name: string): number =>
    Number(setting.match(new RegExp(`${name}=(\\d+)`))?.[1] ?? 1);
  const [folds, repetitions] = [number("folds"), number("repetitions")];
  const isDouble = setting.startsWith("double");
  const parts = [
    String(folds),
    isDouble ? "double" : "",
    repetitions > 1 ? `× ${repetitions}` : "",
  ];
  // on an axis, a line a part
  const label = parts.filter((part) => part !== "").join("|");
  const words = label.replace("|", " folds, ").replace("|", ", ").replace(/^\d+$/, "$& folds");
  return { setting, folds, repetitions, isDouble, label, words };
}

/** The designs of some points in order. */
const designsOf = (points: readonly { readonly setting: string }[]) =>
  textsOf(points, "setting").sort().map(designOf).sort((a, b) =>
    Number(a.isDouble) - Number(b.isDouble) || a.repetitions - b.repetitions || a.folds - b.folds
  );

/** The axis on which estimators stand side by side at each design, about which nothing is said. */
const designAxis = (points: readonly { readonly setting: string }[]): Axis => {
  const places = designsOf(points).map(({ label }) => label);
  return {
    scale: () =>
      ordinalPosition("folds", places, {
        labelExpr: "split(datum.label, '|')",
        // beside one another on a narrow screen, too
        labelFontSize: places.length > 5 ? 9.5 : 10.5,
      }),
  };
};

/** The points of the smallest size, where designs differ most. */
function smallest<Point extends { readonly n: number }>(points: readonly Point[]): Point[] {
  const n = Math.min(...points.map((point) => point.n));
  return points.filter((point) => point.n === n);
}

/** Bias and coverage of every estimator by how the sample is cross-fitted, a row of panels a learner. */
export function byDesign(words: Words): FigureDefinition {
  return plot(words, {
    after: MIXED_BARS,
    tableCaption: "Bias beyond the oracle's and coverage by design",
    opening:
      "Dot plots with error bars, a row of two panels for each learner, one dot a design and estimator.",
    // `setting`, how the sample is cross-fitted; `metric`, `excess_bias` or `coverage` (others are in the
    // table alone); `value` with `mc_error`
    columns: {
      learner: text("Learner"),
      setting: text("Design"),
      estimator: text("Estimator"),
      n: integer("n", "positive"),
      metric: text("Metric"),
      value: measured("Value", "finite"),
      mc_error: number(),
    },
    also: ({ metric }) => PANELS.some((panel) => panel.metric === metric),
    missing: (all) => all.filter(({ n, value }) => value === null || n === null || n <= 0).length,
    size: [330, 210],
    panels: (points) =>
      groupsOf(smallest(points), "learner").flatMap(({ name: learner, own }) =>
        PANELS.map(({ metric, name, level, ends }) => ({
          ...{ title: learner, row: learner, own: own.filter((p) => p.metric === metric) },
          axes: { x: designAxis(own), y: { scale: linearScale(name, { tickCount: 5 }) } },
          where: ({ setting }) => `${name}, ${designOf(setting).words}, ${learner}`,
          bar: ({ value, mc_error }) => ends(value, mc_error),
          lines: () => [{ at: level }],
        }))
      ),
    series: (points) => estimatorSeries(smallest(points)),
    x: ({ setting }) => designOf(setting).label,
    joined: false,
    finds(all) {
      const points = smallest(all).filter(({ metric }) => metric === "coverage");
      const shares = points.map(({ estimator, learner, setting, value }) => ({
        name: `${nameFor(estimator)}, ${learner}, ${designOf(setting).words}`,
        value,
      }));
      return shares.length === 0 ? null : `At n = ${formatInteger(points[0].n)}, 95 % intervals ` +
        `hold the truth in ${span(shares, percent)} of samples`;
    },
    before(all) {
      const n = Math.min(...all.map((point) => point.n));
      const [biases, coverages] = PANELS.map(({ metric }) =>
        smallest(all).filter((p) => p.metric === metric).map(({ value }) => value)
      );
      return [
        `Drawn at n = ${formatInteger(n)} of n = ${sizes(distinct(all.map(({ n }) => n)))}.`,
        axis("Vertical", "on the left bias beyond the oracle's", biases),
        axis("Vertical", "on the right coverage of the 95 % intervals", coverages),
      ];
    },
    ends(all) {
      const points = smallest(all);
      const learners = groupsOf(points, "learner", textsOf(points, "learner").sort());
      return [
        learners.flatMap((learner) =>
          eachEstimator(learner.own, (name, own) =>
            designsOf(own).map(({ setting, words }) => {
              const [bias, coverage] = PANELS.map(({ metric }) => {
                const point = own.find((p) => p.setting === setting && p.metric === metric);
                return point === undefined ? "–" : format(point.value, point.mc_error);
              });
              return `${name}, ${learner.name}, ${words}: bias ${bias}, coverage ${coverage}`;
            })).flat()
        ),
      ];
    },
  });
}
