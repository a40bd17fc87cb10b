/**
 * Biases of estimators: against the error that is put into what they use, and against the sample size,
 * by learner or beside the coverage that follows.
 *
 * @module
 */

import {
  distinct,
  ERROR_BARS,
  logPosition,
  MIXED_BARS,
  type Scale,
  SHARE_BARS,
  shareInterval,
} from "../axes.ts";
import { biasAxis, biasLayers, HOLLOW, isApart } from "../biases.ts";
import type { FigureDefinition, Words } from "../figure.ts";
import { nameFor } from "../names.ts";
import { format, formatInteger } from "../number.ts";
import { domainOf } from "../points.ts";
import { linearAxis, logAxis, plot, sizeAxis } from "../plot.ts";
import {
  atLargest,
  endsBySize,
  fittedSlope,
  list,
  percent,
  span,
  twoDecimals,
} from "../sentences.ts";
import { eachEstimator, groupsOf, sorted, textsOf } from "../series.ts";
import { integer, measured, number, tableOf, text } from "../table_data.ts";

/** A guide of slope 2 below the least bias at the largest error, down to the axis. */
function secondOrder(sizes: readonly number[], [left, right]: readonly number[], low: number) {
  const y = 0.55 * Math.min(...sizes);
  if (left === right || sizes.length === 0 || y <= low) return [];
  const from = Math.max(left, right * Math.sqrt(low / y));
  return [{ x: from, y: y * (from / right) * (from / right) }, { x: right, y }];
}

interface Bias {
  readonly bias: number;
  readonly mc_error: number | null;
}

/** The axis of biases, with room above for a guide of slope 1. */
const roomAbove: Scale = (values) => {
  const [low, high] = domainOf(biasAxis().scale(values));
  return logPosition("size of the bias", [low, 1.6 * high]);
};

/** Bias against the size of the error in the nuisance functions, with guides of slopes 1 and 2. */
export function biasOrder({ title }: Pick<Words, "title">): FigureDefinition {
  return plot({
    title,
    caption: "Size of the bias of the gradient against the size of the error in the nuisance " +
      "functions; both axes logarithmic. The dotted guides have slopes 1 and 2: a first-order bias " +
      `runs along the upper one, a second-order bias along the lower one. ${ERROR_BARS} ${HOLLOW}`,
  }, {
    tableCaption: "Bias by estimator and size of the nuisance error",
    opening:
      "Line chart with error bars, one line an estimator, both axes logarithmic, with guides of " +
      "slopes 1 and 2.",
    // `nuisance_error`, the size of the error put into the nuisance functions; `bias`, the resulting bias
    // of the gradient, signed or as a norm, with `mc_error`, null where the bias is computed exactly; `slope`
    // of the logarithms of the estimator's biases, with its 95 % interval
    columns: {
      estimator: text("Estimator"),
      nuisance_error: number("Nuisance error", "positive"),
      bias: measured("Bias", "finite"),
      slope: number("Slope", "number", { decimals: 3 }),
      slope_low: number("from", "number", { decimals: 3 }),
      slope_high: number("to", "number", { decimals: 3 }),
      mc_error: number(),
    },
    size: [540, 340],
    axes: {
      x: logAxis("size of the nuisance error"),
      y: { scale: roomAbove, what: "size of the bias" },
    },
    ...biasLayers<Bias>(({ bias }) => bias),
    x: (p) => p.nuisance_error,
    where: (p) => `nuisance error ${format(p.nuisance_error)}`,
    finds(points) {
      const slopes = eachEstimator(
        points,
        (name, [{ slope }]) => slope === null ? [] : [{ name, value: slope }],
      ).flat();
      return slopes.length === 0 ? null : "The bias is of the order of the nuisance error to the " +
        `power ${span(slopes, twoDecimals)}`;
    },
    lines(points, _series, y) {
      const errors = distinct(points.map((p) => p.nuisance_error));
      const [left, right] = [errors[0], errors[errors.length - 1]];
      const [low, top] = domainOf(y);
      const sizes = points.filter((p) => p.nuisance_error === right && isApart(p.bias, p.mc_error))
        .map(({ bias }) => Math.abs(bias));
      return [
        {
          at: left === right ? [] : [{ x: left, y: top * left / right }, { x: right, y: top }],
          note: { text: "slope 1", at: "start", look: { dx: 6, dy: -22 } },
        },
        {
          at: secondOrder(sizes, [left, right], low),
          note: { text: "slope 2", look: { align: "right", dx: -4, dy: 34 } },
        },
      ];
    },
    ends(points) {
      const hidden: string[] = [];
      const facts = eachEstimator(points, (name, given) => {
        const own = sorted(given, "nuisance_error");
        const apart = own.filter((p) => isApart(p.bias, p.mc_error));
        if (apart.length === 0) hidden.push(name);
        const last = own[own.length - 1];
        const fitted = fittedSlope(last.slope, last.slope_low, last.slope_high);
        return `${name}: bias ${format(last.bias, last.mc_error)} at nuisance error ` +
          format(last.nuisance_error) + (fitted === "" ? "" : `, ${fitted}`);
      });
      return [
        facts,
        hidden.length === 0 ? "" : `No bias is apart from zero for ${list(hidden)}.`,
      ];
    },
  });
}

/** A bias, or another number, at one sample size. */
interface BySize {
  readonly n: number;
  readonly value: number;
  readonly mc_error: number | null;
}

