/**
 * Stage: SQL, of a file or as a parameter, over Parquet artifacts. Inputs other than "sql" and "macros"
 * become views of their role's name; the last statement is the query whose rows are the result. It can
 * reach nothing but these, and leaves nothing to the next query, which finds the same database.
 *
 * @module
 */

import type { DuckDBConnection } from "@duckdb/node-api";
import type { NativeContext, NativeRun, StageInputs, StageOutputs } from "../engine/stage.ts";
import {
  FOR_QUERIES,
  identifier,
  literals,
  lockDatabase,
  parquetBytes,
  withKeptDuckDB,
} from "../duckdb.ts";
import { givesRows, requirePure, statementsOf } from "./pure_sql.ts";

const SOURCES: Readonly<Record<string, (files: string) => string>> = {
  parquet: (files) => `read_parquet(${files})`,
  json: (files) => `read_json(${files})`,
  // Texts stay as printed: how many digits a published number has matters.
  csv: (files) => `read_csv(${files}, header = true, all_varchar = true)`,
};

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Formats of tables that are not Parquet, by role, and the query where it is not the input "sql". */
type QueryParameters = {
  readonly formats: Readonly<Record<string, string>>;
  readonly sql?: string;
};

/** Tables, optionally "sql" and "macros"; outputs "rows" (JSON) and "table" (Parquet). */
export const run: NativeRun<QueryParameters> = (
  { sql = "", formats },
  inputs,
  _random,
  native,
) => {
  const asked = inputs.sql === undefined ? sql : text(inputs.sql[0]!);
  return withTables(inputs, native, { formats, sql: asked }, async (connection) => {
    const query = await lastStatement(connection, asked);
    await connection.run(`CREATE TABLE result AS ${query}`);
    return await tableOutputs(connection, "result", native);
  });
};

/**
 * Hands over a database whose views are the tables among the inputs, with the macros, and in which SQL
 * reaches nothing else. They are views, since over tables in memory DuckDB joins in another order, which
 * changes last digits.
 *
 * @param asked The SQL that is going to be run.
 * @throws {Error} If it, or a macro, uses what is not a function of the tables.
 */
export async function withTables<Result>(
  inputs: StageInputs,
  { paths, scratch, timeUp }: NativeContext,
  asked: { readonly sql: string; readonly formats?: Readonly<Record<string, string>> },
  use: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const macros = (inputs.macros ?? []).map(text);
  for (const sql of [...macros, asked.sql]) requirePure(sql);
  const prepare = async (connection: DuckDBConnection): Promise<void> => {
    await lockDatabase(connection, scratch);
    for (const sql of macros) await connection.run(sql);
  };
  const roles = Object.keys(paths).filter((role) => role !== "sql" && role !== "macros");
  const ask = async (connection: DuckDBConnection): Promise<Result> => {
    for (const role of roles) {
      const source = SOURCES[asked.formats?.[role] ?? "parquet"] ?? SOURCES.parquet!;
      const view = `CREATE VIEW ${identifier(role)} AS FROM ${source(literals(paths[role]!))}`;
      await connection.run(view);
    }
    return await use(connection);
  };
  const purpose = JSON.stringify([scratch, macros]);
  try {
    return await withKeptDuckDB(purpose, prepare, ask, { settings: FOR_QUERIES, timeUp });
  } catch (error) {
    throw clear(error);
  }
}

/** What DuckDB forbids, as this stage means it. */
function clear(error: unknown): unknown {
  const { message } = error as Error;
  const [, what] =
    /^Permission Error: ([^\n]*?)(?: - file system operations.*|\n|$)/s.exec(message) ??
      /^Invalid Input Error: (Cannot change configuration option "\w+")/.exec(message) ?? [];
  return what === undefined ? error : new Error(
    `A query may reach nothing but its tables: ${what}. Hand in what it needs as a table.`,
  );
}

/** A table as the outputs "rows" (JSON) and "table" (Parquet). */
export async function tableOutputs(
  connection: DuckDBConnection,
  table: string,
  { scratch }: NativeContext,
): Promise<StageOutputs> {
  const rows = (await connection.runAndReadAll(`FROM ${table}`)).getRowObjectsJson();
  return {
    rows: new TextEncoder().encode(JSON.stringify(rows) + "\n"),
    table: await parquetBytes(connection, `FROM ${table}`, scratch),
  };
}

/**
 * Runs all statements but the last, which it returns.
 *
 * @throws {Error} If there is none, or the last one gives no rows.
 */
export async function lastStatement(connection: DuckDBConnection, sql: string): Promise<string> {
  const parts = statementsOf(sql);
  const last = parts.pop();
  if (last === undefined) throw new Error("The SQL file holds no statement; write a query in it.");
  if (!givesRows(last)) {
    throw new Error(
      `The last statement has to give the rows of the result, and this one does not: ${
        last.trim().slice(0, 60)
      }; end with a SELECT.`,
    );
  }
  for (const part of parts) await connection.run(part);
  return last;
}
