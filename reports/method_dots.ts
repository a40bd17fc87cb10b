/**
 * The figure of methods at equal budgets: one row a method, in panels by what is equal.
 *
 * @module
 */

import { isPositive, logDomain, logPosition, type Spec } from "./chart.ts";
import { axis, missing, sentences } from "./facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "./figure.ts";
import { format, formatInteger } from "./number.ts";
import { palette, themed } from "./theme.ts";

/**
 * `panel`; `estimator`; `value` at the end of the budget, with its interval `low` to `high`; `budget`;
 * `step`, the outer step the method was tuned to; `gradient_norm`; `diverged`, replications that have.
 */
const columns = {
  panel: "text",
  estimator: "text",
  value: "number",
  low: "number",
  high: "number",
  budget: "number",
  step: "number",
  gradient_norm: "number",
  diverged: "number",
} as const;

type DotRow = RowOf<typeof columns>;
type Dot = DotRow & { readonly value: number };

/** What distinguishes one such figure from another. */
export interface MethodDotsOptions {
  /** Identifier: the name of its file. */
  readonly id: string;
  /** What is shown. */
  readonly title: string;
  /** How to read it. */
  readonly caption: string;
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
export function methodDots(
  { id, title, caption, panels, what }: MethodDotsOptions,
): FigureDefinition {
  const dotsOf = (rows: readonly DotRow[], panel: string): Dot[] =>
    rows.filter((row): row is Dot => row.panel === panel && isPositive(row.value))
      .sort((a, b) => a.value - b.value || (a.estimator < b.estimator ? -1 : 1));
  const figure: FigureDefinition = {
    id,
    title,
    caption,
    columns,
    spec(rows) {
      const all = checkedRows(id, columns, rows);
      const dots = panels.flatMap(({ panel }) => dotsOf(all, panel));
      if (dots.length === 0) return emptySpec();
      // The first panel's order, best first, holds for all.
      const names = [...new Set(dots.map(({ estimator }) => estimator))];
      // A very long bar is cut off rather than all others squeezed.
      const ends = dots.flatMap(({ value, low, high }) => [
        Math.max(low ?? value, value / 4),
        Math.min(high ?? value, 4 * value),
      ]);
      const x = logPosition("x", what, logDomain(ends, 1.15));
      const shown = panels.filter(({ panel }) => dotsOf(all, panel).length > 0);
      return themed({
        description: figure.describe(rows),
        hconcat: shown.map(({ panel, title }, i) =>
          drawn(dotsOf(all, panel), names, title, x, i === 0)
        ),
      });
    },
    describe(rows) {
      const all = checkedRows(id, columns, rows);
      const dots = panels.flatMap(({ panel }) => dotsOf(all, panel));
      if (dots.length === 0) return describeEmpty(title);
      const words = panels.flatMap(({ panel, title }) => {
        const here = dotsOf(all, panel);
        const budget = here[0]?.budget ?? null;
        return here.length === 0 ? [] : [
          `${title}${budget === null ? "" : ` (${formatInteger(budget)})`}: ` +
          `${here.map(({ estimator, value }) => `${estimator} ${format(value)}`).join("; ")}.`,
        ];
      });
      return sentences(
        "Dot plots with error bars, one row a method, one panel a kind of budget.",
        axis("Horizontal", `${what}, logarithmic`, dots.map(({ value }) => value)),
        ...words,
        missing(all.length - dots.length),
      );
    },
    table(rows) {
      return {
        caption: title,
        columns: [
          { name: "panel", label: "Equal", kind: "text" },
          { name: "budget", label: "Budget", kind: "integer" },
          { name: "estimator", label: "Method", kind: "text" },
          { name: "step", label: "Tuned outer step", kind: "number" },
          { name: "value", label: "Reached", kind: "number" },
          { name: "low", label: "Interval from", kind: "number" },
          { name: "high", label: "to", kind: "number" },
          { name: "gradient_norm", label: "‖∇F‖", kind: "number" },
          { name: "diverged", label: "Diverged", kind: "integer" },
        ],
        rows: checkedRows(id, columns, rows),
      };
    },
  };
  return figure;
}
