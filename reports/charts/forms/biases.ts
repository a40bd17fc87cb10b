/**
 * Biases of estimators: against the error that is put into what they use, and against the sample size,
 * by learner or beside the coverage that follows.
 *
 * @module
 */

import {
  distinct,
  ERROR_BARS,
  linearScale,
  logDomain,
  logPosition,
  sizePosition,
} from "../axes.ts";
import { biasDomain, biasPoints, HOLLOW, isApart } from "../biases.ts";
import { type FigureDefinition, figureOf, type Words } from "../figure.ts";
import { barEnds } from "../marks.ts";
import { format, formatInteger } from "../number.ts";
import { type Panel, panelOf, placed } from "../panel.ts";
import { axis, endsBySize, list, logSlope, sizesAxis, slopeWords } from "../sentences.ts";
import { eachEstimator, estimatorSeries, groupsOf } from "../series.ts";
import { type Series, sorted, textsOf } from "../series.ts";
import { integer, measured, number, tableOf, text } from "../table_data.ts";

/** A bias by the size of an error, as others are by sample size. */
interface Order {
  readonly nuisance_error: number;
  readonly value: number;
  readonly mc_error: number | null;
}

/** A guide of slope 2 below the least bias at the largest error, down to the axis. */
function secondOrder(biases: readonly Order[], [left, right]: readonly number[], low: number) {
  const ends = biases.filter((one) => one.nuisance_error === right && isApart(one));
  const y = 0.55 * Math.min(...ends.map(({ value }) => Math.abs(value)));
  if (left === right || ends.length === 0 || y <= low) return [];
  const from = Math.max(left, right * Math.sqrt(low / y));
  return [{ x: from, y: y * (from / right) * (from / right) }, { x: right, y }];
}

/** Bias against the size of the error in the nuisance functions, with guides of slopes 1 and 2. */
export function biasOrder({ title }: Pick<Words, "title">): FigureDefinition {
  const biasesOf = <Row extends { readonly bias: number }>(rows: readonly Row[]) =>
    rows.map((row) => ({ ...row, value: row.bias }));
  return figureOf({
    title,
    caption: "Size of the bias of the gradient against the size of the error in the nuisance " +
      "functions; both axes logarithmic. The dotted guides have slopes 1 and 2: a first-order bias " +
      `runs along the upper one, a second-order bias along the lower one. ${ERROR_BARS} ${HOLLOW} ` +
      "Points at one error are moved apart a little so that they can be seen.",
  }, {
    tableCaption: "Bias by estimator and size of the nuisance error",
    // `nuisance_error`, the size of the error put into the nuisance functions; `bias`, the resulting bias
    // of the gradient, signed or as a norm, with `mc_error`, null where the bias is computed exactly
    columns: {
      estimator: text("Estimator"),
      nuisance_error: number("Nuisance error", "positive"),
      bias: measured("Bias", "finite"),
      mc_error: number(),
    },
    draw(points) {
      const series = estimatorSeries(points);
      const biases = biasesOf(points);
      const sizes = distinct(points.map((p) => p.nuisance_error));
      const ends = [sizes[0], sizes[sizes.length - 1]];
      const [low, high] = biasDomain(biases);
      const top = high * 1.6;
      // above all biases, down from the upper right corner
      const firstOrder = ends[0] === ends[1] ? [] : [
        { x: ends[0], y: top * ends[0] / ends[1] },
        { x: ends[1], y: top },
      ];
      return panelOf({
        width: 540,
        height: 340,
        x: logPosition("size of the nuisance error", logDomain(sizes)),
        y: logPosition("size of the bias", [low, top]),
        series,
        ...biasPoints(biases, series, low, {
          x: (p) => p.nuisance_error,
          where: (p) => `nuisance error ${format(p.nuisance_error)}`,
          step: 0.01,
        }),
        lines: [
          {
            at: firstOrder,
            note: { text: "slope 1", at: "start", look: { dx: 6, dy: -22 } },
          },
          {
            at: secondOrder(biases, ends, low),
            note: { text: "slope 2", look: { align: "right", dx: -4, dy: 34 } },
          },
        ],
      });
    },
    say(points) {
      const said = eachEstimator(biasesOf(points), (name, given) => {
        const own = sorted(given, "nuisance_error");
        const apart = own.filter(isApart);
        const slope = logSlope(apart.map((p) => [p.nuisance_error, Math.abs(p.bias)]));
        const last = own[own.length - 1];
        const fact = `${name}: bias ${format(last.bias, last.mc_error)} at nuisance error ` +
          format(last.nuisance_error) +
          (slope === null
            ? ", no slope, since fewer than two biases are apart from zero"
            : `, log–log slope ${slope.toFixed(2)} over ${apart.length} biases apart from zero`);
        return { name, fact, isHidden: apart.length === 0 };
      });
      const hidden = said.filter(({ isHidden }) => isHidden).map(({ name }) => name);
      return [
        "Line chart with error bars, one line an estimator, both axes logarithmic, with guides of " +
        "slopes 1 and 2.",
        axis("Horizontal", "size of the nuisance error", points.map((p) => p.nuisance_error)),
        axis("Vertical", "size of the bias", points.map((p) => Math.abs(p.bias))),
        said.map(({ fact }) => fact),
        hidden.length === 0 ? "" : `No bias is apart from zero for ${list(hidden)}.`,
      ];
    },
  });
}

