import { isPositive, logDomain, logPosition, type Series, type Spec } from "../chart.ts";
import { axis, missing, sentences } from "../facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "../figure.ts";
import { format, formatInteger } from "../number.ts";
import { seriesEncodings, themed } from "../theme.ts";

/**
 * `panel`, the problem; `estimator`; `kind`, what its gradients go through; `value`, the share of the gap
 * that is left, with its interval `low` to `high`; `budget` in observations; `step`, the outer step it was
 * tuned to; `iterations` and `calls` up to the budget; `diverged`, replications that have; `residual`, the
 * largest ‖b − Hu‖/‖b‖ of its linear systems, and `unsolved`, the replications in which not all converged.
 */
const columns = {
  panel: "text",
  estimator: "text",
  kind: "text",
  value: "number",
  low: "number",
  high: "number",
  budget: "number",
  step: "number",
  iterations: "number",
  calls: "number",
  diverged: "number",
  residual: "number",
  unsolved: "number",
} as const;

type LeagueRow = RowOf<typeof columns>;
type Dot = LeagueRow & { readonly value: number };

const PANELS = ["penalties", "cleaning", "adaptation"];
const KINDS: readonly Series[] = [
  { name: "minibatches", encoding: seriesEncodings[0]! },
  { name: "whole gradients", encoding: seriesEncodings[1]! },
  { name: "exact gradients, not counted", encoding: seriesEncodings[3]! },
];
const WIDTH = 200;
const ROW = 17;
const what = "share of the gap left";
/** Longer bars are cut off rather than all others squeezed. */
const LONGEST = 3;

/** The best on top, after them those that have diverged on some draws, last those that have on all. */
function ranked(rows: readonly LeagueRow[], panel: string): LeagueRow[] {
  const group = (row: LeagueRow): number => isDot(row) ? isPositive(row.diverged) ? 1 : 0 : 2;
  return rows.filter((row) => row.panel === panel).sort((a, b) =>
    group(a) - group(b) || (a.value ?? 0) - (b.value ?? 0) || (a.estimator < b.estimator ? -1 : 1)
  );
}

/** Its name on the axis. */
const label = ({ estimator, diverged }: LeagueRow): string =>
  isPositive(diverged) ? `${estimator}, ${diverged} diverged` : estimator;

const isDot = (row: LeagueRow): row is Dot => isPositive(row.value);

function drawn(panel: string, dots: readonly Dot[]): Spec {
  const position = logPosition(
    "x",
    null,
    logDomain(
      dots.flatMap(({ value, low, high }) => [
        Math.max(low ?? value, value / LONGEST),
        Math.min(high ?? value, LONGEST * value),
      ]),
      1.15,
    ),
  );
  const x = { ...position, title: [what, `after ${formatInteger(dots[0].budget)} observations`] };
  const y = {
    field: "label",
    type: "nominal",
    title: null,
    scale: { domain: dots.map(label) },
    axis: { grid: true, labelLimit: 200 },
  };
  const channel = (range: readonly string[]): Spec => ({
    field: "kind",
    type: "nominal",
    title: null,
    scale: { domain: KINDS.map(({ name }) => name), range },
  });
  const color = channel(KINDS.map(({ encoding }) => encoding.colour.light));
  return {
    title: panel,
    width: WIDTH,
    height: ROW * dots.length,
    data: {
      values: dots.map((dot) => ({
        label: label(dot),
        kind: dot.kind,
        x: dot.value,
        low: isPositive(dot.low) ? dot.low : dot.value,
        high: dot.high ?? dot.value,
        tip: `${label(dot)}: ${format(dot.value)}`,
      })),
    },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 1.5, clip: true },
        encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y, color },
      },
      {
        mark: { type: "point", aria: true },
        encoding: {
          x,
          y,
          color,
          shape: channel(KINDS.map(({ encoding }) => encoding.shape)),
          description: { field: "tip", type: "nominal" },
        },
      },
    ],
  };
}

/** What all methods have left of the gap on three problems. */
export const figure: FigureDefinition = {
  id: "head_to_head_league",
  title: "All methods at the same budget of observations",
  caption:
    "Share of the gap that is left, 1 being where all start; the best on top. Geometric means over the draws " +
    "that no step was chosen on, with 95 % intervals of each mean, which contain how much the draws " +
    "differ: methods see the same draws, and what separates two of them may be clearer than their " +
    "intervals. The table has the outer steps, and iterations and oracle calls to the end of the last " +
    "iteration, the ends of intervals that leave a panel, and how well linear systems were solved: the largest " +
    "residual from the first iteration on, and the draws in which one was above 10⁻⁶, both empty where it " +
    "is not known. Methods that have diverged on some draws come " +
    "last, with the means of the others.",
  columns,
  spec(rows) {
    const all = checkedRows(figure.id, columns, rows);
    const shown = PANELS.flatMap((panel) => {
      const dots = ranked(all, panel).filter(isDot);
      return dots.length === 0 ? [] : [drawn(panel, dots)];
    });
    if (shown.length === 0) return emptySpec();
    return themed({
      description: figure.describe(rows),
      hconcat: shown,
      resolve: { scale: { color: "shared", shape: "shared" } },
    });
  },
  describe(rows) {
    const all = checkedRows(figure.id, columns, rows);
    const dots = all.filter(isDot);
    if (dots.length === 0) return describeEmpty(figure.title);
    return sentences(
      "Dot plots with error bars, one row a method, one panel a problem, the best on top.",
      axis("Horizontal", `${what}, logarithmic`, dots.map(({ value }) => value)),
      ...PANELS.flatMap((panel) => {
        const here = ranked(all, panel).filter(isDot);
        const budget = here[0]?.budget;
        return here.length === 0 ? [] : [
          `${panel}${
            isPositive(budget ?? null) ? ` (${formatInteger(budget!)} observations)` : ""
          }: ` +
          `${here.map(({ estimator, value }) => `${estimator} ${format(value)}`).join("; ")}.`,
        ];
      }),
      missing(all.length - dots.length),
    );
  },
  table(rows) {
    const all = checkedRows(figure.id, columns, rows);
    return {
      caption: figure.title,
      columns: [
        { name: "panel", label: "Problem", kind: "text" },
        { name: "rank", label: "Place", kind: "integer" },
        { name: "estimator", label: "Method", kind: "text" },
        { name: "kind", label: "Goes through", kind: "text" },
        { name: "value", label: "Gap left", kind: "number" },
        { name: "low", label: "Interval from", kind: "number" },
        { name: "high", label: "to", kind: "number" },
        { name: "step", label: "Tuned outer step", kind: "number" },
        { name: "iterations", label: "Outer iterations", kind: "number" },
        { name: "calls", label: "Oracle calls", kind: "number" },
        { name: "diverged", label: "Diverged", kind: "integer" },
        { name: "residual", label: "Largest ‖b − Hu‖/‖b‖", kind: "number" },
        { name: "unsolved", label: "Not all systems solved in", kind: "integer" },
      ],
      rows: PANELS.flatMap((panel) =>
        ranked(all, panel).map((row, i) => ({ ...row, rank: isDot(row) ? i + 1 : null }))
      ),
    };
  },
};
