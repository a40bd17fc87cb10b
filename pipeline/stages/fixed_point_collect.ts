/**
 * Stage: gathers errors on fixed-point problems of one experiment into Parquet, one row an estimate.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { NativeRun } from "../engine/stage.ts";
import { parquetBytes, withDuckDB } from "./duckdb.ts";
import { decodeFixedPointErrors, FIXED_POINT_COLUMNS } from "./fixed_point_errors.ts";

type CollectParameters = JsonObject & { readonly study: string; readonly experiment: string };

/** Input "errors", any number of blocks; output "table". An error that is not finite is NULL. */
export const run: NativeRun<CollectParameters> = (parameters, inputs, _random, { scratch }) =>
  withDuckDB(async (connection) => {
    await connection.run(`CREATE TABLE errors (study VARCHAR, experiment VARCHAR, problem VARCHAR,
      estimator VARCHAR, setting VARCHAR, replication INTEGER, t INTEGER, k INTEGER, j INTEGER,
      ${FIXED_POINT_COLUMNS.map((name) => `${name} DOUBLE`).join(", ")})`);
    const appender = await connection.createAppender("errors");
    for (const bytes of inputs.errors ?? []) {
      const { meta, columns } = decodeFixedPointErrors(bytes);
      const { study, experiment } = parameters;
      const { problem, estimator, setting, first, efforts } = meta;
      for (let at = 0; at < columns.squared_error!.length; at++) {
        for (const text of [study, experiment, problem, estimator, setting]) {
          appender.appendVarchar(text);
        }
        appender.appendInteger(first + Math.floor(at / efforts.length));
        for (const number of efforts[at % efforts.length]!) appender.appendInteger(number);
        for (const name of FIXED_POINT_COLUMNS) {
          const value = columns[name]![at]!;
          if (Number.isFinite(value)) appender.appendDouble(value);
          else appender.appendNull();
        }
        appender.endRow();
      }
    }
    appender.closeSync();
    const counts = FIXED_POINT_COLUMNS.slice(4).map((name) => `${name}::BIGINT AS ${name}`);
    return {
      table: await parquetBytes(
        connection,
        `SELECT * REPLACE (${counts.join(", ")}) FROM errors ORDER BY ALL`,
        scratch,
      ),
    };
  });
