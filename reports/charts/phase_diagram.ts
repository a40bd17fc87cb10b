/**
 * Heat maps of coverage by the smoothness of two factors, with the boundary that theory gives.
 *
 * @module
 */

import { distinct, isNumber, plainPosition } from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Spec, type Words } from "./figure.ts";
import { heatCells } from "./heat_cells.ts";
import { eachEstimator } from "./marks.ts";
import { format, formatInteger } from "./number.ts";
import { list } from "./sentences.ts";
import { measured, number, type Row, text } from "./table_data.ts";
import { palette } from "./theme.ts";

const SIZE = 215;
/** Coverage from which a level begins, from the lightest shade to the strongest. */
const LEVELS = [0.9, 0.8, 0.6, 0.4, 0];
const LINE = palette.vermillion.light;

/**
 * `estimator`; `residual` and `jacobian`, the smoothness of either factor; `n`; `coverage` and its
 * Monte Carlo standard error; `bias`, in standard deviations of the oracle, and its; `ratio`, that
 * bias over the full plug-in's, and its.
 */
const columns = {
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
};

type Cell = PointOf<typeof columns>;

/** The exponent of the rate at which a function of smoothness β is learned in one dimension. */
const rate = (beta: number): number => beta / (2 * beta + 1);

const levelOf = (coverage: number): number => LEVELS.findIndex((least) => coverage >= least);

/** Edges half-way between rates; the outer ones as far away as the inner ones. */
function edges(rates: readonly number[]): number[] {
  const middle = rates.slice(1).map((r, i) => (r + rates[i]) / 2);
  const [first, last] = [rates[0], rates[rates.length - 1]];
  return rates.length === 1
    ? [first - 0.03, first + 0.03]
    : [2 * first - middle[0], ...middle, 2 * last - middle[middle.length - 1]];
}

interface Axis {
  readonly values: readonly number[];
  readonly edges: readonly number[];
  readonly encoding: Spec;
}

function axisOf(values: readonly number[], name: string): Axis {
  const rates = values.map(rate);
  const ends = edges(rates);
  const labels = values.map((beta, i) => `abs(datum.value-${rates[i]})<1e-9?'${beta}':`).join("");
  return {
    values,
    edges: ends,
    encoding: plainPosition(`smoothness of the ${name}`, [ends[0], ends[ends.length - 1]], {
      values: rates,
      labelExpr: `${labels}''`,
      grid: false,
      domain: false,
      ticks: false,
      labelOverlap: false,
    }),
  };
}

/** The part of the line rate + rate = ½ that is in the diagram. */
function productRate(x: Axis, y: Axis): Row[] {
  const [left, right] = [x.edges[0], x.edges[x.edges.length - 1]];
  const [low, high] = [y.edges[0], y.edges[y.edges.length - 1]];
  const from = Math.max(left, 0.5 - high);
  const to = Math.min(right, 0.5 - low);
  return from < to ? [{ x: from, y: 0.5 - from }, { x: to, y: 0.5 - to }] : [];
}

/** The corner in which both are rougher than ½, where the rate is ¼. */
function corner(x: Axis, y: Axis): Row[] {
  const [left, low] = [x.edges[0], y.edges[0]];
  const right = Math.min(0.25, x.edges[x.edges.length - 1]);
  const high = Math.min(0.25, y.edges[y.edges.length - 1]);
  return left < right && low < high
    ? [{ x: left, y: high }, { x: right, y: high }, { x: right, y: low }]
    : [];
}

function panel(cells: readonly Cell[], x: Axis, y: Axis): Spec[] {
  const values = cells.map((cell) => {
    const i = x.values.indexOf(cell.jacobian);
    const j = y.values.indexOf(cell.residual);
    return {
      left: x.edges[i],
      right: x.edges[i + 1],
      low: y.edges[j],
      high: y.edges[j + 1],
      x: (x.edges[i] + x.edges[i + 1]) / 2,
      y: (y.edges[j] + y.edges[j + 1]) / 2,
      level: levelOf(cell.coverage),
      text: cell.coverage.toFixed(2),
      tip: `${cell.estimator}, residual ${cell.residual}, Jacobian ${cell.jacobian}: coverage ` +
        `${format(cell.coverage, cell.mc_error)}, bias ${format(cell.bias, cell.bias_error)}`,
    };
  });
  const at = { x: { ...x.encoding, field: "x" }, y: { ...y.encoding, field: "y" } };
  const { rectangles, numbers } = heatCells(values, x.encoding, y.encoding);
  const line = (points: readonly Row[], dash: readonly number[]): Spec[] =>
    points.length === 0 ? [] : [{
      data: { values: points.map((point, order) => ({ ...point, order })) },
      mark: { type: "line", color: LINE, strokeWidth: 2.25, strokeDash: dash },
      encoding: { ...at, order: { field: "order", type: "quantitative" } },
    }];
  return [
    ...rectangles,
    ...line(productRate(x, y), [1, 0]),
    ...line(corner(x, y), [5, 4]),
    ...numbers,
  ];
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

/** Heat maps of coverage, a panel an estimator, with the theoretical boundary. */
export function phaseDiagram(
  words: Words,
): FigureDefinition {
  return figureOf(words, {
    columns,
    draw(cells) {
      const x = axisOf(distinct(cells.map((c) => c.jacobian)), "Jacobian");
      const y = axisOf(distinct(cells.map((c) => c.residual)), "residual");
      const size = { width: SIZE, height: SIZE };
      return {
        columns: 3,
        concat: eachEstimator(cells, (title, own) => ({ title, ...size, layer: panel(own, x, y) })),
      };
    },
    say(cells) {
      const ns = distinct(cells.map((c) => c.n).filter(isNumber));
      const values = (name: "residual" | "jacobian") =>
        list(distinct(cells.map((c) => c[name])).map(String));
      const facts = eachEstimator(
        cells,
        (name, own) =>
          `${name}: ` + REGIONS.flatMap(([region, holds]) => {
            const some = own.filter((c) => holds(c.residual, c.jacobian)).map((c) => c.coverage);
            return some.length === 0 ? [] : [
              `${Math.min(...some).toFixed(2)} to ${Math.max(...some).toFixed(2)} ${region}`,
            ];
          }).join(", "),
      );
      return [
        "Heat maps side by side, one an estimator; every cell carries its coverage.",
        `Horizontal axis: smoothness of the Jacobian, ${values("jacobian")}.`,
        `Vertical axis: smoothness of the residual, ${values("residual")}.`,
        ns.length === 0 ? "" : `Sample size n = ${list(ns.map(formatInteger))}.`,
        `${facts.join("; ")}.`,
      ];
    },
  });
}
