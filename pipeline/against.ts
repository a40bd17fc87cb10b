/**
 * What changed between two databases of results: verdicts, and numbers by more than two Monte Carlo
 * errors.
 *
 * @module
 */

import type { DuckDBConnection } from "@duckdb/node-api";
import type { AgainstModel, ChangedNumber, ChangedVerdict } from "../reports/page/against_page.ts";
import { identifier, literal, withDuckDB } from "./duckdb.ts";
import { UsageError } from "./engine/stage.ts";

/** Columns that hold the number of a row; the first that a table has. */
const NUMBERS = ["value", "ratio", "slope", "bias"];
/** Numbers that say which row it is. */
const SETTINGS = ["level", "q", "budget", "step", "alpha"];
/** Texts and counts that do not. */
const RESULTS = [
  "replications",
  ...[
    "which",
    "reason",
    "verdict",
    "by_interval",
    "bar",
    "measure",
    "statement",
    "paper",
    "status",
  ],
  ...["allows_for", "tuned_by", "best", "chosen", "equal", "method", "verdict_adjusted"],
];
/** Tables of claims have a comparison of their own; those of stages hold no results. */
const APART = ["claims", "verdicts", "stages"];
/** Errors beyond which a number counts as changed. */
const ERRORS = 2;
/** Where no error is known a number is exact, to so many relative digits. */
const EXACT = 1e-9;
/** An interval of 95 % is so many standard errors long. */
const LONG = 2 * 1.959963984540054;

/** A table of both databases, and what of it is compared. */
interface Compared {
  readonly table: string;
  readonly keys: readonly string[];
  readonly number: string;
  /** The standard error as SQL of a row; NULL where the number is exact. */
  readonly error: string;
}

async function rows<Row>(connection: DuckDBConnection, sql: string): Promise<Row[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJson() as Row[];
}

/** The tables that both have, with columns of one name in both. */
async function comparedTables(connection: DuckDBConnection): Promise<Compared[]> {
  const columns = await rows<{ table_name: string; column_name: string; data_type: string }>(
    connection,
    `SELECT table_name, column_name, any_value(data_type) AS data_type FROM duckdb_columns()
    WHERE database_name IN ('was', 'now') AND NOT internal GROUP BY ALL HAVING count(*) = 2
    ORDER BY table_name, min(column_index)`,
  );
  const tables = Map.groupBy(columns, ({ table_name }) => table_name);
  return [...tables].flatMap(([table, of]) => {
    const names = of.map(({ column_name }) => column_name);
    const number = NUMBERS.find((name) => names.includes(name));
    const has = (name: string): boolean => names.includes(name);
    const error = has("mc_error")
      ? "mc_error"
      : has("low") && has("high")
      ? `(high - low) / ${LONG}`
      : table === "exact"
      ? "NULL"
      : undefined;
    if (APART.includes(table) || number === undefined || error === undefined) return [];
    const keys = of.filter(({ column_name, data_type }) =>
      column_name !== number && !RESULTS.includes(column_name) &&
      (data_type !== "DOUBLE" || SETTINGS.includes(column_name))
    ).map(({ column_name }) => column_name);
    return [{ table, keys, number, error }];
  });
}

/** Rows of both, side by side; rows whose keys are not unique cannot be told apart. */
function sideBySide({ table, keys, number, error }: Compared): string {
  const names = keys.map(identifier).join(", ");
  const side = (database: string): string =>
    `(SELECT ${names}, any_value(${identifier(number)}) AS number, any_value(${error}) AS error
    FROM ${database}.${identifier(table)} GROUP BY ALL HAVING count(*) = 1)`;
  const label = `concat_ws(', ', ${
    keys.map((key) =>
      `${literal(`${key} `)} || nullif(CAST(now.${identifier(key)} AS VARCHAR), '')`
    ).join(", ")
  })`;
  const same = keys.map((key) =>
    `was.${identifier(key)} IS NOT DISTINCT FROM now.${identifier(key)}`
  );
  return `SELECT ${
    literal(table)
  } AS "table", ${label} AS row, was.number AS was, was.error AS was_error,
    now.number AS now, now.error AS now_error,
    sqrt(coalesce(was.error, 0) ** 2 + coalesce(now.error, 0) ** 2) AS apart
  FROM ${side("was")} was JOIN ${side("now")} now ON ${same.join(" AND ")}`;
}

