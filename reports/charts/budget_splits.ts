/**
 * Heat maps of the error over all splits of a budget, a panel a problem and budget.
 *
 * @module
 */

import { distinct, isNumber, plainPosition } from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Spec, type Words } from "./figure.ts";
import { type HeatCell, heatCells } from "./heat_cells.ts";
import { format, formatInteger } from "./number.ts";
import { list } from "./sentences.ts";
import { integer, measured, number, text } from "./table_data.ts";
import { palette } from "./theme.ts";

const SIZE = 265;
/** Loss up to which a level goes, from the lightest shade on. */
const LEVELS = [1.1, 1.3, 1.8, 3, Infinity];

/**
 * `problem`; `budget` and its split `t`, `k`, `j`; `value`, the mean squared error, and its Monte Carlo
 * standard error; `predicted`, A/t + B/k + C/J; `loss`, the error over the least of the budget; `best` and
 * `chosen`, 1 for the split that is best as measured or as predicted; `best_t`, `best_k`, `best_j`, the
 * predicted shares.
 */
const columns = {
  problem: text("Problem"),
  budget: integer("Budget", "positive"),
  t: integer("t", "positive"),
  k: integer("k", "positive"),
  j: integer("J", "positive"),
  value: measured("Squared error", "positive"),
  predicted: number("Predicted"),
  loss: number("Over the least", "positive", { decimals: 2 }),
  mc_error: number(),
  best: number(),
  chosen: number(),
  best_t: number(),
  best_k: number(),
  best_j: number(),
};

type Split = PointOf<typeof columns>;

/** The heat maps in their order, each with its splits. */
function panels(splits: readonly Split[]): { problem: string; budget: number; own: Split[] }[] {
  return [...new Set(splits.map(({ problem }) => problem))].sort().reverse().flatMap((problem) => {
    const some = splits.filter((split) => split.problem === problem);
    return distinct(some.map(({ budget }) => budget)).map((budget) => ({
      problem,
      budget,
      own: some.filter((split) => split.budget === budget),
    }));
  });
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** `t 44 %, k 11 %, J 44 %`. */
const shares = (t: number, k: number, j: number): string =>
  `t ${percent(t)}, k ${percent(k)}, J ${percent(j)}`;

const shareText = ({ t, k, j, budget }: Split): string =>
  shares(t / budget, k / budget, j / budget);

const lossText = (loss: number): string => loss < 9.995 ? loss.toFixed(2) : loss.toFixed(0);

function shareAxis(name: string, values: readonly number[], half: number): Spec {
  const first = values[0], last = values[values.length - 1];
  return plainPosition(`share of ${name}`, [first - half, last + half], {
    values,
    labelExpr: "round(100 * datum.value) + ' %'",
    grid: false,
    domain: false,
    ticks: false,
    labelOverlap: false,
  });
}

/** A frame inside a cell, to tell it from others. */
function frame(cells: readonly HeatCell[], x: Spec, y: Spec, mark: Spec, inset: number): Spec {
  return {
    data: {
      values: cells.map(({ left, right, low, high, ...cell }) => ({
        ...cell,
        left: left + inset,
        right: right - inset,
        low: low + inset,
        high: high - inset,
      })),
    },
    mark: { type: "rect", filled: false, ...mark },
    encoding: {
      x: { ...x, field: "left" },
      x2: { field: "right" },
      y: { ...y, field: "low" },
      y2: { field: "high" },
    },
  };
}

function heatMap(own: readonly Split[], budget: number): Spec[] {
  const ts = distinct(own.map(({ t }) => t / budget));
  const js = distinct(own.map(({ j }) => j / budget));
  const half = Math.min(...[...ts, ...js]) / 2;
  const [x, y] = [
    shareAxis("t, the lower level", ts, half),
    shareAxis("J, the cross term", js, half),
  ];
  const cells = own.map((split): HeatCell & { readonly split: Split } => {
    const [atX, atY] = [split.t / budget, split.j / budget];
    return {
      left: atX - half,
      right: atX + half,
      low: atY - half,
      high: atY + half,
      x: atX,
      y: atY,
      level: LEVELS.findIndex((most) => split.loss <= most),
      text: lossText(split.loss),
      tip: `${shareText(split)}: ${lossText(split.loss)} times the least error, ` +
        format(split.value, split.mc_error),
      split,
    };
  });
  const plain = ({ split: _, ...cell }: typeof cells[number]): HeatCell => cell;
  const marked = (flag: "best" | "chosen"): HeatCell[] =>
    cells.filter(({ split }) => split[flag] === 1).map(plain);
  const { rectangles, numbers } = heatCells(cells.map(plain), x, y);
  return [
    ...rectangles,
    ...numbers,
    frame(marked("chosen"), x, y, { stroke: palette.vermillion.light, strokeWidth: 3 }, 0),
    frame(
      marked("best"),
      x,
      y,
      { stroke: palette.black.light, strokeWidth: 1.75, strokeDash: [3, 3] },
      0.16 * half,
    ),
  ];
}

/** Heat maps of the error over all splits of a budget, a panel a problem and budget. */
export function budgetSplits(
  words: Words,
): FigureDefinition {
  return figureOf(words, {
    after: `Stronger shades are larger errors, beyond ${list(LEVELS.slice(0, -1).map(String))}.`,
    columns,
    draw: (splits) => ({
      columns: 2,
      concat: panels(splits).map(({ problem, budget, own }) => ({
        title: `${problem}, t + k + J = ${formatInteger(budget)}`,
        width: SIZE,
        height: SIZE,
        layer: heatMap(own, budget),
      })),
    }),
    say(splits) {
      const facts = panels(splits).map(({ problem, budget, own }) => {
        const [{ best_t: t, best_k: k, best_j: j }] = own;
        const best = own.filter((split) => split.best === 1).map(shareText);
        const chosen = own.filter((split) => split.chosen === 1);
        const equal = own.filter((split) => split.t === split.k && split.k === split.j);
        const losses = own.map(({ loss }) => loss);
        return `${problem}, budget ${formatInteger(budget)}: ` + [
          isNumber(t) && isNumber(k) && isNumber(j) ? `predicted shares ${shares(t, k, j)}` : "",
          ...best.map((text) => `best measured ${text}`),
          ...chosen.map((split) =>
            `predicted of the grid ${shareText(split)} with ${lossText(split.loss)} times the ` +
            "least error"
          ),
          ...equal.map(({ loss }) => `equal shares ${lossText(loss)} times`),
          `all from ${lossText(Math.min(...losses))} to ${lossText(Math.max(...losses))} times`,
        ].filter((part) => part !== "").join(", ");
      });
      return [
        "Triangular heat maps side by side, one a problem and budget; every cell carries its error over the least.",
        `Horizontal axis: share of t, ${list(ends(splits.map((s) => s.t / s.budget)))}.`,
        `Vertical axis: share of J, ${list(ends(splits.map((s) => s.j / s.budget)))}.`,
        `${facts.join("; ")}.`,
      ];
    },
  });
}

const ends = (values: readonly number[]): string[] =>
  [Math.min(...values), Math.max(...values)].map(percent);
