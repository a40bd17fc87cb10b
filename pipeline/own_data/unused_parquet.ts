/**
 * Columns of a Parquet file that nobody asked for.
 *
 * @module
 */

import type { DuckDBConnection } from "@duckdb/node-api";
import { identifier } from "../duckdb.ts";
import { isMissing } from "./cell_column.ts";
import { type Groups, UnusedColumn } from "./unused.ts";

/**
 * Those that make groups.
 *
 * @param source What DuckDB reads them from.
 * @param names Columns of whole numbers or text.
 */
export async function unusedColumns(
  connection: DuckDBConnection,
  source: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, Groups>> {
  if (names.length === 0) return new Map();
  const others = names.map((name) => ({ name, column: new UnusedColumn() }));
  const casts = others.map(({ name }) => `CAST(${identifier(name)} AS VARCHAR)`).join(", ");
  const result = await connection.stream(`SELECT ${casts} FROM ${source}`);
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0;) {
    for (const [k, { column }] of others.entries()) {
      const vector = chunk.getColumnVector(k);
      for (let at = 0; at < chunk.rowCount; at++) {
        const value = vector.getItem(at);
        column.add(value === null || isMissing(String(value)) ? undefined : String(value));
      }
    }
    chunk = await result.fetchChunk();
  }
  return new Map(others.flatMap(({ name, column }) => {
    const groups = column.groups();
    return groups === undefined ? [] : [[name, groups]];
  }));
}
