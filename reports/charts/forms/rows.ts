/**
 * Dots with intervals, one row a method or a coordinate: methods at equal budgets, methods on several
 * problems, and the estimates of one sample.
 *
 * @module
 */

import { isNumber, isPositive, linearDomain, plainPosition } from "../axes.ts";
import { logDomain, logPosition } from "../axes.ts";
import { type FigureDefinition, figureOf, type RowOf } from "../figure.ts";
import type { Spec, Words } from "../figure.ts";
import { levelRule, looksBy, TIP } from "../marks.ts";
import { format, formatInteger } from "../number.ts";
import { axis } from "../sentences.ts";
import { groupsOf, inPanels, textsOf } from "../series.ts";
import { integer, number, SYSTEMS, tableOf, text } from "../table_data.ts";
import { encodingOf, type Looks, palette } from "../theme.ts";

/** A value of a method in a panel, with its interval. */
interface Dot {
  readonly estimator: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly kind?: string;
}

const byName = (a: { readonly estimator: string }, b: { readonly estimator: string }): number =>
  a.estimator < b.estimator ? -1 : 1;

/** The domain of some values; intervals far longer than all others are cut off. */
const dotDomain = (dots: readonly Dot[], longest: number): [number, number] =>
  logDomain(
    dots.flatMap(({ value, low, high }) => [
      Math.max(low ?? value, value / longest),
      Math.min(high ?? value, longest * value),
    ]),
    1.15,
  );

/** `soba 0.1000; amigo 0.2000.` */
const inWords = (dots: readonly Dot[]): string =>
  `${dots.map(({ estimator, value }) => `${estimator} ${format(value)}`).join("; ")}.`;

/** A panel of dots with their intervals, a row for each name. */
function dotRows<Row extends Dot>(
  dots: readonly Row[],
  { title, size: [width, row], x, field, names, nameOf, labels = { labelLimit: 200 }, ...looks }: {
    readonly title: string;
    /** Its width, and the height of a row. */
    readonly size: readonly [number, number];
    readonly x: Spec;
    /** The field of names, those there are, and that of a dot. */
    readonly field: string;
    readonly names: readonly string[];
    readonly nameOf: (dot: Row) => string;
    /** How names are written. */
    readonly labels?: Spec;
    /** How dots and intervals are drawn, or the channels of kinds that say how. */
    readonly mark?: Spec;
    readonly channels?: { readonly color: Spec; readonly shape: Spec };
  },
): Spec {
  const { mark, channels } = looks;
  const axis = { grid: true, ...labels };
  const y = { field, type: "nominal", title: null, scale: { domain: names }, axis };
  return {
    title,
    width,
    height: row * names.length,
    data: {
      values: dots.map((dot) => ({
        [field]: nameOf(dot),
        kind: dot.kind,
        x: dot.value,
        low: isPositive(dot.low) ? dot.low : dot.value,
        high: dot.high ?? dot.value,
        tip: `${nameOf(dot)}: ${format(dot.value)}`,
      })),
    },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 1.5, clip: true, ...mark },
        encoding: {
          ...(channels && { color: channels.color }),
          ...{ x: { ...x, field: "low" }, x2: { field: "high" }, y },
        },
      },
      {
        mark: { type: "point", aria: true, ...mark },
        encoding: { ...channels, x: { ...x, field: "x" }, y, description: TIP },
      },
    ],
  };
}

