/**
 * The figure of interval coverage by sample size, for any problem.
 *
 * @module
 */

import {
  curves,
  distinct,
  ERROR_BARS,
  estimatorSeries,
  interval,
  isNumber,
  isPositive,
  linearDomain,
  tip,
} from "./chart.ts";
import { axis, list, missing, sentences, sizes } from "./facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "./figure.ts";
import { format, formatInteger } from "./number.ts";
import { themed } from "./theme.ts";

const NOMINAL = 0.95;

/**
 * `estimator`; `n`; `coverage`, the share of 95 % intervals that hold the true coordinate;
 * `mc_error`, its Monte Carlo standard error.
 */
const columns = { estimator: "text", n: "number", coverage: "number", mc_error: "number" } as const;

type Point = RowOf<typeof columns> & { readonly n: number; readonly coverage: number };

function drawable(rows: readonly RowOf<typeof columns>[]): Point[] {
  return rows.filter((r): r is Point => isPositive(r.n) && isNumber(r.coverage));
}

/** Whether the 95 % Monte Carlo interval of a coverage leaves out the nominal level. */
function differs(point: Point): boolean {
  const { low, high } = interval(point.coverage, point.mc_error);
  return low > NOMINAL || high < NOMINAL;
}

/** What distinguishes one such figure from another. */
export interface CoverageBySizeOptions {
  /** Identifier: the name of its file. */
  readonly id: string;
  /** What is shown. */
  readonly title: string;
  /** What is estimated; the gradient unless said. */
  readonly quantity?: "gradient" | "root";
  /** Colour of the nominal level. */
  readonly nominalColour: string;
}

/** Coverage of each estimator's intervals, side by side at each n, with the nominal level. */
export function coverageBySize(
  { id, title, quantity = "gradient", nominalColour }: CoverageBySizeOptions,
): FigureDefinition {
  const figure: FigureDefinition = {
    id,
    title,
    caption:
      `Share of 95 % confidence intervals that hold the true ${quantity} coordinate. The dashed ` +
      `line is the nominal level 0.95. ${ERROR_BARS}`,
    columns,
    spec(rows) {
      const points = drawable(checkedRows(id, columns, rows));
      if (points.length === 0) return emptySpec();
      const series = estimatorSeries(points);
      const order = series.map((s) => s.name);
      const values = points.map((p) => ({
        series: p.estimator,
        x: String(p.n),
        y: p.coverage,
        ...interval(p.coverage, p.mc_error),
        tip: tip(p.estimator, `coverage at n = ${p.n}`, p.coverage, p.mc_error),
      }));
      const x = {
        field: "x",
        type: "ordinal",
        title: "sample size n",
        sort: distinct(points.map((p) => p.n)).map(String),
        scale: { paddingInner: 0.25, paddingOuter: 0.15 },
        axis: { labelAngle: 0 },
      };
      const y = {
        field: "y",
        type: "quantitative",
        title: "coverage",
        scale: {
          domain: linearDomain([NOMINAL, ...values.flatMap((v) => [v.low, v.high])]),
          nice: false,
          zero: false,
        },
        axis: { tickCount: 6, format: ".2f" },
      };
      const marks = curves(values, series, x, y, { line: false });
      const offset = { field: "series", type: "nominal", scale: { domain: order } };
      return themed({
        description: figure.describe(rows),
        width: 560,
        height: 280,
        layer: [
          {
            data: { values: [{ nominal: NOMINAL }] },
            mark: { type: "rule", strokeDash: [6, 4], strokeWidth: 1.5, color: nominalColour },
            encoding: { y: { ...y, field: "nominal" } },
          },
          ...marks.map((layer) => ({
            ...layer,
            encoding: { ...(layer.encoding as Record<string, unknown>), xOffset: offset },
          })),
        ],
      });
    },
    describe(rows) {
      const all = checkedRows(id, columns, rows);
      const points = drawable(all);
      if (points.length === 0) return describeEmpty(title);
      const ns = distinct(points.map((p) => p.n));
      const facts = estimatorSeries(points).map(({ name }) => {
        const own = points.filter((p) => p.estimator === name).sort((a, b) => a.n - b.n);
        const values = own.map((p) => p.coverage);
        const last = own[own.length - 1];
        const off = own.filter(differs).map((p) => formatInteger(p.n));
        return `${name}: from ${format(Math.min(...values), own[0].mc_error)} to ` +
          `${format(Math.max(...values), own[0].mc_error)}, ` +
          `${format(last.coverage, last.mc_error)} at n = ${formatInteger(last.n)}, ` +
          (off.length === 0
            ? "within Monte Carlo error of 0.95 at every n"
            : `apart from 0.95 beyond Monte Carlo error at n = ${list(off)}`);
      });
      return sentences(
        "Dot plot with error bars, one dot an estimator and sample size, side by side.",
        `Horizontal axis: sample size n (${sizes(ns)}).`,
        axis("Vertical", "coverage of the 95 % intervals", points.map((p) => p.coverage)),
        "A reference line marks the nominal level 0.95.",
        `${facts.join("; ")}.`,
        missing(all.length - points.length),
      );
    },
    table(rows) {
      return {
        caption: "Coverage of 95 % intervals by estimator and sample size",
        columns: [
          { name: "estimator", label: "Estimator", kind: "text" },
          { name: "n", label: "n", kind: "integer" },
          { name: "coverage", label: "Coverage ± s.e.", kind: "number", error: "mc_error" },
        ],
        rows: checkedRows(id, columns, rows),
      };
    },
  };
  return figure;
}
