/**
 * Stage: published tables against ours. What another published draw could have printed is simulated by taking
 * our replications anew, so that the correlation of the cells of one draw, the shape of their laws and the error
 * of our own numbers all count; then one statement a table is made.
 *
 * @module
 */

import type { DuckDBConnection } from "@duckdb/node-api";
import { Stream } from "../../numerics/random.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { NativeRun } from "../engine/stage.ts";
import type { Estimates } from "../measures/printed_cells.ts";
import {
  type ComparedCell,
  compareTable,
  type Comparison,
  type Replications,
} from "../measures/published_table.ts";
import { tableOutputs, withTables } from "./query.ts";

/** The parameters of the stage. */
export type PublishedParameters = JsonObject & {
  /** How many other tables are simulated. */
  readonly draws: number;
  /** How many instead where so many leave open on which side of the level a table is. */
  readonly more: number;
  /** The level at which a difference of all tables together counts as found. */
  readonly level: number;
};

/** A row of the input "cells". */
interface CellRow extends Omit<ComparedCell, "publishedError"> {
  readonly position: number;
  readonly table: string;
  readonly published_error: number | null;
  readonly honest: boolean;
}

/**
 * Inputs "cells", as `reports/sql/published.sql` has them, "estimates" and "errors"; outputs "rows" and "table",
 * the cells with their z-scores, and "tests" and "statements", one row a table.
 */
export const run: NativeRun<PublishedParameters> = (
  { draws, more, level },
  inputs,
  random,
  native,
) =>
  withTables(inputs, native, { sql: "" }, async (connection) => {
    await connection.run(
      `CREATE TABLE numbered AS SELECT row_number() OVER () AS position, * FROM cells`,
    );
    const rows = await ask<CellRow>(
      connection,
      "FROM numbered WHERE counted AND ours IS NOT NULL ORDER BY position",
    );
    const tables = await ask<{ table: string }>(
      connection,
      `SELECT "table" FROM numbered GROUP BY "table" HAVING bool_or(counted) ORDER BY min(position)`,
    );
    const replications = await replicationsOf(connection);
    const compare = (table: string, draws: number): Compared => {
      const own = rows.filter((row) => row.table === table);
      const cells = own.map(({ published_error, honest, ...cell }): ComparedCell => ({
        ...cell,
        publishedError: honest ? published_error : null,
      }));
      const stream = Stream.of(...random, "published", table);
      const compared = compareTable(cells, replications, stream, draws, level / tables.length);
      return { table, positions: own.map(({ position }) => position), draws, ...compared };
    };
    const first = adjusted(tables.map(({ table }) => compare(table, draws)));
    const results = adjusted(first.map((one) =>
      one.adjusted.low < level && level < one.adjusted.high ? compare(one.table, more) : one
    ));
    await connection.run("CREATE TABLE scores (position BIGINT, z DOUBLE)");
    for (const { positions, z } of results) {
      for (const [c, position] of positions.entries()) {
        if (!Number.isNaN(z[c])) {
          await connection.run("INSERT INTO scores VALUES (?, ?)", [position, z[c]]);
        }
      }
    }
    await connection.run(
      `CREATE TABLE scored AS SELECT numbered.* EXCLUDE (position), z
      FROM numbered LEFT JOIN scores USING (position) ORDER BY position`,
    );
    await tests(connection, results);
    const cells = await tableOutputs(connection, "scored", native);
    const { rows: statements, table } = await tableOutputs(connection, "tests", native);
    return { ...cells, tests: statements!, statements: table! };
  });

async function ask<Row>(connection: DuckDBConnection, sql: string): Promise<Row[]> {
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, cell]) => [name, name === "position" ? Number(cell) : cell]),
    )
  ) as Row[];
}

