import {
  curves,
  distinct,
  dodge,
  ERROR_BARS,
  guide,
  interval,
  isPositive,
  logDomain,
  logPosition,
  note,
  tip,
  valuePosition,
} from "../chart.ts";
import { axis, logSlope, missing, sentences, sizes } from "../facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "../figure.ts";
import { format, formatInteger } from "../number.ts";
import { palette, seriesEncodings, themed } from "../theme.ts";

const GUIDE_COLOUR = palette.reference.light;

const id = "iv_1_nuisance";
const title = "Sine-IV: errors of the nuisance functions against the sample size";

/**
 * `metric`, one of `error_h`, `error_j`, `error_m` (root-mean-square errors of the out-of-fold
 * predictions) and `product_bias` (error_j · (error_h + error_m)); `n`; `value`; `mc_error`, its Monte
 * Carlo standard error.
 */
const columns = { metric: "text", n: "number", value: "number", mc_error: "number" } as const;

type Point = RowOf<typeof columns> & { readonly n: number; readonly value: number };

const PRODUCT = "product_bias";
const NAMES: Readonly<Record<string, string>> = {
  error_h: "error of h",
  error_j: "error of j",
  error_m: "error of m",
  [PRODUCT]: "error of j × (error of h + error of m)",
};

const nameOf = (metric: string): string => NAMES[metric] ?? metric;

function drawable(rows: readonly RowOf<typeof columns>[]): Point[] {
  return rows.filter((r): r is Point => isPositive(r.n) && isPositive(r.value));
}

/** A line of the given slope on log–log axes, just below where the lowest of some metrics starts. */
function slopeBelow(points: readonly Point[], metrics: readonly string[], slope: -0.5 | -1) {
  const own = points.filter((p) => metrics.includes(p.metric));
  const ns = distinct(own.map((p) => p.n));
  if (ns.length < 2) return [];
  const ratio = ns[0] / ns[ns.length - 1];
  const start = 0.8 * Math.min(...own.filter((p) => p.n === ns[0]).map((p) => p.value));
  return [
    { x: ns[0], y: start },
    { x: ns[ns.length - 1], y: start * (slope === -1 ? ratio : Math.sqrt(ratio)) },
  ];
}

/** Nuisance errors and their product against n. */
export const figure: FigureDefinition = {
  id,
  title,
  caption: "Root-mean-square errors of the learned conditional means at out-of-fold points, and " +
    "the product that bounds the bias of the orthogonal gradient; both axes logarithmic. The " +
    `dotted guides fall as n^{−1/2} and n^{−1}. ${ERROR_BARS}`,
  columns,
  spec(rows) {
    const points = drawable(checkedRows(id, columns, rows));
    if (points.length === 0) return emptySpec();
    const metrics = [...new Set(points.map((p) => p.metric))];
    const series = metrics.map((metric, i) => ({
      name: nameOf(metric),
      encoding: seriesEncodings[i % seriesEncodings.length],
    }));
    const floor = 0.5 * Math.min(...points.map((p) => p.value));
    const values = points.map((p) => ({
      series: nameOf(p.metric),
      x: dodge(p.n, metrics.indexOf(p.metric), metrics.length, 0.02),
      y: p.value,
      ...interval(p.value, p.mc_error, floor),
      tip: tip(nameOf(p.metric), `n = ${p.n}`, p.value, p.mc_error),
    }));
    const single = metrics.filter((metric) => metric !== PRODUCT);
    const guides = [
      { line: slopeBelow(points, single, -0.5), text: "1/√n" },
      { line: slopeBelow(points, [PRODUCT], -1), text: "1/n" },
    ].filter(({ line }) => line.length > 0);
    const x = valuePosition("x", "sample size n", distinct(points.map((p) => p.n)));
    const y = logPosition(
      "y",
      "error (root mean square)",
      logDomain([
        ...values.flatMap((v) => [v.low, v.high]),
        ...guides.flatMap(({ line }) => line.map((end) => 0.75 * end.y)),
      ]),
    );
    return themed({
      description: figure.describe(rows),
      width: 520,
      height: 300,
      layer: [
        ...guides.flatMap(({ line, text }) => [
          guide(line, x, y, GUIDE_COLOUR),
          note(text, line[1], x, y, { align: "right", dx: -6, dy: 18 }),
        ]),
        ...curves(values, series, x, y),
      ],
    });
  },
  describe(rows) {
    const all = checkedRows(id, columns, rows);
    const points = drawable(all);
    if (points.length === 0) return describeEmpty(title);
    const ns = distinct(points.map((p) => p.n));
    const facts = [...new Set(points.map((p) => p.metric))].map((metric) => {
      const own = points.filter((p) => p.metric === metric).sort((a, b) => a.n - b.n);
      const [first, last] = [own[0], own[own.length - 1]];
      const slope = logSlope(own.map((p) => [p.n, p.value]));
      return `${nameOf(metric)}: ${format(first.value, first.mc_error)} at n = ` +
        `${formatInteger(first.n)}, ${format(last.value, last.mc_error)} at n = ` +
        formatInteger(last.n) +
        (slope === null ? "" : `, log–log slope ${slope.toFixed(2).replace("-", "−")}`);
    });
    return sentences(
      "Line chart with error bars, one line a nuisance error, both axes logarithmic.",
      axis("Horizontal", `sample size n (${sizes(ns)})`, ns, formatInteger),
      axis("Vertical", "root-mean-square error", points.map((p) => p.value)),
      `${facts.join("; ")}.`,
      missing(all.length - points.length),
    );
  },
  table(rows) {
    return {
      caption: "Nuisance errors by sample size",
      columns: [
        { name: "metric", label: "Quantity", kind: "text" },
        { name: "n", label: "n", kind: "integer" },
        { name: "value", label: "Value ± s.e.", kind: "number", error: "mc_error" },
      ],
      rows: checkedRows(id, columns, rows),
    };
  },
};
