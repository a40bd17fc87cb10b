/**
 * The figure of powers: curves in panels, both axes logarithmic, with the slopes fitted to them and
 * guides of the slopes that theory gives.
 *
 * @module
 */

import { distinct, ERROR_BARS, isNumber, logDomain, logPosition } from "./axes.ts";
import {
  type FigureDefinition,
  figureOf,
  type PointOf,
  type RowOf,
  type Spec,
  type Words,
} from "./figure.ts";
import {
  barEnds,
  curves,
  eachEstimator,
  estimatorSeries,
  guide,
  inPanels,
  meansOf,
  note,
  placed,
  type Series,
} from "./marks.ts";
import { format, formatInteger } from "./number.ts";
import { axis, twoDecimals } from "./sentences.ts";
import { integer, measured, number, tableOf, text } from "./table_data.ts";
import type { Looks } from "./theme.ts";

/**
 * `panel`; `estimator`; `x`; `value`, a mean over replications, and `mc_error`, its Monte
 * Carlo standard error; `replications`, those it is over, of `tried`; `slope` of the estimator in the
 * panel with its 95 % interval `slope_low` to `slope_high`.
 */
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
};

/**
 * Of linear systems: `residual`, the largest ‖b − Hu‖/‖b‖, and `unsolved`, the replications in which not all
 * have converged.
 */
export const SYSTEMS = {
  residual: number("Largest ‖b − Hu‖/‖b‖"),
  unsolved: integer("Not all systems solved in"),
};

type SlopeRow = RowOf<typeof columns>;
type Point = PointOf<typeof columns>;

/** One panel. */
export interface SlopePanel {
  /** The value of `panel`. */
  readonly panel: string;
  /** Its heading. */
  readonly title: string;
  /** Title of its vertical axis. */
  readonly what: string;
  /** Title of its horizontal axis; that of the figure unless said. */
  readonly x?: string;
  /** Lines of a given slope beside an estimator's curve, a factor above or below it. */
  readonly guides: readonly {
    readonly slope: number;
    readonly label: string;
    readonly beside: string;
    readonly factor: number;
  }[];
}

/** What distinguishes one such figure from another. */
export interface SlopePanelsOptions extends Words {
  /** What the values are, as a sentence starts; "Geometric means" unless said. */
  readonly means?: string;
  /** What is said of means and error bars; unless said, that they are over replications. */
  readonly reading?: string;
  /** Title of the horizontal axis. */
  readonly x: string;
  readonly panels: readonly SlopePanel[];
  /** Whether rows say how well linear systems were solved, which the table then shows. */
  readonly systems?: boolean;
  readonly looks?: Looks;
}

const WIDTH = 330;
const HEIGHT = 300;
const READING =
  "over replications; all axes logarithmic; the thin dashed guides have the slopes written beside them. " +
  ERROR_BARS;

