import { isNumber, linearDomain, type Spec } from "../chart.ts";
import { axis, missing, sentences } from "../facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "../figure.ts";
import { format, formatInteger } from "../number.ts";
import { palette, themed } from "../theme.ts";

const COLOUR = palette.blue.light;
const TRUTH_COLOUR = palette.reference.light;

const id = "one_sample";
const title = "One sample as its user sees it: estimates, intervals and a joint band";

/**
 * `coordinate`; `n`; `value`, the estimate; `standard_error`; `t`; `p`, P>|t|; bounds of the 90 and
 * 95 % intervals and of the joint 95 % band; `joint_p`, adjusted for testing all coordinates; `truth`.
 */
const columns = {
  coordinate: "text",
  n: "number",
  value: "number",
  standard_error: "number",
  t: "number",
  p: "number",
  low_95: "number",
  high_95: "number",
  low_90: "number",
  high_90: "number",
  joint_low: "number",
  joint_high: "number",
  joint_p: "number",
  truth: "number",
} as const;

type Checked = RowOf<typeof columns>;
type Point = Checked & { readonly value: number; readonly truth: number };

function drawable(rows: readonly Checked[]): Point[] {
  return rows.filter((r): r is Point => isNumber(r.value) && isNumber(r.truth));
}

type Bound = "low_95" | "high_95" | "low_90" | "high_90" | "joint_low" | "joint_high";

/** A number less the truth, if it is there. */
function error(point: Point, name: Bound): number | null {
  const value = point[name];
  return value === null ? null : value - point.truth;
}

/** A bar between two bounds of each row that has them. */
function bar(
  points: readonly Point[],
  low: Bound,
  high: Bound,
  strokeWidth: number,
  at: Spec,
): Spec {
  const values = points
    .map((p) => ({ coordinate: p.coordinate, low: error(p, low), high: error(p, high) }))
    .filter((ends) => ends.low !== null && ends.high !== null);
  return {
    data: { values },
    mark: { type: "rule", strokeWidth, color: COLOUR },
    encoding: { ...at, x: { ...(at.x as Spec), field: "low" }, x2: { field: "high" } },
  };
}

/** Estimates with intervals of one sample, a line a coordinate. */
export const figure: FigureDefinition = {
  id,
  title,
  caption:
    "The orthogonal gradient on one sample, less the truth, which a user does not know. Thick: " +
    "90 % intervals; middle: 95 % intervals; thin: the band that holds for all coordinates together in " +
    "95 % of samples. The table has the columns of DoubleML's summary, and there nothing is subtracted.",
  columns,
  spec(rows) {
    const points = drawable(checkedRows(id, columns, rows));
    if (points.length === 0) return emptySpec();
    const ends = points.flatMap((p) =>
      [p.value - p.truth, error(p, "joint_low"), error(p, "joint_high")].filter(isNumber)
    );
    const x = {
      type: "quantitative",
      title: "estimate − truth",
      scale: { domain: linearDomain([0, ...ends]), nice: false, zero: false },
      axis: { tickCount: 7 },
    };
    const y = {
      field: "coordinate",
      type: "ordinal",
      title: null,
      scale: { paddingInner: 0.4, paddingOuter: 0.3 },
    };
    const values = points.map((p) => ({
      coordinate: p.coordinate,
      value: p.value - p.truth,
      tip: `${p.coordinate}: ${format(p.value, p.standard_error)}`,
    }));
    return themed({
      description: figure.describe(rows),
      width: 560,
      height: 40 * points.length + 20,
      layer: [
        {
          data: { values: [{ zero: 0 }] },
          mark: { type: "rule", color: TRUTH_COLOUR, strokeDash: [6, 4], strokeWidth: 1.5 },
          encoding: { x: { ...x, field: "zero" } },
        },
        bar(points, "joint_low", "joint_high", 1.25, { x, y }),
        bar(points, "low_95", "high_95", 3, { x, y }),
        bar(points, "low_90", "high_90", 6, { x, y }),
        {
          data: { values },
          mark: {
            type: "point",
            color: palette.black.light,
            shape: "circle",
            size: 60,
            aria: true,
          },
          encoding: {
            x: { ...x, field: "value" },
            y,
            description: { field: "tip", type: "nominal" },
          },
        },
      ],
    });
  },
  describe(rows) {
    const all = checkedRows(id, columns, rows);
    const points = drawable(all);
    if (points.length === 0) return describeEmpty(title);
    const facts = points.map((p) =>
      `${p.coordinate}: ${format(p.value, p.standard_error)}, 95 % interval ${
        format(p.low_95)
      } to ` +
      `${format(p.high_95)}, joint ${format(p.joint_low)} to ${format(p.joint_high)}, truth ` +
      format(p.truth)
    );
    return sentences(
      "Dot plot with intervals of three kinds, one line a coordinate.",
      `One sample of n = ${formatInteger(points[0].n)}.`,
      axis("Horizontal", "estimate less the truth", points.map((p) => p.value - p.truth)),
      `${facts.join("; ")}.`,
      missing(all.length - points.length),
    );
  },
  table(rows) {
    const number = (name: keyof typeof columns, label: string) =>
      ({ name, label, kind: "number" }) as const;
    return {
      caption: "Summary of one sample in DoubleML's columns, with joint inference and the truth",
      columns: [
        { name: "coordinate", label: "Coordinate", kind: "text" },
        number("value", "coef"),
        number("standard_error", "std err"),
        number("t", "t"),
        number("p", "P>|t|"),
        number("low_95", "2.5 %"),
        number("high_95", "97.5 %"),
        number("low_90", "5 %"),
        number("high_90", "95 %"),
        number("joint_low", "joint 2.5 %"),
        number("joint_high", "joint 97.5 %"),
        number("joint_p", "joint P"),
        number("truth", "Truth"),
      ],
      rows: checkedRows(id, columns, rows),
    };
  },
};
