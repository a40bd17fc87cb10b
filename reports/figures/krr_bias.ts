import { biasCurves, biasDomain, HOLLOW, isApart } from "../bias_curves.ts";
import {
  curves,
  distinct,
  dodge,
  ERROR_BARS,
  estimatorSeries,
  guide,
  interval,
  isNumber,
  isPositive,
  linearDomain,
  logDomain,
  logPosition,
  type Series,
  type Spec,
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
import { palette, themed } from "../theme.ts";

const NOMINAL = 0.95;
const NOMINAL_COLOUR = palette.reference.light;
const WIDTH = 330;
const HEIGHT = 300;

const id = "krr_bias";
const title = "Kernel ridge nuisances: bias and coverage against the sample size";

/**
 * `estimator`; `n`; `metric`, `bias` or `coverage`; `value`, the norm of the mean error or the share
 * of 95 % intervals that hold the truth; `mc_error`, its Monte Carlo standard error.
 */
const columns = {
  estimator: "text",
  n: "number",
  metric: "text",
  value: "number",
  mc_error: "number",
} as const;

type Point = RowOf<typeof columns> & { readonly n: number; readonly value: number };

function drawable(rows: readonly RowOf<typeof columns>[], metric: string): Point[] {
  return rows.filter((r): r is Point =>
    r.metric === metric && isPositive(r.n) && isNumber(r.value)
  );
}

function biasPanel(points: readonly Point[], series: readonly Series[]): Spec {
  const ns = distinct(points.map((p) => p.n));
  const biases = points.map((p) => ({
    series: p.estimator,
    x: dodge(p.n, series.findIndex((s) => s.name === p.estimator), series.length, 0.03),
    bias: p.value,
    error: p.mc_error,
    tip: tip(p.estimator, `bias at n = ${p.n}`, p.value, p.mc_error),
  }));
  const domain = biasDomain(biases);
  const x = valuePosition("x", "sample size n", ns);
  const y = logPosition("y", "size of the bias", domain);
  return {
    title: "Bias",
    width: WIDTH,
    height: HEIGHT,
    layer: biasCurves(biases, series, x, y, domain[0]),
  };
}

function coveragePanel(points: readonly Point[], series: readonly Series[]): Spec {
  const ns = distinct(points.map((p) => p.n));
  const values = points.map((p) => ({
    series: p.estimator,
    x: dodge(p.n, series.findIndex((s) => s.name === p.estimator), series.length, 0.03),
    y: p.value,
    ...interval(p.value, p.mc_error),
    tip: tip(p.estimator, `coverage at n = ${p.n}`, p.value, p.mc_error),
  }));
  const x = valuePosition("x", "sample size n", ns);
  const y = {
    field: "y",
    type: "quantitative",
    title: "coverage of the 95 % intervals",
    scale: {
      domain: linearDomain([NOMINAL, ...values.flatMap((v) => [v.low, v.high])]),
      nice: false,
      zero: false,
    },
    axis: { tickCount: 6, format: ".2f" },
  };
  const nominal = logDomain(ns).map((n) => ({ x: n, y: NOMINAL }));
  return {
    title: "Coverage, with the nominal level 0.95",
    width: WIDTH,
    height: HEIGHT,
    layer: [guide(nominal, x, y, NOMINAL_COLOUR, [6, 4]), ...curves(values, series, x, y)],
  };
}

/** Bias and coverage of every estimator against n when the nuisances are learned by kernel ridge. */
export const figure: FigureDefinition = {
  id,
  title,
  caption: "Left: size of the bias, both axes logarithmic. Right: share of 95 % confidence " +
    "intervals that hold the truth; estimators without intervals are left out. The same kernel " +
    `ridge nuisances for every estimator. ${ERROR_BARS} ${HOLLOW}`,
  columns,
  spec(rows) {
    const checked = checkedRows(id, columns, rows);
    const bias = drawable(checked, "bias");
    const coverage = drawable(checked, "coverage");
    const series = estimatorSeries([...bias, ...coverage]);
    const panels = [
      ...(bias.length === 0 ? [] : [biasPanel(bias, series)]),
      ...(coverage.length === 0 ? [] : [coveragePanel(coverage, series)]),
    ];
    return panels.length === 0
      ? emptySpec()
      : themed({ description: figure.describe(rows), hconcat: panels });
  },
  describe(rows) {
    const all = checkedRows(id, columns, rows);
    const bias = drawable(all, "bias");
    const coverage = drawable(all, "coverage");
    const points = [...bias, ...coverage];
    if (points.length === 0) return describeEmpty(title);
    const ns = distinct(points.map((p) => p.n));
    const last = (of: readonly Point[], name: string): Point | undefined =>
      of.filter((p) => p.estimator === name).sort((a, b) => a.n - b.n).pop();
    const facts = estimatorSeries(points).map(({ name }) => {
      const b = last(bias, name);
      const c = last(coverage, name);
      const slope = logSlope(
        bias.filter((p) => p.estimator === name && isApart(p.value, p.mc_error))
          .map((p) => [p.n, Math.abs(p.value)]),
      );
      return `${name}: ` + [
        b === undefined ? "" : `bias ${format(b.value, b.mc_error)} at n = ${formatInteger(b.n)}` +
          (isApart(b.value, b.mc_error) ? "" : ", not apart from zero"),
        slope === null ? "" : `log–log slope of the bias ${slope.toFixed(2).replace("-", "−")}`,
        c === undefined
          ? "no coverage"
          : `coverage ${format(c.value, c.mc_error)} at n = ${formatInteger(c.n)}`,
      ].filter((part) => part !== "").join(", ");
    });
    return sentences(
      "Two line charts with error bars side by side, one line an estimator; the left one with both " +
        "axes logarithmic.",
      axis("Horizontal", `sample size n (${sizes(ns)})`, ns, formatInteger),
      axis("Vertical", "on the left size of the bias", bias.map((p) => Math.abs(p.value))),
      axis("Vertical", "on the right coverage", coverage.map((p) => p.value)),
      `${facts.join("; ")}.`,
      missing(all.length - points.length),
    );
  },
  table(rows) {
    return {
      caption: "Bias and coverage with kernel ridge nuisances",
      columns: [
        { name: "estimator", label: "Estimator", kind: "text" },
        { name: "n", label: "n", kind: "integer" },
        { name: "metric", label: "Metric", kind: "text" },
        { name: "value", label: "Value ± s.e.", kind: "number", error: "mc_error" },
      ],
      rows: checkedRows(id, columns, rows),
    };
  },
};
