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

const WIDTH = 330;
const HEIGHT = 210;
const REFERENCE = palette.reference.light;

const id = "inference_designs";
const title = "Cross-fitting by numbers of folds, repetitions, and doubly";

/**
 * `learner`; `setting`, how the sample is cross-fitted, for instance "double,folds=5,repetitions=3";
 * `estimator`; `n`; `metric`, `excess_bias` or `coverage` (others are in the table alone); `value`;
 * `mc_error`, its Monte Carlo standard error.
 */
const columns = {
  learner: "text",
  setting: "text",
  estimator: "text",
  n: "number",
  metric: "text",
  value: "number",
  mc_error: "number",
} as const;

type Point = RowOf<typeof columns> & { readonly n: number; readonly value: number };

const PANELS = [
  { metric: "excess_bias", name: "bias beyond the oracle's", nominal: 0 },
  { metric: "coverage", name: "coverage of 95 % intervals", nominal: 0.95 },
] as const;

/** Folds, repetitions and whether doubly, from a setting. */
function parsed(setting: string): { folds: number; repetitions: number; double: boolean } {
  const number = (name: string): number =>
    Number(setting.match(new RegExp(`${name}=(\\d+)`))?.[1] ?? 1);
  return {
    folds: number("folds"),
    repetitions: number("repetitions"),
    double: setting.startsWith("double"),
  };
}

/** A setting on an axis, a line a part. */
function label(setting: string): string {
  const { folds, repetitions, double } = parsed(setting);
  return [String(folds), double ? "double" : "", repetitions > 1 ? `× ${repetitions}` : ""]
    .filter((part) => part !== "").join("|");
}

/** A setting in words. */
function words(setting: string): string {
  return label(setting).replace("|", " folds, ").replace("|", ", ").replace(/^\d+$/, "$& folds");
}

function byDesign(a: string, b: string): number {
  const [x, y] = [parsed(a), parsed(b)];
  return Number(x.double) - Number(y.double) || x.repetitions - y.repetitions ||
    x.folds - y.folds || (a < b ? -1 : a > b ? 1 : 0);
}

/** What can be drawn: the smallest size, where designs differ most. */
function drawable(rows: readonly RowOf<typeof columns>[]): Point[] {
  return rows.filter((r): r is Point =>
    PANELS.some(({ metric }) => metric === r.metric) && isPositive(r.n) && isNumber(r.value)
  );
}

function smallest(points: readonly Point[]): Point[] {
  const n = Math.min(...points.map((p) => p.n));
  return points.filter((p) => p.n === n);
}

function panel(
  points: readonly Point[],
  learner: string,
  { metric, name, nominal }: (typeof PANELS)[number],
  series: readonly Series[],
): Spec {
  const own = points.filter((p) => p.learner === learner && p.metric === metric);
  const values = own.map((p) => ({
    series: p.estimator,
    x: label(p.setting),
    y: p.value,
    ...interval(p.value, p.mc_error),
    tip: tip(p.estimator, `${name}, ${words(p.setting)}, ${learner}`, p.value, p.mc_error),
  }));
  const settings = [...new Set(own.map((p) => p.setting))].sort(byDesign);
  const x = {
    field: "x",
    type: "ordinal",
    title: "folds",
    sort: settings.map(label),
    scale: { paddingInner: 0.25, paddingOuter: 0.15 },
    axis: { labelAngle: 0, labelExpr: "split(datum.label, '|')" },
  };
  const y = {
    field: "y",
    type: "quantitative",
    title: name,
    scale: {
      domain: linearDomain([nominal, ...values.flatMap((v) => [v.low, v.high])]),
      nice: false,
      zero: false,
    },
    axis: { tickCount: 5 },
  };
  const offset = {
    field: "series",
    type: "nominal",
    scale: { domain: series.map((s) => s.name) },
  };
  return {
    title: learner,
    width: WIDTH,
    height: HEIGHT,
    layer: [
      {
        data: { values: [{ nominal }] },
        mark: { type: "rule", strokeDash: [6, 4], strokeWidth: 1.5, color: REFERENCE },
        encoding: { y: { ...y, field: "nominal" } },
      },
      ...curves(values, series, x, y, { line: false }).map((layer) => ({
        ...layer,
        encoding: { ...(layer.encoding as Record<string, unknown>), xOffset: offset },
      })),
    ],
  };
}

/** Bias and coverage of every estimator by how the sample is cross-fitted, a row of panels a learner. */
export const figure: FigureDefinition = {
  id,
  title,
  caption:
    "Left: size of the mean difference from the oracle on the same samples. Right: share of " +
    "95 % intervals that hold the truth. Dashed: no bias, and the nominal level. Below each point the " +
    "number of folds; “double” where the two factors of the bias are learned on disjoint folds; × M " +
    "where medians are taken over M random partitions. The smallest n is drawn; the table has the " +
    `others, and 90 % intervals. ${ERROR_BARS}`,
  columns,
  spec(rows) {
    const all = drawable(checkedRows(id, columns, rows));
    if (all.length === 0) return emptySpec();
    const points = smallest(all);
    const series = estimatorSeries(points);
    const learners = [...new Set(points.map((p) => p.learner))];
    return themed({
      description: figure.describe(rows),
      vconcat: learners.map((learner) => ({
        hconcat: PANELS.filter(({ metric }) =>
          points.some((p) => p.learner === learner && p.metric === metric)
        ).map((kind) => panel(points, learner, kind, series)),
      })),
    });
  },
  describe(rows) {
    const all = checkedRows(id, columns, rows);
    const drawn = drawable(all);
    if (drawn.length === 0) return describeEmpty(title);
    const points = smallest(drawn);
    const unreadable = all.filter((r) => !isPositive(r.n) || !isNumber(r.value)).length;
    const facts = [...new Set(points.map((p) => p.learner))].sort().flatMap((learner) =>
      estimatorSeries(points).flatMap(({ name }) => {
        const own = points.filter((p) => p.learner === learner && p.estimator === name);
        const settings = [...new Set(own.map((p) => p.setting))].sort(byDesign);
        return settings.map((setting) => {
          const value = (metric: string): string => {
            const point = own.find((p) => p.setting === setting && p.metric === metric);
            return point === undefined ? "–" : format(point.value, point.mc_error);
          };
          return `${name}, ${learner}, ${words(setting)}: bias ${value("excess_bias")}, ` +
            `coverage ${value("coverage")}`;
        });
      })
    );
    const values = (metric: string): number[] =>
      points.filter((p) => p.metric === metric).map((p) => p.value);
    return sentences(
      "Dot plots with error bars, a row of two panels for each learner, one dot a design and estimator.",
      `Drawn at n = ${formatInteger(points[0].n)} of n = ${
        sizes(distinct(drawn.map((p) => p.n)))
      }.`,
      axis("Vertical", "on the left bias beyond the oracle's", values("excess_bias")),
      axis("Vertical", "on the right coverage of the 95 % intervals", values("coverage")),
      `${facts.join("; ")}.`,
      missing(unreadable),
    );
  },
  table(rows) {
    return {
      caption: "Bias beyond the oracle's and coverage by design",
      columns: [
        { name: "learner", label: "Learner", kind: "text" },
        { name: "setting", label: "Design", kind: "text" },
        { name: "estimator", label: "Estimator", kind: "text" },
        { name: "n", label: "n", kind: "integer" },
        { name: "metric", label: "Metric", kind: "text" },
        { name: "value", label: "Value ± s.e.", kind: "number", error: "mc_error" },
      ],
      rows: checkedRows(id, columns, rows),
    };
  },
};
