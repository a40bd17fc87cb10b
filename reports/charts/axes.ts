/**
 * Where things stand in figures: intervals, domains, ticks and axes.
 *
 * @module
 */

import type { Spec } from "./figure.ts";
import { formatInteger, formatPower } from "./number.ts";

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
export function logTicks([low, high]: readonly number[]): number[] {
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

/** A position, once it is known what values it is to show. */
export type Scale = (values: readonly number[]) => Spec;

/** A logarithmic position on an axis with 1-2-5 ticks. */
export function logPosition(title: string | null, domain: readonly number[]): Spec {
  const values = logTicks(domain);
  return {
    type: "quantitative",
    title,
    scale: { type: "log", domain, nice: false },
    axis: { values, labelExpr: labels(values, plainTick), titleAnchor: "middle" },
  };
}

/** The same for some values, widened by a factor on both sides. */
export const logScale = (title: string | null, factor?: number): Scale => (values) =>
  logPosition(title, logDomain(values, factor));

/** A logarithmic position on an axis whose ticks are the given values themselves. */
export function valuePosition(
  title: string,
  values: readonly number[],
  { factor = 1.25, write = formatInteger }: {
    readonly factor?: number;
    readonly write?: (x: number) => string;
  } = {},
): Spec {
  return {
    type: "quantitative",
    title,
    scale: { type: "log", domain: logDomain(values, factor), nice: false },
    axis: { values, labelExpr: labels(values, write), labelOverlap: true },
  };
}

/** The position of sample sizes, whose ticks they are themselves. */
export function sizePosition(points: readonly { readonly n: number }[]): Spec {
  return valuePosition("sample size n", distinct(points.map(({ n }) => n)));
}

/** A position of places in order, at each of which series stand side by side. */
export function ordinalPosition(title: string, places: readonly string[], axis: Spec = {}): Spec {
  return {
    type: "ordinal",
    title,
    sort: places,
    scale: { paddingInner: 0.25, paddingOuter: 0.15 },
    axis: { labelAngle: 0, ...axis },
  };
}

/** A position on an axis over a domain as it is. */
export function plainPosition(title: string, domain: readonly number[], axis: Spec): Spec {
  return { type: "quantitative", title, scale: { domain, nice: false, zero: false }, axis };
}

/** A position on an axis from the least to the greatest of some values, widened a little. */
export const linearScale = (title: string, axis: Spec = { tickCount: 6 }): Scale => (values) =>
  plainPosition(title, linearDomain(values), axis);

/** The same, or logarithmic. */
export const heightScale = (title: string, log: boolean): Scale =>
  log ? logScale(title, 1.2) : linearScale(title);

/** Moves a position on a logarithmic axis a little, so that series i of k can be told apart. */
export function dodge(x: number, i: number, k: number, step = 0.025): number {
  return x * Math.exp(step * (i - (k - 1) / 2));
}

/** Exact zeros stand here. */
export const ROUNDING_FLOOR = 1e-17;

/** The scale and the axis of a domain from rounding up. */
export function roundingAxis(domain: readonly number[]): Spec {
  const ticks = [1e-16, 1e-12, 1e-8, 1e-4, 1];
  const labels = ticks.map((t) => `abs(datum.value/${t}-1)<1e-6?'${formatPower(t)}':`).join("");
  return {
    scale: { type: "log", domain, nice: false },
    axis: { values: ticks, labelExpr: `${labels}''` },
  };
}
