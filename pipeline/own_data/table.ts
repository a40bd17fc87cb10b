/**
 * A table of numbers that was read from a file, and what is said of it.
 *
 * @module
 */

import { UsageError } from "../engine/stage.ts";

/** A column of the file. */
export interface ReadColumn {
  readonly name: string;
  /** integer, number, boolean, text, empty, or a database's own type in lower case. */
  readonly type: string;
  /** Whether it is a covariate or read by the losses. */
  readonly used: boolean;
}

/** Some columns of numbers. */
export interface Table {
  /** Number of rows, at least 1. */
  readonly n: number;
  /** Finite numbers by column, n each. */
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** Some columns of a file. */
export interface ReadTable extends Table {
  /** What was read: the rows and all columns of the file, in its order. */
  readonly read: { readonly rows: number; readonly columns: readonly ReadColumn[] };
  /** What of the file gives cause for doubt, a sentence each. */
  readonly notes: readonly string[];
}

/** Is told how much of a file was read, of how much. */
export type ReadProgress = (done: number, total: number) => void;

/** Numbers of which it is not known how many there will be. */
export class GrowingNumbers {
  #values = new Float64Array(1024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const longer = new Float64Array(2 * this.#length);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.#length++] = value;
  }

  get length(): number {
    return this.#length;
  }

  /** A copy of all of them. */
  all(): Float64Array {
    return this.#values.slice(0, this.#length);
  }
}

/**
 * The refusal of a whole number from 2^53 on, where different numbers become one.
 *
 * @param written How the file writes it.
 * @param where Its row.
 */
export function beyondDoubles(
  value: number,
  written: string,
  name: string,
  shown: string,
  where: string,
): UsageError {
  return new UsageError(
    `Column "${name}" of "${shown}" is ${written} ${where}, a whole number beyond 2^53, of which the ` +
      `last digits would be lost; leave out a column of identifiers, and write a measured value as ` +
      `${value.toExponential(3)}.`,
  );
}

/** Names, a few of them if they are many. */
export function names(given: readonly string[]): string {
  const shown = given.slice(0, 20).map((name) => name === "" ? '""' : cut(name));
  return shown.join(", ") + (given.length > 20 ? `, and ${given.length - 20} more` : "");
}

/** What a report says of the columns: those that are used and the others, with their types. */
export function columnLines({ columns }: ReadTable["read"]): string[] {
  return [["Columns  ", true], ["Not used ", false]].flatMap(([title, wanted]) => {
    const some = columns.filter(({ used }) => used === wanted);
    return some.length === 0
      ? []
      : [`${title}  ${names(some.map(({ name, type }) => `${name} (${type})`))}`];
  });
}

/** A value of a file in a sentence. */
export function valueOf(cell: string): string {
  return `"${cut(cell.trim())}"`;
}

/** One line, not too long. */
function cut(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, " ");
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