/** How biases are drawn, and numbers around the level that is aimed at. */
const biases = () => ({
  ...biasLayers<BySize>(({ value }) => value),
  where: ({ n }: BySize): string => `bias at n = ${n}`,
});
const around = (level: number, name: string) => ({
  where: ({ n }: BySize): string => `${name} at n = ${n}`,
  lines: () => [{ at: level, dash: [6, 4] }],
});
const covered = () => ({
  ...around(0.95, "coverage"),
  bar: ({ value, mc_error }: BySize) => shareInterval(value, mc_error),
});

const TICKS = { tickCount: 6, format: ".2f" };

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
};

/** A quantity of each estimator against n, a panel a learner, all with the same axes. */
export function byLearner({ title, quantity, caption }: Words & {
  /** What is on the vertical axis. */
  readonly quantity: keyof typeof QUANTITIES;
}): FigureDefinition {
  const { name, level, caption: reading }: { name: string; level?: number; caption: string } =
    QUANTITIES[quantity];
  const isBias = level === undefined;
  const columns = {
    learner: text("Learner"),
    estimator: text("Estimator"),
    n: integer("n", "positive"),
    value: number(null, "finite"),
    mc_error: number(),
  };
  return plot({
    title,
    caption: `${caption} ${reading} ${quantity === "coverage" ? SHARE_BARS : ERROR_BARS}`,
  }, {
    opening: "Line charts with error bars, one panel a learner and one line an estimator.",
    columns,
    table: tableOf({ ...columns, value: measured(name[0].toUpperCase() + name.slice(1)) }),
    size: [310, 220],
    across: 2,
    panels: (points) =>
      groupsOf(points, "learner", textsOf(points, "learner").sort())
        .map(({ name, own }) => ({ title: nameFor(name), own })),
    axes: { x: sizeAxis(", logarithmic"), y: isBias ? biasAxis() : linearAxis(name, TICKS) },
    shared: true,
    ...(isBias ? biases() : quantity === "coverage" ? covered() : around(level, name)),
    finds(points) {
      const last = atLargest(points);
      const values = last.map(({ learner, estimator, value }) => ({
        name: `${nameFor(estimator)}, ${nameFor(learner)}`,
        value: isBias ? Math.abs(value) : value,
      }));
      const what = quantity === "coverage"
        ? "95 % intervals hold the truth in "
        : `the ${name} is `;
      return `At n = ${formatInteger(last[0].n)} ${what}` +
        (quantity === "coverage" ? `${span(values, percent)} of samples` : span(values));
    },
    ends: (points) => [
      groupsOf(points, "learner", textsOf(points, "learner").sort()).flatMap((learner) =>
        eachEstimator(
          learner.own,
          (name, own) => `${nameFor(learner.name)}, ${name}: ${endsBySize(sorted(own, "n"))}`,
        )
      ),
    ],
  });
}

/** Bias and coverage of every estimator against n. */
export function biasAndCoverage({ caption, ...words }: Words): FigureDefinition {
  const reading =
    "First panel: size of the bias, both axes logarithmic. Second panel: share of 95 % confidence " +
    `intervals that hold the truth; estimators without intervals are left out. ${caption}`;
  const said = { what: "on the right coverage" };
  const panels = [
    {
      ...{ metric: "bias", title: "Bias", ...biases() },
      axes: { y: biasAxis("on the left size of the bias") },
    },
    {
      ...{ metric: "coverage", title: "Coverage, with the nominal level 0.95" },
      ...covered(),
      axes: { y: linearAxis("coverage of the 95 % intervals", TICKS, said) },
    },
  ];
  return plot({ ...words, caption: reading }, {
    after: `${MIXED_BARS} ${HOLLOW}`,
    opening:
      "Two line charts with error bars side by side, one line an estimator; the left one with both " +
      "axes logarithmic.",
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
    size: [330, 300],
    panels: (points) =>
      panels.map((panel) => ({
        ...panel,
        own: points.filter(({ metric }) => metric === panel.metric),
      })),
    axes: { x: sizeAxis() },
    y: ({ value }) => Math.abs(value),
    finds(points) {
      const last = atLargest(points);
      const said = panels.flatMap(({ metric }) => {
        const values = last.filter((point) => point.metric === metric)
          .map(({ estimator, value }) => ({ name: nameFor(estimator), value: Math.abs(value) }));
        if (values.length === 0) return [];
        return metric === "bias"
          ? `the bias is ${span(values)}`
          : `95 % intervals hold the truth in ${span(values, percent)}`;
      });
      return `At n = ${formatInteger(last[0].n)} ${said.join(", ")}`;
    },
    ends: (points) => [
      eachEstimator(points, (name, given) => {
        const own = sorted(given, "n");
        const [b, c] = panels.map(({ metric }) => own.findLast((p) => p.metric === metric));
        return `${name}: ` + [
          b === undefined
            ? ""
            : `bias ${format(b.value, b.mc_error)} at n = ${formatInteger(b.n)}` +
              (isApart(b.value, b.mc_error) ? "" : ", not apart from zero"),
          c === undefined
            ? "no coverage"
            : `coverage ${format(c.value, c.mc_error)} at n = ${formatInteger(c.n)}`,
        ].filter((part) => part !== "").join(", ");
      }),
    ],
  });
}
