/**
 * Errors against the sample size: of estimates beside the efficiency bound, of learned functions, and of
 * a method at fixed regularisation.
 *
 * @module
 */

import { distinct, ERROR_BARS, interval, isPositive, logDomain, logPosition } from "../axes.ts";
import { type Scale, sizePosition } from "../axes.ts";
import type { FigureDefinition, Words } from "../figure.ts";
import type { Place } from "../marks.ts";
import { format, formatInteger, formatPower } from "../number.ts";
import { linearAxis, logAxis, plot, sizeAxis } from "../plot.ts";
import { atLargest, endsBySize, span } from "../sentences.ts";
import { byN, eachEstimator, groupsOf, plainSeries, sorted } from "../series.ts";
import { integer, measured, number, text } from "../table_data.ts";
import { type Looks, looks as named } from "../theme.ts";

const HEIGHT = 270;
/** Height of the note below the bound, with its distance, as a share of the panel. */
const NOTE = 36 / HEIGHT;

/** A domain, stretched downwards until the note fits below the end of a line. */
function roomBelow(line: readonly Place[], [low, high]: readonly number[]): readonly number[] {
  if (line.length === 0) return [low, high];
  // low such that log(y / low) = NOTE · log(high / low)
  const y = line[line.length - 1].y;
  return [Math.min(low, Math.exp((Math.log(y) - NOTE * Math.log(high)) / (1 - NOTE))), high];
}

/** Error of each estimator against n, beside the semiparametric efficiency bound. */
export function errorBySize({ title, quantity, looks }: Pick<Words, "title"> & {
  /** What is estimated. */
  readonly quantity: "gradient" | "root";
  /** Looks of what is no estimator alone. */
  readonly looks?: Looks;
}): FigureDefinition {
  return plot({
    title,
    caption:
      `First panel: root mean square of the Euclidean norm of the ${quantity}'s error, both axes ` +
      "logarithmic; the dotted line is the efficiency bound √(trace V / n), which falls as " +
      `n^{−1/2}. Second panel: the same divided by the bound. ${ERROR_BARS}`,
  }, {
    tableCaption: `RMSE of the ${quantity} by estimator and sample size`,
    opening: "Line chart with error bars, one line an estimator, both axes logarithmic.",
    // `rmse`, root mean square over replications of the Euclidean norm of the error, with `mc_error`;
    // `bound`, √(trace V / n), NULL where it is not the bound of that estimator
    columns: {
      estimator: text("Estimator"),
      n: integer("n", "positive"),
      rmse: measured("RMSE", "positive"),
      bound: number("Bound √(trace V / n)"),
      mc_error: number(),
    },
    size: [330, HEIGHT],
    axes: {
      x: sizeAxis(),
      y: logAxis(`${quantity} RMSE`, 1.15, { what: `root-mean-square error of the ${quantity}` }),
    },
    looks,
    y: ({ rmse }) => rmse,
    panels(points) {
      const bound = byN(points, "bound");
      const floor = 0.5 * Math.min(...points.map((p) => p.rmse), ...bound.map(({ y }) => y));
      const scale: Scale = (heights) =>
        logPosition(`${quantity} RMSE`, roomBelow(bound, logDomain(heights, 1.15)));
      const note = {
        text: "√(trace V / n), slope −½",
        look: { align: "right", dx: -10, dy: 22 },
      };
      const error = {
        ...{ title: "Error, with the efficiency bound", own: points },
        axes: { y: { scale } },
        bar: ({ rmse, mc_error }: { rmse: number; mc_error: number | null }) =>
          interval(rmse, mc_error, floor),
        lines: () => [{ at: bound, note }],
      };
      const ratio = {
        title: "The same as a multiple of the bound",
        own: points.flatMap(({ rmse, mc_error: error, bound, ...point }) =>
          isPositive(bound)
            ? [{ ...point, bound, rmse: rmse / bound, mc_error: error && error / bound }]
            : []
        ),
        axes: {
          x: { ...sizeAxis(), scale: () => sizePosition(points) },
          y: linearAxis(`${quantity} RMSE / bound`),
        },
        where: ({ n }: { n: number }) => `n = ${n}, ratio to the bound`,
        joined: false,
        lines: () => [{ at: 1 }],
      };
      return [error, ratio];
    },
    finds(points) {
      const last = atLargest(points.filter(({ bound }) => isPositive(bound)));
      if (last.length === 0) return null;
      const ratios = eachEstimator(
        last,
        (name, [{ rmse, bound }]) => ({ name, value: rmse / bound! }),
        looks,
      );
      return `At n = ${formatInteger(last[0].n)} the error of the ${quantity} is ` +
        `${span(ratios, (x) => x.toFixed(2))} times the efficiency bound`;
    },
    before: (points) =>
      byN(points, "bound").slice(-1)
        .map(({ x, y }) => `The efficiency bound at n = ${formatInteger(x)} is ${format(y)}.`),
    ends(points) {
      const largest = Math.max(...points.map(({ n }) => n));
      return [eachEstimator(points, (name, own) => {
        const end = own.find(({ n }) => n === largest) ?? own[own.length - 1];
        return `${name}: ${format(end.rmse, end.mc_error)} at n = ${formatInteger(end.n)}` +
          (isPositive(end.bound) ? `, ${format(end.rmse / end.bound)} times the bound` : "");
      }, looks)];
    },
  });
}

/** Rates by name: what one is multiplied by when n is multiplied by 1 / ratio. */
const RATES = { "1/√n": Math.sqrt, "1/n": (ratio: number): number => ratio };

