/**
 * Error against the regularisation λ, with estimators that depend on it and others that do not.
 *
 * @module
 */

import {
  distinct,
  ERROR_BARS,
  interval,
  isPositive,
  logDomain,
  logPosition,
  valuePosition,
} from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Spec, type Words } from "./figure.ts";
import { curves, type Series, tip } from "./marks.ts";
import { format, formatPower } from "./number.ts";
import { axis } from "./sentences.ts";
import { measured, number, text } from "./table_data.ts";
import { encodingOf, inOrder, type Looks } from "./theme.ts";

const BAND_OPACITY = 0.16;

/**
 * `series`, the name of an estimator, or `population-bias`; `lambda`, the regularisation; `value`,
 * RMSE or exact bias; `mc_error`, its Monte Carlo standard error, null for exact values. A series
 * with a null `lambda`, or with the same value at every one, does not depend on it and is drawn as a
 * horizontal line.
 */
const columns = {
  series: text("Series"),
  lambda: number("λ"),
  value: measured("Value", "positive"),
  mc_error: number(),
};

type Point = PointOf<typeof columns>;
type CurveRow = Point & { readonly lambda: number };

const EXACT: Looks = {
  "population-bias": { like: "amber", shape: "triangle-down", dash: [2, 3] },
};

const nameOf = (series: string): string =>
  series === "population-bias" ? "exact population bias" : series;

const bar = ({ value, mc_error }: Point) => interval(value, mc_error, 0.5 * value);

interface Parts {
  /** Points of the series that depend on lambda, by lambda. */
  readonly moving: readonly CurveRow[];
  /** One point of each series that does not. */
  readonly levels: readonly Point[];
}

function partsOf(points: readonly Point[], looks: Looks): Parts {
  const moving: CurveRow[] = [];
  const levels: Point[] = [];
  for (const name of inOrder(points.map((p) => p.series), looks)) {
    const all = points.filter((p) => p.series === name);
    const own = all.filter((p): p is CurveRow => p.lambda !== null);
    const isLevel = own.length === 0 ||
      (own.length > 1 && own.every((p) => p.value === own[0].value));
    if (isLevel) levels.push(all[0]);
    else moving.push(...own.sort((a, b) => a.lambda - b.lambda));
  }
  return { moving, levels };
}

function levelLayers(
  points: readonly Point[],
  looks: Looks,
  ends: readonly number[],
  x: Spec,
  y: Spec,
): Spec[] {
  return points.flatMap((p) => {
    const { colour, dash } = encodingOf(p.series, looks);
    const values = ends.map((lambda) => ({ x: lambda, y: p.value, ...bar(p) }));
    return [
      {
        data: { values },
        mark: { type: "area", color: colour.light, opacity: BAND_OPACITY },
        encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } },
      },
      {
        data: { values },
        mark: { type: "line", color: colour.light, strokeDash: dash, strokeWidth: 1.75 },
        encoding: { x, y },
      },
    ];
  });
}

/** What distinguishes one such figure from another. */
export interface ErrorByPenaltyOptions extends Words {
  /** Title of the vertical axis, in words. */
  readonly quantity: string;
  /** Looks of what is no estimator alone. */
  readonly looks?: Looks;
}

/** Error against lambda, with the levels to beat. */
export function errorByPenalty(
  { title, caption, quantity, looks: given }: ErrorByPenaltyOptions,
): FigureDefinition {
  const looks = { ...EXACT, ...given };
  return figureOf({
    title,
    caption:
      `${caption} Both axes are logarithmic; what does not depend on λ is a horizontal line ` +
      `with a band. ${ERROR_BARS}`,
  }, {
    columns,
    also: ({ lambda }) => lambda === null || isPositive(lambda),
    draw(points) {
      const series: Series[] = inOrder(points.map((p) => p.series), looks)
        .map((name) => ({ name: nameOf(name), encoding: encodingOf(name, looks) }));
      const { moving, levels } = partsOf(points, looks);
      const lambdas = distinct(moving.map((p) => p.lambda));
      const positions = lambdas.length === 0 ? [1] : lambdas;
      const ends = logDomain(positions, 1.5);
      const x = valuePosition("x", "regularisation λ", positions, {
        factor: 1.5,
        write: formatPower,
      });
      const y = logPosition("y", quantity, logDomain(points.flatMap((p) => Object.values(bar(p)))));
      const marks = [
        ...moving.map((p) => ({
          series: nameOf(p.series),
          x: p.lambda,
          y: p.value,
          ...bar(p),
          tip: tip(nameOf(p.series), `λ = ${formatPower(p.lambda)}`, p.value, p.mc_error),
        })),
        // A symbol near the right end of each level, side by side where levels coincide.
        ...levels.map((p, i) => ({
          series: nameOf(p.series),
          x: ends[1] * Math.exp(-0.12 - 0.3 * i),
          y: p.value,
          low: p.value,
          high: p.value,
          tip: tip(nameOf(p.series), "any λ", p.value, p.mc_error),
        })),
      ];
      return {
        width: 540,
        height: 310,
        layer: [...levelLayers(levels, looks, ends, x, y), ...curves(marks, series, x, y)],
      };
    },
    say(points) {
      const { moving, levels } = partsOf(points, looks);
      const at = (p: CurveRow): string =>
        `${format(p.value, p.mc_error)} at λ = ${formatPower(p.lambda)}`;
      const facts = [
        ...[...new Set(moving.map((p) => p.series))].map((name) => {
          const own = moving.filter((p) => p.series === name);
          const least = own.reduce((a, b) => b.value < a.value ? b : a);
          return `${nameOf(name)}: ${at(own[0])}, ${at(own[own.length - 1])}, least ${at(least)}`;
        }),
        ...levels.map((p) => `${p.series}: ${format(p.value, p.mc_error)} whatever λ is`),
      ];
      return [
        "Line chart with error bars and horizontal reference lines, both axes logarithmic.",
        axis("Horizontal", "regularisation λ", moving.map((p) => p.lambda), formatPower),
        axis("Vertical", quantity, points.map((p) => p.value)),
        `${facts.join("; ")}.`,
      ];
    },
    tableCaption: "Error by regularisation λ; series without λ do not depend on it",
  });
}
