/**
 * Heat maps: coverage by the smoothness of two factors, with the boundary that theory gives, and errors
 * over all splits of a budget.
 *
 * @module
 */

import { distinct, isNumber } from "../axes.ts";
import { type FigureDefinition, figureOf, type Spec, type Words } from "../figure.ts";
import { type Cell, cellPosition, frames, heatMap } from "../cells.ts";
import type { Place } from "../marks.ts";
import { format, formatInteger } from "../number.ts";
import { list, span } from "../sentences.ts";
import { eachEstimator, groupsOf, textsOf } from "../series.ts";
import { integer, measured, number, text } from "../table_data.ts";
import type { KeyEntry } from "../sheet.ts";
import { palette, shades } from "../theme.ts";

/** What the shades of cells mean. */
const shadesKey = (labels: readonly string[]): KeyEntry[] =>
  labels.map((label, i) => ({
    series: label,
    label,
    colour: shades[i].fill,
    shape: "square",
    isOutlined: true,
  }));

/** The largest Monte Carlo error of the numbers on some cells. */
const largestError = (errors: readonly (number | null)[], what: string): string => {
  const known = errors.filter(isNumber);
  return known.length === 0
    ? "There are no Monte Carlo errors of the numbers on the cells."
    : `The Monte Carlo standard error of ${what} is at most ${
      format(Math.max(...known))
    }; the table has all.`;
};

/** Coverage from which a level begins, from the lightest shade to the strongest. */
const COVERAGES = [0.9, 0.8, 0.6, 0.4, 0];

/** The exponent of the rate at which a function of smoothness β is learned in one dimension. */
const rate = (beta: number): number => beta / (2 * beta + 1);

/** An axis of smoothness by its rates: the edges of cells are half-way between them. */
function smoothnessAxis(values: readonly number[], name: string) {
  const rates = values.map(rate);
  const middle = rates.slice(1).map((r, i) => (r + rates[i]) / 2);
  const [first, last] = [rates[0], rates[rates.length - 1]];
  // the outer edges are as far away as the inner ones
  const edges = rates.length === 1
    ? [first - 0.03, first + 0.03]
    : [2 * first - middle[0], ...middle, 2 * last - middle[middle.length - 1]];
  const [from, to] = [edges[0], edges[edges.length - 1]];
  const labels = values.map((beta, i) => `abs(datum.value-${rates[i]})<1e-9?'${beta}':`).join("");
  const position = cellPosition(`smoothness of the ${name}`, [from, to], rates, `${labels}''`);
  const cell = (beta: number): readonly [number, number] => {
    const i = values.indexOf(beta);
    return [edges[i], edges[i + 1]];
  };
  return { from, to, position, cell };
}

type SmoothnessAxis = ReturnType<typeof smoothnessAxis>;

/** The part of the line rate + rate = ½ that is in the diagram. */
function productRate(x: SmoothnessAxis, y: SmoothnessAxis): Place[] {
  const from = Math.max(x.from, 0.5 - y.to);
  const to = Math.min(x.to, 0.5 - y.from);
  return from < to ? [{ x: from, y: 0.5 - from }, { x: to, y: 0.5 - to }] : [];
}

/** The corner in which both are rougher than ½, where the rate is ¼. */
function corner(x: SmoothnessAxis, y: SmoothnessAxis): Place[] {
  const [right, high] = [Math.min(0.25, x.to), Math.min(0.25, y.to)];
  return x.from < right && y.from < high
    ? [{ x: x.from, y: high }, { x: right, y: high }, { x: right, y: y.from }]
    : [];
}

/** Regions of the diagram, with what is said of them. */
const REGIONS: readonly [string, (a: number, b: number) => boolean][] = [
  ["inside the product-rate boundary", (a, b) => rate(a) + rate(b) > 0.5],
  [
    "beyond it with one factor smoother than ½",
    (a, b) => rate(a) + rate(b) <= 0.5 && Math.max(a, b) > 0.5,
  ],
  ["beyond it with both rougher", (a, b) => rate(a) + rate(b) <= 0.5 && Math.max(a, b) <= 0.5],
];

