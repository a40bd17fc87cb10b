/**
 * The figure of all methods on several problems: one row a method, the best on top.
 *
 * @module
 */

import { isPositive, logDomain, logPosition } from "./axes.ts";
import {
  type FigureDefinition,
  figureOf,
  type PointOf,
  type RowOf,
  type Spec,
  type Words,
} from "./figure.ts";
import { format, formatInteger } from "./number.ts";
import { axis } from "./sentences.ts";
import { SYSTEMS } from "./slope_panels.ts";
import { integer, number, tableOf, text } from "./table_data.ts";
import { type Encoding, encodingOf, type Looks } from "./theme.ts";

/**
 * `panel`, the problem; `estimator`; `kind`, what its gradients go through; `value`, the share of the gap
 * that is left, with its interval `low` to `high`; `budget` in observations; `step`, the outer step it was
 * tuned to; `iterations` and `calls` up to the budget; `diverged`, replications that have; `residual`, the
 * largest ‖b − Hu‖/‖b‖ of its linear systems, and `unsolved`, the replications in which not all converged.
 */
const columns = {
  panel: text("Problem"),
  estimator: text("Method"),
  kind: text("Goes through"),
  value: number("Gap left", "positive"),
  low: number("Interval from"),
  high: number("to"),
  step: number("Tuned outer step"),
  iterations: number("Outer iterations"),
  calls: number("Oracle calls"),
  diverged: integer("Diverged"),
  ...SYSTEMS,
  budget: number(),
};

const { panel, ...others } = columns;

type LeagueRow = RowOf<typeof columns>;
type Dot = PointOf<typeof columns>;

const WIDTH = 200;
const ROW = 17;
const WHAT = "share of the gap left";
/** Longer bars are cut off rather than all others squeezed. */
const LONGEST = 3;

interface Kind {
  readonly name: string;
  readonly encoding: Encoding;
}

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

const isDot = (row: LeagueRow): row is LeagueRow & Dot => isPositive(row.value);

function drawn(panel: string, dots: readonly Dot[], kinds: readonly Kind[]): Spec {
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
  const x = { ...position, title: [WHAT, `after ${formatInteger(dots[0].budget)} observations`] };
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
    scale: { domain: kinds.map(({ name }) => name), range },
  });
  const color = channel(kinds.map(({ encoding }) => encoding.colour.light));
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
          shape: channel(kinds.map(({ encoding }) => encoding.shape)),
          description: { field: "tip", type: "nominal" },
        },
      },
    ],
  };
}

/** What distinguishes one such figure from another. */
export interface LeagueOptions extends Words {
  /** The problems: values of `panel`. */
  readonly panels: readonly string[];
  /** Values of `kind` in the order of the key, and how they are drawn. */
  readonly kinds: Looks;
}

/** What all methods have left of the gap on several problems. */
export function league({ panels, kinds, ...words }: LeagueOptions): FigureDefinition {
  const series = Object.keys(kinds).map((name) => ({ name, encoding: encodingOf(name, kinds) }));
  const shown = (rows: readonly LeagueRow[]) =>
    panels.map((panel) => ({ panel, dots: ranked(rows, panel).filter(isDot) }))
      .filter(({ dots }) => dots.length > 0);
  return figureOf(words, {
    columns,
    also: ({ panel }) => panels.includes(panel),
    draw: (points) => ({
      hconcat: shown(points).map(({ panel, dots }) => drawn(panel, dots, series)),
      resolve: { scale: { color: "shared", shape: "shared" } },
    }),
    say: (points) => [
      "Dot plots with error bars, one row a method, one panel a problem, the best on top.",
      axis("Horizontal", `${WHAT}, logarithmic`, points.map(({ value }) => value)),
      ...shown(points).map(({ panel, dots }) => {
        const { budget } = dots[0];
        return `${panel}${isPositive(budget) ? ` (${formatInteger(budget)} observations)` : ""}: ` +
          `${dots.map(({ estimator, value }) => `${estimator} ${format(value)}`).join("; ")}.`;
      }),
    ],
    table: tableOf({ panel, rank: integer("Place"), ...others }),
    tableRows: (_points, all) =>
      panels.flatMap((panel) =>
        ranked(all, panel).map((row, i) => ({ ...row, rank: isDot(row) ? i + 1 : null }))
      ),
  });
}
