/**
 * Parts that figures are put together from: axes, intervals, keys, guides.
 *
 * @module
 */

import { format, formatInteger, formatPower } from "./number.ts";
import { type Encoding, estimatorEncoding, estimatorOrder, palette } from "./theme.ts";

/** A piece of a Vega-Lite specification. */
export type Spec = Record<string, unknown>;

/** Half the width of a 95 % normal interval, in standard errors. */
export const Z95 = 1.959963984540054;

/** What every caption says of its error bars. */
export const ERROR_BARS = "Error bars are 95 % Monte Carlo intervals (±1.96 standard errors).";

/** Whether a number is there and can stand on a logarithmic axis. */
export const isPositive = (x: number | null): x is number => x !== null && x > 0;

/** Whether a number is there. */
export const isNumber = (x: number | null): x is number => x !== null;

/** Distinct numbers in increasing order. */
export function distinct(values: Iterable<number>): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/**
 * Ends of the 95 % Monte Carlo interval; both equal the value where there is no error. An end below
 * `floor` is moved there, since a logarithmic axis cannot show it.
 */
export function interval(
  value: number,
  error: number | null,
  floor = -Infinity,
): { low: number; high: number } {
  const half = Z95 * (error ?? 0);
  return { low: Math.max(value - half, floor), high: value + half };
}

/** Smallest and largest of some positive numbers, widened by a factor on both sides. */
export function logDomain(values: readonly number[], factor = 1.25): [number, number] {
  const positive = values.filter(isPositive);
  if (positive.length === 0) return [0.1, 10];
  const low = Math.min(...positive), high = Math.max(...positive);
  return low === high ? [low / 2, high * 2] : [low / factor, high * factor];
}

/** Smallest and largest of some numbers, widened by a share of their range. */
export function linearDomain(values: readonly number[], share = 0.06): [number, number] {
  const low = Math.min(...values), high = Math.max(...values);
  const pad = low === high ? Math.max(Math.abs(low) * 0.1, 0.1) : (high - low) * share;
  return [low - pad, high + pad];
}

const MANTISSAS = [1, 2, 5];

