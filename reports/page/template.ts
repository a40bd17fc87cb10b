/**
 * Prose with numbers that a query has found.
 *
 * @module
 */

import type { Row } from "../charts/table_data.ts";
import { format, formatInteger, MISSING } from "../charts/number.ts";

/** `{name}`, `{name:2}` or `{name:i}`; not the braces of `^{superscript}` and `_{subscript}`. */
const PLACE = /(?<![\^_])\{(\w+)(?::(\d|i))?\}/g;

/** The names of the numbers of a text, each as often as it stands there. */
export function placesOf(words: string): string[] {
  return [...words.matchAll(PLACE)].map(([, name]) => name);
}

/**
 * Fills the places of a text: `{name}` with four significant digits, `{name:2}` with two decimals,
 * `{name:i}` as a whole number. What is not known is a dash, so that the words stand in any case.
 */
export function fill(words: string, numbers: Row | undefined): string {
  return words.replace(PLACE, (_place, name: string, form?: string) => {
    const cell = numbers?.[name];
    const value = typeof cell === "string" ? Number(cell) : cell;
    if (typeof value !== "number" || !Number.isFinite(value)) return MISSING;
    if (form === "i") return formatInteger(Math.round(value));
    if (form === undefined) return format(value);
    return value.toFixed(Number(form)).replace("-", "−");
  });
}

/**
 * The same without the sentences that have places and none of whose numbers are known: what a run has not
 * computed it has nothing to say about.
 */
export function fillKnown(words: string, numbers: Row): string {
  const isKnown = (name: string): boolean =>
    numbers[name] !== null && Number.isFinite(Number(numbers[name] ?? NaN));
  const said = words.split(/(?<=\.) /).filter((sentence) => {
    const places = placesOf(sentence);
    return places.length === 0 || places.some(isKnown);
  });
  return fill(said.join(" "), numbers);
}
