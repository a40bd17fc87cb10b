/**
 * Columns of numbers from a CSV file: every line is a row that is used or a refusal that names it.
 *
 * @module
 */

import { UsageError } from "../engine/stage.ts";
import { counted } from "../wording.ts";
import { CellColumn } from "./cell_column.ts";
import { CsvRecords } from "./csv_records.ts";
import { names, type ReadProgress, type ReadTable, type Taking, withoutMissing } from "./table.ts";
import { textPieces } from "./text_pieces.ts";

const SEPARATORS = [",", ";", "\t", "|"];

/**
 * Reads columns in the order of the file's rows; false is 0 and true is 1.
 *
 * The separator is the one by which the first line holds the names that are asked for.
 *
 * @param path Where the file is.
 * @param shown How messages call it.
 * @throws {UsageError} that names the line, the column or the row that will not do.
 */
export async function readCsv(
  path: string,
  shown: string,
  wanted: readonly string[],
  progress: ReadProgress,
  { labels = [], dropMissing = false }: Taking = {},
): Promise<ReadTable> {
  const all = [...new Set([...wanted, ...labels])];
  const { size } = await Deno.stat(path);
  let body: Body | undefined;
  let head = "";
  const open = (whole: boolean): Body | undefined => {
    const records = headed(head, shown, all, whole);
    if (records !== undefined) head = "";
    return records && new Body(records, shown, wanted, labels, dropMissing);
  };
  for await (const { text, read } of textPieces(path, shown, /\.gz$/i.test(path))) {
    if (body === undefined) {
      head += text;
      body = open(false);
    } else body.records.add(text, false);
    body?.read();
    progress(read, size);
  }
  body ??= open(true);
  if (body === undefined) throw new UsageError(`"${shown}" is empty; give it a row of names.`);
  body.records.add("", true);
  body.read();
  return body.table();
}

/** The records after the row of names, which is left in the cells; undefined if it is not whole. */
function headed(
  text: string,
  shown: string,
  wanted: readonly string[],
  whole: boolean,
): CsvRecords | undefined {
  const readable: CsvRecords[] = [];
  let unreadable: unknown;
  for (const separator of SEPARATORS) {
    const records = new CsvRecords(separator, shown);
    records.add(text, whole);
    try {
      if (!records.next()) return undefined;
      readable.push(records);
    } catch (error) {
      // a quoted name is followed by its separator, and by none of the others
      unreadable ??= error;
    }
  }
  if (readable.length === 0) throw unreadable;
  const missing = ({ cells }: CsvRecords): number => {
    const given = new Set(cells.map((name) => name.trim()));
    return wanted.filter((name) => !given.has(name)).length;
  };
  return readable
    .sort((a, b) => missing(a) - missing(b) || b.cells.length - a.cells.length)[0];
}

/** The rows below the names. */
class Body {
  readonly #names: readonly string[];
  readonly #columns: readonly CellColumn[];
  readonly #header: string;
  #rows = 0;
  #lastLine = 0;
  #blank: number | undefined;

  constructor(
    readonly records: CsvRecords,
    readonly shown: string,
    wanted: readonly string[],
    labels: readonly string[],
    dropMissing: boolean,
  ) {
    const { cells } = records;
    this.#names = cells.map((name) => name.trim());
    this.#header = cells.join(records.separator);
    requireNames(this.#names, shown, [...wanted, ...labels]);
    this.#columns = this.#names.map((name) =>
      new CellColumn(
        name,
        { used: wanted.includes(name), label: labels.includes(name), dropMissing },
        shown,
      )
    );
  }

  /** Reads what is there. */
  read(): void {
    const { records } = this;
    const { cells } = records;
    const columns = this.#columns;
    const width = columns.length;
    while (records.next()) {
      const { line } = records;
      if (cells.length === 1 && width > 1 && cells[0]!.trim() === "") {
        this.#blank ??= line;
        continue;
      }
      if (this.#blank !== undefined) {
        throw new UsageError(
          `Line ${this.#blank} of "${this.shown}" is blank and rows follow it; remove it.`,
        );
      }
      if (cells.length !== width) {
        throw new UsageError(
          `Line ${line} of "${this.shown}" has ${
            counted(cells.length, "cell")
          } and the row of names ` +
            `has ${width} (${names(this.#names)}); give every line ${width}, or each table a file.`,
        );
      }
      if (cells[0] === this.#names[0] && cells.join(records.separator) === this.#header) {
        throw new UsageError(
          `Line ${line} of "${this.shown}" is the row of names again; remove it, or give each table ` +
            `a file.`,
        );
      }
      this.#rows++;
      this.#lastLine = line;
      for (let k = 0; k < width; k++) columns[k]!.add(cells[k]!, this.#rows, line);
    }
  }

  table(): ReadTable {
    const columns = this.#columns;
    const n = this.#rows;
    if (n === 0) throw new UsageError(`"${this.shown}" has no rows below its names; give it some.`);
    const odd = columns.find((column) => column.lastDiffers);
    const used = columns.filter(({ kept }) => kept.used)
      .map((column) => [column.name, column.numbers()] as const);
    const labels = columns.filter(({ kept }) => kept.label);
    const { table, notes } = withoutMissing(
      {
        n,
        columns: new Map(used.map(([name, { values }]) => [name, values])),
        categories: new Map(
          used.flatMap(([name, { categories }]) => categories ? [[name, categories]] : []),
        ),
        labels: new Map(labels.map((column) => [column.name, column.labels()])),
        unused: new Map(columns.flatMap((column) => {
          const groups = column.groups();
          return groups === undefined ? [] : [[column.name, groups]];
        })),
      },
      new Map(columns.map(({ name, missing }) => [name, missing])),
      this.shown,
    );
    return {
      ...table,
      read: {
        rows: n,
        columns: columns.map(({ name, type, used }) => ({ name, type, used })),
      },
      notes: [
        ...notes,
        ...(odd === undefined ? [] : [
          `The last row of "${this.shown}" (line ${this.#lastLine}) is unlike all others: its ` +
          `"${odd.name}" is ${odd.shownLast}; remove it if it is a total.`,
        ]),
      ],
    };
  }
}

function requireNames(given: readonly string[], shown: string, wanted: readonly string[]): void {
  const missing = wanted.find((name) => !given.includes(name));
  if (missing !== undefined) {
    const numbers = given.every((name) => name !== "" && Number.isFinite(Number(name)));
    throw new UsageError(
      numbers
        ? `The first line of "${shown}" holds numbers (${names(given)}); give a row of names first.`
        : `"${shown}" has no column "${missing}"; its columns are ${names(given)}.`,
    );
  }
  const twice = wanted.find((name) => given.indexOf(name) !== given.lastIndexOf(name));
  if (twice === undefined) return;
  throw new UsageError(`"${shown}" has two columns "${twice}"; give each a name of its own.`);
}
