/**
 * Stage: gathers tables into Parquet, ordered by their columns from the first to the last.
 *
 * @module
 */

import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBDoubleType,
} from "@duckdb/node-api";
import { identifier, literal, parquetBytes, withKeptDuckDB } from "../duckdb.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { NativeRun } from "../engine/stage.ts";
import {
  type Column,
  type ColumnType,
  decodeTable,
  type Table,
  texts,
  type Types,
  typesOf,
} from "../table.ts";

/** The parameters of the stage. */
export type CollectParameters = JsonObject & {
  /** The columns of roles that may have no table, in order. */
  readonly types?: Readonly<Record<string, readonly (readonly [name: string, type: ColumnType])[]>>;
  /** Texts that all rows get, in columns before the others: "study" and "experiment" unless empty. */
  readonly labels: { readonly study?: string; readonly experiment?: string };
};

/** Each role's tables, which have the same columns, become the output of its name. A NaN is NULL. */
export const run: NativeRun<CollectParameters> = (
  parameters,
  inputs,
  _random,
  { scratch, timeUp },
) =>
  withKeptDuckDB("collect", nothing, async (connection) => {
    const { types = {}, labels: { study, experiment } } = parameters;
    const labels = {
      ...(study === undefined ? {} : { study: texts([study]) }),
      ...(experiment === undefined ? {} : { experiment: texts([experiment]) }),
    };
    const outputs: Record<string, Uint8Array<ArrayBuffer>> = {};
    for (const role of new Set([...Object.keys(types), ...Object.keys(inputs)])) {
      const tables = (inputs[role] ?? []).map(decodeTable)
        .map(({ rows, columns }) => ({ rows, columns: { ...labels, ...columns } }));
      const shared = commonTypes(role, tables) ??
        { ...typesOf(labels), ...Object.fromEntries(types[role] ?? []) };
      const query = await gather(connection, role, tables, shared);
      outputs[role] = await parquetBytes(connection, query, scratch);
    }
    return outputs;
  }, { timeUp });

const nothing = (): Promise<void> => Promise.resolve();

/** The columns that all tables of a role have, if there are tables. */
function commonTypes(role: string, [first, ...others]: readonly Table[]): Types | undefined {
  if (first === undefined) return undefined;
  const types = typesOf(first.columns);
  const wanted = JSON.stringify(types);
  for (const { columns } of others) {
    const found = JSON.stringify(typesOf(columns));
    if (found !== wanted) {
      throw new TypeError(
        `The tables of "${role}" have different columns, ${wanted} and ${found}; ` +
          "gather tables with the same columns.",
      );
    }
  }
  return types;
}

/** Appends the rows of tables, all cells as numbers; returns the query that has them ordered and typed. */
async function gather(
  connection: DuckDBConnection,
  name: string,
  tables: readonly Table[],
  types: Types,
): Promise<string> {
  const names = Object.keys(types);
  const known = names.map((column) => vocabulary(tables, column));
  const columns = names.map((column) => `${identifier(column)} DOUBLE`);
  await connection.run(`CREATE TABLE ${identifier(name)} (${columns.join(", ")})`);
  const appender = await connection.createAppender(name);
  const { append, flush } = inChunks(appender, names.length);
  for (const table of tables) {
    append(table.rows, names.map((column, c) => coded(table.columns[column], known[c])));
  }
  flush();
  appender.closeSync();
  const typed = names.map((column, c) => typedAs(types[column], identifier(column), known[c]));
  return `SELECT ${typed.join(", ")} FROM (FROM ${identifier(name)} ORDER BY ALL)`;
}

/** As many rows as DuckDB takes at once. */
const CHUNK = 2048;

/** Appends numbers column by column, which is quicker than row by row. */
function inChunks(appender: DuckDBAppender, width: number): {
  readonly append: (rows: number, columns: readonly Coded[]) => void;
  readonly flush: () => void;
} {
  const types = Array.from({ length: width }, () => DuckDBDoubleType.instance);
  let chunk = DuckDBDataChunk.create(types, CHUNK);
  let filled = 0;
  const flush = (): void => {
    for (let c = 0; c < width; c++) chunk.getColumnVector(c).flush();
    chunk.rowCount = filled;
    appender.appendDataChunk(chunk);
    chunk = DuckDBDataChunk.create(types, CHUNK);
    filled = 0;
  };
  const append = (rows: number, columns: readonly Coded[]): void => {
    for (let from = 0; from < rows;) {
      const count = Math.min(CHUNK - filled, rows - from);
      columns.forEach(({ values, each }, c) => {
        const vector = chunk.getColumnVector(c);
        for (let i = 0; i < count; i++) {
          vector.setItem(filled + i, values[Math.floor((from + i) / each) % values.length]);
        }
      });
      filled += count;
      from += count;
      if (filled === CHUNK) flush();
    }
  };
  return { append, flush };
}

/** A column whose texts are numbers, their places in the vocabulary: quick to append and to sort. */
interface Coded {
  readonly values: ArrayLike<number>;
  readonly each: number;
}

/** The texts of a column, in order, with their places. */
type Vocabulary = ReadonlyMap<string, number>;

function vocabulary(tables: readonly Table[], column: string): Vocabulary {
  const all = new Set<string>();
  for (const { columns } of tables) {
    const { values } = columns[column] ?? texts([]);
    if (!(values instanceof Float64Array)) { for (const text of values) all.add(text); }
  }
  return new Map([...all].sort().map((text, place) => [text, place]));
}

function coded({ values, each }: Column = texts([]), known: Vocabulary = new Map()): Coded {
  return values instanceof Float64Array
    ? { values, each }
    : { values: values.map((text) => known.get(text) ?? NaN), each };
}

const SQL_TYPES = { integer: "INTEGER", count: "BIGINT", double: "DOUBLE", boolean: "BOOLEAN" };

/** What a column of numbers stands for. */
function typedAs(
  type: ColumnType = "double",
  column: string,
  known: Vocabulary = new Map(),
): string {
  const value = type === "text"
    ? `([${[...known.keys()].map(literal).join(", ")}]::VARCHAR[])[${column}::INTEGER + 1]`
    : `nullif(${column}, 'NaN'::DOUBLE)::${SQL_TYPES[type]}`;
  return `${value} AS ${column}`;
}
