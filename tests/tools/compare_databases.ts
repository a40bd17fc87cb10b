/**
 * Compares two results databases table by table: what is in one alone, and where numbers or texts differ.
 *
 *     deno run -A tests/tools/compare_databases.ts before.duckdb after.duckdb [TABLE...]
 *
 * Rows are matched by their keys, the texts and numbers that name what a row is about. Exit code 1 if
 * anything differs by more than 1e-9 relative to the larger of the two numbers.
 *
 * @module
 */

import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** Numbers may differ by this much, relative to the larger one. */
export const TOLERANCE = 1e-9;

/** Columns that name what a row is about; all others are compared. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  claims: ["id"],
  published: ["table", "row", "column"],
};
const NAMING = [
  ...["study", "experiment", "problem", "estimator", "learner", "n", "setting", "replication"],
  ...["coordinate", "metric", "quantity", "step", "iteration", "distance", "t", "k", "j"],
  ...["against", "steps", "axis", "budget", "split", "part", "source", "q", "trajectory"],
];
/** A distance is named in one table and measured in another; the run's own story differs anyway. */
const MEASURED: Readonly<Record<string, readonly string[]>> = { descent: ["distance"] };
const IGNORED = ["stages"];

/** What differs in a table. */
export interface TableDifference {
  readonly table: string;
  readonly rows: number;
  /** The worst relative difference of two numbers. */
  readonly worst: number;
  /** One line each. */
  readonly differences: readonly string[];
}

type Rows = readonly Readonly<Record<string, unknown>>[];

const unit = (x: number): number => Number.isFinite(x) ? Math.abs(x) : 1;

/** The difference of two cells: 0 if they are the same, relative for numbers, else infinite. */
function distance(a: unknown, b: unknown): number {
  if (Object.is(a, b)) return 0;
  if (typeof a !== "number" || typeof b !== "number") return Infinity;
  if (a === b) return 0;
  return Math.abs(a - b) / Math.max(unit(a), unit(b), Number.MIN_VALUE);
}

/** Compares the rows of a table that have the same key, in the columns that both have. */
export function compareRows(table: string, before: Rows, after: Rows): TableDifference {
  const columnsOf = (rows: Rows): string[] => Object.keys(rows[0] ?? {});
  const [old, now] = [columnsOf(before), columnsOf(after)];
  const shared = old.filter((name) => now.includes(name));
  const measured = MEASURED[table] ?? [];
  const keys = (KEYS[table] ?? NAMING).filter((name) =>
    shared.includes(name) && !measured.includes(name)
  );
  const byKey = (rows: Rows): Map<string, Readonly<Record<string, unknown>>> => {
    const seen = new Map<string, number>();
    return new Map(rows.map((row) => {
      const key = keys.map((name) => `${name}=${row[name]}`).join(" ");
      const nth = seen.get(key) ?? 0;
      seen.set(key, nth + 1);
      return [nth === 0 ? key : `${key} (${nth + 1})`, row];
    }));
  };
  const [first, second] = [byKey(before), byKey(after)];
  const differences: string[] = [];
  if (before.length > 0 && after.length > 0) {
    for (const name of old.filter((name) => !now.includes(name))) {
      differences.push(`column ${name} is in the first alone`);
    }
  }
  let worst = 0;
  for (const [key, row] of first) {
    const other = second.get(key);
    if (other === undefined) {
      differences.push(`${key}: in the first alone`);
      continue;
    }
    for (const name of shared) {
      const far = distance(row[name], other[name]);
      if (Number.isFinite(far)) worst = Math.max(worst, far);
      if (far > TOLERANCE) differences.push(`${key}: ${name} ${row[name]} -> ${other[name]}`);
    }
  }
  for (const key of second.keys()) {
    if (!first.has(key)) differences.push(`${key}: in the second alone`);
  }
  return { table, rows: first.size, worst, differences };
}

/** The tables of a database by name. */
async function tablesOf(connection: DuckDBConnection): Promise<string[]> {
  const reader = await connection.runAndReadAll(
    "SELECT table_name FROM duckdb_tables() ORDER BY table_name",
  );
  return reader.getRows().map(([name]) => name as string);
}

/** Compares two database files; all tables unless some are named. */
export async function compareDatabases(
  before: string,
  after: string,
  wanted: readonly string[] = [],
): Promise<TableDifference[]> {
  const open = async (file: string) => {
    const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY", threads: "1" });
    return { instance, connection: await instance.connect() };
  };
  const [a, b] = [await open(before), await open(after)];
  try {
    const [old, now] = [await tablesOf(a.connection), await tablesOf(b.connection)];
    const tables = [...new Set([...old, ...now])].filter((table) =>
      !IGNORED.includes(table) && (wanted.length === 0 || wanted.includes(table))
    );
    const rowsOf = async (connection: DuckDBConnection, table: string, there: boolean) =>
      there ? (await connection.runAndReadAll(`FROM "${table}"`)).getRowObjectsJson() : [];
    const results: TableDifference[] = [];
    for (const table of tables) {
      results.push(compareRows(
        table,
        await rowsOf(a.connection, table, old.includes(table)),
        await rowsOf(b.connection, table, now.includes(table)),
      ));
    }
    return results;
  } finally {
    for (const { instance, connection } of [a, b]) {
      connection.closeSync();
      instance.closeSync();
    }
  }
}

if (import.meta.main) {
  const [before, after, ...tables] = Deno.args;
  if (before === undefined || after === undefined) {
    console.error("Name two databases: compare_databases.ts before.duckdb after.duckdb [TABLE...]");
    Deno.exit(2);
  }
  const results = await compareDatabases(before, after, tables);
  for (const { table, rows, worst, differences } of results) {
    console.log(`${table}: ${rows} rows, worst ${worst}, ${differences.length} differences`);
    for (const line of differences) console.log(`  ${line}`);
  }
  Deno.exit(results.some(({ differences }) => differences.length > 0) ? 1 : 0);
}
