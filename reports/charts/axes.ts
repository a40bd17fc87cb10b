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

/** What is said of intervals of methods whose steps were chosen before. */
export const CHOSEN_STEPS =
  "Intervals contain how draws differ, not how the choice of the steps, made on " +
  "draws of its own, would have come out on others: two methods may differ by more than their intervals for that alone.";

/** Whether a value is what values are at least. */
export const atFloor = (value: number | null, floor?: number): boolean =>
  floor !== undefined && value !== null && value <= floor * (1 + 1e-9);

/** What is said of a floor below which values are not told apart, where there are values near it. */
export function floorWords(values: readonly (number | null)[], floor?: number): string {
  if (floor === undefined || !values.some((value) => value !== null && value < 3 * floor)) {
    return "";
  }
  return `${
    formatPower(floor)
  } is a floor, drawn as a dashed line: less is not told apart, and counts as ` +
    "that much. What stands there is at most that; a mean near it may be less than it is drawn.";
}

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

/** What is said of error bars that are of shares. */
export const SHARE_BARS =
  "Error bars are 95 % Monte Carlo intervals: Wilson's, which stay between 0 and 1.";

/** What is said of error bars where some are of shares. */
export const MIXED_BARS = `${ERROR_BARS} Those of shares are Wilson's, which stay between 0 and 1.`;

/**
 * Ends of the 95 % interval of a share: Wilson's score interval, with as many independent replications as
 * its Monte Carlo error says (E. B. Wilson, JASA 22, 1927; the effective number as for clustered samples).
 * It never leaves 0 to 1, and with many replications it is the normal one. Where all or none have what is
 * counted, the error is that of Agresti and Coull, about √2 / (n + 4) (`share_error` of macros.sql).
 */
export function shareInterval(share: number, error: number | null): { low: number; high: number } {
  const spread = share * (1 - share);
  if (error === null || error <= 0) return { low: share, high: share };
  const n = spread > 0 ? spread / (error * error) : Math.max(Math.SQRT2 / error - 4, 1);
  const shrunk = Z95 * Z95 / n;
  const centre = (share + shrunk / 2) / (1 + shrunk);
  const half = Math.sqrt(shrunk * (spread + shrunk / 4)) / (1 + shrunk);
  // rounding may put an end beyond the share itself
  return {
    low: Math.max(0, Math.min(share, centre - half)),
    high: Math.min(1, Math.max(share, centre + half)),
  };
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

/** What stands in a decade, the finest first, and every how many decades. */
const LADDER: readonly { readonly mantissas: readonly number[]; readonly every: number }[] = [
  { mantissas: [1, 1.5, 2, 3, 4, 5, 7], every: 1 },
  { mantissas: [1, 2, 5], every: 1 },
  { mantissas: [1, 3], every: 1 },
  ...[1, 2, 3, 4, 6].map((every) => ({ mantissas: [1], every })),
];

/** How many labels an axis has at least, and at most. */
const LEAST = 3, MOST = 7;

/** The multiples of the largest step of 1, 2 or 5 times a power of ten of which enough are in a domain. */
function evenTicks([low, high]: readonly number[]): number[] {
  const first = Math.floor(Math.log10(high - low));
  for (let exponent = first; exponent > first - 4; exponent--) {
    for (const mantissa of [5, 2, 1]) {
      const step = Number(`${mantissa}e${exponent}`);
      const [from, to] = [Math.ceil(low / step), Math.floor(high / step)];
      if (to - from + 1 < LEAST) continue;
      return Array.from(
        { length: to - from + 1 },
        (_, i) => Number(((from + i) * step).toPrecision(12)),
      );
    }
  }
  return [low, high];
}

/** Ticks of a logarithmic axis: the finest of 1, 1.5, 2, …, of 1, 2, 5, of powers of ten that are not too many. */
export function logTicks(domain: readonly number[]): number[] {
  const [low, high] = domain;
  for (const { mantissas, every } of LADDER) {
    const ticks: number[] = [];
    for (let exponent = -18; exponent <= 18; exponent++) {
      if (exponent % every !== 0) continue;
      for (const mantissa of mantissas) {
        const tick = Number(`${mantissa}e${exponent}`);
        if (tick >= low && tick <= high) ticks.push(tick);
      }
    }
    if (ticks.length <= MOST) return ticks.length >= LEAST ? ticks : evenTicks(domain);
  }
  return evenTicks(domain);
}

/** All as they are, or all as powers of ten where one of them would have to be. */
export function writeTicks(ticks: readonly number[]): (x: number) => string {
  const isPlain = ticks.every((x) => x >= 1e-3 && x < 1e6);
  return isPlain ? (x) => x < 1e4 ? String(x) : formatInteger(x) : formatPower;
}

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
    axis: {
      values,
      labelExpr: labels(values, writeTicks(values)),
      titleAnchor: "middle",
      labelOverlap: "greedy",
      labelSeparation: 3,
    },
  };
}

/** The same for some values, widened by a factor on both sides. */
export const logScale = (title: string | null, factor?: number): Scale => (values) =>
  logPosition(title, logDomain(values, factor));

/** A logarithmic position on an axis whose ticks are the given values themselves, if these are enough. */
export function valuePosition(
  title: string,
  values: readonly number[],
  { factor = 1.25, write = formatInteger }: {
    readonly factor?: number;
    readonly write?: (x: number) => string;
  } = {},
): Spec {
  const domain = logDomain(values, factor);
  const others = values.length < LEAST ? logTicks(domain) : [];
  const ticks = distinct([...values, ...others]);
  return {
    type: "quantitative",
    title,
    scale: { type: "log", domain, nice: false },
    axis: { values: ticks, labelExpr: labels(ticks, write), labelOverlap: true },
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

/** Exact zeros stand here. */
export const ROUNDING_FLOOR = 1e-17;

/** The scale and the axis of a domain from rounding up. */
export function roundingAxis(domain: readonly number[]): Spec {
  const ticks = [1e-16, 1e-12, 1e-8, 1e-4, 1];
  return {
    scale: { type: "log", domain, nice: false },
    axis: { values: ticks, labelExpr: labels(ticks, formatPower) },
  };
}
