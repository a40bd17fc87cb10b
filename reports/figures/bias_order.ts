import { biasCurves, biasDomain, HOLLOW, isApart } from "../bias_curves.ts";
import {
  distinct,
  dodge,
  ERROR_BARS,
  estimatorSeries,
  guide,
  isNumber,
  isPositive,
  logDomain,
  logPosition,
  note,
  tip,
} from "../chart.ts";
import { axis, list, logSlope, missing, sentences } from "../facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "../figure.ts";
import { format } from "../number.ts";
import { palette, themed } from "../theme.ts";

const GUIDE_COLOUR = palette.reference.light;

const id = "bias_order";
const title = "Order of the bias in the error of the nuisance functions";

/**
 * `estimator`; `nuisance_error`, the size of the error put into the nuisance functions; `bias`, the
 * resulting bias of the gradient, signed or as a norm; `mc_error`, its Monte Carlo standard error,
 * null where the bias is computed exactly.
 */
const columns = {
  estimator: "text",
  nuisance_error: "number",
  bias: "number",
  mc_error: "number",
} as const;

type Point = RowOf<typeof columns> & { readonly nuisance_error: number; readonly bias: number };

function drawable(rows: readonly RowOf<typeof columns>[]): Point[] {
  return rows.filter((r): r is Point => isPositive(r.nuisance_error) && isNumber(r.bias));
}

type Ends = { readonly x: number; readonly y: number }[];

/** A guide of slope 1 above all biases, down from the upper right corner. */
function firstOrder(sizes: readonly number[], top: number): Ends {
  const left = sizes[0], right = sizes[sizes.length - 1];
  return left === right ? [] : [{ x: left, y: top * left / right }, { x: right, y: top }];
}

/** A guide of slope 2 below the least bias at the largest error, down to the axis. */
function secondOrder(points: readonly Point[], sizes: readonly number[], low: number): Ends {
  const left = sizes[0], right = sizes[sizes.length - 1];
  const biases = points.filter((p) => p.nuisance_error === right && isApart(p.bias, p.mc_error))
    .map((p) => Math.abs(p.bias));
  const y = 0.55 * Math.min(...biases);
  if (left === right || biases.length === 0 || y <= low) return [];
  const from = Math.max(left, right * Math.sqrt(low / y));
  return [{ x: from, y: y * (from / right) * (from / right) }, { x: right, y }];
}

/** Bias against nuisance error, with guides of slopes 1 and 2. */
export const figure: FigureDefinition = {
  id,
  title,
  caption: "Size of the bias of the gradient against the size of the error in the nuisance " +
    "functions; both axes logarithmic. The dotted guides have slopes 1 and 2: a first-order bias " +
    `runs along the upper one, a second-order bias along the lower one. ${ERROR_BARS} ${HOLLOW} ` +
    "Points at one error are moved apart a little so that they can be seen.",
  columns,
  spec(rows) {
    const points = drawable(checkedRows(id, columns, rows));
    if (points.length === 0) return emptySpec();
    const series = estimatorSeries(points);
    const sizes = distinct(points.map((p) => p.nuisance_error));
    const biases = points.map((p) => ({
      series: p.estimator,
      x: dodge(
        p.nuisance_error,
        series.findIndex((s) => s.name === p.estimator),
        series.length,
        0.01,
      ),
      bias: p.bias,
      error: p.mc_error,
      tip: tip(p.estimator, `nuisance error ${format(p.nuisance_error)}`, p.bias, p.mc_error),
    }));
    const domain = biasDomain(biases);
    const low = domain[0], top = domain[1] * 1.6;
    const first = firstOrder(sizes, top);
    const second = secondOrder(points, sizes, low);
    const x = logPosition("x", "size of the nuisance error", logDomain(sizes));
    const y = logPosition("y", "size of the bias", [low, top]);
    return themed({
      description: figure.describe(rows),
      width: 540,
      height: 340,
      layer: [
        ...first.length === 0 ? [] : [
          guide(first, x, y, GUIDE_COLOUR),
          note("slope 1", first[0], x, y, { dx: 6, dy: -22 }),
        ],
        ...second.length === 0 ? [] : [
          guide(second, x, y, GUIDE_COLOUR),
          note("slope 2", second[1], x, y, { align: "right", dx: -4, dy: 34 }),
        ],
        ...biasCurves(biases, series, x, y, low),
      ],
    });
  },
  describe(rows) {
    const all = checkedRows(id, columns, rows);
    const points = drawable(all);
    if (points.length === 0) return describeEmpty(title);
    const facts = estimatorSeries(points).map(({ name }) => {
      const own = points.filter((p) => p.estimator === name)
        .sort((a, b) => a.nuisance_error - b.nuisance_error);
      const apart = own.filter((p) => isApart(p.bias, p.mc_error));
      const slope = logSlope(apart.map((p) => [p.nuisance_error, Math.abs(p.bias)]));
      const last = own[own.length - 1];
      return `${name}: bias ${format(last.bias, last.mc_error)} at nuisance error ` +
        format(last.nuisance_error) +
        (slope === null
          ? ", no slope, since fewer than two biases are apart from zero"
          : `, log–log slope ${slope.toFixed(2)} over ${apart.length} biases apart from zero`);
    });
    const hidden = estimatorSeries(points).filter(({ name }) =>
      points.every((p) => p.estimator !== name || !isApart(p.bias, p.mc_error))
    ).map((s) => s.name);
    return sentences(
      "Line chart with error bars, one line an estimator, both axes logarithmic, with guides of " +
        "slopes 1 and 2.",
      axis("Horizontal", "size of the nuisance error", points.map((p) => p.nuisance_error)),
      axis("Vertical", "size of the bias", points.map((p) => Math.abs(p.bias))),
      `${facts.join("; ")}.`,
      hidden.length === 0 ? "" : `No bias is apart from zero for ${list(hidden)}.`,
      missing(all.length - points.length),
    );
  },
  table(rows) {
    return {
      caption: "Bias by estimator and size of the nuisance error",
      columns: [
        { name: "estimator", label: "Estimator", kind: "text" },
        { name: "nuisance_error", label: "Nuisance error", kind: "number" },
        { name: "bias", label: "Bias ± s.e.", kind: "number", error: "mc_error" },
      ],
      rows: checkedRows(id, columns, rows),
    };
  },
};
