/**
 * Blocks of traces: the recorded iterations of outer loops by replication, one number a row and column.
 *
 * @module
 */

import type { StageOutputs } from "../engine/stage.ts";
import type { TraceRow } from "./bilevel_loop.ts";
import { type Block, decodeBlock, encodeBlock } from "./block.ts";
import { ORACLE_COLUMNS } from "./oracle_columns.ts";
import type { TraceLabels } from "./parametric_slots.ts";
import { SYSTEM_COLUMNS } from "./system_columns.ts";

/** A block's header. */
export interface TraceMeta extends TraceLabels {
  /** Number of rows of each replication. */
  readonly rows: readonly number[];
  /** Names of the metrics, which are columns "metric:name". */
  readonly metrics: readonly string[];
}

/** Output "traces". */
export function traceOutputs(labels: TraceLabels, traces: readonly TraceRow[][]): StageOutputs {
  const rows = traces.flat();
  const column = (pick: (row: TraceRow) => number): Float64Array => Float64Array.from(rows, pick);
  const metrics = Object.keys(rows[0]?.metrics ?? {});
  const { problem, estimator, setting, first } = labels;
  const header = { problem, estimator, setting, first };
  return {
    traces: encodeBlock({ ...header, rows: traces.map(({ length }) => length), metrics }, {
      iteration: column(({ iteration }) => iteration),
      objective: column(({ objective }) => objective),
      gradient_norm: column(({ gradientNorm }) => gradientNorm),
      lower_distance: column(({ lowerDistance }) => lowerDistance),
      diverged: column(({ diverged }) => diverged ? 1 : 0),
      reached: column(({ reached }) => reached ? 1 : 0),
      ...Object.fromEntries(
        ORACLE_COLUMNS.map((name, i) => [name, column(({ costs }) => costs[i]!)]),
      ),
      ...Object.fromEntries(
        SYSTEM_COLUMNS.map((name, i) => [name, column(({ systems }) => systems[i]!)]),
      ),
      ...Object.fromEntries(
        metrics.map((name) => [`metric:${name}`, column(({ metrics }) => metrics[name] ?? NaN)]),
      ),
    }),
  };
}

/** Decodes the output "traces". */
export function decodeTraces(bytes: Uint8Array<ArrayBuffer>): {
  readonly meta: TraceMeta;
  readonly columns: Block["columns"];
} {
  const { meta, columns } = decodeBlock(bytes);
  return { meta: meta as unknown as TraceMeta, columns };
}