/** Values of methods at equal budgets, in panels by what is equal. */
export function methodDots({ panels, what, ...words }: Words & {
  /** Values of `panel` and what the budget is of each. */
  readonly panels: readonly { readonly panel: string; readonly title: string }[];
  /** Title of the logarithmic axis. */
  readonly what: string;
}): FigureDefinition {
  const shown = <Row extends Dot & { readonly panel: string }>(dots: readonly Row[]) =>
    inPanels(panels, [...dots].sort((a, b) => a.value - b.value || byName(a, b)));
  return figureOf(words, {
    // `value` at the end of the budget, with its interval; `step`, the outer step the method was tuned
    // to; `diverged`, replications that have
    columns: {
      panel: text("Equal"),
      budget: integer("Budget"),
      estimator: text("Method"),
      step: number("Tuned outer step"),
      value: number("Reached", "positive"),
      low: number("Interval from"),
      high: number("to"),
      gradient_norm: number("‖∇F‖"),
      diverged: integer("Diverged"),
    },
    also: (dot) => panels.some(({ panel }) => panel === dot.panel),
    draw(points) {
      const parts = shown(points);
      // the first panel's order, best first, holds for all
      const names = textsOf(parts.flatMap(({ own }) => own), "estimator");
      const x = logPosition(what, dotDomain(points, 4));
      return {
        hconcat: parts.map(({ panel: { title }, own }, i) =>
          dotRows(own, {
            ...{ title, x, names, size: [210, 20], field: "estimator" },
            nameOf: ({ estimator }) => estimator,
            labels: i === 0 ? { labelLimit: 200 } : { labels: false },
            mark: { color: palette.blue.light },
          })
        ),
      };
    },
    say: (dots) => [
      "Dot plots with error bars, one row a method, one panel a kind of budget.",
      axis("Horizontal", `${what}, logarithmic`, dots.map(({ value }) => value)),
      ...shown(dots).map(({ panel: { title }, own }) => {
        const { budget } = own[0];
        return `${title}${budget === null ? "" : ` (${formatInteger(budget)})`}: ${inWords(own)}`;
      }),
    ],
  });
}

/** What all methods have left of the gap on several problems, the best on top. */
export function league({ panels, kinds, ...words }: Words & {
  /** The problems: values of `panel`. */
  readonly panels: readonly string[];
  /** Values of `kind` in the order of the key, and how they are drawn. */
  readonly kinds: Looks;
}): FigureDefinition {
  const what = "share of the gap left";
  // `kind`, what its gradients go through; `value`, the share of the gap that is left, with its interval;
  // `budget` in observations; `iterations` and `calls` up to it; `diverged`, replications that have
  const { panel, ...others } = {
    panel: text("Problem"),
    estimator: text("Method"),
    kind: text("Goes through"),
    value: number("Gap left", "positive"),
    low: number("Interval from"),
    high: number("to"),
    step: number("Tuned outer step"),
    iterations: number("Outer iterations"),
    calls: number("Oracle calls"),
    diverged: integer("Diverged"),
    ...SYSTEMS,
    budget: number(),
  };
  const columns = { panel, ...others };
  type Entry = RowOf<typeof columns>;
  /** Those that have diverged on some draws come after the others, last those that have on all. */
  const group = ({ value, diverged }: Entry): number =>
    isPositive(value) ? isPositive(diverged) ? 1 : 0 : 2;
  const ranked = <Row extends Entry>(rows: readonly Row[]) =>
    groupsOf(
      [...rows].sort((a, b) =>
        group(a) - group(b) || (a.value ?? 0) - (b.value ?? 0) || byName(a, b)
      ),
      "panel",
      panels,
    );
  const nameOf = ({ estimator, diverged }: Entry): string =>
    isPositive(diverged) ? `${estimator}, ${diverged} diverged` : estimator;
  const series = Object.keys(kinds).map((name) => ({ name, encoding: encodingOf(name, kinds) }));
  return figureOf(words, {
    columns,
    also: ({ panel }) => panels.includes(panel),
    draw: (points) => ({
      hconcat: ranked(points).map(({ name: title, own }) => {
        const heading = [what, `after ${formatInteger(own[0].budget)} observations`];
        return dotRows(own, {
          ...{ title, nameOf, size: [200, 17], field: "label", names: own.map(nameOf) },
          x: { ...logPosition(null, dotDomain(own, 3)), title: heading },
          channels: looksBy("kind", series),
        });
      }),
      resolve: { scale: { color: "shared", shape: "shared" } },
    }),
    say: (points) => [
      "Dot plots with error bars, one row a method, one panel a problem, the best on top.",
      axis("Horizontal", `${what}, logarithmic`, points.map(({ value }) => value)),
      ...ranked(points).map(({ name, own }) => {
        const { budget } = own[0];
        const spent = isPositive(budget) ? ` (${formatInteger(budget)} observations)` : "";
        return `${name}${spent}: ${inWords(own)}`;
      }),
    ],
    table: tableOf({ panel, rank: integer("Place"), ...others }),
    tableRows: (_points, all) =>
      ranked(all).flatMap(({ own }) =>
        own.map((row, i) => ({ ...row, rank: isPositive(row.value) ? i + 1 : null }))
      ),
  });
}

