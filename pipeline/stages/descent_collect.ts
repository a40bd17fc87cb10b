/**
 * Stage: gathers the descents of one experiment into Parquet, one row a recorded step.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { NativeRun } from "../engine/stage.ts";
import { decodeDescents } from "./descent_block.ts";
import { parquetBytes, withDuckDB } from "./duckdb.ts";

type CollectParameters = JsonObject & { readonly study: string; readonly experiment: string };

/**
 * Input "traces", any number of blocks; output "table". A gap or distance that is not a number is
 * NULL: that descent has diverged beyond all numbers.
 */
export const run: NativeRun<CollectParameters> = (parameters, inputs, _random, { scratch }) =>
  withDuckDB(async (connection) => {
    await connection.run(`CREATE TABLE descent (study VARCHAR, experiment VARCHAR, problem VARCHAR,
      estimator VARCHAR, learner VARCHAR, n INTEGER, replication INTEGER, step INTEGER, gap DOUBLE,
      distance DOUBLE)`);
    const appender = await connection.createAppender("descent");
    for (const bytes of inputs.traces ?? []) {
      const { meta, columns } = decodeDescents(bytes);
      const { study, experiment } = parameters;
      const { problem, estimator, learner, n, first, count, recorded } = meta;
      let at = 0;
      for (let r = 0; r < count; r++) {
        for (const step of recorded) {
          for (const text of [study, experiment, problem, estimator, learner]) {
            appender.appendVarchar(text);
          }
          for (const whole of [n, first + r, step]) appender.appendInteger(whole);
          for (const value of [columns.gap![at]!, columns.distance![at]!]) {
            if (Number.isNaN(value)) appender.appendNull();
            else appender.appendDouble(value);
          }
          appender.endRow();
          at++;
        }
      }
    }
    appender.closeSync();
    return { table: await parquetBytes(connection, "FROM descent ORDER BY ALL", scratch) };
  });
