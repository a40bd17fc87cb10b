import {
  curves,
  ERROR_BARS,
  estimatorSeries,
  guide,
  interval,
  isNumber,
  isPositive,
  logDomain,
  logPosition,
  note,
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
import { format, formatInteger } from "../number.ts";
import { themed } from "../theme.ts";

/**
 * `estimator`, the rule of steps; `t`; `value`, the mean squared error, and `mc_error`, its Monte Carlo
 * standard error; `exact`, what it is a mean of; `floor`, the limit of `exact`, NULL where that is 0.
 */
const columns = {
  estimator: "text",
  t: "number",
  value: "number",
  mc_error: "number",
  exact: "number",
  floor: "number",
} as const;

type FloorRow = RowOf<typeof columns>;
type Point = FloorRow & { readonly t: number; readonly value: number };

const isPoint = (row: FloorRow): row is Point => isPositive(row.t) && isPositive(row.value);

/** The floors among some rows, with the estimators they are of. */
function floorsOf(points: readonly Point[]): { readonly estimator: string; readonly y: number }[] {
  return estimatorSeries(points).flatMap(({ name }) => {
    const y = points.find(({ estimator }) => estimator === name)!.floor;
    return isPositive(y) ? [{ estimator: name, y }] : [];
  });
}

/** Squared errors of the lower level by the rule of steps, with the levels that constant steps end at. */
export const figure: FigureDefinition = {
  id: "sid_floors",
  title: "Squared error of the lower level with constant and with decreasing steps",
  caption:
    "Points: mean of ‖w_t − w(λ)‖² over replications after t steps. Lines: the exact expectation, by its " +
    `recursion. Horizontal dashes: where constant steps end. ${ERROR_BARS}`,
  columns,
  spec(rows) {
    const points = checkedRows(figure.id, columns, rows).filter(isPoint);
    if (points.length === 0) return emptySpec();
    const series = estimatorSeries(points);
    const floors = floorsOf(points);
    const lowest = 0.4 * Math.min(...points.map(({ value }) => value));
    const values = points.map((point) => ({
      series: point.estimator,
      x: point.t,
      y: point.value,
      ...interval(point.value, point.mc_error, lowest),
      tip: tip(point.estimator, `t = ${formatInteger(point.t)}`, point.value, point.mc_error),
    }));
    const [first, last] = logDomain(points.map(({ t }) => t), 1.15);
    // Room for words on the right of the last points
    const xs: readonly [number, number] = [first, 2.4 * last];
    const x = logPosition("x", "steps t", xs);
    const y = logPosition(
      "y",
      "mean squared error",
      logDomain([...values.flatMap(({ low, high }) => [low, high]), ...floors.map(({ y }) => y)]),
    );
    return themed({
      description: figure.describe(rows),
      width: 520,
      height: 340,
      layer: [
        ...floors.flatMap((floor) => [
          guide(xs.map((x) => ({ x, y: floor.y })), x, y),
          note(`floor ${format(floor.y)}`, { x: xs[1], y: floor.y }, x, y, {
            align: "right",
            dy: -2,
          }),
        ]),
        ...series.map(({ name, encoding }) =>
          guide(
            points.filter((point) => point.estimator === name && isPositive(point.exact))
              .map(({ t, exact }) => ({ x: t, y: exact! })),
            x,
            y,
            encoding.colour.light,
            encoding.dash,
          )
        ),
        ...curves(values, series, x, y, { line: false }),
      ],
    });
  },
  describe(rows) {
    const all = checkedRows(figure.id, columns, rows);
    const points = all.filter(isPoint);
    if (points.length === 0) return describeEmpty(figure.title);
    const ends = estimatorSeries(points).map(({ name }) => {
      const own = points.filter(({ estimator }) => estimator === name).sort((a, b) => a.t - b.t);
      const last = own[own.length - 1];
      return `${name} ${format(last.value, last.mc_error)} at ${formatInteger(last.t)}` +
        (isNumber(last.exact) ? `, exactly ${format(last.exact)}` : "");
    });
    const floors = floorsOf(points).map(({ estimator, y }) => `${format(y)} for ${estimator}`);
    return sentences(
      "Points with error bars on lines, one series a rule of steps, both axes logarithmic.",
      axis("Horizontal", "steps t", points.map(({ t }) => t), formatInteger),
      axis("Vertical", "mean squared error", points.map(({ value }) => value)),
      `Last: ${ends.join("; ")}.`,
      floors.length === 0 ? "" : `Floors: ${floors.join("; ")}.`,
      missing(all.length - points.length),
    );
  },
  table(rows) {
    return {
      caption: "Mean squared errors of the lower level, measured and exact",
      columns: [
        { name: "estimator", label: "Steps", kind: "text" },
        { name: "t", label: "t", kind: "integer" },
        { name: "value", label: "Mean ± s.e.", kind: "number", error: "mc_error" },
        { name: "exact", label: "Exact", kind: "number" },
        { name: "floor", label: "Floor", kind: "number" },
      ],
      rows: checkedRows(figure.id, columns, rows),
    };
  },
};
