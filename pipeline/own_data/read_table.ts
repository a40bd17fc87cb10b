/**
 * Columns of numbers from a Parquet or CSV file.
 *
 * @module
 */

import type { DuckDBConnection } from "@duckdb/node-api";
import { UsageError } from "../engine/stage.ts";
import { identifier, literal, withDuckDB } from "../stages/duckdb.ts";

/** Some columns of a file. */
export interface Table {
  /** Number of rows, at least 1. */
  readonly n: number;
  /** Finite numbers by column, n each. */
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** How DuckDB reads a file, by the end of its name. */
const READERS: readonly (readonly [RegExp, (path: string) => string])[] = [
  [/\.(parquet|pq)$/i, (path) => `read_parquet(${literal(path)})`],
  // all rows are looked at before a column is said to hold numbers
  [/\.(csv|tsv|txt)(\.gz)?$/i, (path) => `read_csv(${literal(path)}, sample_size = -1)`],
];
const NUMBER = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|UINTEGER|FLOAT|DOUBLE|DECIMAL.*|BOOLEAN)$/;
const TEXT = /^(VARCHAR|ENUM.*)$/;

/**
 * Reads columns in the order of the file's rows; false is 0 and true is 1.
 *
 * @param path Where the file is.
 * @param shown How messages call it.
 * @throws {UsageError} that names the file, the column and the row that is no finite number.
 */
export async function readTable(
  path: string,
  shown: string,
  names: readonly string[],
): Promise<Table> {
  const reader = READERS.find(([ending]) => ending.test(path))?.[1];
  if (reader === undefined) {
    throw new UsageError(`"${shown}" is not named like data; give a .parquet or .csv file.`);
  }
  const { size } = await fileInfo(path, shown);
  if (size === 0) throw new UsageError(`"${shown}" is empty; give a file with a row of names.`);
  return await withDuckDB(async (connection) => {
    try {
      return await readColumns(connection, reader(path), shown, names);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new UsageError(`"${shown}" cannot be read: ${firstLine(error)}.`);
    }
  });
}

async function fileInfo(path: string, shown: string): Promise<Deno.FileInfo> {
  try {
    const info = await Deno.stat(path);
    if (info.isFile) return info;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      throw new UsageError(`"${shown}" cannot be read: ${firstLine(error)}.`);
    }
    throw new UsageError(`There is no file "${shown}"; give --data a .parquet or .csv file.`);
  }
  throw new UsageError(`"${shown}" is not a file; give --data a .parquet or .csv file.`);
}

async function readColumns(
  connection: DuckDBConnection,
  source: string,
  shown: string,
  names: readonly string[],
): Promise<Table> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
  const types = new Map(
    described.getRowObjects().map((row) => [String(row.column_name), String(row.column_type)]),
  );
  for (const name of names) {
    const type = types.get(name);
    if (type === undefined) {
      throw new UsageError(
        `"${shown}" has no column "${name}"; its columns are ${[...types.keys()].join(", ")}.`,
      );
    }
    if (TEXT.test(type)) await refuseText(connection, source, shown, name);
    else if (!NUMBER.test(type)) {
      throw new UsageError(
        `Column "${name}" of "${shown}" holds values of type ${type}; give it numbers.`,
      );
    }
  }
  const wanted = names.map((name) => `CAST(${identifier(name)} AS DOUBLE)`).join(", ");
  const result = await connection.run(`SELECT ${wanted} FROM ${source}`);
  const parts = names.map((): number[] => []);
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0;) {
    for (let k = 0; k < names.length; k++) {
      const vector = chunk.getColumnVector(k);
      for (let row = 0; row < chunk.rowCount; row++) {
        const value = vector.getItem(row);
        if (typeof value !== "number" || !Number.isFinite(value)) {
          const what = value === null ? "is empty (null)" : `is ${value}`;
          throw new UsageError(
            `Column "${names[k]}" of "${shown}" ${what} in row ${parts[k].length + 1}; ` +
              `remove such rows or give them a number.`,
          );
        }
        parts[k].push(value);
      }
    }
    chunk = await result.fetchChunk();
  }
  const n = parts[0].length;
  if (n === 0) throw new UsageError(`"${shown}" has no rows; give it some.`);
  return { n, columns: new Map(names.map((name, k) => [name, Float64Array.from(parts[k])])) };
}

/** Numbers may be written as text, but not anything else. */
async function refuseText(
  connection: DuckDBConnection,
  source: string,
  shown: string,
  name: string,
): Promise<void> {
  const column = identifier(name);
  const bad = await connection.runAndReadAll(
    `SELECT row, ${column} AS value FROM (SELECT row_number() OVER () AS row, ${column} FROM ${source}) ` +
      `WHERE ${column} IS NOT NULL AND TRY_CAST(${column} AS DOUBLE) IS NULL ORDER BY row LIMIT 1`,
  );
  const first = bad.getRowObjects()[0];
  if (first === undefined) return;
  throw new UsageError(
    `Column "${name}" of "${shown}" is "${first.value}" in row ${first.row}, which is not a number; ` +
      `give numbers with a decimal point.`,
  );
}

/** What an error says first, without a full stop. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split("\n")[0].replace(/\.$/, "");
}
