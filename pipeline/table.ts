/**
 * Tables: the one artifact that holds numbers, with the labels of what they are about.
 *
 * A column says its type and its cells: the cell of row i is `values[⌊i / each⌋ mod values.length]`, so
 * that a label of all rows, the number of a replication and the coordinates of a vector take no more room
 * than they have values. Equal tables give equal bytes, and numbers come back bit by bit.
 *
 * @module
 */

import { decodeBlock, encodeBlock } from "./blocks/block.ts";
import type { Json } from "./engine/canonical.ts";

/** What cells are: texts, whole numbers of 32 and of 53 bits, any numbers, true or false. */
export type ColumnType = "text" | "integer" | "count" | "double" | "boolean";

/** A column. A number that is NaN is unknown; what is true is 1. */
export interface Column {
  readonly type: ColumnType;
  readonly values: readonly string[] | Float64Array<ArrayBuffer>;
  readonly each: number;
}

/** Columns by name, in order. */
export type Columns = Readonly<Record<string, Column>>;

/** Columns of equally many rows. */
export interface Table {
  readonly rows: number;
  readonly columns: Columns;
}

/** Types of columns by name, in order. */
export type Types = Readonly<Record<string, ColumnType>>;

/** The cells of a row by name; a number that is missing is unknown, a text that is missing is empty. */
export type Row = Readonly<Record<string, string | number | boolean | undefined>>;

/** A column of texts, over and over, each of them in so many rows. */
export function texts(values: readonly string[], each = 1): Column {
  return { type: "text", values, each };
}

/** A column of numbers, likewise. */
export function numbers(
  type: Exclude<ColumnType, "text">,
  values: Iterable<number>,
  each = 1,
): Column {
  return { type, values: Float64Array.from(values), each };
}

/** A number if it is finite, and unknown else: a loop that has diverged has no number. */
export function finite(value: number = NaN): number {
  return Number.isFinite(value) ? value : NaN;
}

/** Columns from rows. */
export function columnsOf(types: Types, rows: readonly Row[]): Columns {
  return Object.fromEntries(
    Object.entries(types).map(([name, type]) => [
      name,
      type === "text"
        ? texts(rows.map((row) => String(row[name] ?? "")))
        : numbers(type, rows.map((row) => Number(row[name] ?? NaN))),
    ]),
  );
}

/** Encodes rows, with columns before theirs of what they have in common. */
export function encodeRows(
  types: Types,
  rows: readonly Row[],
  common: Columns = {},
): Uint8Array<ArrayBuffer> {
  return encodeTable(rows.length, { ...common, ...columnsOf(types, rows) });
}

/** The types of columns. */
export function typesOf(columns: Columns): Types {
  return Object.fromEntries(Object.entries(columns).map(([name, { type }]) => [name, type]));
}

/** A column but for its numbers: its name, its type, `each`, and its texts if it has some. */
type Header = readonly [
  name: string,
  type: ColumnType,
  each: number,
  texts: readonly string[] | null,
];

/** Encodes a table; equal content gives equal bytes. */
export function encodeTable(rows: number, columns: Columns): Uint8Array<ArrayBuffer> {
  const header: Header[] = [];
  const data: Record<string, Float64Array> = {};
  for (const [name, column] of Object.entries(columns)) {
    const { type, each, values } = shortened(column);
    if (values instanceof Float64Array) data[name] = values;
    header.push([name, type, each, values instanceof Float64Array ? null : values]);
  }
  return encodeBlock({ rows, header: header as unknown as Json }, data);
}

/** Decodes a table; its numbers are views of the bytes. */
export function decodeTable(bytes: Uint8Array<ArrayBuffer>): Table {
  const { meta, columns } = decodeBlock(bytes);
  const { rows, header } = meta as unknown as { rows: number; header: readonly Header[] };
  const column = ([name, type, each, texts]: Header): [string, Column] => [
    name,
    { type, each, values: texts ?? columns[name] ?? new Float64Array() },
  ];
  return { rows, columns: Object.fromEntries(header.map(column)) };
}

/** A column of numbers, one a row. */
export function numbersOf({ rows, columns }: Table, name: string): Float64Array {
  const { values, each } = columns[name] ?? texts([]);
  if (!(values instanceof Float64Array)) {
    throw new TypeError(
      `The table has no numbers "${name}"; its columns are ${Object.keys(columns).join(", ")}.`,
    );
  }
  return Float64Array.from(
    { length: rows },
    (_, i) => values[Math.floor(i / each) % values.length] ?? NaN,
  );
}

/** A column whose values are all the same needs one of them. */
function shortened(column: Column): Column {
  const { type, values } = column;
  const [first] = values;
  if (values.length < 2 || !values.every((value: string | number) => Object.is(value, first))) {
    return column;
  }
  return { type, values: values.slice(0, 1), each: 1 };
}
