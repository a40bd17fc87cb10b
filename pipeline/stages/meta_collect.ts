/**
 * Stage: gathers the traces of meta-training of one experiment into Parquet, one row a recorded
 * iteration.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { NativeRun } from "../engine/stage.ts";
import { parquetBytes, withDuckDB } from "./duckdb.ts";
import { TASK_COLUMNS } from "./meta_columns.ts";
import { decodeMetaTraces, META_VALUES } from "./meta_trace.ts";

type CollectParameters = JsonObject & { readonly study: string; readonly experiment: string };

const COUNTS = ["exact_gradients", ...TASK_COLUMNS];

/**
 * Input "traces", any number of blocks; output "table". What is not finite, unknown or diverged, is
 * NULL.
 */
export const run: NativeRun<CollectParameters> = (parameters, inputs, _random, { scratch }) =>
  withDuckDB(async (connection) => {
    await connection.run(`CREATE TABLE traces (study VARCHAR, experiment VARCHAR, problem VARCHAR,
      estimator VARCHAR, setting VARCHAR, replication INTEGER, iteration INTEGER,
      ${META_VALUES.map((name) => `${name} DOUBLE`).join(", ")}, reached BOOLEAN,
      ${COUNTS.map((name) => `${name} BIGINT`).join(", ")})`);
    const appender = await connection.createAppender("traces");
    const { study, experiment } = parameters;
    for (const bytes of inputs.traces ?? []) {
      const { meta, columns } = decodeMetaTraces(bytes);
      const replications = meta.rows.flatMap((length, r) =>
        Array.from({ length }, () => meta.first + r)
      );
      replications.forEach((replication, at) => {
        const { problem, estimator, setting } = meta;
        for (const text of [study, experiment, problem, estimator, setting]) {
          appender.appendVarchar(text);
        }
        appender.appendInteger(replication);
        appender.appendInteger(columns.iteration![at]!);
        for (const name of META_VALUES) {
          const value = columns[name]![at]!;
          if (Number.isFinite(value)) appender.appendDouble(value);
          else appender.appendNull();
        }
        appender.appendBoolean(columns.reached![at] === 1);
        for (const name of COUNTS) appender.appendBigInt(BigInt(columns[name]![at]!));
        appender.endRow();
      });
    }
    appender.closeSync();
    return { table: await parquetBytes(connection, "FROM traces ORDER BY ALL", scratch) };
  });