const CHANGED = `abs(now - was) > ${ERRORS} * apart AND
  abs(now - was) > ${EXACT} * greatest(abs(now), abs(was)) OR (now IS NULL) <> (was IS NULL)`;

/** What of a claim is compared. */
const CLAIMS = ["id", "seed", "purpose", "statement", "verdict", "value"];

/** The claims of one side, of which a target may have none, and then no table of them. */
async function copyClaims(connection: DuckDBConnection, database: "was" | "now"): Promise<void> {
  const found = await rows(
    connection,
    `FROM duckdb_tables() WHERE database_name = '${database}' AND table_name = 'claims'`,
  );
  const of = found.length > 0
    ? `${CLAIMS.join(", ")} FROM ${database}.claims`
    : `${CLAIMS.map((name) => `NULL AS ${name}`).join(", ")} WHERE false`;
  await connection.run(`CREATE TABLE claims_${database} AS SELECT ${of}`);
}

const VERDICTS = `SELECT now.id, now.seed, now.statement, was.verdict AS was, now.verdict AS now,
  was.value AS was_value, now.value AS now_value
FROM claims_was was JOIN claims_now now USING (id, seed, purpose)
WHERE was.verdict <> now.verdict ORDER BY now.id, now.seed`;

/** How many stages one side alone has: another profile or size gives them other names. */
const STAGES_OF_ONE = `SELECT
  (SELECT count(*)::INTEGER FROM was.stages ANTI JOIN now.stages USING (name)) AS was,
  (SELECT count(*)::INTEGER FROM now.stages ANTI JOIN was.stages USING (name)) AS now`;

/**
 * Compares two files of results.
 *
 * @param was The earlier file.
 * @param now The later one.
 * @param name How the earlier one is called.
 * @throws {UsageError} If the earlier one is no database of results.
 */
export async function compareDatabases(
  was: string,
  now: string,
  name: string,
): Promise<AgainstModel> {
  return await withDuckDB(async (connection) => {
    await attach(connection, was, name);
    await connection.run(`ATTACH ${literal(now)} AS now (READ_ONLY)`);
    for (const side of ["was", "now"] as const) await copyClaims(connection, side);
    const verdicts = await rows<ChangedVerdict>(connection, VERDICTS);
    const [claims] = await rows<{ both: number; was: number; now: number }>(
      connection,
      `SELECT (SELECT count(*)::INTEGER FROM claims_was JOIN claims_now USING (id, seed, purpose)) AS both,
      (SELECT count(*)::INTEGER FROM claims_was) AS was, (SELECT count(*)::INTEGER FROM claims_now) AS now`,
    );
    const [alone] = await rows<{ was: number; now: number }>(connection, STAGES_OF_ONE);
    const known = { name, alone: alone!, verdicts, claims: claims! };
    const tables = await comparedTables(connection);
    if (tables.length === 0) return { ...known, numbers: [], compared: 0 };
    await connection.run(
      `CREATE TABLE sides AS ${tables.map(sideBySide).join("\nUNION ALL\n")}`,
    );
    const [{ count }] = await rows<{ count: number }>(
      connection,
      "SELECT count(*)::INTEGER AS count FROM sides",
    ) as [{ count: number }];
    const numbers = await rows<ChangedNumber>(
      connection,
      `SELECT * EXCLUDE (apart), abs(now - was) / nullif(apart, 0) AS errors FROM sides
      WHERE ${CHANGED} ORDER BY errors DESC NULLS FIRST, "table", row`,
    );
    return { ...known, numbers, compared: count };
  });
}

/**
 * Looks whether a file is a database of results.
 *
 * @throws {UsageError} If it is none.
 */
export async function requireResults(path: string, name: string): Promise<void> {
  await withDuckDB((connection) => attach(connection, path, name));
}

async function attach(connection: DuckDBConnection, path: string, name: string): Promise<void> {
  try {
    await connection.run(`ATTACH ${literal(path)} AS was (READ_ONLY)`);
    await connection.run("FROM was.stages LIMIT 0");
  } catch {
    throw new UsageError(
      `--against ${name} is no database of results; give a results.duckdb of an earlier run.`,
    );
  }
}
