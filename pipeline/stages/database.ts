/**
 * Builds out/results.duckdb from Parquet tables. Not a stage: the bytes of a database file differ
 * from run to run, so it is made in the view and never hashed.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { NativeRun } from "../engine/stage.ts";
import { identifier, literal, withDuckDB } from "../duckdb.ts";

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
};

/** Each input role becomes the table of its name, all its Parquet files one below the other; output "database". */
export const run: NativeRun<DatabaseParameters> = async (
  { stages },
  _inputs,
  _random,
  { paths, scratch, timeUp },
) => {
  const file = `${scratch}/results.duckdb`;
  await withDuckDB(async (connection) => {
    for (const [table, files] of Object.entries(paths)) {
      const list = files.map(literal).join(", ");
      await connection.run(
        `CREATE TABLE ${identifier(table)} AS FROM read_parquet([${list}], union_by_name = true)`,
      );
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
  return { database: await Deno.readFile(file) };
};
