import {
  type CurvePoint,
  curves,
  estimatorSeries,
  isPositive,
  logDomain,
  logPosition,
  type Series,
  type Spec,
} from "../chart.ts";
import { axis, missing, sentences } from "../facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "../figure.ts";
import { format } from "../number.ts";
import { palette, themed } from "../theme.ts";

/**
 * `panel`; `kind`, "error" of a method at one effort or where it has "overtaken" SID; `estimator`;
 * `steps` of the effort; `x`, passes over the data, with the interval of a crossing; the relative error
 * `value` there, with its interval `low` to `high`.
 */
const columns = {
  panel: "text",
  kind: "text",
  estimator: "text",
  steps: "number",
  x: "number",
  x_low: "number",
  x_high: "number",
  value: "number",
  low: "number",
  high: "number",
} as const;

type CostRow = RowOf<typeof columns>;
type Point = CostRow & { readonly x: number; readonly value: number };

const ID = "sid_against_batch";
const TITLE = "Relative error by passes over the data";
const PANELS = [
  { panel: "logistic", title: "Logistic regression" },
  { panel: "logistic-large", title: "Logistic, four times the data" },
  { panel: "elastic-net", title: "Elastic net" },
];
const X = "passes over the data";
const Y = "relative error of the gradient";
const WIDTH = 215;
const HEIGHT = 280;

const isPoint = (row: CostRow): row is Point => isPositive(row.x) && isPositive(row.value);

/** The points of a panel: those on curves, and those where SID is overtaken. */
function inPanel(points: readonly Point[], panel: string): Record<"on" | "overtaken", Point[]> {
  const own = points.filter((point) => point.panel === panel).sort((a, b) => a.x - b.x);
  return {
    on: own.filter(({ kind }) => kind === "error"),
    overtaken: own.filter(({ kind }) => kind === "overtaken"),
  };
}

function crossing({ estimator, x, x_low, x_high, value, low, high }: Point): string {
  const range = (low: number | null, high: number | null): string =>
    low === null || high === null ? "" : ` (${format(low)} to ${format(high)})`;
  return `${estimator} overtakes sid-decreasing after ${format(x)}${
    range(x_low, x_high)
  } passes, ` +
    `at a relative error of ${format(value)}${range(low, high)}`;
}

function drawn(
  points: readonly Point[],
  { panel, title }: typeof PANELS[number],
  series: readonly Series[],
  first: boolean,
): Spec {
  const { on, overtaken } = inPanel(points, panel);
  const errors = logDomain(points.map((point) => point.value), 1.4);
  const values = on.map((point): CurvePoint => ({
    series: point.estimator,
    x: point.x,
    y: point.value,
    low: Math.max(point.low ?? point.value, errors[0]),
    high: point.high ?? point.value,
    tip: `${point.estimator} after ${format(point.x)} passes: ${format(point.value)}`,
  }));
  const x = logPosition("x", X, logDomain(points.map((point) => point.x), 1.2));
  const y = logPosition("y", first ? Y : null, errors);
  const rings: Spec = {
    data: { values: overtaken.map((point) => ({ ...point, tip: crossing(point) })) },
    mark: {
      type: "point",
      shape: "circle",
      size: 240,
      filled: false,
      strokeWidth: 2,
      color: palette.text.light,
      aria: true,
    },
    encoding: {
      x: { ...x, field: "x" },
      y: { ...y, field: "value" },
      description: { field: "tip", type: "nominal" },
    },
  };
  return { title, width: WIDTH, height: HEIGHT, layer: [...curves(values, series, x, y), rings] };
}

/** Errors of SID and of batch methods by their cost. */
export const figure: FigureDefinition = {
  id: ID,
  title: TITLE,
  caption:
    "Root mean square of ‖error‖/‖∇F‖ over replications, each with new data and new samples, with 95 % " +
    "bootstrap intervals, by observations gone through over their number n; all axes logarithmic and " +
    "the same in all panels. Rings are where AID overtakes SID with decreasing steps: from there on, " +
    "to the right and below, it is cheaper to go through all the data.",
  columns,
  spec(rows) {
    const points = checkedRows(ID, columns, rows).filter(isPoint);
    const shown = PANELS.filter(({ panel }) => inPanel(points, panel).on.length > 0);
    if (shown.length === 0) return emptySpec();
    const series = estimatorSeries(points);
    return themed({
      description: figure.describe(rows),
      hconcat: shown.map((panel, i) => drawn(points, panel, series, i === 0)),
    });
  },
  describe(rows) {
    const all = checkedRows(ID, columns, rows);
    const points = all.filter(isPoint);
    const on = PANELS.flatMap(({ panel }) => inPanel(points, panel).on);
    if (on.length === 0) return describeEmpty(TITLE);
    const panels = PANELS.flatMap(({ panel, title }) => {
      const { on, overtaken } = inPanel(points, panel);
      if (on.length === 0) return [];
      const ends = estimatorSeries(on).map(({ name }) => {
        const own = on.filter(({ estimator }) => estimator === name);
        const at = ({ x, value }: Point): string => `${format(value)} after ${format(x)}`;
        return `${name} ${[...new Set([own[0], own[own.length - 1]])].map(at).join(", ")}`;
      });
      return [`${title}: ${[...ends, ...overtaken.map(crossing)].join("; ")}.`];
    });
    return sentences(
      "Line charts with error bars, one line a method, with rings where lines cross.",
      axis("Horizontal", `${X}, logarithmic`, on.map(({ x }) => x)),
      axis("Vertical", `${Y}, logarithmic`, on.map(({ value }) => value)),
      ...panels,
      missing(all.length - points.length),
    );
  },
  table(rows) {
    return {
      caption: `${TITLE}, and where AID overtakes SID`,
      columns: [
        { name: "panel", label: "Problem", kind: "text" },
        { name: "kind", label: "What", kind: "text" },
        { name: "estimator", label: "Method", kind: "text" },
        { name: "steps", label: "t = k", kind: "integer" },
        { name: "x", label: "Passes", kind: "number" },
        { name: "x_low", label: "from", kind: "number" },
        { name: "x_high", label: "to", kind: "number" },
        { name: "value", label: "Relative error", kind: "number" },
        { name: "low", label: "from", kind: "number" },
        { name: "high", label: "to", kind: "number" },
      ],
      rows: checkedRows(ID, columns, rows),
    };
  },
};
