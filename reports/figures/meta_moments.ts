import {
  curves,
  distinct,
  ERROR_BARS,
  guide,
  interval,
  isNumber,
  linearDomain,
  note,
  type Series,
  type Spec,
  tip,
} from "../chart.ts";
import { axis, missing, sentences } from "../facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "../figure.ts";
import { format, formatPower } from "../number.ts";
import { seriesEncodings, themed } from "../theme.ts";

const WIDTH = 330;
const HEIGHT = 190;
/** Exact zeros stand here on logarithmic axes. */
const FLOOR = 1e-17;

const id = "meta_moments";
const title = "Mean and second moment of the debiased estimate";

/**
 * `panel`, a quantity of `PANELS`; `problem`; `q`, 0 for the first-order estimate; `theta`, the number of
 * the point; `value` and its Monte Carlo standard error `mc_error`, NULL where nothing is drawn.
 */
const columns = {
  panel: "text",
  problem: "text",
  q: "number",
  theta: "number",
  value: "number",
  mc_error: "number",
} as const;

type Point = RowOf<typeof columns> & {
  readonly q: number;
  readonly theta: number;
  readonly value: number;
};

/** Scale and axis of a panel, from the values that it is to show. */
type Scaled = (values: readonly number[]) => Pick<Spec, "scale" | "axis">;

/** A logarithmic axis from rounding up. */
const fromRounding: Scaled = (values) => {
  const ticks = [1e-16, 1e-12, 1e-8, 1e-4, 1];
  const labels = ticks.map((t) => `abs(datum.value/${t}-1)<1e-6?'${formatPower(t)}':`).join("");
  return {
    scale: { type: "log", domain: [FLOOR / 2, 3 * Math.max(10, ...values)], nice: false },
    axis: { values: ticks, labelExpr: `${labels}''` },
  };
};

/** An axis that is linear near zero and logarithmic far away. */
const farOut: Scaled = (values) => ({
  scale: {
    type: "symlog",
    constant: 2,
    domain: [Math.min(-4, ...values.map((v) => 1.2 * v)), 1.5 * Math.max(4, ...values)],
    nice: false,
  },
  axis: { values: [-100, -10, -2, 0, 2, 10, 100, 1000, 10_000] },
});

const linear: Scaled = (values) => ({
  scale: { domain: linearDomain([...values, 0.9, 1.1]), nice: false, zero: false },
  axis: { tickCount: 5 },
});

/** The panels, what they show, and the levels that are marked. */
const PANELS: readonly {
  readonly panel: string;
  readonly title: string;
  readonly what: string;
  readonly scaled: Scaled;
  readonly levels: readonly { readonly at: number; readonly label: string }[];
}[] = [
  {
    panel: "mean_error",
    title: "Mean, by enumeration",
    what: "greatest error",
    scaled: fromRounding,
    levels: [{ at: 1e-12, label: "accepted up to here" }],
  },
  {
    panel: "moment_error",
    title: "Second moment, by enumeration",
    what: "greatest relative error",
    scaled: fromRounding,
    levels: [{ at: 1e-12, label: "accepted up to here" }],
  },
  {
    panel: "score",
    title: "Mean, by draws",
    what: "score of Hotelling’s T²",
    scaled: farOut,
    levels: [{ at: -2, label: "" }, { at: 2, label: "±2" }],
  },
  {
    panel: "moment_ratio",
    title: "Second moment, by draws",
    what: "measured over theory",
    scaled: linear,
    levels: [{ at: 1, label: "" }],
  },
];

const drawable = (rows: readonly RowOf<typeof columns>[]): Point[] =>
  rows.filter((row): row is Point =>
    isNumber(row.q) && isNumber(row.theta) && isNumber(row.value) &&
    PANELS.some(({ panel }) => panel === row.panel)
  );

const problemsOf = (points: readonly Point[]): string[] =>
  [...new Set(points.map(({ problem }) => problem))].sort();

