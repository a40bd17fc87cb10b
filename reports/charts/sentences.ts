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

/** Least-squares slope of log y on log x over positive pairs; `null` with fewer than two x. */
export function logSlope(pairs: readonly (readonly [number, number | null])[]): number | null {
  const points = pairs.filter((p): p is readonly [number, number] =>
    p[0] > 0 && p[1] !== null && p[1] > 0
  ).map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  if (points.length < 2) return null;
  const mean = (k: 0 | 1): number => points.reduce((sum, p) => sum + p[k], 0) / points.length;
  const mx = mean(0), my = mean(1);
  let sxx = 0, sxy = 0;
  for (const [x, y] of points) {
    sxx += (x - mx) * (x - mx);
    sxy += (x - mx) * (y - my);
  }
  return sxx === 0 ? null : sxy / sxx;
}

/** `, log–log slope −0.50`, or nothing where there is none. */
export function slopeWords(
  pairs: readonly (readonly [number, number | null])[],
  what = ", log–log slope",
): string {
  const slope = logSlope(pairs);
  return slope === null ? "" : `${what} ${twoDecimals(slope)}`;
}

/** `−0.50`. */
export const twoDecimals = (x: number): string => x.toFixed(2).replace("-", "−");

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
