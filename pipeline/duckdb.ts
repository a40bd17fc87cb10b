/**
 * DuckDB as stages use it: in memory and on one thread, since sums in another order differ.
 *
 * @module
 */

import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** Opens a database (in memory unless a path is given), hands over a connection, closes both. */
export async function withDuckDB<Result>(
  use: (connection: DuckDBConnection) => Promise<Result>,
  path = ":memory:",
): Promise<Result> {
  const instance = await DuckDBInstance.create(path, { threads: "1" });
  try {
    const connection = await instance.connect();
    try {
      return await use(connection);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

/** A text as an SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as an SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Writes a table or query, which must be ordered, as Parquet into the scratch folder; returns its bytes. */
export async function parquetBytes(
  connection: DuckDBConnection,
  query: string,
  scratch: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const path = `${scratch}/${crypto.randomUUID()}.parquet`;
  await connection.run(`COPY (${query}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`);
  return await Deno.readFile(path);
}