/** Ends of the line of a slope that lies a factor above the curve in the geometric mean. */
function parallel(
  points: readonly Point[],
  { slope, factor }: SlopePanel["guides"][number],
): { x: number; y: number }[] {
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

/** The middle of a line on logarithmic axes. */
function middle([a, b]: readonly { readonly x: number; readonly y: number }[]) {
  return { x: Math.sqrt(a.x * b.x), y: Math.sqrt(a.y * b.y) };
}

/** The label of a guide, on the side of it that is away from the curve and never on the line itself. */
function besideLine(
  label: string,
  line: readonly { readonly x: number; readonly y: number }[],
  slope: number,
  isAbove: boolean,
  x: Spec,
  y: Spec,
): Spec {
  if (isAbove && slope >= 0) return note(label, line[1], x, y, { align: "right", dx: -2, dy: -6 });
  if (isAbove) return note(label, middle(line), x, y, { dx: 8, dy: -4 });
  return note(label, middle(line), x, y, {
    ...(slope < 0 ? { align: "right", dx: -10 } : { dx: 10 }),
    dy: 16,
  });
}

function drawn(
  points: readonly Point[],
  series: readonly Series[],
  { title, what, guides }: SlopePanel,
  xTitle: string,
): Spec {
  const floor = 0.4 * Math.min(...points.map(({ value }) => value));
  const means = meansOf(
    points,
    ({ estimator, x, value }) => [estimator, x, value, `${xTitle} ${format(x)}`],
  );
  const values = placed(means, series, { step: 0.03, floor });
  const lines = guides.flatMap((one) => {
    const line = parallel(points.filter(({ estimator }) => estimator === one.beside), one);
    return line.length === 0 ? [] : [{ ...one, line }];
  });
  const x = logPosition("x", xTitle, logDomain(points.map((point) => point.x), 1.2));
  const heights = [
    ...barEnds(values),
    ...lines.flatMap(({ line }) => line.map(({ y }) => y)),
  ];
  const y = logPosition("y", what, logDomain(heights, 1.3));
  return {
    title,
    width: WIDTH,
    height: HEIGHT,
    layer: [
      ...lines.flatMap(({ line, label, slope, factor }) => [
        guide(line, x, y),
        besideLine(label, line, slope, factor > 1, x, y),
      ]),
      ...curves(values, series, x, y),
    ],
  };
}

/** `1.00 (0.98 to 1.02)`. */
function slopeText({ slope, slope_low, slope_high }: SlopeRow): string {
  if (slope === null) return "no slope";
  return isNumber(slope_low) && isNumber(slope_high)
    ? `slope ${twoDecimals(slope)} (${twoDecimals(slope_low)} to ${twoDecimals(slope_high)})`
    : `slope ${twoDecimals(slope)}`;
}

/** Curves in panels with the slopes of their logarithms. */
export function slopePanels(
  {
    title,
    caption,
    means = "Geometric means",
    reading = `${means} ${READING}`,
    x: xTitle,
    panels,
    systems = false,
    looks,
  }: SlopePanelsOptions,
): FigureDefinition {
  const given = systems ? { ...columns, ...SYSTEMS } : columns;
  return figureOf({ title, caption: `${caption} ${reading}` }, {
    columns: given,
    also: (point) => panels.some(({ panel }) => panel === point.panel),
    draw(points) {
      const series = estimatorSeries(points, looks);
      return {
        hconcat: inPanels(panels, points, false).map(({ panel, own }) =>
          drawn(own, series, panel, panel.x ?? xTitle)
        ),
      };
    },
    say(points, all) {
      const facts = inPanels(panels, points, false).flatMap(
        ({ panel: { title, what }, own: inside }) => {
          const curves = eachEstimator(inside, (name, given) => {
            const own = given.sort((a, b) => a.x - b.x);
            const at = (point: Point): string =>
              `${format(point.value, point.mc_error)} at ${format(point.x)}`;
            const ends = own.length === 1
              ? at(own[0])
              : `${at(own[0])}, ${at(own[own.length - 1])}`;
            return `${name}: ${slopeText(own[0])}, ${ends}`;
          }, looks);
          return [
            axis("Vertical", `${what} (${title})`, inside.map(({ value }) => value)),
            `${curves.join("; ")}.`,
          ];
        },
      );
      const out = all.filter(({ replications, tried }) => (replications ?? 0) < (tried ?? 0))
        .map(({ panel, estimator, x, replications, tried }) =>
          `${formatInteger((tried ?? 0) - (replications ?? 0))} of ${formatInteger(tried)} left ` +
          `out for ${estimator} at ${format(x)} (${panel})`
        )
        .sort();
      return [
        "Line charts with error bars, one line an estimator, all axes logarithmic.",
        axis("Horizontal", xTitle, points.map(({ x }) => x)),
        ...facts,
        out.length === 0 ? "" : `Replications without a value: ${out.join("; ")}.`,
      ];
    },
    tableCaption: `${means}, and slopes of the logarithms with their 95 % intervals`,
    table: tableOf({ ...given, x: number(xTitle) }),
  });
}
