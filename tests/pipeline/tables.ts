/**
 * Tables as tests look at them.
 *
 * @module
 */

import type { CollectParameters } from "../../pipeline/stages/collect.ts";
import { run as collect } from "../../pipeline/stages/collect.ts";
import { decodeTable, numbersOf } from "../../pipeline/table.ts";
import { ask, type Rows } from "../reports/ask.ts";

/** Bytes of tables. */
export type Tables = readonly Uint8Array<ArrayBuffer>[];

/** The columns of a table: numbers one a row, texts as they are kept. */
export function columnsIn(bytes: Uint8Array<ArrayBuffer> | undefined): {
  readonly numbers: Readonly<Record<string, Float64Array>>;
  readonly texts: Readonly<Record<string, readonly string[]>>;
} {
  const table = decodeTable(bytes!);
  const numbers: Record<string, Float64Array> = {};
  const texts: Record<string, readonly string[]> = {};
  for (const [name, { values }] of Object.entries(table.columns)) {
    if (values instanceof Float64Array) numbers[name] = numbersOf(table, name);
    else texts[name] = values;
  }
  return { numbers, texts };
}

/** The rows of a table, each with all its cells. */
export function rowsIn<Row>(bytes: Uint8Array<ArrayBuffer> | undefined): Row[] {
  const { rows, columns } = decodeTable(bytes!);
  return Array.from({ length: rows }, (_, i) =>
    Object.fromEntries(
      Object.entries(columns).map(([name, { values, each }]) => [
        name,
        values[Math.floor(i / each) % values.length],
      ]),
    ) as Row);
}

/** The values of a metric of errors, one a replication. */
export function metricIn(bytes: Uint8Array<ArrayBuffer> | undefined, metric: string): number[] {
  return rowsIn<{ metric: string; value: number }>(bytes)
    .flatMap((row) => row.metric === metric ? [row.value] : []);
}

const LABELS = { labels: { study: "study", experiment: "experiment" } };

/** What gathers tables, as Parquet by role. */
export async function parquetOf(
  tables: Readonly<Record<string, Tables>>,
  parameters: CollectParameters = LABELS,
): Promise<Readonly<Record<string, Uint8Array<ArrayBuffer>>>> {
  const scratch = await Deno.makeTempDir();
  try {
    return await collect(parameters, tables, [], { paths: {}, scratch });
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

/** The rows in which tables are gathered. */
export async function gathered(...tables: Tables): Promise<Rows> {
  const { table } = await parquetOf({ table: tables });
  return ask("FROM t", { t: { format: "parquet", bytes: table! } });
}
