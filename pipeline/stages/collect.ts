/**
 * Stage: gathers the blocks of one experiment into Parquet, one row an estimate.
 *
 * @module
 */

import type { DuckDBConnection } from "@duckdb/node-api";
import type { JsonObject } from "../engine/canonical.ts";
import type { NativeRun } from "../engine/stage.ts";
import { decodeBlock } from "./block.ts";
import { parquetBytes, withDuckDB } from "./duckdb.ts";
import { decodeEstimates, type EstimateLabels } from "./estimates.ts";

type CollectParameters = JsonObject & { readonly study: string; readonly experiment: string };

const LABELS = "study VARCHAR, experiment VARCHAR, problem VARCHAR, estimator VARCHAR, " +
  "learner VARCHAR, n INTEGER, setting VARCHAR, replication INTEGER";

/** Inputs "estimates" and "errors", any number of blocks; outputs "estimates" and "errors" in Parquet. */
export const run: NativeRun<CollectParameters> = (parameters, inputs, _random, { scratch }) =>
  withDuckDB(async (connection) => {
    await connection.run(`CREATE TABLE estimates (${LABELS}, coordinate INTEGER, estimate DOUBLE,
      standard_error DOUBLE, truth DOUBLE)`);
    await connection.run(`CREATE TABLE errors (${LABELS}, metric VARCHAR, value DOUBLE)`);
    await appendEstimates(connection, parameters, inputs.estimates ?? []);
    await appendErrors(connection, parameters, inputs.errors ?? []);
    return {
      estimates: await parquetBytes(connection, "FROM estimates ORDER BY ALL", scratch),
      errors: await parquetBytes(connection, "FROM errors ORDER BY ALL", scratch),
    };
  });

async function appendEstimates(
  connection: DuckDBConnection,
  { study, experiment }: CollectParameters,
  blocks: readonly Uint8Array<ArrayBuffer>[],
): Promise<void> {
  const appender = await connection.createAppender("estimates");
  const number = (value: number): void => {
    if (Number.isNaN(value)) appender.appendNull();
    else appender.appendDouble(value);
  };
  for (const bytes of blocks) {
    const { meta, columns } = decodeEstimates(bytes);
    let at = 0;
    for (let r = 0; r < meta.count; r++) {
      for (const setting of meta.settings) {
        for (let k = 0; k < meta.p; k++, at++) {
          appendLabels(appender, study, experiment, meta, setting, meta.first + r);
          appender.appendInteger(k);
          number(columns.gradient![at]!);
          number(columns.standardError![at]!);
          number(meta.truth[k]!);
          appender.endRow();
        }
      }
    }
  }
  appender.closeSync();
}

async function appendErrors(
  connection: DuckDBConnection,
  { study, experiment }: CollectParameters,
  blocks: readonly Uint8Array<ArrayBuffer>[],
): Promise<void> {
  const appender = await connection.createAppender("errors");
  for (const bytes of blocks) {
    const { meta, columns } = decodeBlock(bytes);
    const { count, setting, metrics, ...labels } = meta as unknown as EstimateLabels & {
      count: number;
      setting: string;
      metrics: string[];
    };
    for (let r = 0; r < count; r++) {
      metrics.forEach((metric, k) => {
        appendLabels(appender, study, experiment, labels, setting, labels.first + r);
        appender.appendVarchar(metric);
        appender.appendDouble(columns.value![r * metrics.length + k]!);
        appender.endRow();
      });
    }
  }
  appender.closeSync();
}

type Appender = Awaited<ReturnType<DuckDBConnection["createAppender"]>>;

function appendLabels(
  appender: Appender,
  study: string,
  experiment: string,
  { problem, estimator, learner, n }: EstimateLabels,
  setting: string,
  replication: number,
): void {
  for (const text of [study, experiment, problem, estimator, learner]) appender.appendVarchar(text);
  appender.appendInteger(n);
  appender.appendVarchar(setting);
  appender.appendInteger(replication);
}
