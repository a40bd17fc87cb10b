/**
 * The figure of descents: the gap of the objective and the distance to the solution by step.
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
  isPositive,
  logDomain,
  logPosition,
  note,
  type Series,
  type Spec,
  tip,
} from "./chart.ts";
import { axis, list, missing, sentences } from "./facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "./figure.ts";
import { format, formatInteger } from "./number.ts";
import { palette, themed } from "./theme.ts";

const WIDTH = 330;
const HEIGHT = 300;

const EXACT = "exact gradient";
const FLATTEST = "flattest direction";
const PUBLISHED = "published draw";
const GUIDES = [
  { name: EXACT, dash: [2, 3] },
  { name: FLATTEST, dash: [8, 3, 2, 3] },
];

/**
 * `series`, an estimator, "exact gradient", "flattest direction" or "published draw"; `quantity`,
 * gap or distance; `step`, of which 0 is the start; `value`, the mean over replications; `mc_error`,
 * its Monte Carlo standard error; `spread`, the standard deviation of a replication; `diverged`, how
 * many replications are farther from the solution than where they started.
 */
const columns = {
  series: "text",
  quantity: "text",
  step: "number",
  value: "number",
  mc_error: "number",
  spread: "number",
  diverged: "number",
} as const;

type DescentRow = RowOf<typeof columns>;
type Point = DescentRow & { readonly step: number; readonly value: number };

const PANELS = [
  { quantity: "gap", title: "Gap of the objective", what: "F(w) − F(w*)" },
  { quantity: "distance", title: "Distance to the solution", what: "‖w − w*‖" },
];

const isPoint = (row: DescentRow): row is Point => isPositive(row.step) && isPositive(row.value);

const isEstimator = ({ series }: DescentRow): boolean =>
  series !== EXACT && series !== FLATTEST && series !== PUBLISHED;

/** The estimators' points of one quantity, and all rows that have a place beside them. */
function drawable(rows: readonly DescentRow[], quantity: string): Point[] {
  return rows.filter((row): row is Point => row.quantity === quantity && isPoint(row));
}

function seriesOf(rows: readonly DescentRow[]): Series[] {
  return estimatorSeries(rows.filter(isEstimator).map(({ series }) => ({ estimator: series })));
}

function panel(
  points: readonly Point[],
  series: readonly Series[],
  { title, what }: { readonly title: string; readonly what: string },
): Spec {
  const estimated = points.filter(isEstimator);
  const published = points.filter((point) => point.series === PUBLISHED);
  const shown = [...estimated, ...published];
  const steps = distinct(estimated.map(({ step }) => step));
  const floor = 0.4 * Math.min(...shown.map(({ value }) => value));
  const values = estimated.map((point) => ({
    series: point.series,
    x: dodge(point.step, series.findIndex((s) => s.name === point.series), series.length, 0.02),
    y: point.value,
    ...interval(point.value, point.mc_error, floor),
    tip: tip(point.series, `step ${formatInteger(point.step)}`, point.value, point.mc_error),
  }));
  const x = logPosition("x", "step", logDomain(steps, 1.15));
  const y = logPosition(
    "y",
    what,
    logDomain(
      [...values.flatMap(({ low, high }) => [low, high]), ...shown.map((p) => p.value)],
      1.2,
    ),
  );
  const guides = GUIDES.flatMap(({ name, dash }) => {
    const line = points.filter((point) => point.series === name)
      .sort((a, b) => a.step - b.step)
      .map(({ step, value }) => ({ x: step, y: value }));
    if (line.length === 0) return [];
    const layer = guide(line, x, y, palette.reference.light, dash);
    return [{ ...layer, mark: { ...layer.mark as Spec, clip: true } }];
  });
  return {
    title,
    width: WIDTH,
    height: HEIGHT,
    layer: [
      ...guides,
      ...curves(values, series, x, y),
      ...published.flatMap((point) => [
        {
          data: { values: [{ x: point.step, y: point.value }] },
          mark: {
            type: "point",
            shape: "cross",
            filled: false,
            size: 110,
            strokeWidth: 2,
            color: palette.text.light,
          },
          encoding: { x, y },
        },
        note("published", { x: point.step, y: point.value }, x, y, {
          align: "center",
          dx: 6,
          dy: -12,
          color: palette.text.light,
        }),
      ]),
    ],
  };
}

