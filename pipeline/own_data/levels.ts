/**
 * Columns of text as numbers: categories that losses and learners read, and labels of clusters and folds.
 *
 * @module
 */

import { UsageError } from "../engine/stage.ts";
import { valueOf } from "./table.ts";

/** With more different texts a column is no classification. */
const MOST_LEVELS = 50;
/** Numbers that are written in another way, and dates. */
const NUMBER_LIKE = /^[\s\d.,:;'_/%$€£+()#x-]*\d[\s\d.,:;'_/%$€£+()#x-]*$/i;
/** A number as a cell may be. */
export const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** Texts in order of appearance, each with a number. */
export class Levels {
  readonly #codes = new Map<string, number>();

  /** The number of a text, from 0; 1, 1.0 and " 1" are the same. */
  code(text: string): number {
    const value = NUMBER.test(text) ? Number(text) : NaN;
    const name = Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : text.trim();
    const known = this.#codes.get(name) ?? this.#codes.size;
    this.#codes.set(name, known);
    return known;
  }

  get size(): number {
    return this.#codes.size;
  }

  /** The texts in the order of their letters, and codes in that order. */
  sorted(codes: Float64Array): { readonly names: readonly string[]; readonly codes: Float64Array } {
    const names = [...this.#codes.keys()].sort();
    const place = new Map(names.map((name, at) => [this.#codes.get(name)!, at]));
    return { names, codes: codes.map((code) => place.get(code) ?? NaN) };
  }
}

/** Whether a text may be a category: it is no number, or date, that is written in another way. */
export function mayBeCategory(text: string): boolean {
  return !NUMBER_LIKE.test(text);
}

/**
 * Checks that a column of text is a classification.
 *
 * @param first Its first text.
 * @throws {UsageError} if there are too many different texts.
 */
export function requireFewLevels(
  levels: number,
  rows: number,
  name: string,
  shown: string,
  first: string,
): void {
  if (levels <= MOST_LEVELS && 2 * levels <= rows) return;
  throw new UsageError(
    `Column "${name}" of "${shown}" holds text, such as ${
      valueOf(first)
    }; give it numbers, or at most ` +
      `${MOST_LEVELS} categories that come again and again (there are ${levels} in ${rows} rows).`,
  );
}
