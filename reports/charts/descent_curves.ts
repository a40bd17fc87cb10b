/**
 * The figure of descents: the gap of the objective and the distance to the solution by step.
 *
 * @module
 */

import {
  distinct,
  ERROR_BARS,
  heightPosition,
  isPositive,
  logDomain,
  logPosition,
} from "./axes.ts";
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
  estimatorSeries,
  guide,
  meansOf,
  note,
  placed,
  type Series,
} from "./marks.ts";
import { format, formatInteger } from "./number.ts";
import { axis, list } from "./sentences.ts";
import { integer, measured, number, text } from "./table_data.ts";
import { palette } from "./theme.ts";

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
  series: text("Gradient"),
  quantity: text("Quantity"),
  step: integer("Step", "positive"),
  value: measured("Mean", "positive"),
  spread: number("Standard deviation"),
  diverged: integer("Diverged"),
  mc_error: number(),
};

type DescentRow = RowOf<typeof columns>;
type Point = PointOf<typeof columns>;

const PANELS = [
  { quantity: "gap", title: "Gap of the objective", what: "F(w) − F(w*)" },
  { quantity: "distance", title: "Distance to the solution", what: "‖w − w*‖" },
];

const isEstimator = ({ series }: { readonly series: string }): boolean =>
  series !== EXACT && series !== FLATTEST && series !== PUBLISHED;

function seriesOf(rows: readonly { readonly series: string }[]): Series[] {
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
  const means = meansOf(
    estimated,
    ({ series, step, value }) => [series, step, value, `step ${formatInteger(step)}`],
  );
  const values = placed(means, series, { step: 0.02, floor });
  const x = logPosition("x", "step", logDomain(steps, 1.15));
  const y = heightPosition(what, [...barEnds(values), ...shown.map((p) => p.value)], true);
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
export interface DescentCurvesOptions extends Pick<Words, "title"> {
  /** What the guides are, where that differs. */
  readonly guides: string;
}

/** Gap of the objective and distance to the solution against the step, for each gradient. */
export function descentCurves({ title, guides }: DescentCurvesOptions): FigureDefinition {
  return figureOf({
    title,
    caption: "Means over replications after a number of steps; all axes logarithmic, so that the " +
      "start, step 0, has no place. Left: how much larger the exact objective is than at its " +
      `minimum. Right: the Euclidean distance to the minimiser. ${guides} ${ERROR_BARS}`,
  }, {
    columns,
    enough: (points) => points.some(isEstimator),
    draw(points, all) {
      // One that has diverged from the first step on is in the key.
      const series = seriesOf(all);
      return {
        hconcat: PANELS.flatMap((one) => {
          const own = points.filter(({ quantity }) => quantity === one.quantity);
          return own.some(isEstimator) ? [panel(own, series, one)] : [];
        }),
      };
    },
    say(points, all) {
      const estimated = points.filter(isEstimator);
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
      return [
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
      ];
    },
    missing: (all) => all.filter((row) => isEstimator(row) && !isPositive(row.value)).length,
    tableCaption: "Gap of the objective and distance to the solution by step",
  });
}
