/**
 * Stage: gathers the traces of one experiment into Parquet, one row a recorded iteration, and their
 * metrics, one row a number.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { NativeRun } from "../engine/stage.ts";
import { parquetBytes, withDuckDB } from "./duckdb.ts";
import { ORACLE_COLUMNS } from "./oracle_columns.ts";
import { appendSystem, SYSTEM_TYPES } from "./system_columns.ts";
import { decodeTraces } from "./trace_block.ts";

type CollectParameters = JsonObject & { readonly study: string; readonly experiment: string };

const LABELS = "study VARCHAR, experiment VARCHAR, problem VARCHAR, estimator VARCHAR, " +
  "setting VARCHAR, replication INTEGER, iteration INTEGER";
const COUNTS = ORACLE_COLUMNS.map((name) => `${name} BIGINT`).join(", ");

/**
 * Input "traces", any number of blocks; outputs "traces" and "metrics". What is not finite, since a loop
 * has diverged, is NULL.
 */
export const run: NativeRun<CollectParameters> = (parameters, inputs, _random, { scratch }) =>
  withDuckDB(async (connection) => {
    await connection.run(
      `CREATE TABLE traces (${LABELS}, objective DOUBLE, gradient_norm DOUBLE,
      lower_distance DOUBLE, diverged BOOLEAN, reached BOOLEAN, ${COUNTS}, ${SYSTEM_TYPES})`,
    );
    await connection.run(`CREATE TABLE metrics (${LABELS}, metric VARCHAR, value DOUBLE)`);
    const traces = await connection.createAppender("traces");
    const numbers = await connection.createAppender("metrics");
    for (const bytes of inputs.traces ?? []) {
      const { meta, columns } = decodeTraces(bytes);
      const texts = [parameters.study, parameters.experiment, meta.problem, meta.estimator];
      let at = 0;
      meta.rows.forEach((length, r) => {
        for (const end = at + length; at < end; at++) {
          const number = (name: string): number => columns[name]![at]!;
          const start = (appender: typeof traces): void => {
            for (const text of [...texts, meta.setting]) appender.appendVarchar(text);
            appender.appendInteger(meta.first + r);
            appender.appendInteger(number("iteration"));
          };
          const double = (appender: typeof traces, value: number): void => {
            if (Number.isFinite(value)) appender.appendDouble(value);
            else appender.appendNull();
          };
          start(traces);
          for (const name of ["objective", "gradient_norm", "lower_distance"]) {
            double(traces, number(name));
          }
          for (const name of ["diverged", "reached"]) traces.appendBoolean(number(name) === 1);
          for (const name of ORACLE_COLUMNS) traces.appendBigInt(BigInt(number(name)));
          appendSystem(traces, number);
          traces.endRow();
          for (const name of meta.metrics) {
            start(numbers);
            numbers.appendVarchar(name);
            double(numbers, number(`metric:${name}`));
            numbers.endRow();
          }
        }
      });
    }
    traces.closeSync();
    numbers.closeSync();
    return {
      traces: await parquetBytes(connection, "FROM traces ORDER BY ALL", scratch),
      metrics: await parquetBytes(connection, "FROM metrics ORDER BY ALL", scratch),
    };
  });
