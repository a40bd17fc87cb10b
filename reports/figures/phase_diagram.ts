import { distinct, estimatorSeries, isNumber, isPositive, type Spec } from "../chart.ts";
import { list, missing, sentences } from "../facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "../figure.ts";
import { heatCells } from "../heat_cells.ts";
import type { Row } from "../model.ts";
import { format, formatInteger } from "../number.ts";
import { palette, themed } from "../theme.ts";

const SIZE = 215;
/** Coverage from which a level begins, from the lightest shade to the strongest. */
const LEVELS = [0.9, 0.8, 0.6, 0.4, 0];
const LINE = palette.vermillion.light;

const id = "phase_diagram";
const title = "Coverage by the smoothness of the two factors of the gradient";

/**
 * `estimator`; `residual` and `jacobian`, the smoothness of either factor; `n`; `coverage` and its
 * Monte Carlo standard error; `bias`, in standard deviations of the oracle, and its; `ratio`, that
 * bias over the full plug-in's, and its.
 */
const columns = {
  estimator: "text",
  residual: "number",
  jacobian: "number",
  n: "number",
  coverage: "number",
  mc_error: "number",
  bias: "number",
  bias_error: "number",
  ratio: "number",
  ratio_error: "number",
} as const;

type Cell = RowOf<typeof columns> & {
  readonly residual: number;
  readonly jacobian: number;
  readonly coverage: number;
};

function drawable(rows: readonly RowOf<typeof columns>[]): Cell[] {
  return rows.filter((r): r is Cell =>
    isPositive(r.residual) && isPositive(r.jacobian) && isNumber(r.coverage)
  );
}

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
    encoding: {
      type: "quantitative",
      title: `smoothness of the ${name}`,
      scale: { domain: [ends[0], ends[ends.length - 1]], nice: false, zero: false },
      axis: {
        values: rates,
        labelExpr: `${labels}''`,
        grid: false,
        domain: false,
        ticks: false,
        labelOverlap: false,
      },
    },
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
export const figure: FigureDefinition = {
  id,
  title,
  caption:
    "Share of 95 % intervals that hold the truth at the largest n; stronger shades are lower " +
    "coverage, from 0.9, 0.8, 0.6 and 0.4 down. The axes are spaced by the exponent β/(2β + 1) of " +
    "the learning rate, so that the boundary at which the product of the two rates is n^{−1/2} is a " +
    "straight line (full); the dashed corner is where both factors are rougher than ½.",
  columns,
  spec(rows) {
    const cells = drawable(checkedRows(id, columns, rows));
    if (cells.length === 0) return emptySpec();
    const x = axisOf(distinct(cells.map((c) => c.jacobian)), "Jacobian");
    const y = axisOf(distinct(cells.map((c) => c.residual)), "residual");
    return themed({
      description: figure.describe(rows),
      columns: 3,
      concat: estimatorSeries(cells).map(({ name }) => ({
        title: name,
        width: SIZE,
        height: SIZE,
        layer: panel(cells.filter((c) => c.estimator === name), x, y),
      })),
    });
  },
  describe(rows) {
    const all = checkedRows(id, columns, rows);
    const cells = drawable(all);
    if (cells.length === 0) return describeEmpty(title);
    const ns = distinct(cells.map((c) => c.n).filter(isNumber));
    const values = (name: "residual" | "jacobian") =>
      list(distinct(cells.map((c) => c[name])).map(String));
    const facts = estimatorSeries(cells).map(({ name }) => {
      const own = cells.filter((c) => c.estimator === name);
      return `${name}: ` + REGIONS.flatMap(([region, holds]) => {
        const some = own.filter((c) => holds(c.residual, c.jacobian)).map((c) => c.coverage);
        return some.length === 0 ? [] : [
          `${Math.min(...some).toFixed(2)} to ${Math.max(...some).toFixed(2)} ${region}`,
        ];
      }).join(", ");
    });
    return sentences(
      "Heat maps side by side, one an estimator; every cell carries its coverage.",
      `Horizontal axis: smoothness of the Jacobian, ${values("jacobian")}.`,
      `Vertical axis: smoothness of the residual, ${values("residual")}.`,
      ns.length === 0 ? "" : `Sample size n = ${list(ns.map(formatInteger))}.`,
      `${facts.join("; ")}.`,
      missing(all.length - cells.length),
    );
  },
  table(rows) {
    return {
      caption: "Coverage and bias by the smoothness of the two factors; the bias is in standard " +
        "deviations of the oracle, the ratio that to the full plug-in's",
      columns: [
        { name: "estimator", label: "Estimator", kind: "text" },
        { name: "residual", label: "Residual", kind: "number", decimals: 2 },
        { name: "jacobian", label: "Jacobian", kind: "number", decimals: 2 },
        { name: "coverage", label: "Coverage ± s.e.", kind: "number", error: "mc_error" },
        { name: "bias", label: "Bias ± s.e.", kind: "number", error: "bias_error" },
        { name: "ratio", label: "Ratio of biases ± s.e.", kind: "number", error: "ratio_error" },
      ],
      rows: checkedRows(id, columns, rows),
    };
  },
};
