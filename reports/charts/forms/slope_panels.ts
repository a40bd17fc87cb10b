/**
 * The figure of powers: curves in panels, both axes logarithmic, with the slopes fitted to them and
 * guides of the slopes that theory gives.
 *
 * @module
 */

import { distinct, ERROR_BARS, isNumber, isPositive } from "../axes.ts";
import type { FigureDefinition, Spec, Words } from "../figure.ts";
import type { Place } from "../marks.ts";
import { nameFor } from "../names.ts";
import { format, formatInteger } from "../number.ts";
import type { Line } from "../points.ts";
import { type Axis, logAxis, plot } from "../plot.ts";
import { fittedSlope, powerWords, span, twoDecimals } from "../sentences.ts";
import { eachEstimator, inPanels, sorted } from "../series.ts";
import { integer, measured, number, SYSTEMS, tableOf, text } from "../table_data.ts";
import type { Looks } from "../theme.ts";

/** A line of a given slope beside an estimator's curve, a factor above or below it. */
interface Guide {
  readonly slope: number;
  readonly label: string;
  readonly beside: string;
  readonly factor: number;
}

/** What distinguishes one such figure from another. */
interface SlopePanelsOptions extends Words {
  /** What the values are, as a sentence starts; "Geometric means" unless said. */
  readonly means?: string;
  /** What is said of means and error bars; unless said, that they are over replications. */
  readonly reading?: string;
  /** Title of the horizontal axis. */
  readonly x: string;
  /** By values of `panel`, with their heading, the titles of their axes and their guides. */
  readonly panels: readonly {
    readonly panel: string;
    readonly title: string;
    readonly what: string;
    readonly x?: string;
    readonly guides: readonly Guide[];
  }[];
  /** Whose slopes are what is found; all that are fitted unless said. */
  readonly fitted?: readonly string[];
  /** How many curves a panel has at most; five unless said. */
  readonly most?: number;
  /** Whether rows say how well linear systems were solved, which the table then shows. */
  readonly systems?: boolean;
  readonly looks?: Looks;
}

const READING =
  "over replications; all axes logarithmic; the thin dashed guides have the slopes written beside them. " +
  ERROR_BARS;

/** Ends of the line of a slope that lies a factor above a curve in the geometric mean. */
function parallel(
  points: readonly { readonly x: number; readonly value: number }[],
  { slope, factor }: Guide,
): Place[] {
  const level = points.reduce(
    (sum, { x, value }) => sum + Math.log(value) - slope * Math.log(x),
    0,
  );
  const xs = distinct(points.map(({ x }) => x));
  if (xs.length < 2) return [];
  return [xs[0], xs[xs.length - 1]].map((x) => ({
    x,
    y: factor * Math.exp(level / points.length + slope * Math.log(x)),
  }));
}

/** The line with its label, on the side of it that is away from the curve and never on the line itself. */
function labelled([a, b]: readonly Place[], { slope, label: text, factor }: Guide): Line {
  const middle = { x: Math.sqrt(a.x * b.x), y: Math.sqrt(a.y * b.y) };
  const note = (at: Place, look: Spec): Line => ({ at: [a, b], note: { text, at, look } });
  if (factor > 1 && slope >= 0) return note(b, { align: "right", dx: -2, dy: -6 });
  if (factor > 1) return note(middle, { dx: 8, dy: -4 });
  return note(middle, { ...(slope < 0 ? { align: "right", dx: -10 } : { dx: 10 }), dy: 16 });
}

