/**
 * Columns of numbers from a Parquet file, by DuckDB.
 *
 * @module
 */

import type { DuckDBConnection } from "@duckdb/node-api";
import { UsageError } from "../engine/stage.ts";
import { identifier, literal, withDuckDB } from "../duckdb.ts";
import {
  beyondDoubles,
  GrowingNumbers,
  names,
  type ReadProgress,
  type ReadTable,
  valueOf,
} from "./table.ts";

const INTEGER = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/;
const NUMBER = /^(FLOAT|DOUBLE|DECIMAL.*)$/;
const TEXT = /^(VARCHAR|ENUM.*|UUID)$/;

/**
 * Reads columns in the order of the file's rows; false is 0 and true is 1.
 *
 * @param path Where the file is.
 * @param shown How messages call it.
 * @throws {UsageError} that names the file, the column and the row that is no finite number.
 */
export async function readParquet(
  path: string,
  shown: string,
  wanted: readonly string[],
  progress: ReadProgress,
): Promise<ReadTable> {
  // a bracket, a star or a question mark in a name is no pattern
  const pattern = path.replaceAll(/[[*?]/g, "[$&]");
  const file = literal(pattern);
  return await withDuckDB(async (connection) => {
    try {
      const source = `read_parquet(${file}, hive_partitioning = false)`;
      await requireOneEach(connection, file, shown, wanted);
      const types = await typesOf(connection, source);
      await requireNumbers(connection, source, shown, wanted, types);
      const columns = await readColumns(connection, source, shown, wanted, types, progress);
      const { length } = columns[0]!;
      if (length === 0) throw new UsageError(`"${shown}" has no rows; give it some.`);
      return {
        n: length,
        columns: new Map(wanted.map((name, k) => [name, columns[k]!])),
        read: {
          rows: length,
          columns: [...types].map(([name, type]) => ({
            name,
            type: typeNamed(type),
            used: wanted.includes(name),
          })),
        },
        notes: [],
      };
    } catch (error) {
      if (error instanceof UsageError) throw error;
      const message = (error instanceof Error ? error.message : String(error))
        .replaceAll(pattern, shown).trim().split("\n")[0]!.replace(/\.$/, "");
      throw new UsageError(`"${shown}" cannot be read: ${message}.`);
    }
  });
}

function typeNamed(type: string): string {
  if (INTEGER.test(type)) return "integer";
  if (NUMBER.test(type)) return "number";
  return TEXT.test(type) ? "text" : type.toLowerCase();
}

async function typesOf(
  connection: DuckDBConnection,
  source: string,
): Promise<ReadonlyMap<string, string>> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
  return new Map(
    described.getRowObjects().map((row) => [String(row.column_name), String(row.column_type)]),
  );
}

/** DuckDB numbers names that are there twice, and takes "x" and "X" for one. */
async function requireOneEach(
  connection: DuckDBConnection,
  file: string,
  shown: string,
  wanted: readonly string[],
): Promise<void> {
  const schema = await connection.runAndReadAll(
    `SELECT name, num_children FROM parquet_schema(${file})`,
  );
  const [, ...nodes] = schema.getRowObjects();
  const top: string[] = [];
  // the schema lists a node before its children: those of nested columns are no columns
  let nested = 0;
  for (const { name, num_children } of nodes) {
    if (nested === 0) top.push(String(name));
    else nested--;
    nested += Number(num_children ?? 0);
  }
  for (const name of wanted) {
    const alike = top.filter((other) => other.toLowerCase() === name.toLowerCase());
    if (alike.length > 1 && alike.includes(name)) {
      throw new UsageError(
        `"${shown}" has ${alike.length} columns "${
          alike.join('" and "')
        }"; give each a name of its ` +
          `own, in other letters.`,
      );
    }
  }
}

async function requireNumbers(
  connection: DuckDBConnection,
  source: string,
  shown: string,
  wanted: readonly string[],
  types: ReadonlyMap<string, string>,
): Promise<void> {
  for (const name of wanted) {
    const type = types.get(name);
    if (type === undefined) {
      throw new UsageError(
        `"${shown}" has no column "${name}"; its columns are ${names([...types.keys()])}.`,
      );
    }
    if (INTEGER.test(type) || NUMBER.test(type) || type === "BOOLEAN") continue;
    const column = identifier(name);
    const some = await connection.runAndReadAll(
      `SELECT CAST(${column} AS VARCHAR) AS value FROM ${source} WHERE ${column} IS NOT NULL LIMIT 1`,
    );
    const value = some.getRowObjects()[0]?.value;
    const what = TEXT.test(type) ? "text" : `values of type ${type}`;
    throw new UsageError(
      `Column "${name}" of "${shown}" holds ${what}` +
        `${value === undefined ? "" : `, such as ${valueOf(String(value))}`}; give it numbers.`,
    );
  }
}

async function readColumns(
  connection: DuckDBConnection,
  source: string,
  shown: string,
  wanted: readonly string[],
  types: ReadonlyMap<string, string>,
  progress: ReadProgress,
): Promise<Float64Array[]> {
  const counted = await connection.runAndReadAll(`SELECT count(*) AS n FROM ${source}`);
  const total = Number(counted.getRowObjects()[0]!.n);
  const casts = wanted.map((name) => `CAST(${identifier(name)} AS DOUBLE)`).join(", ");
  const exact = wanted.map((name) => /INT|DECIMAL/.test(types.get(name)!));
  const result = await connection.stream(`SELECT ${casts} FROM ${source}`);
  const parts = wanted.map(() => new GrowingNumbers());
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0;) {
    for (let k = 0; k < wanted.length; k++) {
      const vector = chunk.getColumnVector(k);
      for (let at = 0; at < chunk.rowCount; at++) {
        const value = vector.getItem(at);
        const where = () => `in row ${parts[k]!.length + 1}`;
        if (typeof value !== "number" || !Number.isFinite(value)) {
          throw new UsageError(
            `Column "${wanted[k]}" of "${shown}" is ${
              value ?? "empty (null)"
            } ${where()}; remove ` +
              `such rows or give them a number.`,
          );
        }
        if (exact[k] && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
          const whole = await connection.runAndReadAll(
            `SELECT CAST(${identifier(wanted[k]!)} AS VARCHAR) AS value FROM ${source} ` +
              `LIMIT 1 OFFSET ${parts[k]!.length}`,
          );
          const written = String(whole.getRowObjects()[0]!.value);
          throw beyondDoubles(value, written, wanted[k]!, shown, where());
        }
        parts[k]!.push(value);
      }
    }
    progress(parts[0]!.length, total);
    chunk = await result.fetchChunk();
  }
  if (parts[0]!.length !== total) {
    throw new Error(`${parts[0]!.length} of ${total} rows came back`);
  }
  return parts.map((part) => part.all());
}
