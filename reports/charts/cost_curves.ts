/**
 * Errors of methods by what they cost, and where one method becomes cheaper than another.
 *
 * @module
 */

import { logDomain, logPosition } from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Spec, type Words } from "./figure.ts";
import {
  type CurvePoint,
  curves,
  eachEstimator,
  estimatorSeries,
  inPanels,
  type Series,
} from "./marks.ts";
import { format } from "./number.ts";
import { axis } from "./sentences.ts";
import { integer, number, text } from "./table_data.ts";
import { type Looks, palette } from "./theme.ts";

/**
 * `panel`; `kind`, "error" of a method at one effort or where it has "overtaken" another; `estimator`;
 * `steps` of the effort; `x`, passes over the data, with the interval of a crossing; the relative error
 * `value` there, with its interval `low` to `high`.
 */
const columns = {
  panel: text("Problem"),
  kind: text("What"),
  estimator: text("Method"),
  steps: integer("t = k"),
  x: number("Passes", "positive"),
  x_low: number("from"),
  x_high: number("to"),
  value: number("Relative error", "positive"),
  low: number("from"),
  high: number("to"),
};

type Point = PointOf<typeof columns>;

const X = "passes over the data";
const Y = "relative error of the gradient";
const WIDTH = 215;
const HEIGHT = 280;

const isOn = ({ kind }: Point): boolean => kind === "error";

function crossing(
  overtaken: string,
  { estimator, x, x_low, x_high, value, low, high }: Point,
): string {
  const range = (low: number | null, high: number | null): string =>
    low === null || high === null ? "" : ` (${format(low)} to ${format(high)})`;
  return `${estimator} overtakes ${overtaken} after ${format(x)}${range(x_low, x_high)} passes, ` +
    `at a relative error of ${format(value)}${range(low, high)}`;
}

function drawn(
  own: readonly Point[],
  title: string,
  series: readonly Series[],
  { x, y, floor, overtaken }: {
    readonly x: Spec;
    readonly y: Spec;
    readonly floor: number;
    readonly overtaken: string;
  },
): Spec {
  const values = own.filter(isOn).map((point): CurvePoint => ({
    series: point.estimator,
    x: point.x,
    y: point.value,
    low: Math.max(point.low ?? point.value, floor),
    high: point.high ?? point.value,
    tip: `${point.estimator} after ${format(point.x)} passes: ${format(point.value)}`,
  }));
  const rings: Spec = {
    data: {
      values: own.filter((point) => !isOn(point))
        .map((point) => ({ ...point, tip: crossing(overtaken, point) })),
    },
    mark: {
      type: "point",
      shape: "circle",
      size: 240,
      filled: false,
      strokeWidth: 2,
      color: palette.text.light,
      aria: true,
    },
    encoding: {
      x: { ...x, field: "x" },
      y: { ...y, field: "value" },
      description: { field: "tip", type: "nominal" },
    },
  };
  return { title, width: WIDTH, height: HEIGHT, layer: [...curves(values, series, x, y), rings] };
}

/** What distinguishes one such figure from another. */
export interface CostCurvesOptions extends Words {
  readonly panels: readonly { readonly panel: string; readonly title: string }[];
  /** The method that others overtake. */
  readonly overtaken: string;
  readonly looks: Looks;
}

/** Errors of methods by their cost. */
export function costCurves(
  { panels, overtaken, looks, ...words }: CostCurvesOptions,
): FigureDefinition {
  return figureOf(words, {
    columns,
    also: ({ panel }) => panels.some((one) => one.panel === panel),
    enough: (points) => points.some(isOn),
    draw(points) {
      const series = estimatorSeries(points, looks);
      const errors = logDomain(points.map((point) => point.value), 1.4);
      const x = logPosition("x", X, logDomain(points.map((point) => point.x), 1.2));
      return {
        hconcat: inPanels(panels, points).map(({ panel: { title }, own }, i) => {
          const y = logPosition("y", i === 0 ? Y : null, errors);
          return drawn(own, title, series, { x, y, floor: errors[0], overtaken });
        }),
      };
    },
    say(points) {
      const on = points.filter(isOn);
      const words = inPanels(panels, points).map(({ panel: { title }, own }) => {
        const ends = eachEstimator(own.filter(isOn), (name, line) => {
          const at = ({ x, value }: Point): string => `${format(value)} after ${format(x)}`;
          return `${name} ${[...new Set([line[0], line[line.length - 1]])].map(at).join(", ")}`;
        }, looks);
        const crossings = own.filter((point) => !isOn(point))
          .map((point) => crossing(overtaken, point));
        return `${title}: ${[...ends, ...crossings].join("; ")}.`;
      });
      return [
        "Line charts with error bars, one line a method, with rings where lines cross.",
        axis("Horizontal", `${X}, logarithmic`, on.map(({ x }) => x)),
        axis("Vertical", `${Y}, logarithmic`, on.map(({ value }) => value)),
        ...words,
      ];
    },
  });
}
