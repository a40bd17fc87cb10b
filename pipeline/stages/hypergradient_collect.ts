/**
 * Stage: gathers errors of hypergradients of one experiment into Parquet, one row an estimate.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { NativeRun } from "../engine/stage.ts";
import { parquetBytes, withDuckDB } from "./duckdb.ts";
import { decodeErrors } from "./hypergradient_errors.ts";
import { ORACLE_COLUMNS } from "./oracle_columns.ts";
import { appendSystem, SYSTEM_TYPES } from "./system_columns.ts";

type CollectParameters = JsonObject & { readonly study: string; readonly experiment: string };

/** Input "errors", any number of blocks; output "table". An error that is not finite is NULL. */
export const run: NativeRun<CollectParameters> = (parameters, inputs, _random, { scratch }) =>
  withDuckDB(async (connection) => {
    await connection.run(`CREATE TABLE errors (study VARCHAR, experiment VARCHAR, problem VARCHAR,
      estimator VARCHAR, setting VARCHAR, replication INTEGER, distance DOUBLE, error DOUBLE,
      gradient_norm DOUBLE, ${ORACLE_COLUMNS.map((name) => `${name} BIGINT`).join(", ")},
      ${SYSTEM_TYPES})`);
    const appender = await connection.createAppender("errors");
    for (const bytes of inputs.errors ?? []) {
      const { meta, columns } = decodeErrors(bytes);
      const { study, experiment } = parameters;
      const { problem, estimator, setting, first, distances } = meta;
      for (let at = 0; at < columns.error!.length; at++) {
        for (const text of [study, experiment, problem, estimator, setting]) {
          appender.appendVarchar(text);
        }
        appender.appendInteger(first + Math.floor(at / distances.length));
        appender.appendDouble(distances[at % distances.length]!);
        for (const value of [columns.error![at]!, columns.gradient_norm![at]!]) {
          if (Number.isFinite(value)) appender.appendDouble(value);
          else appender.appendNull();
        }
        for (const name of ORACLE_COLUMNS) appender.appendBigInt(BigInt(columns[name]![at]!));
        appendSystem(appender, (name) => columns[name]![at]!);
        appender.endRow();
      }
    }
    appender.closeSync();
    return { table: await parquetBytes(connection, "FROM errors ORDER BY ALL", scratch) };
  });