/** Ticks 1, 2, 5 in every decade, or powers of ten alone where there are more than two decades. */
export function logTicks([low, high]: readonly [number, number]): number[] {
  const ticks: number[] = [];
  for (let exponent = -18; exponent <= 18; exponent++) {
    for (const mantissa of MANTISSAS) {
      const tick = Number(`${mantissa}e${exponent}`);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  const decades = ticks.filter((tick) => tick.toExponential()[0] === "1");
  return high / low > 150 && decades.length > 1 ? decades : ticks;
}

const plainTick = (x: number): string => x >= 1e-3 && x < 1e5 ? String(x) : formatPower(x);

function labels(ticks: readonly number[], write: (x: number) => string): string {
  const cases = ticks.map((x) => `abs(datum.value/${x}-1)<1e-6?${JSON.stringify(write(x))}:`);
  return `${cases.join("")}''`;
}

/** A logarithmic position on an axis with 1-2-5 ticks. */
export function logPosition(
  field: string,
  title: string | null,
  domain: readonly [number, number],
): Spec {
  const values = logTicks(domain);
  return {
    field,
    type: "quantitative",
    title,
    scale: { type: "log", domain, nice: false },
    axis: { values, labelExpr: labels(values, plainTick), titleAnchor: "middle" },
  };
}

/** A logarithmic position on an axis whose ticks are the given values themselves. */
export function valuePosition(
  field: string,
  title: string | null,
  values: readonly number[],
  { factor = 1.25, write = formatInteger }: {
    readonly factor?: number;
    readonly write?: (x: number) => string;
  } = {},
): Spec {
  return {
    field,
    type: "quantitative",
    title,
    scale: { type: "log", domain: logDomain(values, factor), nice: false },
    axis: { values, labelExpr: labels(values, write), labelOverlap: true },
  };
}

/** Moves a position on a logarithmic axis a little, so that series i of k can be told apart. */
export function dodge(x: number, i: number, k: number, step = 0.025): number {
  return x * Math.exp(step * (i - (k - 1) / 2));
}

/** A named series and how it is drawn. */
export interface Series {
  /** The value of the `series` field, and the text in the key. */
  readonly name: string;
  /** Its look. */
  readonly encoding: Encoding;
}

/** Colour and shape channels by the field `series`, with one key for both. */
function keyed(series: readonly Series[]): { readonly color: Spec; readonly shape: Spec } {
  const domain = series.map((s) => s.name);
  const channel = (range: readonly unknown[]): Spec => ({
    field: "series",
    type: "nominal",
    title: null,
    scale: { domain, range },
  });
  return {
    color: channel(series.map((s) => s.encoding.colour.light)),
    shape: channel(series.map((s) => s.encoding.shape)),
  };
}

/** The estimators among some rows in drawing order, with their looks. */
export function estimatorSeries(
  rows: readonly { readonly estimator: string }[],
): Series[] {
  return estimatorOrder(rows.map((row) => row.estimator))
    .map((name) => ({ name, encoding: estimatorEncoding(name) }));
}

/** Text for the tooltip of a mark. */
export function tip(name: string, where: string, value: number, error: number | null): string {
  return `${name}, ${where}: ${format(value, error)}`;
}

/** One point of a curve, as `curves` reads it. */
export interface CurvePoint {
  /** Name of its series. */
  readonly series: string;
  /** Position: a number, or text on an ordinal axis. */
  readonly x: number | string;
  /** Value. */
  readonly y: number;
  /** Lower end of its error bar. */
  readonly low: number;
  /** Upper end of its error bar; no bar is drawn where both ends are equal. */
  readonly high: number;
  /** What a tooltip says. */
  readonly tip: string;
}

/**
 * Lines with points and error bars, one series a colour, shape and dash. `x` and `y` give scales,
 * axes and titles.
 */
export function curves(
  points: readonly CurvePoint[],
  series: readonly Series[],
  x: Spec,
  y: Spec,
  { line = true }: { readonly line?: boolean } = {},
): Spec[] {
  const dashes = new Map(series.map((s) => [s.name, s.encoding.dash]));
  const values = points.map((point) => ({ ...point, dash: dashes.get(point.series) ?? [1, 0] }));
  const { color, shape } = keyed(series);
  const at = { x: { ...x, field: "x" }, y: { ...y, field: "y" } };
  const bars: Spec = {
    data: { values: values.filter(({ low, high }) => low < high) },
    mark: { type: "rule", strokeWidth: 1.5 },
    encoding: { x: at.x, y: { ...at.y, field: "low" }, y2: { field: "high" }, color },
  };
  const lines: Spec = {
    // Solid lines first, so that a dashed one over them leaves both visible.
    data: { values: [...values].sort((a, b) => solid(b) - solid(a)) },
    mark: { type: "line" },
    // The dash is a field, not a scale: a dashed outline of a small symbol in the key is illegible.
    encoding: { ...at, color, strokeDash: { field: "dash", type: "nominal", scale: null } },
  };
  const marks: Spec = {
    data: { values },
    mark: { type: "point", aria: true },
    encoding: { ...at, color, shape, description: { field: "tip", type: "nominal" } },
  };
  return line ? [bars, lines, marks] : [bars, marks];
}

const solid = ({ dash }: { readonly dash: readonly number[] }): number => dash[1] === 0 ? 1 : 0;

/** A thin reference line through some points, drawn behind the data. */
export function guide(
  values: readonly { readonly x: number; readonly y: number }[],
  x: Spec,
  y: Spec,
  colour: string = palette.reference.light,
  dash: readonly number[] = [3, 3],
): Spec {
  return {
    data: { values },
    mark: { type: "line", color: colour, strokeWidth: 1.25, strokeDash: dash },
    encoding: { x: { ...x, field: "x" }, y: { ...y, field: "y" } },
  };
}

/** Words beside a reference line. */
export function note(
  text: string,
  at: { readonly x: number; readonly y: number },
  x: Spec,
  y: Spec,
  mark: Spec = {},
): Spec {
  return {
    data: { values: [{ ...at, text }] },
    mark: {
      type: "text",
      align: "left",
      baseline: "bottom",
      fontSize: 11.5,
      fontStyle: "italic",
      color: palette.reference.light,
      ...mark,
    },
    encoding: {
      x: { ...x, field: "x" },
      y: { ...y, field: "y" },
      text: { field: "text", type: "nominal" },
    },
  };
}