/** Coverage by smoothness, a panel an estimator, with the theoretical boundary. */
export function phaseDiagram(words: Words): FigureDefinition {
  return figureOf(words, {
    // `residual` and `jacobian`, the smoothness of either factor; `bias`, in standard deviations of the
    // oracle; `ratio`, that bias over the full plug-in's; each with its Monte Carlo standard error
    columns: {
      estimator: text("Estimator"),
      residual: number("Residual", "positive", { decimals: 2 }),
      jacobian: number("Jacobian", "positive", { decimals: 2 }),
      coverage: measured("Coverage", "finite"),
      bias: measured("Bias", "number", "bias_error"),
      ratio: measured("Ratio of biases", "number", "ratio_error"),
      n: number(),
      mc_error: number(),
      bias_error: number(),
      ratio_error: number(),
    },
    draw(cells) {
      const x = smoothnessAxis(distinct(cells.map((c) => c.jacobian)), "Jacobian");
      const y = smoothnessAxis(distinct(cells.map((c) => c.residual)), "residual");
      const axes = { x: x.position, y: y.position };
      const at = { x: { ...axes.x, field: "x" }, y: { ...axes.y, field: "y" } };
      const line = (points: readonly Place[], strokeDash: readonly number[]): Spec[] =>
        points.length === 0 ? [] : [{
          data: { values: points.map((point, order) => ({ ...point, order })) },
          mark: { type: "line", color: palette.vermillion.light, strokeWidth: 2.25, strokeDash },
          encoding: { ...at, order: { field: "order", type: "quantitative" } },
        }];
      const key: KeyEntry[] = [
        ...shadesKey(
          COVERAGES.map((least, i) =>
            i === 0 ? `coverage ≥ ${least}` : `${least} to ${COVERAGES[i - 1]}`
          ),
        ),
        ...[
          { label: "product-rate boundary", dash: [1, 0] },
          { label: "both rougher than ½", dash: [5, 4] },
        ].map((entry) => ({ series: entry.label, colour: palette.vermillion, ...entry })),
      ];
      const lines = [...line(productRate(x, y), [1, 0]), ...line(corner(x, y), [5, 4])];
      return {
        key,
        rows: [eachEstimator(cells, (title, own) => {
          const drawn = own.map((cell): Cell => {
            const { residual, jacobian, coverage, mc_error, bias, bias_error } = cell;
            const [[left, right], [low, high]] = [x.cell(jacobian), y.cell(residual)];
            return {
              ...{ left, right, low, high, x: (left + right) / 2, y: (low + high) / 2 },
              level: COVERAGES.findIndex((least) => coverage >= least),
              text: coverage.toFixed(2),
              tip: `${title}, residual ${residual}, Jacobian ${jacobian}: coverage ` +
                `${format(coverage, mc_error)}, bias ${format(bias, bias_error)}`,
            };
          });
          return { title, width: 215, height: 215, layer: heatMap(drawn, axes, lines) };
        })],
      };
    },
    finds(cells) {
      const [[, isInside]] = REGIONS;
      const least = eachEstimator(cells, (name, own) => {
        const some = own.filter((c) => isInside(c.residual, c.jacobian)).map((c) => c.coverage);
        return some.length === 0 ? [] : [{ name, value: Math.min(...some) }];
      }).flat();
      return least.length === 0 ? null : "Inside the product-rate boundary the least coverage is " +
        span(least, (x) => x.toFixed(2));
    },
    notes: (cells) => [largestError(cells.map(({ mc_error }) => mc_error), "a coverage")],
    say(cells) {
      const ns = distinct(cells.map((c) => c.n).filter(isNumber));
      const values = (name: "residual" | "jacobian"): string =>
        list(distinct(cells.map((c) => c[name])).map(String));
      return [
        "Heat maps side by side, one an estimator; every cell carries its coverage.",
        `Horizontal axis: smoothness of the Jacobian, ${values("jacobian")}.`,
        `Vertical axis: smoothness of the residual, ${values("residual")}.`,
        ns.length === 0 ? "" : `Sample size n = ${list(ns.map(formatInteger))}.`,
        eachEstimator(cells, (name, own) => {
          const regions = REGIONS.flatMap(([region, holds]) => {
            const some = own.filter((c) => holds(c.residual, c.jacobian)).map((c) => c.coverage);
            return some.length === 0 ? [] : [
              `${Math.min(...some).toFixed(2)} to ${Math.max(...some).toFixed(2)} ${region}`,
            ];
          });
          return `${name}: ${regions.join(", ")}`;
        }),
      ];
    },
  });
}

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
            title: `${problem}, t + k + J = ${formatInteger(budget)}`,
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
          name: `${problem}, budget ${budget}`,
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
        return `${problem}, budget ${formatInteger(budget)}: ${facts.flat().join(", ")}`;
      }),
    ],
  });
}
