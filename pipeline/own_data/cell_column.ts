/**
 * A column of a CSV file while it is read.
 *
 * @module
 */

import { UsageError } from "../engine/stage.ts";
import { Levels, mayBeCategory, NUMBER, requireFewLevels } from "./levels.ts";
import { beyondDoubles, GrowingNumbers, valueOf } from "./table.ts";
import { type Groups, UnusedColumn } from "./unused.ts";

const WHOLE = /^\s*[+-]?\d+\s*$/;
const BOOLEAN = /^\s*(true|false)\s*$/i;
/** How tables say that a number is missing, or infinite. */
const MISSING = /^\s*(|NA|N\/A|#N\/A|NULL|None|nil|missing|\.|-)\s*$/i;
const NAN = /^\s*[+-]?nan\s*$/i;
const NOT_FINITE = /^\s*([+-]?)(nan|inf|infinity)\s*$/i;
const TOTAL = /^\s*((grand|sub)[ -]?)?(total|sum|mean|average)s?:?\s*$/i;

// kinds of cells, a bit each, for a set of them is kept at every cell
const INTEGER = 1;
const DECIMAL = 2;
const BOOL = 4;
const EMPTY = 8;
const TEXT = 16;

/** What is kept of a column. */
export interface Kept {
  /** Whether its numbers are, or its categories. */
  readonly used: boolean;
  /** Whether its cells are labels, whatever they hold. */
  readonly label: boolean;
  /** Whether a missing value is NaN instead of refused. */
  readonly dropMissing: boolean;
}

/** The cells of one column; numbers are kept if the column is used. */
export class CellColumn {
  readonly #numbers = new GrowingNumbers();
  readonly #labels = new GrowingNumbers();
  readonly #names = new Levels();
  readonly #levels = new Levels();
  readonly #unused = new UnusedColumn();
  #firstText: string | undefined;
  #missing = 0;
  /** Kinds of all cells but the last. */
  #before = 0;
  #kind = 0;
  #last = "";

  /** @param shown How messages call the file. */
  constructor(readonly name: string, readonly kept: Kept, readonly shown: string) {}

  /** Whether anything of it is kept. */
  get used(): boolean {
    return this.kept.used || this.kept.label;
  }

  /** How often it was missing. */
  get missing(): number {
    return this.#missing;
  }

  /**
   * Adds a cell.
   *
   * @param row The row among the rows, from 1.
   * @throws {UsageError} if the column is used and this is no number; names row, line and cell.
   */
  add(cell: string, row: number, line: number): void {
    this.#before |= this.#kind;
    this.#kind = this.#kindOf(cell);
    this.#last = cell;
    const { used, label, dropMissing } = this.kept;
    if (!used && !label) return this.#unused.add(isMissing(cell) ? undefined : cell);
    if (this.#kind === EMPTY || (this.#kind === TEXT && isMissing(cell))) {
      if (!dropMissing) throw this.#refusal(cell, row, line);
      this.#kind = EMPTY;
      this.#missing++;
      if (used) this.#numbers.push(NaN);
      if (label) this.#labels.push(NaN);
      return;
    }
    if (label) this.#labels.push(this.#names.code(cell));
    if (used) this.#add(cell, row, line);
  }

  /** Adds a cell of a used column that is not missing. */
  #add(cell: string, row: number, line: number): void {
    const before = this.#before & ~EMPTY;
    if (this.#kind === TEXT) {
      if (before & ~TEXT || !mayBeCategory(cell) || NOT_FINITE.test(cell)) {
        throw this.#refusal(cell, row, line);
      }
      this.#firstText ??= cell;
      this.#numbers.push(this.#levels.code(cell));
      return;
    }
    if (before & TEXT) {
      throw new UsageError(
        `Column "${this.name}" of "${this.shown}" mixes text with numbers: it is ${
          valueOf(cell)
        } ` +
          `${place(row, line)} and ${valueOf(this.#firstText!)} before; give it one kind.`,
      );
    }
    const isBoolean = this.#kind === BOOL;
    if (before !== 0 && isBoolean !== (before === BOOL)) {
      throw new UsageError(
        `Column "${this.name}" of "${this.shown}" mixes numbers with true and false: it is ` +
          `${valueOf(cell)} ${place(row, line)}; give it one kind.`,
      );
    }
    const value = isBoolean ? Number(/t/i.test(cell)) : Number(cell);
    if (!Number.isFinite(value)) throw this.#refusal(cell, row, line);
    if (this.#kind === INTEGER && !Number.isSafeInteger(value)) {
      throw beyondDoubles(value, cell.trim(), this.name, this.shown, place(row, line));
    }
    this.#numbers.push(value);
  }

  /**
   * All numbers of a used column, and their categories if it holds text.
   *
   * @throws {UsageError} if it holds too many different texts, or a total in the last row.
   */
  numbers(): { readonly values: Float64Array; readonly categories?: readonly string[] } {
    if (this.#firstText === undefined) return { values: this.#numbers.all() };
    const { length } = this.#numbers;
    requireFewLevels(this.#levels.size, length, this.name, this.shown, this.#firstText);
    if (TOTAL.test(this.#last)) {
      throw new UsageError(
        `Column "${this.name}" of "${this.shown}" is ${
          valueOf(this.#last)
        } in the last row; remove it ` +
          `if it is a total.`,
      );
    }
    const { names, codes } = this.#levels.sorted(this.#numbers.all());
    return { values: codes, categories: names };
  }

  /** The labels of a column of labels. */
  labels(): Float64Array {
    return this.#names.sorted(this.#labels.all()).codes;
  }

  /** The groups of a column that is not used, if it makes some. */
  groups(): Groups | undefined {
    return this.used ? undefined : this.#unused.groups();
  }

  /** What the cells are, all in all. */
  get type(): string {
    const kinds = (this.#before | this.#kind) & ~EMPTY;
    if (kinds === 0) return "empty";
    if (kinds === BOOL) return "boolean";
    if (kinds & (TEXT | BOOL)) return "text";
    return kinds === INTEGER ? "integer" : "number";
  }

  /** Whether the last cell of a column that is not used is unlike all before it, as in a total. */
  get lastDiffers(): boolean {
    if (this.used || this.#before === 0) return false;
    if (TOTAL.test(this.#last)) return true;
    const numeric = INTEGER | DECIMAL;
    const like = this.#kind & numeric ? numeric : this.#kind | EMPTY;
    return (this.#before & like) === 0;
  }

  /** The last cell, as messages show it. */
  get shownLast(): string {
    return this.#last.trim() === "" ? "empty" : valueOf(this.#last);
  }

  #kindOf(cell: string): number {
    if (NUMBER.test(cell)) {
      // looked at while it matters: for the type, and for what is too long to keep
      if (cell.length <= 15 && this.#before & DECIMAL) return DECIMAL;
      return WHOLE.test(cell) ? INTEGER : DECIMAL;
    }
    if (cell.trim() === "") return EMPTY;
    return BOOLEAN.test(cell) ? BOOL : TEXT;
  }

  #refusal(cell: string, row: number, line: number): UsageError {
    const column = `Column "${this.name}" of "${this.shown}"`;
    const where = place(row, line);
    const [, sign, word] = NOT_FINITE.exec(cell) ?? [];
    const missing = cell.trim() === ""
      ? "empty (null)"
      : word === undefined
      ? MISSING.test(cell) || NUMBER.test(cell) ? cell.trim() : undefined
      : /nan/i.test(word)
      ? "NaN"
      : `${sign === "-" ? "-" : ""}Infinity`;
    return new UsageError(
      missing === undefined
        ? `${column} holds text: it is ${
          valueOf(cell)
        } ${where}, which is not a number; give plain ` +
          `numbers with a decimal point, as in 1234.5.`
        : `${column} is ${missing} ${where}; remove such rows or give them a number` +
          `${
            /Infinity/.test(missing) || NUMBER.test(cell)
              ? ""
              : ", or leave them out with --missing drop"
          }.`,
    );
  }
}

/** Whether a text says that there is nothing. */
export function isMissing(cell: string): boolean {
  return MISSING.test(cell) || NAN.test(cell);
}

function place(row: number, line: number): string {
  return `in row ${row} (line ${line})`;
}
