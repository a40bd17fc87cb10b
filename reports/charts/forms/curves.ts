/**
 * Curves of methods in panels, whose intervals are given: what each has reached by what it has spent, and
 * what follows from an option.
 *
 * @module
 */

import { atFloor, CHOSEN_STEPS, distinct, floorWords, heightScale } from "../axes.ts";
import type { FigureDefinition, Words } from "../figure.ts";
import { nameFor } from "../names.ts";
import { format, formatInteger, short } from "../number.ts";
import { logAxis, plot } from "../plot.ts";
import { list, span } from "../sentences.ts";
import { eachEstimator, estimatorSeries, inPanels, sorted } from "../series.ts";
import { number, tableOf, text } from "../table_data.ts";
import type { Looks } from "../theme.ts";

/** A panel of values. */
interface ValuePanel {
  /** The value of `panel` in its rows. */
  readonly panel: string;
  /** Its heading. */
  readonly title: string;
  /** Title of the vertical axis. */
  readonly what: string;
  /** Whether the vertical axis is logarithmic. */
  readonly log: boolean;
}

interface Valued {
  readonly panel: string;
  readonly value: number;
}

/** The panel of a point, if it can stand on its axis. */
function panelFor<Panel extends ValuePanel>(panels: readonly Panel[], { panel, value }: Valued) {
  return panels.find((one) => one.panel === panel && (!one.log || value > 0));
}

