/**
 * A table of numbers that was read from a file, and what is said of it.
 *
 * @module
 */

import { UsageError } from "../engine/stage.ts";
import type { Groups } from "./unused.ts";

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
  /** Of columns of text their categories; the numbers are places in them. */
  readonly categories?: ReadonlyMap<string, readonly string[]>;
  /** Of columns that are read as labels the number of each row's label, from 0, n. */
  readonly labels?: ReadonlyMap<string, Float64Array>;
  /** Columns that are not used and whose values come again, n each. */
  readonly unused?: ReadonlyMap<string, Groups>;
  /** The rows of the file, from 0, if some were left out, n. */
  readonly rows?: Float64Array;
}

/** How columns are taken besides as numbers. */
export interface Taking {
  /** Columns that are labels of clusters or folds, whatever they hold. */
  readonly labels?: readonly string[];
  /** Whether rows with a missing value are left out instead of refused. */
  readonly dropMissing?: boolean;
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
  return few(given.map(listed));
}

function few(shown: readonly string[]): string {
  const more = shown.length > 20 ? `, and ${shown.length - 20} more` : "";
  return shown.slice(0, 20).join(", ") + more;
}

/** A name between commas: in quotes where it is empty or has a comma itself. */
export function listed(name: string): string {
  return name === "" || name.includes(",") ? `"${cut(name)}"` : cut(name);
}

/**
 * Leaves out the rows in which a column is NaN.
 *
 * @param missing How often each column was missing.
 * @throws {UsageError} if no row is left.
 */
export function withoutMissing(
  table: Table,
  missing: ReadonlyMap<string, number>,
  shown: string,
): { readonly table: Table; readonly notes: readonly string[] } {
  const some = [...missing].filter(([, count]) => count > 0);
  if (some.length === 0) return { table, notes: [] };
  const columns = [...table.columns.values(), ...(table.labels?.values() ?? [])];
  const rows = Float64Array.from({ length: table.n }, (_, i) => i)
    .filter((i) => columns.every((column) => !Number.isNaN(column[i]!)));
  if (rows.length === 0) {
    throw new UsageError(`"${shown}" has a missing value in every row; give it some without.`);
  }
  const kept = (all: ReadonlyMap<string, Float64Array>) =>
    new Map([...all].map(([name, values]) => [name, rows.map((i) => values[i]!)]));
  return {
    table: {
      ...table,
      n: rows.length,
      columns: kept(table.columns),
      ...(table.labels === undefined ? {} : { labels: kept(table.labels) }),
      ...(table.unused === undefined ? {} : {
        unused: new Map(
          [...table.unused].map(([name, groups]) => [
            name,
            { ...groups, codes: rows.map((i) => groups.codes[i]!) },
          ]),
        ),
      }),
      rows,
    },
    notes: [
      `${
        table.n - rows.length
      } of ${table.n} rows of "${shown}" are left out because a value is missing (` +
      `${
        some.map(([name, count]) => `${name}: ${count}`).join(", ")
      }); the estimate is that of the ` +
      `others.`,
    ],
  };
}

/** What a report says of the columns: those that are used and the others, with their types. */
export function columnLines({ columns }: ReadTable["read"]): string[] {
  return [["Columns  ", true], ["Not used ", false]].flatMap(([title, wanted]) => {
    const some = columns.filter(({ used }) => used === wanted);
    return some.length === 0
      ? []
      : [`${title}  ${few(some.map(({ name, type }) => `${listed(name)} (${type})`))}`];
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
