/**
 * Builds out/results.duckdb from Parquet tables. Not a stage: the bytes of a database file differ
 * from run to run, so it is made in the view and never hashed. For what is published it also gives each
 * table as one Parquet and one CSV file, whose bytes do not differ.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { NativeRun } from "../engine/stage.ts";
import type { DuckDBConnection } from "@duckdb/node-api";
import { identifier, literal, parquetBytes, withDuckDB } from "../duckdb.ts";

type DatabaseParameters = JsonObject & {
  /** What became of each stage, for the table `stages`. */
  readonly stages: readonly {
    readonly name: string;
    readonly key: string | null;
    readonly kind: string;
    readonly status: string;
    readonly seconds: number | null;
    readonly cpuSeconds: number | null;
    readonly peakBytes: number | null;
  }[];
  /** True if the tables are wanted as files, too. */
  readonly files?: boolean;
  /** Tables of texts and numbers besides, which tell of the run and are in the database alone. */
  readonly told?: Readonly<Record<string, readonly Readonly<Record<string, string | number>>[]>>;
};

/**
 * Each input role becomes the table of its name, all its Parquet files one below the other; output
 * "database", and with `files` "NAME.parquet" and "NAME.csv" of each.
 */
export const run: NativeRun<DatabaseParameters> = async (
  { stages, files: wanted = false, told = {} },
  _inputs,
  _random,
  { paths, scratch, timeUp },
) => {
  const file = `${scratch}/results.duckdb`;
  const outputs: Record<string, Uint8Array<ArrayBuffer>> = {};
  await withDuckDB(async (connection) => {
    for (const [table, files] of Object.entries(paths)) {
      const list = files.map(literal).join(", ");
      await connection.run(
        `CREATE TABLE ${identifier(table)} AS FROM read_parquet([${list}], union_by_name = true)`,
      );
      if (wanted) {
        outputs[`${table}.parquet`] = await parquetBytes(
          connection,
          `FROM ${identifier(table)}`,
          scratch,
        );
        outputs[`${table}.csv`] = await csvBytes(connection, table, scratch);
      }
    }
    for (const [table, rows] of Object.entries(told)) {
      const path = `${scratch}/${table}.json`;
      await Deno.writeTextFile(path, JSON.stringify(rows));
      await connection.run(`CREATE TABLE ${identifier(table)} AS FROM read_json(${literal(path)},
        format = 'array', sample_size = -1, maximum_object_size = 1000000000)`);
    }
    await connection.run(
      `CREATE TABLE stages (name VARCHAR, key VARCHAR, kind VARCHAR, status VARCHAR,
      seconds DOUBLE, cpu_seconds DOUBLE, peak_bytes DOUBLE)`,
    );
    const appender = await connection.createAppender("stages");
    for (const { name, key, kind, status, seconds, cpuSeconds, peakBytes } of stages) {
      for (const text of [name, key, kind, status]) {
        if (text === null) appender.appendNull();
        else appender.appendVarchar(text);
      }
      for (const number of [seconds, cpuSeconds, peakBytes]) {
        if (number === null) appender.appendNull();
        else appender.appendDouble(number);
      }
      appender.endRow();
    }
    appender.closeSync();
  }, { path: file, timeUp });
  return { database: await Deno.readFile(file), ...outputs };
};

/** A table as CSV with a header, in its order; numbers come back bit by bit. */
async function csvBytes(
  connection: DuckDBConnection,
  table: string,
  scratch: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const path = `${scratch}/${crypto.randomUUID()}.csv`;
  await connection.run(`COPY ${identifier(table)} TO ${literal(path)} (FORMAT csv, HEADER)`);
  return await Deno.readFile(path);
}
