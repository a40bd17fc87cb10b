/**
 * The number of a claim, its interval and its range: as text, as a small drawing, and what they say.
 *
 * @module
 */

import { format, MISSING, write } from "../charts/number.ts";
import type { ClaimModel } from "./model.ts";

const isNumber = (x: number | null | undefined): x is number => typeof x === "number";

/** A number and its interval. */
export type Interval = Pick<ClaimModel, "value" | "low" | "high">;

/** The same as text; `interval` is empty where there is none. */
export interface ClaimNumbers {
  readonly value: string;
  readonly interval: string;
}

/** What the interval of a number allows for that is computed, not simulated. */
export const NOTHING = "nothing: the number is computed, not simulated";

/**
 * Whether a number is computed and not simulated: then an interval would say nothing. Simulated ones may have
 * an interval of width 0, too, such as p-values at their greatest.
 */
export const isExact = ({ allowsFor, ...numbers }: ClaimModel): boolean =>
  allowsFor === NOTHING && isPoint(numbers);

const isPoint = ({ value, low, high }: Interval): boolean =>
  isNumber(value) && low === value && high === value;

/** Value and interval with the digits that the interval's width justifies. */
export function numbersOf(interval: Interval): ClaimNumbers {
  const { value, low, high } = interval;
  if (!isNumber(value)) return { value: MISSING, interval: "" };
  if (!isNumber(low) || !isNumber(high)) return { value: format(value), interval: "" };
  if (isPoint(interval)) {
    return { value: format(value), interval: `${format(low)} to ${format(high)}` };
  }
  const error = (high - low) / 4;
  const text = (x: number): string => {
    const w = write(x, error);
    return w.exponent === null ? w.value : format(x);
  };
  return { value: text(value), interval: `${text(low)} to ${text(high)}` };
}

/** A number and what is known of it, in one line: its interval, or that it is exact. */
export function inLine(claim: ClaimModel): string {
  const { value, interval } = numbersOf(claim);
  if (isExact(claim)) return `${value}, exact`;
  return interval === "" ? value : `${value} (${interval})`;
}

const W = 150, H = 26, PAD = 6;

/** A small drawing of the interval and the accepted range; the numbers stand beside it as text. */
export function intervalDrawing({ value, low, high, accepted }: ClaimModel): string {
  const { low: from, high: to } = accepted;
  const known = [value, low, high, from, to].filter(isNumber);
  if (!isNumber(value) || !isNumber(low) || !isNumber(high) || known.length < 4) return "";
  const least = Math.min(...known), most = Math.max(...known);
  const margin = 0.12 * (most - least || 1);
  const scale = (W - 2 * PAD) / (most - least + 2 * margin);
  const x = (v: number): string => (PAD + (v - least + margin) * scale).toFixed(1);
  const left = from === null ? "0" : x(from);
  const width = ((to === null ? W : Number(x(to))) - Number(left)).toFixed(1);
  return `<svg class="where" viewBox="0 0 ${W} ${H}" aria-hidden="true" focusable="false">` +
    `<rect class="i-region" x="${left}" y="4" width="${width}" height="18"/>` +
    `<path class="i-axis" d="M0 13H${W}"/>` +
    `<path class="i-bar" d="M${x(low)} 13H${x(high)}M${x(low)} 9v8M${x(high)} 9v8"/>` +
    `<circle class="i-dot" cx="${x(value)}" cy="13" r="3.5"/></svg>`;
}
