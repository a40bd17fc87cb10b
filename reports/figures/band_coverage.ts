import {
  curves,
  distinct,
  ERROR_BARS,
  estimatorSeries,
  interval,
  isNumber,
  isPositive,
  linearDomain,
  type Series,
  type Spec,
  tip,
} from "../chart.ts";
import { axis, missing, sentences, sizes } from "../facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "../figure.ts";
import { format, formatInteger } from "../number.ts";
import { palette, themed } from "../theme.ts";

const NOMINAL = 0.95;
const NOMINAL_COLOUR = palette.reference.light;

const id = "band_coverage";
const title = "Simultaneous bands over outer points: share of samples covered everywhere";

/**
 * `learner`; `estimator`; `n`; `coverage`, the share of samples in which the 95 % band holds the
 * gradient everywhere, with `mc_error`; `pointwise`, the same for all 95 % intervals at once, with
 * `pointwise_error`; `length`, mean length of the band, with `length_error`.
 */
const columns = {
  learner: "text",
  estimator: "text",
  n: "number",
  coverage: "number",
  mc_error: "number",
  pointwise: "number",
  pointwise_error: "number",
  length: "number",
  length_error: "number",
} as const;

type Point = RowOf<typeof columns> & { readonly n: number; readonly coverage: number };

function drawable(rows: readonly RowOf<typeof columns>[]): Point[] {
  return rows.filter((r): r is Point => isPositive(r.n) && isNumber(r.coverage));
}

/** One learner: bands as filled symbols, all pointwise intervals at once as hollow ones. */
function panel(learner: string, points: readonly Point[], series: readonly Series[]): Spec {
  const place = (
    name: string,
    { estimator, n }: Point,
    value: number,
    error: number | null,
  ) => ({
    series: estimator,
    x: String(n),
    y: value,
    ...interval(value, error),
    tip: tip(estimator, `${name} at n = ${n}, ${learner}`, value, error),
  });
  const bands = points.map((p) => place("band", p, p.coverage, p.mc_error));
  const intervals = points.filter((p) => isNumber(p.pointwise)).map((p) =>
    place("all intervals", p, p.pointwise as number, p.pointwise_error)
  );
  const x = {
    field: "x",
    type: "ordinal",
    title: "sample size n",
    sort: distinct(points.map((p) => p.n)).map(String),
    scale: { paddingInner: 0.25, paddingOuter: 0.15 },
    axis: { labelAngle: 0 },
  };
  const ends = [...bands, ...intervals].flatMap((v) => [v.low, v.high]);
  const y = {
    field: "y",
    type: "quantitative",
    title: "share of samples covered everywhere",
    scale: { domain: linearDomain([NOMINAL, ...ends]), nice: false, zero: false },
    axis: { tickCount: 6, format: ".2f" },
  };
  const offset = {
    field: "series",
    type: "nominal",
    scale: { domain: series.map((s) => s.name) },
  };
  const hollow = curves(intervals, series, x, y, { line: false }).map((layer, i) =>
    i === 0
      ? layer
      : { ...layer, mark: { type: "point", filled: false, strokeWidth: 1.5, aria: true } }
  );
  return {
    title: learner,
    width: 330,
    height: 280,
    layer: [
      {
        data: { values: [{ nominal: NOMINAL }] },
        mark: { type: "rule", strokeDash: [6, 4], strokeWidth: 1.5, color: NOMINAL_COLOUR },
        encoding: { y: { ...y, field: "nominal" } },
      },
      ...[...hollow, ...curves(bands, series, x, y, { line: false })].map((layer) => ({
        ...layer,
        encoding: { ...(layer.encoding as Record<string, unknown>), xOffset: offset },
      })),
    ],
  };
}

/** Coverage everywhere by each estimator's band by sample size, a panel a learner. */
export const figure: FigureDefinition = {
  id,
  title,
  caption:
    "Filled: share of samples in which the simultaneous 95 % band holds the true gradient at " +
    "all outer points and coordinates; the dashed line is what it should be. Hollow: the same for all " +
    `pointwise 95 % intervals at once, which promise less. ${ERROR_BARS}`,
  columns,
  spec(rows) {
    const points = drawable(checkedRows(id, columns, rows));
    if (points.length === 0) return emptySpec();
    const series = estimatorSeries(points);
    const learners = [...new Set(points.map((p) => p.learner))];
    return themed({
      description: figure.describe(rows),
      hconcat: learners.map((learner) =>
        panel(learner, points.filter((p) => p.learner === learner), series)
      ),
    });
  },
  describe(rows) {
    const all = checkedRows(id, columns, rows);
    const points = drawable(all);
    if (points.length === 0) return describeEmpty(title);
    const ns = distinct(points.map((p) => p.n));
    const facts = [...points]
      .sort((a, b) => a.n - b.n)
      .map((p) =>
        `${p.estimator}, ${p.learner}, n = ${formatInteger(p.n)}: band ` +
        `${format(p.coverage, p.mc_error)}, all intervals ${format(p.pointwise, p.pointwise_error)}`
      );
    return sentences(
      "Dot plots with error bars side by side, a panel a learner, one dot an estimator and sample size.",
      `Horizontal axis: sample size n (${sizes(ns)}).`,
      axis("Vertical", "share of samples covered everywhere", points.map((p) => p.coverage)),
      "A reference line marks the nominal level 0.95.",
      `${facts.join("; ")}.`,
      missing(all.length - points.length),
    );
  },
  table(rows) {
    return {
      caption: "Coverage everywhere and length of simultaneous 95 % bands",
      columns: [
        { name: "learner", label: "Learner", kind: "text" },
        { name: "estimator", label: "Estimator", kind: "text" },
        { name: "n", label: "n", kind: "integer" },
        { name: "coverage", label: "Band covers ± s.e.", kind: "number", error: "mc_error" },
        {
          name: "pointwise",
          label: "All intervals cover ± s.e.",
          kind: "number",
          error: "pointwise_error",
        },
        { name: "length", label: "Band length ± s.e.", kind: "number", error: "length_error" },
      ],
      rows: checkedRows(id, columns, rows),
    };
  },
};
