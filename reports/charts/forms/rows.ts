/**
 * Dots with intervals, one row a method: methods at equal budgets, and methods on several problems.
 *
 * @module
 */

import { atFloor, CHOSEN_STEPS, floorWords, isPositive, logDomain, logPosition } from "../axes.ts";
import { type FigureDefinition, figureOf, type RowOf } from "../figure.ts";
import type { Spec, Words } from "../figure.ts";
import { levelRule, looksBy, TIP } from "../marks.ts";
import { domainOf } from "../points.ts";
import { nameFor } from "../names.ts";
import { format, formatInteger } from "../number.ts";
import { axis, span } from "../sentences.ts";
import { groupsOf, inPanels, keyed, textsOf } from "../series.ts";
import { integer, number, SYSTEMS, tableOf, text } from "../table_data.ts";
import type { Panel } from "../sheet.ts";
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
const inWords = (dots: readonly Dot[], floor?: number): string =>
  `${
    dots.map(({ estimator, value }) =>
      `${nameFor(estimator)} ${atFloor(value, floor) ? "at most " : ""}${format(value)}`
    ).join("; ")
  }.`;

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
    /** A value that is marked, if it is in the panel. */
    readonly level?: number | undefined;
    readonly channels?: { readonly color: Spec; readonly shape: Spec };
  },
): Panel {
  const { mark, channels, level } = looks;
  const [least, most] = domainOf(x);
  const axis = { grid: true, ...labels };
  const y = { field, type: "nominal", title: null, scale: { domain: names }, axis };
  return {
    title,
    width,
    height: row * names.length,
    narrow: 170,
    beside: 150,
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
      ...(level !== undefined && least <= level && level <= most
        ? [levelRule("level", level, "x", x)]
        : []),
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

/** The width of each of some panels beside one another, with the names of their rows. */
const widthOf = (panels: readonly unknown[]): number => [400, 220][panels.length - 1] ?? 140;

/** Values of methods at equal budgets, in panels by what is equal. */
export function methodDots({ panels, what, level, ...words }: Words & {
  /** A value that is marked: 1, where values are ratios. */
  readonly level?: number;
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
      const names = textsOf(parts.flatMap(({ own }) => own), "estimator").map(nameFor);
      const x = logPosition(what, dotDomain(points, 4));
      return {
        rows: [parts.map(({ panel: { title }, own }) =>
          dotRows(own, {
            ...{ title, x, names, size: [widthOf(parts), 20], field: "estimator" },
            nameOf: ({ estimator }) => nameFor(estimator),
            ...{ mark: { color: palette.blue.light }, level },
          })
        )],
      };
    },
    notes: () => [CHOSEN_STEPS],
    finds(points) {
      const [first] = shown(points);
      const values = first.own.map(({ estimator, value }) => ({ name: nameFor(estimator), value }));
      return `${first.panel.title}, ${what}: ${span(values)}`;
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
export function league({ panels, kinds, floor, ...words }: Words & {
  /** What values are at least, since less is not told apart. */
  readonly floor?: number;
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
  const nameOf = ({ estimator, diverged, value }: Entry): string =>
    nameFor(estimator) + (isPositive(diverged) ? `, ${diverged} diverged` : "") +
    (atFloor(value, floor) ? ", at the floor" : "");
  const series = Object.keys(kinds).map((name) => ({ name, encoding: encodingOf(name, kinds) }));
  return figureOf(words, {
    columns,
    also: ({ panel }) => panels.includes(panel),
    draw: (points) => ({
      rows: [
        ranked(points).map(({ name: title, own }, _i, all) => {
          const heading = [what, `after ${formatInteger(own[0].budget)} observations`];
          return dotRows(own, {
            ...{ title, nameOf, size: [widthOf(all), 17], field: "label", names: own.map(nameOf) },
            x: { ...logPosition(null, dotDomain(own, 3)), title: heading },
            ...{ channels: looksBy("kind", series), level: floor },
          });
        }),
      ],
      key: series.filter(({ name }) => points.some(({ kind }) => kind === name))
        .map((one) => keyed(one, false)),
    }),
    notes: (points) => [floorWords(points.map(({ value }) => value), floor), CHOSEN_STEPS],
    finds: (points) =>
      `The least of the gap is left by ${
        ranked(points.filter(({ kind }) => kinds[kind] !== "series 4")).map(({ name, own }) =>
          `${nameFor(own[0].estimator)} (${name}, ${format(own[0].value)})`
        ).join(", ")
      }`,
    say: (points) => [
      "Dot plots with error bars, one row a method, one panel a problem, the best on top.",
      axis("Horizontal", `${what}, logarithmic`, points.map(({ value }) => value)),
      ...ranked(points).map(({ name, own }) => {
        const { budget } = own[0];
        const spent = isPositive(budget) ? ` (${formatInteger(budget)} observations)` : "";
        return `${name}${spent}: ${inWords(own, floor)}`;
      }),
    ],
    table: tableOf({ panel, rank: integer("Place"), ...others }),
    tableRows: (_points, all) =>
      ranked(all).flatMap(({ own }) =>
        own.map((row, i) => ({ ...row, rank: isPositive(row.value) ? i + 1 : null }))
      ),
  });
}
