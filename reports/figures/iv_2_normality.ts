import { curves, distinct, dodge, guide, isNumber, isPositive, valuePosition } from "../chart.ts";
import { axis, missing, sentences, sizes } from "../facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "../figure.ts";
import { format, formatInteger } from "../number.ts";
import { palette, seriesEncodings, themed } from "../theme.ts";

const CRITICAL_COLOUR = palette.reference.light;

const id = "iv_2_normality";
const title = "Sine-IV: distance of studentized errors from the standard normal";

/**
 * `coordinate`; `n`; `value`, Kolmogorov's distance between the distribution function of the
 * orthogonal gradient's studentized errors and the normal one; `critical`, what it exceeds in 5 % of
 * experiments if the errors are normal.
 */
const columns = {
  coordinate: "text",
  n: "number",
  value: "number",
  critical: "number",
} as const;

type Point = RowOf<typeof columns> & { readonly n: number; readonly value: number };

function drawable(rows: readonly RowOf<typeof columns>[]): Point[] {
  return rows.filter((r): r is Point => isPositive(r.n) && isNumber(r.value));
}

const names = (points: readonly Point[]): string[] =>
  [...new Set(points.map((p) => p.coordinate))].sort();

function criticals(points: readonly Point[]): { x: number; y: number }[] {
  const byN = new Map<number, number>();
  for (const { n, critical } of points) if (isPositive(critical)) byN.set(n, critical);
  return [...byN].sort((a, b) => a[0] - b[0]).map(([x, y]) => ({ x, y }));
}

/** Kolmogorov distances of each coordinate against n, with the point of the 5 % test. */
export const figure: FigureDefinition = {
  id,
  title,
  caption:
    "Largest difference between the share of the orthogonal gradient's studentized errors below a point and " +
    "the normal probability, for each coordinate. Dashed: what as many normal errors exceed in 5 % of " +
    "experiments. The coordinates are far from independent: the gradient's errors lie in a plane.",
  columns,
  spec(rows) {
    const points = drawable(checkedRows(id, columns, rows));
    if (points.length === 0) return emptySpec();
    const series = names(points).map((name, i) => ({
      name,
      encoding: seriesEncodings[i % seriesEncodings.length],
    }));
    const values = points.map((p) => {
      const i = series.findIndex((s) => s.name === p.coordinate);
      return {
        series: p.coordinate,
        x: dodge(p.n, i, series.length, 0.04),
        y: p.value,
        low: p.value,
        high: p.value,
        tip: `${p.coordinate}, n = ${formatInteger(p.n)}: ${format(p.value)}`,
      };
    });
    const critical = criticals(points);
    const top = Math.max(...points.map((p) => p.value), ...critical.map((c) => c.y));
    const x = valuePosition("x", "sample size n", distinct(points.map((p) => p.n)));
    const y = {
      field: "y",
      type: "quantitative",
      title: "Kolmogorov distance",
      scale: { domain: [0, top > 0 ? 1.1 * top : 1], nice: false },
      axis: { tickCount: 5 },
    };
    return themed({
      description: figure.describe(rows),
      width: 480,
      height: 250,
      layer: [
        guide(critical, x, y, CRITICAL_COLOUR, [6, 4]),
        ...curves(values, series, x, y, { line: false }),
      ],
    });
  },
  describe(rows) {
    const all = checkedRows(id, columns, rows);
    const points = drawable(all);
    if (points.length === 0) return describeEmpty(title);
    const ns = distinct(points.map((p) => p.n));
    const facts = names(points).map((name) => {
      const own = points.filter((p) => p.coordinate === name).sort((a, b) => a.n - b.n);
      const beyond = own.filter((p) => isPositive(p.critical) && p.value > p.critical).length;
      const last = own[own.length - 1];
      return `${name}: ${format(last.value)} at n = ${
        formatInteger(last.n)
      }, beyond the 5 % point at ` +
        `${beyond} of ${own.length} sizes`;
    });
    const last = criticals(points).pop();
    return sentences(
      "Dot plot, one dot a coordinate and sample size; the horizontal axis is logarithmic.",
      axis("Horizontal", `sample size n (${sizes(ns)})`, ns, formatInteger),
      axis("Vertical", "Kolmogorov distance from the normal law", points.map((p) => p.value)),
      last === undefined ? "" : `The 5 % point of the distance is ${format(last.y)}.`,
      `${facts.join("; ")}.`,
      missing(all.length - points.length),
    );
  },
  table(rows) {
    return {
      caption: "Kolmogorov distance of studentized errors from the standard normal law",
      columns: [
        { name: "coordinate", label: "Coordinate", kind: "text" },
        { name: "n", label: "n", kind: "integer" },
        { name: "value", label: "Distance", kind: "number" },
        { name: "critical", label: "5 % point", kind: "number" },
      ],
      rows: checkedRows(id, columns, rows),
    };
  },
};
