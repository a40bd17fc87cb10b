/**
 * Quantities that should be zero, or one, by problem, probability and point, in panels.
 *
 * @module
 */

import { distinct, ERROR_BARS, interval, isNumber, linearDomain, plainPosition } from "../axes.ts";
import { ROUNDING_FLOOR, roundingAxis, type Scale } from "../axes.ts";
import type { FigureDefinition, Words } from "../figure.ts";
import { format } from "../number.ts";
import { tip } from "../points.ts";
import { type Axis, plot } from "../plot.ts";
import { groupsOf, inPanels, plainSeries, textsOf } from "../series.ts";
import { integer, measured, number, text } from "../table_data.ts";

/** Logarithmic from rounding up, linear with error bars, or linear near zero and logarithmic far away. */
const SCALES = {
  "rounding": (values) => roundingAxis([ROUNDING_FLOOR / 2, 3 * Math.max(10, ...values)]),
  "linear": (values) => ({
    scale: { domain: linearDomain([...values, 0.9, 1.1]), nice: false, zero: false },
    axis: { tickCount: 5 },
  }),
  "far out": (values) => ({
    scale: {
      type: "symlog",
      constant: 2,
      domain: [Math.min(-4, ...values.map((v) => 1.2 * v)), 1.5 * Math.max(4, ...values)],
      nice: false,
    },
    axis: { values: [-100, -10, -2, 0, 2, 10, 100, 1000, 10_000] },
  }),
} as const satisfies Record<string, Scale>;

/** The axis of probabilities, at equal distances. */
const qAxis = (qs: readonly number[]): Axis => ({
  scale: () =>
    plainPosition("q", [-0.5, qs.length - 0.5], {
      values: qs.map((_, i) => i),
      labelExpr: `${JSON.stringify(qs.map(String))}[datum.value]`,
    }),
  what: "q",
});

/** Moments of estimates beside what theory says of them: of each q the problems side by side, θ by θ. */
export function momentChecks({ panels, ...words }: Words & {
  readonly panels: readonly {
    /** The value of `panel`. */
    readonly panel: string;
    /** Its heading. */
    readonly title: string;
    /** Title of the vertical axis, and its scale. */
    readonly what: string;
    readonly scale: keyof typeof SCALES;
    /** The levels that are marked. */
    readonly levels: readonly { readonly at: number; readonly label: string }[];
  }[];
}): FigureDefinition {
  return plot(words, {
    notes: (points) => points.some(({ mc_error }) => isNumber(mc_error)) ? [ERROR_BARS] : [],
    opening:
      "Points in four panels, one for each problem, q and θ, with error bars where there are any.",
    // `panel`, the quantity; `q`, 0 for the first-order estimate; `theta`, the number of the point;
    // `value` with `mc_error`, NULL where nothing is drawn
    columns: {
      panel: text("Quantity"),
      problem: text("Problem"),
      q: number("q", "finite"),
      theta: integer("θ no.", "finite"),
      value: measured("Value", "finite"),
      mc_error: number(),
    },
    also: (point) => panels.some(({ panel }) => panel === point.panel),
    size: [330, 190],
    across: 2,
    panels(points) {
      const qs = distinct(points.map(({ q }) => q));
      const problems = textsOf(points, "problem").sort();
      return inPanels(panels, points).map(({ panel: { title, what, scale, levels }, own }) => {
        const thetas = distinct(own.map(({ theta }) => theta));
        const places = problems.length * thetas.length + 1;
        const least = scale === "rounding" ? ROUNDING_FLOOR : -Infinity;
        return {
          ...{ title, own, least },
          axes: {
            x: qAxis(qs),
            y: {
              scale: (values) => ({ type: "quantitative", title: what, ...SCALES[scale](values) }),
              what: `${what} (${title})`,
            },
          },
          x({ problem, theta, q }) {
            const i = problems.indexOf(problem) * (thetas.length + 1) + thetas.indexOf(theta);
            return qs.indexOf(q) + 0.7 * ((i + 0.5) / places - 0.5);
          },
          bar: ({ value, mc_error }) =>
            interval(Math.max(value, least), scale === "linear" ? mc_error : null),
          lines: () =>
            levels.map(({ at, label: text }) => ({
              at,
              note: { text, look: { align: "right", dy: -2 } },
            })),
        };
      });
    },
    axes: { x: qAxis([]) },
    series: (points) => plainSeries(textsOf(points, "problem").sort()),
    of: ({ problem }) => problem,
    x: ({ q }) => q,
    tip: ({ problem, q, theta, value }) =>
      tip(problem, `q = ${format(q)}, θ ${theta}`, value, null),
    joined: false,
    finds(points) {
      const some = points.filter(({ panel, q }) => panel === panels[0].panel && q > 0);
      return some.length === 0
        ? null
        : "In the instances shown the debiased mean over both outcomes of the coin is off by at most " +
          format(Math.max(...some.map(({ value }) => value)));
    },
    facts: ({ own }) =>
      groupsOf(own, "problem", textsOf(own, "problem").sort()).flatMap((problem) =>
        distinct(problem.own.map(({ q }) => q)).map((q) => {
          const values = problem.own.filter((point) => point.q === q).map(({ value }) => value);
          const ends = [Math.min(...values), Math.max(...values)].map((end) => format(end));
          return `${problem.name}, q = ${format(q)}: ${[...new Set(ends)].join(" to ")}`;
        })
      ),
  });
}