/** A line that falls at a rate, just below where the lowest of some points starts. */
function lineBelow(
  points: readonly { readonly n: number; readonly value: number }[],
  rate: keyof typeof RATES,
): Place[] {
  const ns = distinct(points.map(({ n }) => n));
  if (ns.length < 2) return [];
  const [first, last] = [ns[0], ns[ns.length - 1]];
  const start = 0.8 * Math.min(...points.filter(({ n }) => n === first).map((p) => p.value));
  return [{ x: first, y: start }, { x: last, y: start * RATES[rate](first / last) }];
}

/** Errors of learned functions against n, with the rate that theory gives each. */
export function learningErrors({ names, guides, ...words }: Words & {
  /** Names of the metrics. */
  readonly names: Readonly<Record<string, string>>;
  /** Guides just below where the lowest of some metrics starts. */
  readonly guides: readonly {
    readonly rate: keyof typeof RATES;
    readonly below: readonly string[];
  }[];
}): FigureDefinition {
  const nameOf = (metric: string): string => names[metric] ?? metric;
  return plot(words, {
    after: ERROR_BARS,
    opening: "Line chart with error bars, one line a nuisance error, both axes logarithmic.",
    // `metric`, what `value` is an error of; `mc_error`, its Monte Carlo standard error
    columns: {
      metric: text("Quantity"),
      n: integer("n", "positive"),
      value: measured("Value", "positive"),
      mc_error: number(),
    },
    size: [520, 300],
    axes: {
      x: sizeAxis(),
      y: logAxis("error (root mean square)", 1.25, { what: "root-mean-square error" }),
    },
    series: (points) => plainSeries(points.map(({ metric }) => nameOf(metric))),
    of: ({ metric }) => nameOf(metric),
    cut: 0.5,
    lines: (points) =>
      guides.map(({ rate, below }) => ({
        at: lineBelow(points.filter(({ metric }) => below.includes(metric)), rate),
        note: { text: rate, look: { align: "right", dx: -6, dy: 18 } },
        room: 0.75,
      })),
    finds(points) {
      const [first, last] = [distinct(points.map(({ n }) => n))[0], atLargest(points)];
      if (first === last[0].n) return null;
      const falls = groupsOf(last, "metric").flatMap(({ name: metric, own: [{ value }] }) =>
        points.filter((point) => point.metric === metric && point.n === first)
          .map((point) => ({ name: nameOf(metric), value: point.value / value }))
      );
      return falls.length === 0 ? null : `From n = ${formatInteger(first)} to ` +
        `${formatInteger(last[0].n)} errors fall by factors of ${span(falls, (x) => x.toFixed(1))}`;
    },
    facts: ({ own }) =>
      groupsOf(own, "metric").map(({ name, own }) =>
        `${nameOf(name)}: ${endsBySize(sorted(own, "n"))}`
      ),
  });
}

const STEPS = [1, 2, 3, 4, 5] as const;

const lambdaName = ({ lambda }: { readonly lambda: number }): string =>
  `λ = ${formatPower(lambda)}`;

/** Rows at each λ, with a look; looks are spread over the steps, so that few are still far apart. */
function byLambda<Row extends { readonly lambda: number }>(rows: readonly Row[]) {
  const lambdas = distinct(rows.map(({ lambda }) => lambda));
  const [last, most] = [STEPS.length - 1, lambdas.length - 1];
  return lambdas.map((lambda, i) => {
    const k = most <= last && most > 0 ? Math.round(i * last / most) : i % STEPS.length;
    return {
      name: lambdaName({ lambda }),
      encoding: { ...named[`step ${STEPS[k]}`], dash: [1, 0] },
      own: rows.filter((row) => row.lambda === lambda),
    };
  });
}

/** Mean error at fixed regularisation against n, with the exact value it tends to. */
export function fixedPenalties(words: Words): FigureDefinition {
  return plot(words, {
    after: ERROR_BARS,
    opening:
      "Line chart with error bars, one line a value of λ, both axes logarithmic, with a dashed " +
      "horizontal line at each exact population value.",
    // `value`, the norm of the mean error, with its `mc_error`; `exact`, the same in the population
    columns: {
      lambda: number("λ", "positive"),
      n: integer("n", "positive"),
      value: measured("Norm of the mean error", "positive"),
      exact: number("Exact"),
      mc_error: number(),
    },
    size: [540, 310],
    axes: { x: sizeAxis(), y: logAxis("norm of the mean error") },
    series: byLambda,
    of: lambdaName,
    tip: ({ exact }, usual) => isPositive(exact) ? `${usual}, exact ${format(exact)}` : usual,
    cut: 0.5,
    lines: (points) =>
      byLambda(points).flatMap(({ encoding, own }) =>
        own.map(({ exact }) => exact).filter(isPositive).slice(0, 1).map((exact) => ({
          at: exact,
          colour: encoding.colour.light,
          dash: [5, 4],
          note: { text: "exact", look: { dx: 5, baseline: "middle" } },
        }))
      ),
    finds(points) {
      const last = atLargest(points).flatMap(({ lambda, value, exact }) =>
        isPositive(exact) ? [{ name: lambdaName({ lambda }), value: value / exact }] : []
      );
      return last.length === 0
        ? null
        : `At n = ${formatInteger(atLargest(points)[0].n)} the mean ` +
          `error is ${span(last, (x) => x.toFixed(2))} times its exact limit, which is not zero`;
    },
    facts: ({ own }) =>
      byLambda(own).map(({ name, own }) => {
        const line = sorted(own, "n");
        const { exact } = line[line.length - 1];
        return `${name}: ${endsBySize(line)}` +
          (isPositive(exact) ? `, exact population value ${format(exact)}` : "");
      }),
  });
}