const DOT = { type: "point", color: palette.black.light, shape: "circle", size: 60 };

/** The kinds of intervals of one sample, with the strokes of their bars. */
const INTERVALS = [
  { low: "joint_low", high: "joint_high", strokeWidth: 1.25 },
  { low: "low_95", high: "high_95", strokeWidth: 3 },
  { low: "low_90", high: "high_90", strokeWidth: 6 },
] as const;

/** Estimates of one sample with intervals of several kinds, a line a coordinate. */
export function oneSample(words: Words): FigureDefinition {
  return figureOf(words, {
    // `value`, the estimate; `p`, P>|t|; bounds of the 90 and 95 % intervals and of the joint 95 % band;
    // `joint_p`, adjusted for testing all coordinates
    columns: {
      coordinate: text("Coordinate"),
      value: number("coef", "finite"),
      standard_error: number("std err"),
      t: number("t"),
      p: number("P>|t|"),
      low_95: number("2.5 %"),
      high_95: number("97.5 %"),
      low_90: number("5 %"),
      high_90: number("95 %"),
      joint_low: number("joint 2.5 %"),
      joint_high: number("joint 97.5 %"),
      joint_p: number("joint P"),
      truth: number("Truth", "finite"),
      n: number(),
    },
    draw(points) {
      const ends = points.flatMap(({ value, truth, joint_low, joint_high }) =>
        [value, joint_low, joint_high].filter(isNumber).map((x) => x - truth)
      );
      const x = plainPosition("estimate − truth", linearDomain([0, ...ends]), { tickCount: 7 });
      const scale = { paddingInner: 0.4, paddingOuter: 0.3 };
      const y = { field: "coordinate", type: "ordinal", title: null, scale };
      const bars = INTERVALS.map(({ low, high, strokeWidth }) => ({
        data: {
          values: points.flatMap(({ coordinate, truth, [low]: from, [high]: to }) =>
            from === null || to === null
              ? []
              : [{ coordinate, low: from - truth, high: to - truth }]
          ),
        },
        mark: { type: "rule", strokeWidth, color: palette.blue.light },
        encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y },
      }));
      const dots = {
        data: {
          values: points.map(({ coordinate, value, truth, standard_error }) => ({
            coordinate,
            value: value - truth,
            tip: `${coordinate}: ${format(value, standard_error)}`,
          })),
        },
        mark: { ...DOT, aria: true },
        encoding: { x: { ...x, field: "value" }, y, description: TIP },
      };
      return {
        width: 560,
        height: 40 * points.length + 20,
        layer: [levelRule("zero", 0, "x", x), ...bars, dots],
      };
    },
    say: (points) => [
      "Dot plot with intervals of three kinds, one line a coordinate.",
      `One sample of n = ${formatInteger(points[0].n)}.`,
      axis("Horizontal", "estimate less the truth", points.map((p) => p.value - p.truth)),
      points.map((p) =>
        `${p.coordinate}: ${format(p.value, p.standard_error)}, ` +
        `95 % interval ${format(p.low_95)} to ${format(p.high_95)}, ` +
        `joint ${format(p.joint_low)} to ${format(p.joint_high)}, truth ${format(p.truth)}`
      ),
    ],
  });
}