/** A number by sample size. */
interface BySize {
  readonly estimator: string;
  readonly n: number;
  readonly value: number;
  readonly mc_error: number | null;
}

/** What is at an axis: a level that is aimed at; a bias has none, and a logarithmic axis. */
interface Quantity {
  readonly name: string;
  readonly title?: string;
  readonly level?: number;
}

/** Panels by sample size of some of the points, whose axes hold all of them. */
function bySize(
  all: readonly BySize[],
  series: readonly Series[],
  { name, title = name, level }: Quantity,
): (own: readonly BySize[]) => Pick<Panel, "x" | "y" | "series" | "points" | "hollow" | "lines"> {
  const what = level === undefined ? "bias" : name;
  const placing = { where: ({ n }: BySize): string => `${what} at n = ${n}`, step: 0.03 };
  const x = sizePosition(all);
  if (level === undefined) {
    const domain = biasDomain(all);
    const y = logPosition("size of the bias", domain);
    return (own) => ({ x, y, series, ...biasPoints(own, series, domain[0], placing) });
  }
  const scale = linearScale(title, { tickCount: 6, format: ".2f" });
  const y = scale([level, ...barEnds(placed(all, series, placing))]);
  const lines = [{ at: level, dash: [6, 4] }];
  return (own) => ({ x, y, series, points: placed(own, series, placing), lines });
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
} as const satisfies Record<string, Quantity & { readonly caption: string }>;

/** A quantity of each estimator against n, a panel a learner, all with the same axes. */
export function byLearner({ title, quantity, caption }: Words & {
  /** What is on the vertical axis. */
  readonly quantity: keyof typeof QUANTITIES;
}): FigureDefinition {
  const { caption: reading, ...what }: Quantity & { readonly caption: string } =
    QUANTITIES[quantity];
  const isBias = what.level === undefined;
  const columns = {
    learner: text("Learner"),
    estimator: text("Estimator"),
    n: integer("n", "positive"),
    value: number(null, "finite"),
    mc_error: number(),
  };
  return figureOf({
    title,
    caption: `${caption} ${reading} ${ERROR_BARS} Points at one n are moved apart a little ` +
      "so that they can be seen.",
  }, {
    columns,
    table: tableOf({
      ...columns,
      value: measured(what.name[0].toUpperCase() + what.name.slice(1)),
    }),
    draw(points) {
      const parts = bySize(points, estimatorSeries(points), what);
      return {
        columns: 2,
        concat: groupsOf(points, "learner", textsOf(points, "learner").sort()).map(
          ({ name, own }) => panelOf({ title: name, width: 310, height: 220, ...parts(own) }),
        ),
      };
    },
    say: (points) => [
      "Line charts with error bars, one panel a learner and one line an estimator.",
      sizesAxis(points, ", logarithmic"),
      axis("Vertical", what.name, points.map(({ value }) => isBias ? Math.abs(value) : value)),
      groupsOf(points, "learner", textsOf(points, "learner").sort()).flatMap((learner) =>
        eachEstimator(learner.own, (name, own) => {
          const apart = isBias ? own.filter(isApart) : [];
          return `${learner.name}, ${name}: ${endsBySize(sorted(own, "n"))}` +
            slopeWords(apart.map((p) => [p.n, Math.abs(p.value)]));
        })
      ),
    ],
  });
}

/** Bias and coverage of every estimator against n. */
export function biasAndCoverage({ caption, ...words }: Words): FigureDefinition {
  const reading =
    "Left: size of the bias, both axes logarithmic. Right: share of 95 % confidence " +
    `intervals that hold the truth; estimators without intervals are left out. ${caption}`;
  const panels = [
    { metric: "bias", title: "Bias", what: { name: "bias" } },
    {
      metric: "coverage",
      title: "Coverage, with the nominal level 0.95",
      what: { name: "coverage", title: "coverage of the 95 % intervals", level: 0.95 },
    },
  ];
  return figureOf({ ...words, caption: reading }, {
    after: `${ERROR_BARS} ${HOLLOW}`,
    // `metric`, `bias` or `coverage`; `value`, the norm of the mean error or the share of 95 % intervals
    // that hold the truth, with `mc_error`
    columns: {
      estimator: text("Estimator"),
      n: integer("n", "positive"),
      metric: text("Metric"),
      value: measured("Value", "finite"),
      mc_error: number(),
    },
    also: ({ metric }) => metric === "bias" || metric === "coverage",
    draw(points) {
      const series = estimatorSeries(points);
      return {
        hconcat: panels.flatMap(({ metric, title, what }) => {
          const [group] = groupsOf(points, "metric", [metric]);
          if (group === undefined) return [];
          const parts = bySize(group.own, series, what);
          return [panelOf({ title, width: 330, height: 300, ...parts(group.own) })];
        }),
      };
    },
    say(points) {
      const [bias, coverage] = panels.map(({ metric }) =>
        points.filter((point) => point.metric === metric)
      );
      const facts = eachEstimator(points, (name, given) => {
        const own = sorted(given, "n");
        const [b, c] = panels.map(({ metric }) => own.findLast((p) => p.metric === metric));
        const apart = own.filter((p) => p.metric === "bias" && isApart(p));
        return `${name}: ` + [
          b === undefined
            ? ""
            : `bias ${format(b.value, b.mc_error)} at n = ${formatInteger(b.n)}` +
              (isApart(b) ? "" : ", not apart from zero"),
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
        facts,
      ];
    },
  });
}
