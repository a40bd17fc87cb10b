/**
 * Stage: one SQL file over Parquet artifacts. Inputs other than "sql" and "macros" become views of
 * their role's name; the last statement of the file is the query whose rows are the result.
 *
 * @module
 */

import type { DuckDBConnection } from "@duckdb/node-api";
import type { NativeRun } from "../engine/stage.ts";
import { identifier, literal, parquetBytes, withDuckDB } from "./duckdb.ts";

const SOURCES: Readonly<Record<string, (files: string) => string>> = {
  parquet: (files) => `read_parquet(${files})`,
  json: (files) => `read_json(${files})`,
  // Texts stay as printed: how many digits a published number has matters.
  csv: (files) => `read_csv(${files}, header = true, all_varchar = true)`,
};

/** Inputs "sql", optionally "macros", and tables; outputs "rows" (JSON) and "table" (Parquet). */
export const run: NativeRun<{ readonly formats: Readonly<Record<string, string>> }> = (
  { formats },
  inputs,
  _random,
  { paths, scratch },
) =>
  withDuckDB(async (connection) => {
    for (const role of Object.keys(paths).filter((role) => role !== "sql" && role !== "macros")) {
      const files = `[${paths[role]!.map(literal).join(", ")}]`;
      const source = (SOURCES[formats[role] ?? "parquet"] ?? SOURCES.parquet)!(files);
      await connection.run(`CREATE VIEW ${identifier(role)} AS FROM ${source}`);
    }
    const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    for (const macros of inputs.macros ?? []) await connection.run(text(macros));
    const query = await lastStatement(connection, text(inputs.sql![0]!));
    await connection.run(`CREATE TABLE result AS ${query}`);
    const rows = (await connection.runAndReadAll("FROM result")).getRowObjectsJson();
    return {
      rows: new TextEncoder().encode(JSON.stringify(rows) + "\n"),
      table: await parquetBytes(connection, "FROM result", scratch),
    };
  });

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
