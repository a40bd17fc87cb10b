/**
 * The figure of methods: what each has reached by what it has spent, in panels.
 *
 * @module
 */

import { heightPosition, logDomain, logPosition } from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Spec, type Words } from "./figure.ts";
import {
  barEnds,
  type CurvePoint,
  curves,
  eachEstimator,
  estimatorSeries,
  fitsIn,
  guide,
  inPanels,
  note,
  type Series,
  type ValuePanel,
} from "./marks.ts";
import { format, formatInteger } from "./number.ts";
import { axis } from "./sentences.ts";
import { number, text } from "./table_data.ts";
import { type Looks, palette } from "./theme.ts";

/**
 * `panel`; `estimator`; `x`, what has been spent; `value` reached, with its interval `low` to `high`;
 * `step`, the outer step the method was tuned to, NULL for a level that no step has led to: those are
 * horizontal lines.
 */
const columns = {
  panel: text("Panel"),
  estimator: text("Method"),
  step: number("Tuned outer step"),
  x: number("Spent", "positive"),
  value: number("Reached", "finite"),
  low: number("Interval from"),
  high: number("to"),
};

type Point = PointOf<typeof columns>;

/** One panel, with the title of its horizontal axis, which is logarithmic. */
export interface MethodPanel extends ValuePanel {
  readonly x: string;
}

/** What distinguishes one such figure from another. */
export interface MethodCurvesOptions extends Words {
  readonly panels: readonly MethodPanel[];
  /** Panels beside one another. */
  readonly across: number;
  /** The methods in the order of the key, and how they are drawn; others come last. */
  readonly looks: Looks;
}

const WIDTH = 300;
const HEIGHT = 280;

const isLevel = ({ step }: Point): boolean => step === null;

function drawn(
  points: readonly Point[],
  series: readonly Series[],
  { title, what, x: xTitle, log }: MethodPanel,
): Spec {
  const runs = points.filter((point) => !isLevel(point));
  // Longer bars are cut off rather than all else squeezed.
  const floor = log ? 0.4 * Math.min(...points.map(({ value }) => value)) : -Infinity;
  const ceiling = 10 * Math.max(...runs.map(({ value }) => value));
  const values = runs.map((point): CurvePoint => ({
    series: point.estimator,
    x: point.x,
    y: point.value,
    low: Math.max(point.low ?? point.value, floor),
    high: Math.min(point.high ?? point.value, ceiling),
    tip: `${point.estimator} after ${formatInteger(point.x)}: ${format(point.value)}`,
  }));
  const xs = points.map(({ x }) => x);
  const x = logPosition("x", xTitle, logDomain(xs, 1.15));
  const y = heightPosition(what, [...points.map(({ value }) => value), ...barEnds(values)], log);
  const levels = points.filter(isLevel).flatMap(({ estimator, value }) => {
    const [from, to] = logDomain(xs, 1.15);
    return [
      guide([{ x: from, y: value }, { x: to, y: value }], x, y, palette.reference.light, [6, 4]),
      note(estimator, { x: from, y: value }, x, y, { dx: 4, dy: -2 }),
    ];
  });
  return {
    title,
    width: WIDTH,
    height: HEIGHT,
    layer: [...levels, ...(values.length === 0 ? [] : curves(values, series, x, y))],
  };
}

/** Curves of methods in panels. */
export function methodCurves(
  { panels, across, looks, ...words }: MethodCurvesOptions,
): FigureDefinition {
  return figureOf(words, {
    columns,
    also: fitsIn(panels),
    draw(points) {
      const series = estimatorSeries(points.filter((point) => !isLevel(point)), looks);
      return {
        columns: across,
        concat: inPanels(panels, points).map(({ panel, own }) => drawn(own, series, panel)),
      };
    },
    say(points) {
      const words = inPanels(panels, points).flatMap(({ panel, own: here }) => {
        const ends = eachEstimator(here, (name, own) => {
          const { x, value, step } = own[own.length - 1];
          return step === null
            ? `${name} ${format(value)}`
            : `${name} ${format(value)} at ${formatInteger(x)} with outer steps of ${format(step)}`;
        }, looks);
        return [
          axis("Horizontal", `${panel.x}, logarithmic`, here.map(({ x }) => x), formatInteger),
          axis(
            "Vertical",
            panel.log ? `${panel.what}, logarithmic` : panel.what,
            here.map(({ value }) => value),
          ),
          `${panel.title}, last: ${ends.join("; ")}.`,
        ];
      });
      return ["Line charts with error bars, one line a method.", ...words];
    },
  });
}
