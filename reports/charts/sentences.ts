/**
 * Sentences for text alternatives: chart type, axes with ranges, and facts computed from the rows.
 *
 * @module
 */

import { format, formatInteger } from "./number.ts";

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}

/** `Horizontal axis: sample size n, logarithmic, 200 to 3200.` */
export function axis(
  which: "Horizontal" | "Vertical",
  what: string,
  values: readonly (number | null)[],
  write: (x: number) => string = format,
): string {
  const known = values.filter((x): x is number => x !== null);
  if (known.length === 0) return `${which} axis: ${what}, without values.`;
  const low = Math.min(...known), high = Math.max(...known);
  const range = low === high ? `only ${write(low)}` : `${write(low)} to ${write(high)}`;
  return `${which} axis: ${what}, ${range}.`;
}

/** The values themselves, for axes with few of them. */
export function sizes(values: readonly number[]): string {
  return list(values.map(formatInteger));
}

/** `0.500 ± 0.010 at n = 200, 0.2500 ± 0.0050 at n = 800`: the first and the last, or the only one. */
export function endsBySize(
  points: readonly {
    readonly n: number;
    readonly value: number;
    readonly mc_error: number | null;
  }[],
): string {
  return [...new Set([points[0], points[points.length - 1]])]
    .map(({ n, value, mc_error }) => `${format(value, mc_error)} at n = ${formatInteger(n)}`)
    .join(", ");
}

/**
 * The power of x that y is in proportion to, of points that are exact: `null` where it is none, to six
 * digits, or where there are fewer than two x. Slopes of measured points come from the query that a claim
 * has them from.
 */
export function exactPower(pairs: readonly (readonly [number, number])[]): number | null {
  const points = [...new Map(pairs.filter(([x, y]) => x > 0 && y > 0))]
    .sort(([a], [b]) => a - b)
    .map(([x, y]) => [Math.log(x), Math.log(y)]);
  const slopes = points.slice(1).map(([x, y], i) => (y - points[i][1]) / (x - points[i][0]));
  if (slopes.length === 0 || slopes.length < pairs.length - 1) return null;
  return Math.max(...slopes) - Math.min(...slopes) < 1e-6 ? slopes[0] : null;
}

/** `exactly ∝ x^−1`, or nothing where it is no power. */
export function powerWords(pairs: readonly (readonly [number, number])[], x: string): string {
  const power = exactPower(pairs);
  if (power === null) return "";
  const written = Number(power.toFixed(6)) + 0;
  return written === 0 ? "exactly constant" : `exactly ∝ ${x}^${String(written).replace("-", "−")}`;
}

/** A fitted slope with its interval: `slope −0.50 (−0.52 to −0.48)`, or nothing where there is none. */
export function fittedSlope(
  slope: number | null,
  low: number | null,
  high: number | null,
): string {
  if (slope === null) return "";
  const range = low === null || high === null
    ? ""
    : ` (${twoDecimals(low)} to ${twoDecimals(high)})`;
  return `slope ${twoDecimals(slope)}${range}`;
}

/** `−0.50`. */
export const twoDecimals = (x: number): string =>
  x.toFixed(2).replace(/^-(?=[0.]*$)/, "").replace("-", "−");

/** `2 values are missing or not finite and are not drawn.`, or nothing. */
export function missing(count: number): string {
  if (count === 0) return "";
  return count === 1
    ? "1 value is missing or cannot be drawn on its axis."
    : `${count} values are missing or cannot be drawn on their axis.`;
}

/** A sentence, or facts that become one. */
export type Said = string | readonly string[];

/** Sentences, without the empty ones, as one text; `a; b.` of the facts a and b. */
export function sentences(...parts: readonly Said[]): string {
  const all = parts.map((part) =>
    typeof part === "string" || part.length === 0 ? String(part) : `${part.join("; ")}.`
  );
  return all.filter((part) => part !== "").join(" ");
}

/** Something of a name, and its value. */
export interface Named {
  readonly name: string;
  readonly value: number;
}

/**
 * From the least to the greatest, with who has them: `0.71 (adjoint plug-in) to 0.95 (oracle)`. Where both are
 * written alike nobody is the least: `1.00 (all)`.
 */
export function span(some: readonly Named[], write: (x: number) => string = format): string {
  const sorted = [...some].sort((a, b) => a.value - b.value || (a.name < b.name ? -1 : 1));
  if (sorted.length === 0) return "";
  const ends = [...new Set([sorted[0], sorted[sorted.length - 1]])];
  if (ends.length === 2 && write(ends[0].value) === write(ends[1].value)) {
    return `${write(ends[0].value)} (all)`;
  }
  return ends.map(({ name, value }) => `${write(value)} (${name})`).join(" to ");
}

/** `94.6 %`. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Of rows with a size those of the greatest. */
export function atLargest<Row extends { readonly n: number }>(rows: readonly Row[]): Row[] {
  const most = Math.max(...rows.map(({ n }) => n));
  return rows.filter(({ n }) => n === most);
}
