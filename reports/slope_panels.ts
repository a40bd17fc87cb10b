/**
 * The figure of powers: curves in panels, both axes logarithmic, with the slopes fitted to them and
 * guides of the slopes that theory gives.
 *
 * @module
 */

import {
  curves,
  distinct,
  dodge,
  ERROR_BARS,
  estimatorSeries,
  guide,
  interval,
  isNumber,
  isPositive,
  logDomain,
  logPosition,
  note,
  type Series,
  type Spec,
  tip,
} from "./chart.ts";
import { axis, missing, sentences } from "./facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "./figure.ts";
import { format, formatInteger } from "./number.ts";
import { themed } from "./theme.ts";

/**
 * `panel`; `estimator`; `x`; `value`, a mean over replications, and `mc_error`, its Monte
 * Carlo standard error; `replications`, those it is over, of `tried`; `slope` of the estimator in the
 * panel with its 95 % interval `slope_low` to `slope_high`.
 */
const columns = {
  panel: "text",
  estimator: "text",
  x: "number",
  value: "number",
  mc_error: "number",
  replications: "number",
  tried: "number",
  slope: "number",
  slope_low: "number",
  slope_high: "number",
} as const;

/**
 * Of linear systems: `residual`, the largest ‖b − Hu‖/‖b‖, and `unsolved`, the replications in which not all
 * have converged.
 */
const systemColumns = { ...columns, residual: "number", unsolved: "number" } as const;

type SlopeRow = RowOf<typeof columns>;
type Point = SlopeRow & { readonly x: number; readonly value: number };

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
export interface SlopePanelsOptions {
  /** Identifier: the name of its file. */
  readonly id: string;
  /** What is shown. */
  readonly title: string;
  /** How to read it, before what is said of means and error bars. */
  readonly caption: string;
  /** What the values are, as a sentence starts; "Geometric means" unless said. */
  readonly means?: string;
  /** What is said of means and error bars; unless said, that they are over replications. */
  readonly reading?: string;
  /** Title of the horizontal axis. */
  readonly x: string;
  readonly panels: readonly SlopePanel[];
  /** Whether rows say how well linear systems were solved, which the table then shows; no unless said. */
  readonly systems?: boolean;
}

const WIDTH = 330;
const HEIGHT = 300;
const READING =
  "over replications; all axes logarithmic; the thin dashed guides have the slopes written beside them. " +
  ERROR_BARS;

const isPoint = (row: SlopeRow): row is Point => isPositive(row.x) && isPositive(row.value);

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
  const values = points.map((point) => ({
    series: point.estimator,
    x: dodge(point.x, series.findIndex((s) => s.name === point.estimator), series.length, 0.03),
    y: point.value,
    ...interval(point.value, point.mc_error, floor),
    tip: tip(point.estimator, `${xTitle} ${format(point.x)}`, point.value, point.mc_error),
  }));
  const lines = guides.flatMap((one) => {
    const line = parallel(points.filter(({ estimator }) => estimator === one.beside), one);
    return line.length === 0 ? [] : [{ ...one, line }];
  });
  const x = logPosition("x", xTitle, logDomain(points.map((point) => point.x), 1.2));
  const heights = [
    ...values.flatMap(({ low, high }) => [low, high]),
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
  const two = (value: number): string => value.toFixed(2).replace("-", "−");
  if (slope === null) return "no slope";
  return isNumber(slope_low) && isNumber(slope_high)
    ? `slope ${two(slope)} (${two(slope_low)} to ${two(slope_high)})`
    : `slope ${two(slope)}`;
}

/** Curves in panels with the slopes of their logarithms. */
export function slopePanels(
  {
    id,
    title,
    caption,
    means = "Geometric means",
    reading = `${means} ${READING}`,
    x: xTitle,
    panels,
    systems = false,
  }: SlopePanelsOptions,
): FigureDefinition {
  const given = systems ? systemColumns : columns;
  const figure: FigureDefinition = {
    id,
    title,
    caption: `${caption} ${reading}`,
    columns: given,
    spec(rows) {
      const points = checkedRows(id, given, rows).filter(isPoint);
      const series = estimatorSeries(points);
      const shown = panels.flatMap((panel) => {
        const own = points.filter((point) => point.panel === panel.panel);
        return own.length === 0 ? [] : [drawn(own, series, panel, panel.x ?? xTitle)];
      });
      if (shown.length === 0) return emptySpec();
      return themed({ description: figure.describe(rows), hconcat: shown });
    },
    describe(rows) {
      const all = checkedRows(id, given, rows);
      const points = all.filter(isPoint);
      if (points.length === 0) return describeEmpty(title);
      const facts = panels.flatMap(({ panel, title, what }) => {
        const inside = points.filter((point) => point.panel === panel);
        if (inside.length === 0) return [];
        const curves = estimatorSeries(inside).map(({ name }) => {
          const own = inside.filter(({ estimator }) => estimator === name)
            .sort((a, b) => a.x - b.x);
          const at = (point: Point): string =>
            `${format(point.value, point.mc_error)} at ${format(point.x)}`;
          const ends = own.length === 1 ? at(own[0]) : `${at(own[0])}, ${at(own[own.length - 1])}`;
          return `${name}: ${slopeText(own[0])}, ${ends}`;
        });
        return [
          axis("Vertical", `${what} (${title})`, inside.map(({ value }) => value)),
          `${curves.join("; ")}.`,
        ];
      });
      const out = all.filter(({ replications, tried }) => (replications ?? 0) < (tried ?? 0))
        .map(({ panel, estimator, x, replications, tried }) =>
          `${formatInteger((tried ?? 0) - (replications ?? 0))} of ${formatInteger(tried)} left ` +
          `out for ${estimator} at ${format(x)} (${panel})`
        )
        .sort();
      return sentences(
        "Line charts with error bars, one line an estimator, all axes logarithmic.",
        axis("Horizontal", xTitle, points.map(({ x }) => x)),
        ...facts,
        out.length === 0 ? "" : `Replications without a value: ${out.join("; ")}.`,
        missing(all.length - points.length),
      );
    },
    table(rows) {
      return {
        caption: `${means}, and slopes of the logarithms with their 95 % intervals`,
        columns: [
          { name: "panel", label: "Panel", kind: "text" },
          { name: "estimator", label: "Estimator", kind: "text" },
          { name: "x", label: xTitle, kind: "number" },
          { name: "value", label: "Mean ± s.e.", kind: "number", error: "mc_error" },
          { name: "replications", label: "Replications", kind: "integer" },
          { name: "tried", label: "of", kind: "integer" },
          { name: "slope", label: "Slope", kind: "number", decimals: 3 },
          { name: "slope_low", label: "from", kind: "number", decimals: 3 },
          { name: "slope_high", label: "to", kind: "number", decimals: 3 },
          ...(systems
            ? [
              { name: "residual", label: "Largest ‖b − Hu‖/‖b‖", kind: "number" },
              { name: "unsolved", label: "Not all systems solved in", kind: "integer" },
            ] as const
            : []),
        ],
        rows: checkedRows(id, given, rows),
      };
    },
  };
  return figure;
}