/** Curves in panels with the slopes of their logarithms. */
export function slopePanels(
  { title, caption, means = "Geometric means", reading = `${means} ${READING}`, ...options }:
    SlopePanelsOptions,
): FigureDefinition {
  const { x: xTitle, panels, systems = false, most = 5, looks, fitted } = options;
  // `value`, a mean over `replications` of `tried`, with `mc_error`, its Monte Carlo standard error;
  // `slope` of the estimator in the panel with its 95 % interval; a row without `x` has one through several
  const columns = {
    panel: text("Panel"),
    estimator: text("Estimator"),
    x: number(null, "positive"),
    value: measured("Mean", "positive"),
    replications: integer("Replications"),
    tried: integer("of"),
    slope: number("Slope", "number", { decimals: 3 }),
    slope_low: number("from", "number", { decimals: 3 }),
    slope_high: number("to", "number", { decimals: 3 }),
    mc_error: number(),
    ...(systems ? SYSTEMS : {}),
  };
  const xAxis = (title = xTitle): Axis => logAxis(title, 1.2);
  const of = (name: string) => panels.find(({ panel }) => panel === name)!;
  return plot({ title, caption: `${caption} ${reading}` }, {
    tableCaption: `${means}, and slopes of the logarithms with their 95 % intervals`,
    table: tableOf({ ...columns, x: number(xTitle) }),
    opening: "Line charts with error bars, one line an estimator, all axes logarithmic.",
    columns,
    also: ({ panel }) => of(panel) !== undefined,
    size: [330, 300],
    most,
    panels: (points) =>
      inPanels(panels, points).map(({ panel: { title, what, x }, own }) => ({
        ...{ title, own },
        axes: { x: xAxis(x), y: logAxis(what, 1.3, { what: `${what} (${title})` }) },
      })),
    axes: { x: xAxis() },
    looks,
    x: ({ x }) => x,
    where: ({ panel, x }) => `${of(panel).x ?? xTitle} ${format(x)}`,
    cut: 0.4,
    lines: (own) =>
      of(own[0].panel).guides.flatMap((guide) => {
        const ends = parallel(own.filter((point) => point.estimator === guide.beside), guide);
        return ends.length === 0 ? [] : [labelled(ends, guide)];
      }),
    missing: (all) => all.filter(({ x, value }) => x !== null && !isPositive(value)).length,
    finds(points, all) {
      const through = all.filter(({ x, slope }) => x === null && slope !== null);
      const measured = inPanels(panels, points);
      const said = measured.flatMap(({ panel: { panel, title }, own }) => {
        const slopes = eachEstimator(
          [...own, ...through.filter((row) => row.panel === panel)].filter(({ estimator }) =>
            fitted?.includes(estimator) ?? true
          ),
          (name, [{ slope }]) => slope === null ? [] : [{ name, value: slope }],
          looks,
        ).flat();
        return slopes.length === 0 ? [] : [`${title}, ${span(slopes, twoDecimals)}`];
      });
      if (said.length > 0) return `Log–log slopes: ${said.join("; ")}`;
      const [{ panel: { what, x = xTitle }, own }] = measured;
      const last = Math.max(...own.map(({ x }) => x));
      const ends = own.filter(({ x }) => x === last)
        .map(({ estimator, value }) => ({ name: nameFor(estimator), value }));
      return `At the greatest ${x}, ${what}: ${span(ends)}`;
    },
    facts: ({ own }) =>
      eachEstimator(own, (name, given) => {
        const line = sorted(given, "x");
        const [{ slope, slope_low, slope_high }] = line;
        const isExact = line.every(({ mc_error }) => !isNumber(mc_error));
        const power = isExact && slope === null
          ? powerWords(line.map(({ x, value }) => [x, value]), of(line[0].panel).x ?? xTitle)
          : fittedSlope(slope, slope_low, slope_high);
        const ends = [...new Set([line[0], line[line.length - 1]])]
          .map(({ x, value, mc_error }) => `${format(value, mc_error)} at ${format(x)}`);
        return `${name}: ${[power, ...ends].filter((part) => part !== "").join(", ")}`;
      }, looks),
    ends(_points, all) {
      const lost = all.map((row) => ({ ...row, lost: (row.tried ?? 0) - (row.replications ?? 0) }))
        .filter(({ lost }) => lost > 0)
        .map(({ panel, estimator, x, lost, tried }) =>
          `${formatInteger(lost)} of ${formatInteger(tried)} left out for ${estimator} at ` +
          `${format(x)} (${panel})`
        );
      return lost.length === 0 ? [] : [`Replications without a value: ${lost.sort().join("; ")}.`];
    },
  });
}