/** Our replications, by what the cells ask for. */
async function replicationsOf(connection: DuckDBConnection): Promise<Replications> {
  const wanted = "SEMI JOIN (FROM numbered WHERE counted)";
  const key = "experiment, estimator, n::DOUBLE AS n, setting";
  const lists = await ask<Record<string, unknown>>(
    connection,
    `SELECT ${key}, (max(coordinate) + 1)::INTEGER AS p,
      list(estimate - truth ORDER BY replication, coordinate) AS error,
      list(standard_error ORDER BY replication, coordinate) AS standard_error
    FROM estimates ${wanted} USING (experiment, estimator, n, setting) GROUP BY ALL ORDER BY ALL`,
  );
  const errors = await ask<Record<string, unknown>>(
    connection,
    `SELECT experiment, metric, n::DOUBLE AS n, setting, list(value ORDER BY replication) AS value
    FROM errors ${wanted} USING (experiment, metric, n, setting) GROUP BY ALL ORDER BY ALL`,
  );
  const numbers = (cell: unknown): Float64Array =>
    Float64Array.from(cell as (number | string | null)[], (x) => x === null ? NaN : Number(x));
  const name = (...parts: readonly unknown[]): string => parts.join("\n");
  const byEstimator = new Map(lists.map((row): [string, Estimates] => [
    name(row.experiment, row.estimator, row.n, row.setting),
    { p: row.p as number, error: numbers(row.error), standardError: numbers(row.standard_error) },
  ]));
  const byMetric = new Map(errors.map((row) => [
    name(row.experiment, row.metric, row.n, row.setting),
    numbers(row.value),
  ]));
  return {
    estimates: (of) => byEstimator.get(name(of.experiment, of.estimator, of.n, of.setting)),
    errors: (of) => byMetric.get(name(of.experiment, of.metric, of.n, of.setting)),
  };
}

/** A table that was compared. */
interface Compared extends Comparison {
  readonly table: string;
  /** The places of its cells. */
  readonly positions: readonly number[];
  /** How many other tables were simulated. */
  readonly draws: number;
}

/** The same with its p-value, and the ends of the 95 % interval of that, adjusted for the number of tables. */
interface Adjusted extends Compared {
  readonly adjusted: { readonly p: number; readonly low: number; readonly high: number };
}

/** All tables with their p-values adjusted; the number of simulated tables leaves these an interval. */
function adjusted(results: readonly Compared[]): Adjusted[] {
  const factors = holm(results.map(({ test }) => test.p));
  return results.map((result, i) => {
    const { draws, test: { p } } = result;
    const half = 1.959963984540054 * Math.sqrt(p * (1 - p) / draws);
    const [middle, low, high] = [p, Math.max(0, p - half), p + half]
      .map((x) => Math.min(1, x * factors[i]));
    return { ...result, adjusted: { p: middle, low, high } };
  });
}

/** The statements. */
async function tests(connection: DuckDBConnection, results: readonly Adjusted[]): Promise<void> {
  await connection.run(
    `CREATE TABLE tests ("table" VARCHAR, cells INTEGER, components INTEGER, statistic DOUBLE, p DOUBLE,
      p_adjusted DOUBLE, adjusted_low DOUBLE, adjusted_high DOUBLE, found DOUBLE)`,
  );
  for (const { table, cells, test, adjusted } of results) {
    const { components, statistic, p, found } = test;
    await connection.run(
      `INSERT INTO tests SELECT ?, ?, ?, ${Array(6).fill("nullif(?::DOUBLE, 'NaN')").join(", ")}`,
      [table, cells, components, statistic, p, ...Object.values(adjusted), found],
    );
  }
}

/**
 * What Holm's adjustment multiplies each p-value with: the number of those that are not less, or more where a
 * smaller one has become larger by it. NaN counts for none.
 */
export function holm(p: readonly number[]): number[] {
  const factors = p.map(() => NaN);
  const order = [...p.keys()].filter((i) => !Number.isNaN(p[i])).sort((a, b) => p[a] - p[b]);
  let least = 0;
  order.forEach((i, rank) => {
    least = Math.max(least, p[i] * (order.length - rank));
    factors[i] = least / p[i];
  });
  return factors;
}
