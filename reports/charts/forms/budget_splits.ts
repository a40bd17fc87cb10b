/**
 * The heat map of errors over all splits of a budget.
 *
 * @module
 */

import { distinct, isNumber } from "../axes.ts";
import { type Cell, cellPosition, frames, heatMap, largestError, shadesKey } from "../cells.ts";
import { type FigureDefinition, figureOf, type Spec, type Words } from "../figure.ts";
import { nameFor } from "../names.ts";
import { format, formatInteger } from "../number.ts";
import { list, span } from "../sentences.ts";
import { groupsOf, textsOf } from "../series.ts";
import { integer, measured, number, text } from "../table_data.ts";
import { palette } from "../theme.ts";

/** In rows of two. */
const pairs = <One>(all: readonly One[]): One[][] =>
  all.flatMap((_, i) => i % 2 === 0 ? [all.slice(i, i + 2)] : []);

/** Loss up to which a level goes, from the lightest shade on. */
const LOSSES = [1.1, 1.3, 1.8, 3, Infinity];

/** A split of a budget. */
interface Split {
  readonly budget: number;
  readonly t: number;
  readonly k: number;
  readonly j: number;
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** `t 44 %, k 11 %, J 44 %`. */
const shares = ({ t, k, j }: Split, budget: number): string =>
  `t ${percent(t / budget)}, k ${percent(k / budget)}, J ${percent(j / budget)}`;

const shareRange = (name: string, values: readonly number[]): string =>
  `share of ${name}, ${list([Math.min(...values), Math.max(...values)].map(percent))}`;

const lossText = (loss: number): string => loss < 9.995 ? loss.toFixed(2) : loss.toFixed(0);

/** The error over all splits of a budget, a panel a problem and budget. */
export function budgetSplits(words: Words): FigureDefinition {
  const panels = <Row extends Split & { readonly problem: string }>(splits: readonly Row[]) =>
    groupsOf(splits, "problem", textsOf(splits, "problem").sort().reverse()).flatMap(
      ({ name: problem, own }) =>
        distinct(own.map(({ budget }) => budget)).map((budget) => ({
          problem,
          budget,
          own: own.filter((split) => split.budget === budget),
        })),
    );
  return figureOf(words, {
    after: `Stronger shades are larger errors, beyond ${list(LOSSES.slice(0, -1).map(String))}.`,
    // `value`, the mean squared error, with `mc_error`; `predicted`, A/t + B/k + C/J; `loss`, the error over
    // the least of the budget; `best` and `chosen`, 1 for the split that is best as measured or as
    // predicted; `best_t`, `best_k`, `best_j`, the predicted shares
    columns: {
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
    },
    draw: (splits) => ({
      key: [
        ...shadesKey(
          LOSSES.map((most, i) =>
            most === Infinity ? `more than ${LOSSES[i - 1]}` : `up to ${most} times the least error`
          ),
        ),
        ...[
          { label: "as predicted", colour: palette.vermillion },
          { label: "best measured", colour: palette.black },
        ].map((entry) => ({ series: entry.label, ...entry, shape: "square", isHollow: true })),
      ],
      rows: pairs(
        panels(splits).map(({ problem, budget, own }) => {
          const ts = distinct(own.map(({ t }) => t / budget));
          const js = distinct(own.map(({ j }) => j / budget));
          const half = Math.min(...ts, ...js) / 2;
          const position = (name: string, at: readonly number[]): Spec => {
            const domain = [at[0] - half, at[at.length - 1] + half];
            return cellPosition(`share of ${name}`, domain, at, "round(100 * datum.value) + ' %'");
          };
          const axes = {
            x: position("t, the lower level", ts),
            y: position("J, the cross term", js),
          };
          const cellOf = (split: typeof own[number]): Cell => {
            const [x, y] = [split.t / budget, split.j / budget];
            return {
              ...{ x, y, left: x - half, right: x + half, low: y - half, high: y + half },
              level: LOSSES.findIndex((most) => split.loss <= most),
              text: lossText(split.loss),
              tip: `${shares(split, budget)}: ${lossText(split.loss)} times the least error, ` +
                format(split.value, split.mc_error),
            };
          };
          const marked = (flag: "best" | "chosen"): Cell[] =>
            own.filter((split) => split[flag] === 1).map(cellOf);
          const { vermillion, black } = palette;
          const best = { stroke: black.light, strokeWidth: 1.75, strokeDash: [3, 3] };
          return {
            title: `${nameFor(problem)}, t + k + J = ${formatInteger(budget)}`,
            width: 265,
            height: 265,
            layer: [
              ...heatMap(own.map(cellOf), axes),
              frames(marked("chosen"), axes, { stroke: vermillion.light, strokeWidth: 3 }, 0),
              frames(marked("best"), axes, best, 0.16 * half),
            ],
          };
        }),
      ),
    }),
    finds(splits) {
      const chosen = splits.filter((split) => split.chosen === 1)
        .map(({ problem, budget, loss }) => ({
          name: `${nameFor(problem)}, budget ${budget}`,
          value: loss,
        }));
      return chosen.length === 0 ? null : "The split that theory predicts has " +
        `${span(chosen, lossText)} times the least error`;
    },
    notes: (splits) => [
      largestError(
        splits.map(({ value, mc_error }) => isNumber(mc_error) ? mc_error / value : null),
        "an error, as a share of it,",
      ),
    ],
    say: (splits) => [
      "Triangular heat maps side by side, one a problem and budget; every cell carries its error over the least.",
      `Horizontal axis: ${shareRange("t", splits.map((s) => s.t / s.budget))}.`,
      `Vertical axis: ${shareRange("J", splits.map((s) => s.j / s.budget))}.`,
      panels(splits).map(({ problem, budget, own }) => {
        const [{ best_t: t, best_k: k, best_j: j }] = own;
        const losses = own.map(({ loss }) => loss);
        const facts = [
          isNumber(t) && isNumber(k) && isNumber(j)
            ? [`predicted shares ${shares({ t, k, j, budget }, 1)}`]
            : [],
          own.filter(({ best }) => best === 1)
            .map((split) => `best measured ${shares(split, budget)}`),
          own.filter(({ chosen }) => chosen === 1).map((split) =>
            `predicted of the grid ${shares(split, budget)} with ${
              lossText(split.loss)
            } times the ` +
            "least error"
          ),
          own.filter(({ t, k, j }) => t === k && k === j)
            .map(({ loss }) => `equal shares ${lossText(loss)} times`),
          [`all from ${lossText(Math.min(...losses))} to ${lossText(Math.max(...losses))} times`],
        ];
        return `${nameFor(problem)}, budget ${formatInteger(budget)}: ${facts.flat().join(", ")}`;
      }),
    ],
  });
}
