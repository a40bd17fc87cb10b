/**
 * Stage: SQL, of a file or as a parameter, over Parquet artifacts. Inputs other than "sql" and "macros"
 * become views of their role's name; the last statement is the query whose rows are the result.
 *
 * @module
 */

import type { DuckDBConnection } from "@duckdb/node-api";
import type { NativeContext, NativeRun, StageInputs, StageOutputs } from "../engine/stage.ts";
import { identifier, literal, parquetBytes, withDuckDB } from "../duckdb.ts";

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
  { sql, formats },
  inputs,
  _random,
  native,
) =>
  withTables(inputs, native, formats, async (connection) => {
    const query = await lastStatement(connection, sql ?? text(inputs.sql![0]!));
    await connection.run(`CREATE TABLE result AS ${query}`);
    return await tableOutputs(connection, "result", native);
  });

/** Opens a database in memory whose views are the tables among the inputs, with the macros. */
export function withTables<Result>(
  inputs: StageInputs,
  { paths }: NativeContext,
  formats: Readonly<Record<string, string>>,
  use: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  return withDuckDB(async (connection) => {
    for (const role of Object.keys(paths).filter((role) => role !== "sql" && role !== "macros")) {
      const files = `[${paths[role]!.map(literal).join(", ")}]`;
      const source = (SOURCES[formats[role] ?? "parquet"] ?? SOURCES.parquet)!(files);
      await connection.run(`CREATE VIEW ${identifier(role)} AS FROM ${source}`);
    }
    for (const macros of inputs.macros ?? []) await connection.run(text(macros));
    return await use(connection);
  });
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

/** Runs all statements but the last, which it returns. */
async function lastStatement(connection: DuckDBConnection, sql: string): Promise<string> {
  const parts = sql.split(/;\s*(?:\n|$)/).filter((part) =>
    part.replace(/--.*$/gm, "").trim() !== ""
  );
  const last = parts.pop();
  if (last === undefined) throw new Error("The SQL file holds no statement; write a query in it.");
  for (const part of parts) await connection.run(part);
  return last;
}
