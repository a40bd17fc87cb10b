/**
 * Quantities that should be zero, or one, by problem, probability and point, in panels.
 *
 * @module
 */

import {
  distinct,
  ERROR_BARS,
  interval,
  linearDomain,
  plainPosition,
  ROUNDING_FLOOR,
  roundingAxis,
} from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Spec, type Words } from "./figure.ts";
import { barEnds, curves, guide, note, plainSeries, type Series, tip } from "./marks.ts";
import { format } from "./number.ts";
import { axis } from "./sentences.ts";
import { integer, measured, number, text } from "./table_data.ts";

const WIDTH = 330;
const HEIGHT = 190;

/**
 * `panel`, the quantity; `problem`; `q`, 0 for the first-order estimate; `theta`, the number of
 * the point; `value` and its Monte Carlo standard error `mc_error`, NULL where nothing is drawn.
 */
const columns = {
  panel: text("Quantity"),
  problem: text("Problem"),
  q: number("q", "finite"),
  theta: integer("θ no.", "finite"),
  value: measured("Value", "finite"),
  mc_error: number(),
};

type Point = PointOf<typeof columns>;

/** Scale and axis of a panel, from the values that it is to show. */
type Scaled = (values: readonly number[]) => Spec;

const fromRounding: Scaled = (values) =>
  roundingAxis([ROUNDING_FLOOR / 2, 3 * Math.max(10, ...values)]);

/** An axis that is linear near zero and logarithmic far away. */
const farOut: Scaled = (values) => ({
  scale: {
    type: "symlog",
    constant: 2,
    domain: [Math.min(-4, ...values.map((v) => 1.2 * v)), 1.5 * Math.max(4, ...values)],
    nice: false,
  },
  axis: { values: [-100, -10, -2, 0, 2, 10, 100, 1000, 10_000] },
});

const linear: Scaled = (values) => ({
  scale: { domain: linearDomain([...values, 0.9, 1.1]), nice: false, zero: false },
  axis: { tickCount: 5 },
});

/** Logarithmic from rounding up, linear with error bars, or linear near zero and logarithmic far away. */
const SCALES = { rounding: fromRounding, linear, "far out": farOut };

/** One panel. */
export interface MomentPanel {
  /** The value of `panel`. */
  readonly panel: string;
  /** Its heading. */
  readonly title: string;
  /** Title of the vertical axis, and its scale. */
  readonly what: string;
  readonly scale: keyof typeof SCALES;
  /** The levels that are marked. */
  readonly levels: readonly { readonly at: number; readonly label: string }[];
}

/** What distinguishes one such figure from another. */
export interface MomentChecksOptions extends Words {
  readonly panels: readonly MomentPanel[];
}

const problemsOf = (points: readonly Point[]): string[] =>
  [...new Set(points.map(({ problem }) => problem))].sort();

/** One panel: a group of points for each q, within it the problems side by side, θ by θ. */
function drawn(
  points: readonly Point[],
  qs: readonly number[],
  series: readonly Series[],
  { title, what, scale, levels }: MomentPanel,
): Spec {
  const thetas = distinct(points.map(({ theta }) => theta));
  const places = series.length * thetas.length + 1;
  const values = points.map((point) => {
    const among = series.findIndex(({ name }) => name === point.problem);
    const place = among * (thetas.length + 1) + thetas.indexOf(point.theta);
    const y = scale === "rounding" ? Math.max(point.value, ROUNDING_FLOOR) : point.value;
    return {
      series: point.problem,
      x: qs.indexOf(point.q) + 0.7 * ((place + 0.5) / places - 0.5),
      y,
      ...(scale === "linear" ? interval(y, point.mc_error) : { low: y, high: y }),
      tip: tip(point.problem, `q = ${format(point.q)}, θ ${point.theta}`, point.value, null),
    };
  });
  const [left, right] = [-0.5, qs.length - 0.5];
  const x = {
    field: "x",
    ...plainPosition("q", [left, right], {
      values: qs.map((_, i) => i),
      labelExpr: `${JSON.stringify(qs.map(String))}[datum.value]`,
    }),
  };
  const y = {
    field: "y",
    type: "quantitative",
    title: what,
    ...SCALES[scale](barEnds(values)),
  };
  return {
    title,
    width: WIDTH,
    height: HEIGHT,
    layer: [
      ...levels.flatMap(({ at, label }) => [
        guide([{ x: left, y: at }, { x: right, y: at }], x, y),
        note(label, { x: right, y: at }, x, y, { align: "right", dy: -2 }),
      ]),
      ...curves(values, series, x, y, { line: false }),
    ],
  };
}

/** Moments of estimates beside what theory says of them. */
export function momentChecks({ panels, ...words }: MomentChecksOptions): FigureDefinition {
  const shown = (points: readonly Point[]) =>
    panels.map((panel) => ({ panel, own: points.filter((p) => p.panel === panel.panel) }))
      .filter(({ own }) => own.length > 0);
  return figureOf(words, {
    after: ERROR_BARS,
    columns,
    also: (point) => panels.some(({ panel }) => panel === point.panel),
    draw(points) {
      const qs = distinct(points.map(({ q }) => q));
      const series = plainSeries(problemsOf(points));
      return {
        columns: 2,
        concat: shown(points).map(({ panel, own }) => drawn(own, qs, series, panel)),
      };
    },
    say(points) {
      const facts = shown(points).flatMap(({ panel: { title, what }, own }) => {
        const groups = problemsOf(own).flatMap((problem) =>
          distinct(own.map(({ q }) => q)).flatMap((q) => {
            const values = own.filter((point) => point.problem === problem && point.q === q)
              .map(({ value }) => value);
            return values.length === 0 ? [] : [`${problem}, q = ${format(q)}: ${range(values)}`];
          })
        );
        return [
          axis("Vertical", `${what} (${title})`, own.map(({ value }) => value)),
          `${groups.join("; ")}.`,
        ];
      });
      return [
        "Points in four panels, one for each problem, q and θ, with error bars where there are any.",
        axis("Horizontal", "q", points.map(({ q }) => q)),
        ...facts,
      ];
    },
  });
}

/** `a to b`, or `a`. */
function range(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => format(value));
  return low === high ? low : `${low} to ${high}`;
}