interface Interval {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * The bar of an interval, cut off where it is so long that all else would be squeezed, as it is with two or
 * three draws: on a logarithmic axis beyond 2.5 times all heights beside it, on a linear one beyond half of
 * their range, or below 0 where none is.
 */
function cutBar({ value, low, high }: Interval, heights: readonly number[], log: boolean) {
  const [least, most] = [Math.min(...heights), Math.max(...heights)];
  const room = (most - least || Math.abs(most)) / 2;
  const [from, to] = log
    ? [least / 2.5, 2.5 * most]
    : [least >= 0 ? Math.max(0, least - room) : least - room, most + room];
  return { low: Math.max(low ?? value, from), high: Math.min(high ?? value, to) };
}

/** What is said where bars are cut off. */
function cutWords<Point extends Interval>(
  some: readonly { readonly panel: ValuePanel; readonly own: readonly Point[] }[],
): string {
  const isCut = some.some(({ panel: { log }, own }) => {
    const heights = own.map(({ value }) => value);
    return own.some((point) => {
      const { low, high } = cutBar(point, heights, log);
      return low !== (point.low ?? point.value) || high !== (point.high ?? point.value);
    });
  });
  return isCut ? "Long error bars are cut off; the table has the ends of their intervals." : "";
}

/** Whose curves end early, since a run has diverged. */
function lostWords(
  rows: readonly { readonly estimator: string; readonly value: number | null }[],
): string {
  const lost = [
    ...new Set(rows.flatMap(({ estimator, value }) => value === null ? [estimator] : [])),
  ];
  return lost.length === 0
    ? ""
    : `Curves that end where a run has diverged: ${list(lost.map(nameFor).sort())}.`;
}

/** Who is lowest and who is highest at the end of a panel, and where that is if not at one place for all. */
function ends(
  what: string,
  spending: string,
  some: readonly { readonly estimator: string; readonly x: number; readonly value: number }[],
  looks: Looks,
): string | null {
  // a curve that ends before the others has not spent as much
  const spent = Math.max(...some.map(({ x }) => x));
  const measured = some.filter(({ estimator }) =>
    looks[estimator] !== "reference" &&
    some.some((one) => one.estimator === estimator && one.x > 0.7 * spent)
  );
  const last = eachEstimator(sorted(measured, "x"), (name, own) => ({
    name,
    ...own[own.length - 1],
  }), looks);
  const [least, most] = [Math.min, Math.max].map((of) => of(...last.map(({ x }) => x)));
  const apart = most > 1.05 * least
    ? `, after ${formatInteger(least)} to ${formatInteger(most)} ${spending}`
    : "";
  return last.length === 0 ? null : `${what} at the end${apart}: ${span(last)}`;
}

/** Curves of methods by what they have spent; what has no outer step is a level across its panel. */
export function methodCurves({ panels, across, looks, floor, ...words }: Words & {
  /** What values are at least, since less is not told apart. */
  readonly floor?: number;
  /** With the titles of their horizontal axes, which are logarithmic. */
  readonly panels: readonly (ValuePanel & { readonly x: string })[];
  /** Panels beside one another. */
  readonly across: number;
  /** The methods in the order of the key, and how they are drawn; others come last. */
  readonly looks: Looks;
}): FigureDefinition {
  const isRun = ({ step }: { readonly step: number | null }): boolean => step !== null;
  return plot(words, {
    opening: "Line charts with error bars, one line a method.",
    // `x`, what has been spent; `value` reached, with its interval; `step`, the outer step the method
    // was tuned to, NULL for a level that no step has led to
    columns: {
      panel: text("Panel"),
      estimator: text("Method"),
      step: number("Tuned outer step"),
      x: number("Spent", "positive"),
      value: number("Reached", "finite"),
      low: number("Interval from"),
      high: number("to"),
    },
    also: (point) => panelFor(panels, point) !== undefined,
    size: [300, 280],
    across,
    most: 5,
    panels: (points) =>
      inPanels(panels, points).map(({ panel: { title, what, x, log }, own }) => ({
        ...{ title, own: sorted(own, "x") },
        axes: {
          x: logAxis(x, 1.15, { what: `${x}, logarithmic`, write: formatInteger }),
          y: { scale: heightScale(what, log), what: log ? `${what}, logarithmic` : what },
        },
      })),
    series: (points) => estimatorSeries(points.filter(isRun), looks),
    isPoint: isRun,
    finds(points) {
      const [first, ...others] = inPanels(panels, points.filter(isRun));
      if (first === undefined) return null;
      const { title, what, x } = first.panel;
      return ends(others.length === 0 ? what : `${title}, ${what}`, x, first.own, looks);
    },
    x: ({ x }) => x,
    bar: (point, heights) => cutBar(point, heights, panelFor(panels, point)!.log),
    tip: ({ estimator, x, value }) =>
      `${nameFor(estimator)} after ${formatInteger(x)}: ${format(value)}`,
    notes: (points, all) => [
      lostWords(all.filter((row) => isRun(row) && panels.some(({ panel }) => panel === row.panel))),
      floorWords(points.map(({ value }) => value), floor),
      points.some(isRun) ? CHOSEN_STEPS : "",
      cutWords(inPanels(panels, points.filter(isRun))),
    ],
    lines: (own) => [
      ...own.filter((point) => !isRun(point)).map(({ estimator, value }) => ({
        at: value,
        dash: [6, 4],
        note: { text: nameFor(estimator), at: "start" as const, look: { dx: 4, dy: -2 } },
      })),
      ...(own.some(({ value }) => value < 3 * (floor ?? 0))
        ? [{ at: floor!, note: { text: "floor", at: "start" as const, look: { dx: 4, dy: -2 } } }]
        : []),
    ],
    facts({ title, own }) {
      const ends = eachEstimator(own, (name, line) => {
        const { x, value, step } = line[line.length - 1];
        return `${name} ${atFloor(value, floor) ? "at most " : ""}${format(value)}` +
          (step === null ? "" : ` at ${formatInteger(x)} with outer steps of ${format(step)}`);
      }, looks);
      return `${title}, last: ${ends.join("; ")}.`;
    },
  });
}

/** Curves against an option, the horizontal axis logarithmic. */
export function intervalCurves({ x: xTitle, panels, looks, found, ...words }: Words & {
  /** Title of the horizontal axis. */
  readonly x: string;
  readonly panels: readonly ValuePanel[];
  readonly looks?: Looks;
  /** What is found: where each series is least, or how one goes from the first x to the last. */
  readonly found: "least" | { readonly along: string };
}): FigureDefinition {
  // `value` with its interval, NULL for what has none
  const columns = {
    panel: text("Panel"),
    estimator: text("Series"),
    x: number(null, "positive"),
    value: number("Value", "finite"),
    low: number("Interval from"),
    high: number("to"),
  };
  return plot(words, {
    table: tableOf({ ...columns, x: number(xTitle) }),
    opening: "Line charts with error bars, one line a series, the horizontal axis logarithmic.",
    columns,
    also: (point) => panelFor(panels, point) !== undefined,
    size: [330, 290],
    panels: (points) =>
      inPanels(panels, points).map(({ panel: { title, what, log }, own }) => ({
        ...{ title, own: sorted(own, "x") },
        axes: { y: { scale: heightScale(what, log), what: `${what} (${title})` } },
      })),
    axes: { x: logAxis(xTitle, 1.2) },
    looks,
    x: ({ x }) => x,
    where: ({ x }) => `${xTitle} ${short(x)}`,
    finds(points) {
      const said = inPanels(panels, points).flatMap(({ panel: { title }, own }) => {
        if (found === "least") {
          const least = eachEstimator(own, (name, line) => ({
            name,
            value: line.reduce((a, b) => b.value < a.value ? b : a).x,
          }), looks);
          // What is least at an end may be less beyond it
          const tried = distinct(own.map(({ x }) => x));
          const write = (x: number): string =>
            short(x) +
            (tried.length === 1
              ? ""
              : x === tried.at(-1)
              ? ", the largest tried"
              : x === tried[0]
              ? ", the least tried"
              : "");
          return [`${title}, ${span(least, write)}`];
        }
        const line = sorted(own.filter(({ estimator }) => estimator === found.along), "x");
        const ends = [...new Set([line[0], line[line.length - 1]])].filter((end) => end);
        return ends.length === 0 ? [] : [
          `${title}: ` +
          ends.map(({ x, value }, i) =>
            `${short(value)} at ${i === 0 ? `${xTitle} ` : ""}${short(x)}`
          )
            .join(", "),
        ];
      });
      if (said.length === 0) return null;
      return (found === "least" ? `Best ${xTitle}: ` : "") + said.join("; ");
    },
    bar: (point, heights) => cutBar(point, heights, panelFor(panels, point)!.log),
    notes: (points) => [cutWords(inPanels(panels, points))],
    facts: ({ own }) =>
      eachEstimator(
        own,
        (name, line) =>
          `${name}: ${line.map(({ x, value }) => `${format(value)} at ${short(x)}`).join(", ")}`,
        looks,
      ),
  });
}
