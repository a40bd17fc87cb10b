/**
 * The heat map of coverage by the smoothness of two factors, with the boundary that theory gives.
 *
 * @module
 */

import { distinct, isNumber } from "../axes.ts";
import { type FigureDefinition, figureOf, type Spec, type Words } from "../figure.ts";
import { type Cell, cellPosition, heatMap, largestError, shadesKey } from "../cells.ts";
import type { Place } from "../marks.ts";
import { format, formatInteger } from "../number.ts";
import { list, span } from "../sentences.ts";
import { eachEstimator } from "../series.ts";
import { measured, number, text } from "../table_data.ts";
import type { KeyEntry } from "../sheet.ts";
import { palette } from "../theme.ts";

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
