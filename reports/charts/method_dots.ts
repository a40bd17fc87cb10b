/**
 * The figure of methods at equal budgets: one row a method, in panels by what is equal.
 *
 * @module
 */

import { logDomain, logPosition } from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Spec, type Words } from "./figure.ts";
import { format, formatInteger } from "./number.ts";
import { axis } from "./sentences.ts";
import { integer, number, text } from "./table_data.ts";
import { palette } from "./theme.ts";

/**
 * `panel`; `estimator`; `value` at the end of the budget, with its interval `low` to `high`; `budget`;
 * `step`, the outer step the method was tuned to; `gradient_norm`; `diverged`, replications that have.
 */
const columns = {
  panel: text("Equal"),
  budget: integer("Budget"),
  estimator: text("Method"),
  step: number("Tuned outer step"),
  value: number("Reached", "positive"),
  low: number("Interval from"),
  high: number("to"),
  gradient_norm: number("‖∇F‖"),
  diverged: integer("Diverged"),
};

type Dot = PointOf<typeof columns>;

/** What distinguishes one such figure from another. */
export interface MethodDotsOptions extends Words {
  /** Values of `panel` and what the budget is of each. */
  readonly panels: readonly { readonly panel: string; readonly title: string }[];
  /** Title of the logarithmic axis. */
  readonly what: string;
}

const WIDTH = 210;
const ROW = 20;

function drawn(
  dots: readonly Dot[],
  names: readonly string[],
  title: string,
  x: Spec,
  first: boolean,
): Spec {
  const values = dots.map(({ estimator, value, low, high }) => ({
    estimator,
    x: value,
    low: low !== null && low > 0 ? low : value,
    high: high ?? value,
    tip: `${estimator}: ${format(value)}`,
  }));
  const y = {
    field: "estimator",
    type: "nominal",
    title: null,
    scale: { domain: names },
    axis: first ? { grid: true, labelLimit: 200 } : { grid: true, labels: false },
  };
  return {
    title,
    width: WIDTH,
    height: ROW * names.length,
    data: { values },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 1.5, color: palette.blue.light, clip: true },
        encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y },
      },
      {
        mark: { type: "point", color: palette.blue.light, aria: true },
        encoding: { x, y, description: { field: "tip", type: "nominal" } },
      },
    ],
  };
}

/** Values of methods at equal budgets. */
export function methodDots({ panels, what, ...words }: MethodDotsOptions): FigureDefinition {
  const shown = (dots: readonly Dot[]) =>
    panels.map(({ panel, title }) => ({
      title,
      own: dots.filter((dot) => dot.panel === panel)
        .sort((a, b) => a.value - b.value || (a.estimator < b.estimator ? -1 : 1)),
    })).filter(({ own }) => own.length > 0);
  return figureOf(words, {
    columns,
    also: (dot) => panels.some(({ panel }) => panel === dot.panel),
    draw(points) {
      const parts = shown(points);
      const dots = parts.flatMap(({ own }) => own);
      // The first panel's order, best first, holds for all.
      const names = [...new Set(dots.map(({ estimator }) => estimator))];
      // A very long bar is cut off rather than all others squeezed.
      const ends = dots.flatMap(({ value, low, high }) => [
        Math.max(low ?? value, value / 4),
        Math.min(high ?? value, 4 * value),
      ]);
      const x = logPosition("x", what, logDomain(ends, 1.15));
      return { hconcat: parts.map(({ title, own }, i) => drawn(own, names, title, x, i === 0)) };
    },
    say(dots) {
      const words = shown(dots).map(({ title, own }) => {
        const budget = own[0].budget;
        return `${title}${budget === null ? "" : ` (${formatInteger(budget)})`}: ` +
          `${own.map(({ estimator, value }) => `${estimator} ${format(value)}`).join("; ")}.`;
      });
      return [
        "Dot plots with error bars, one row a method, one panel a kind of budget.",
        axis("Horizontal", `${what}, logarithmic`, dots.map(({ value }) => value)),
        ...words,
      ];
    },
  });
}