/** One panel: a group of points for each q, within it the problems side by side, θ by θ. */
function drawn(
  points: readonly Point[],
  qs: readonly number[],
  series: readonly Series[],
  { title, what, scaled, levels }: typeof PANELS[number],
): Spec {
  const thetas = distinct(points.map(({ theta }) => theta));
  const places = series.length * thetas.length + 1;
  const values = points.map((point) => {
    const among = series.findIndex(({ name }) => name === point.problem);
    const place = among * (thetas.length + 1) + thetas.indexOf(point.theta);
    const y = scaled === fromRounding ? Math.max(point.value, FLOOR) : point.value;
    return {
      series: point.problem,
      x: qs.indexOf(point.q) + 0.7 * ((place + 0.5) / places - 0.5),
      y,
      ...(scaled === linear ? interval(y, point.mc_error) : { low: y, high: y }),
      tip: tip(point.problem, `q = ${format(point.q)}, θ ${point.theta}`, point.value, null),
    };
  });
  const [left, right] = [-0.5, qs.length - 0.5];
  const x = {
    field: "x",
    type: "quantitative",
    title: "q",
    scale: { domain: [left, right], nice: false, zero: false },
    axis: {
      values: qs.map((_, i) => i),
      labelExpr: `${JSON.stringify(qs.map(String))}[datum.value]`,
    },
  };
  const y = {
    field: "y",
    type: "quantitative",
    title: what,
    ...scaled(values.flatMap(({ low, high }) => [low, high])),
  };
  return {
    title,
    width: WIDTH,
    height: HEIGHT,
    layer: [
      ...levels.flatMap(({ at, label }) => [
        guide([{ x: left, y: at }, { x: right, y: at }], x, y),
        note(label, { x: right, y: at }, x, y, { align: "right", dy: -2 }),
      ]),
      ...curves(values, series, x, y, { line: false }),
    ],
  };
}

/** Whether the debiased estimate has the mean and the second moment that theory gives. */
export const figure: FigureDefinition = {
  id,
  title,
  caption:
    "Above: both outcomes of the coin with their probabilities; exact zeros stand on the lower edge. Below: " +
    "tasks and coins drawn. Each point is one θ; q = 0 is the first-order estimate, of which theory gives " +
    "the mean alone. The score is standard normal if there is no bias; its axis is logarithmic beyond ±2. " +
    ERROR_BARS,
  columns,
  spec(rows) {
    const points = drawable(checkedRows(id, columns, rows));
    if (points.length === 0) return emptySpec();
    const qs = distinct(points.map(({ q }) => q));
    const series = problemsOf(points).map((name, i): Series => ({
      name,
      encoding: seriesEncodings[i % seriesEncodings.length],
    }));
    const shown = PANELS.flatMap((panel) => {
      const own = points.filter((point) => point.panel === panel.panel);
      return own.length === 0 ? [] : [drawn(own, qs, series, panel)];
    });
    return themed({ description: figure.describe(rows), columns: 2, concat: shown });
  },
  describe(rows) {
    const all = checkedRows(id, columns, rows);
    const points = drawable(all);
    if (points.length === 0) return describeEmpty(title);
    const facts = PANELS.flatMap(({ panel, title, what }) => {
      const own = points.filter((point) => point.panel === panel);
      if (own.length === 0) return [];
      const groups = problemsOf(own).flatMap((problem) =>
        distinct(own.map(({ q }) => q)).flatMap((q) => {
          const values = own.filter((point) => point.problem === problem && point.q === q)
            .map(({ value }) => value);
          return values.length === 0 ? [] : [`${problem}, q = ${format(q)}: ${range(values)}`];
        })
      );
      return [
        axis("Vertical", `${what} (${title})`, own.map(({ value }) => value)),
        `${groups.join("; ")}.`,
      ];
    });
    return sentences(
      "Points in four panels, one for each problem, q and θ, with error bars where there are any.",
      axis("Horizontal", "q", points.map(({ q }) => q)),
      ...facts,
      missing(all.length - points.length),
    );
  },
  table(rows) {
    return {
      caption: title,
      columns: [
        { name: "panel", label: "Quantity", kind: "text" },
        { name: "problem", label: "Problem", kind: "text" },
        { name: "q", label: "q", kind: "number" },
        { name: "theta", label: "θ no.", kind: "integer" },
        { name: "value", label: "Value ± s.e.", kind: "number", error: "mc_error" },
      ],
      rows: checkedRows(id, columns, rows),
    };
  },
};

/** `a to b`, or `a`. */
function range(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => format(value));
  return low === high ? low : `${low} to ${high}`;
}