/** `0.00145 ± 0.00007`, or that it is not a number for some. */
function reached(point: DescentRow | undefined): string {
  return point === undefined ? "–" : format(point.value, point.mc_error);
}

/** What distinguishes one such figure from another. */
export interface DescentFigureOptions {
  /** Identifier: the name of its file. */
  readonly id: string;
  /** What is shown. */
  readonly title: string;
  /** What the guides are, where that differs. */
  readonly guides: string;
}

/** Gap of the objective and distance to the solution against the step, for each gradient. */
export function descentFigure({ id, title, guides }: DescentFigureOptions): FigureDefinition {
  const figure: FigureDefinition = {
    id,
    title,
    caption: "Means over replications after a number of steps; all axes logarithmic, so that the " +
      "start, step 0, has no place. Left: how much larger the exact objective is than at its " +
      `minimum. Right: the Euclidean distance to the minimiser. ${guides} ${ERROR_BARS}`,
    columns,
    spec(rows) {
      const all = checkedRows(id, columns, rows);
      const series = seriesOf(all);
      const panels = PANELS.flatMap((one) => {
        const points = drawable(all, one.quantity);
        return points.some(isEstimator) ? [panel(points, series, one)] : [];
      });
      if (panels.length === 0) return emptySpec();
      return themed({ description: figure.describe(rows), hconcat: panels });
    },
    describe(rows) {
      const all = checkedRows(id, columns, rows);
      const points = all.filter(isPoint);
      const estimated = points.filter(isEstimator);
      if (estimated.length === 0) return describeEmpty(title);
      const last = Math.max(...estimated.map(({ step }) => step));
      const at = (series: string, quantity: string, step: number): DescentRow | undefined =>
        all.find((row) => row.series === series && row.quantity === quantity && row.step === step);
      const ends = [...seriesOf(estimated).map(({ name }) => name), EXACT]
        .filter((name) => all.some(({ series }) => series === name))
        .map((name) =>
          `${name}: distance ${reached(at(name, "distance", last))}, ` +
          `gap ${reached(at(name, "gap", last))}`
        );
      const astray = estimated
        .filter(({ quantity, step, diverged }) =>
          quantity === "distance" && step === last && isPositive(diverged)
        )
        .map(({ series, diverged }) => `${formatInteger(diverged)} along ${series}`)
        .sort();
      const published = points.filter(({ series }) => series === PUBLISHED).map((draw) => {
        const ours = at("orthogonal", draw.quantity, draw.step);
        return `The published draw has the ${draw.quantity} ${format(draw.value)} after step ` +
          `${formatInteger(draw.step)}; the orthogonal gradient's is ${
            reached(ours)
          } here, with a ` +
          `standard deviation of ${format(ours?.spread ?? null)} from draw to draw.`;
      });
      return sentences(
        "Two line charts with error bars, one line an estimator, all axes logarithmic.",
        axis("Horizontal", "step", estimated.map(({ step }) => step), formatInteger),
        ...PANELS.map(({ quantity, what }) =>
          axis(
            "Vertical",
            what,
            estimated.filter((point) => point.quantity === quantity).map(({ value }) => value),
          )
        ),
        `After step ${formatInteger(last)}, ${ends.join("; ")}.`,
        astray.length === 0 ? "" : "Farther from the solution than at the start are then " +
          `${list(astray)}, with means that say little.`,
        ...published,
        missing(all.filter((row) => isEstimator(row) && !isPositive(row.value)).length),
      );
    },
    table(rows) {
      return {
        caption: "Gap of the objective and distance to the solution by step",
        columns: [
          { name: "series", label: "Gradient", kind: "text" },
          { name: "quantity", label: "Quantity", kind: "text" },
          { name: "step", label: "Step", kind: "integer" },
          { name: "value", label: "Mean ± s.e.", kind: "number", error: "mc_error" },
          { name: "spread", label: "Standard deviation", kind: "number" },
          { name: "diverged", label: "Diverged", kind: "integer" },
        ],
        rows: checkedRows(id, columns, rows),
      };
    },
  };
  return figure;
}
