/**
 * Columns that nobody asked for, kept because rows with the same value may depend on each other.
 *
 * @module
 */

import { Levels } from "./levels.ts";
import { GrowingNumbers } from "./table.ts";

/** The rows that have the same value of a column. */
export interface Groups {
  /** The number of each row's value, from 0; NaN where it is missing. */
  readonly codes: Float64Array;
  /** What the values are, by number, if all are whole numbers. */
  readonly values?: Float64Array;
}

/** With more different values a column is given up, so that memory is not the file's. */
const MOST_VALUES = 50_000;
const WHOLE = /^\s*[+-]?\d+(\.0*)?\s*$/;
const NUMBER = /^\s*[+-]?(\d*\.\d+|\d+\.?)(e[+-]?\d+)?\s*$/i;

/** The values of such a column while it is read; one with fractions is a measure and given up. */
export class UnusedColumn {
  readonly #codes = new GrowingNumbers();
  readonly #levels = new Levels();
  #values: number[] | undefined = [];
  #givenUp = false;

  /** Adds a value; undefined is a missing one. */
  add(cell: string | undefined): void {
    if (this.#givenUp) return;
    if (cell === undefined) return this.#codes.push(NaN);
    const whole = WHOLE.test(cell);
    this.#givenUp = (!whole && NUMBER.test(cell)) || this.#levels.size > MOST_VALUES;
    const code = this.#levels.code(cell);
    if (!whole) this.#values = undefined;
    else if (this.#values?.length === code) this.#values.push(Number(cell));
    this.#codes.push(code);
  }

  /** The groups; none if the column was given up, or each row is one. */
  groups(): Groups | undefined {
    if (this.#givenUp || this.#levels.size === this.#codes.length) return undefined;
    return {
      codes: this.#codes.all(),
      ...(this.#values === undefined ? {} : { values: Float64Array.from(this.#values) }),
    };
  }
}
