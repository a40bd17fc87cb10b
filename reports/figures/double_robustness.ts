import {
  curves,
  distinct,
  estimatorSeries,
  isNumber,
  isPositive,
  logDomain,
  type Series,
  type Spec,
  tip,
  valuePosition,
} from "../chart.ts";
import { axis, list, logSlope, missing, sentences } from "../facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "../figure.ts";
import { format, formatPower } from "../number.ts";
import { themed } from "../theme.ts";

const WIDTH = 205;
const HEIGHT = 240;
/** What is below is rounding; exact zeros stand here. */
const FLOOR = 1e-17;
const ROUNDING = 1e-12;
const TICKS = [1e-16, 1e-12, 1e-8, 1e-4, 1];

const id = "double_robustness";
const title = "Exact bias of each estimator when its functions are wrong";

/** `estimator`; `wrong`, which factors; `error`, ε; `bias`, the norm of the exact bias. */
const columns = { estimator: "text", wrong: "text", error: "number", bias: "number" } as const;

type Point = {
  readonly estimator: string;
  readonly wrong: string;
  readonly error: number;
  readonly bias: number;
};

const PANELS: Readonly<Record<string, string>> = {
  both: "Both wrong",
  residual: "Residual wrong alone",
  jacobian: "Jacobian wrong alone",
};
const nameOf = (wrong: string): string => PANELS[wrong] ?? wrong;

function drawable(rows: readonly RowOf<typeof columns>[]): Point[] {
  return rows.filter((r): r is Point => isPositive(r.error) && isNumber(r.bias));
}

const panelsOf = (points: readonly Point[]): string[] => {
  const known = Object.keys(PANELS);
  const names = new Set(points.map((p) => p.wrong));
  return [
    ...known.filter((k) => names.has(k)),
    ...[...names].filter((k) => !known.includes(k)).sort(),
  ];
};

function panel(points: readonly Point[], series: readonly Series[], x: Spec, y: Spec): Spec[] {
  const values = points.map((p) => {
    const place = Math.max(Math.abs(p.bias), FLOOR);
    return {
      series: p.estimator,
      x: p.error,
      y: place,
      low: place,
      high: place,
      tip: tip(p.estimator, `bias at ε = ${formatPower(p.error)}`, p.bias, null),
    };
  });
  return curves(values, series, x, y);
}

/** Exact bias against the size of the error, a panel for each choice of what is wrong. */
export const figure: FigureDefinition = {
  id,
  title,
  caption: "Norm of the exact bias when a function is wrong by ε times a fixed one; both axes " +
    "logarithmic. Nothing here is simulated: what is below 10⁻¹² is rounding, and exact zeros " +
    "stand on the lower edge.",
  columns,
  spec(rows) {
    const points = drawable(checkedRows(id, columns, rows));
    if (points.length === 0) return emptySpec();
    const series = estimatorSeries(points);
    const top = Math.max(1, ...points.map((p) => Math.abs(p.bias)));
    const x = valuePosition("x", "error ε", distinct(points.map((p) => p.error)), {
      write: formatPower,
    });
    const labels = TICKS.map((t) => `abs(datum.value/${t}-1)<1e-6?'${formatPower(t)}':`).join("");
    const y = {
      field: "y",
      type: "quantitative",
      title: "size of the bias",
      scale: { type: "log", domain: [FLOOR, logDomain([top, 2 * top])[1]], nice: false },
      axis: { values: TICKS, labelExpr: `${labels}''` },
    };
    return themed({
      description: figure.describe(rows),
      columns: 3,
      concat: panelsOf(points).map((wrong) => ({
        title: nameOf(wrong),
        width: WIDTH,
        height: HEIGHT,
        layer: panel(points.filter((p) => p.wrong === wrong), series, x, y),
      })),
    });
  },
  describe(rows) {
    const all = checkedRows(id, columns, rows);
    const points = drawable(all);
    if (points.length === 0) return describeEmpty(title);
    const facts = panelsOf(points).map((wrong) => {
      const own = points.filter((p) => p.wrong === wrong);
      const isRounding = (name: string): boolean =>
        own.filter((p) => p.estimator === name).every((p) => Math.abs(p.bias) < ROUNDING);
      const names = estimatorSeries(own).map(({ name }) => name);
      const biased = names.filter((name) => !isRounding(name)).map((name) => {
        const line = own.filter((p) => p.estimator === name).sort((a, b) => a.error - b.error);
        const last = line[line.length - 1];
        const slope = logSlope(line.map((p) => [p.error, Math.abs(p.bias)]));
        return `${name} ${format(last.bias)} at ε = ${formatPower(last.error)}` +
          (slope === null ? "" : ` with log–log slope ${slope.toFixed(2).replace("-", "−")}`);
      });
      const unbiased = names.filter(isRounding);
      return `${nameOf(wrong)}: ` + [
        ...biased,
        ...(unbiased.length === 0 ? [] : [`zero but for rounding for ${list(unbiased)}`]),
      ].join(", ");
    });
    return sentences(
      "Line charts side by side, one line an estimator, both axes logarithmic.",
      axis("Horizontal", "error ε", points.map((p) => p.error)),
      axis("Vertical", "size of the bias", points.map((p) => Math.abs(p.bias))),
      `${facts.join("; ")}.`,
      missing(all.length - points.length),
    );
  },
  table(rows) {
    return {
      caption: "Exact bias by what is wrong and by how much",
      columns: [
        { name: "estimator", label: "Estimator", kind: "text" },
        { name: "wrong", label: "Wrong", kind: "text" },
        { name: "error", label: "ε", kind: "number" },
        { name: "bias", label: "Norm of the bias", kind: "number" },
      ],
      rows: checkedRows(id, columns, rows),
    };
  },
};
