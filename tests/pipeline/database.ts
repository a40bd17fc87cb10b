/**
 * What `out/results.duckdb` must hold.
 *
 * @module
 */

import { assertArrayIncludes, assertEquals, assertGreater } from "@std/assert";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { ROOT } from "../tools/project_files.ts";

/** What was promised: columns may be added, not renamed. */
const CONTRACT: Readonly<Record<string, string>> = {
  estimates: "study, experiment, problem, estimator, learner, n, replication, coordinate, " +
    "estimate, standard_error, truth",
  summary: "study, experiment, problem, estimator, learner, n, setting, metric, value, mc_error",
  claims: "id, study, paper, statement, measure, value, low, high, bar, status, verdict, reason",
  published: "table, row, column, published, published_error, ours, ours_error, z",
  stages: "name, key, kind, status, seconds, cpu_seconds, peak_bytes",
};

const listed = (names: string): string[] => names.split(",").map((name) => name.trim());

async function rows(
  connection: DuckDBConnection,
  query: string,
): Promise<Record<string, unknown>[]> {
  return (await connection.runAndReadAll(query)).getRowObjectsJson();
}

/** Checks the database of a run that ran `total` stages, all that there are. */
export async function checkDatabase(
  t: Deno.TestContext,
  file: string,
  total: number,
): Promise<void> {
  const database = await DuckDBInstance.create(file, { access_mode: "READ_ONLY", threads: "1" });
  const connection = await database.connect();
  const count = async (condition: string): Promise<number> =>
    Number((await rows(connection, `SELECT count(*) AS count FROM ${condition}`))[0]!.count);
  try {
    const columns: Record<string, string[]> = {};
    for (
      const { table_name: table, column_name: column } of await rows(
        connection,
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal ORDER BY ALL",
      )
    ) (columns[table as string] ??= []).push(column as string);

    await t.step("the tables have the promised columns", () => {
      for (const [table, names] of Object.entries(CONTRACT)) {
        assertArrayIncludes(columns[table] ?? [], listed(names), table);
      }
    });

    await t.step("docs/database.md names every table and every column", async () => {
      const text = await Deno.readTextFile(`${ROOT}docs/database.md`);
      const documented = [...text.matchAll(/^- `(\w+)`: ([^`]*?)(?=\n- `|\n\n)/gm)].map(
        ([, table, names]) => [table, listed(names!).sort()],
      );
      assertEquals(Object.fromEntries(documented), columns);
    });

    await t.step("every estimate has its truth beside it", async () => {
      assertGreater(await count("estimates"), 1000);
      assertEquals(await count("estimates WHERE truth IS NULL OR estimate IS NULL"), 0);
      assertEquals(
        await count(
          "(SELECT DISTINCT replication FROM estimates WHERE n = 400 AND experiment = 'iv-2')",
        ),
        20,
      );
    });

    await t.step("the summary agrees with a mean taken over the estimates", async () => {
      const different = await count(`summary s JOIN (
        SELECT study, experiment, estimator, learner, n, setting,
          sqrt(avg((estimate - truth) * (estimate - truth)) * count(DISTINCT coordinate)) AS rmse
        FROM estimates GROUP BY ALL
      ) e USING (study, experiment, estimator, learner, n, setting)
      WHERE metric = 'rmse' AND (s.value IS NULL OR abs(s.value / e.rmse - 1) > 1e-9)`);
      assertEquals(different, 0);
      assertGreater(await count("summary WHERE metric = 'rmse' AND mc_error > 0"), 10);
    });

    await t.step("claims have verdicts, published cells have ours beside them", async () => {
      const verdicts = "('holds', 'fails', 'inconclusive', 'exploratory', 'not judged')";
      assertGreater(await count("claims"), 0);
      assertEquals(await count(`claims WHERE verdict IS NULL OR verdict NOT IN ${verdicts}`), 0);
      assertEquals(await count("claims WHERE statement IS NULL OR paper IS NULL"), 0);
      assertEquals(
        await count(
          "claims WHERE verdict = 'not judged' AND (reason IS NULL OR value IS NOT NULL)",
        ),
        0,
      );
      assertGreater(await count("published WHERE ours IS NOT NULL AND z IS NOT NULL"), 0);
      assertEquals(await count("published WHERE published IS NULL"), 0);
    });

    await t.step("every stage is listed with its key and its cost", async () => {
      assertEquals(await count("stages"), total);
      assertEquals(await count("(SELECT DISTINCT name FROM stages)"), total);
      assertEquals(
        await count(
          `stages WHERE status NOT IN ('ran', 'cached') OR NOT regexp_full_match(key, '[0-9a-f]{64}')
          OR kind IS NULL OR NOT seconds > 0 OR NOT cpu_seconds >= 0 OR NOT peak_bytes > 0`,
        ),
        0,
      );
    });
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}

/** The estimators of a figure's data. */
export async function estimatorsIn(file: string): Promise<string[]> {
  const database = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await database.connect();
  try {
    const found = await rows(connection, `SELECT DISTINCT estimator FROM read_parquet('${file}')`);
    return found.map(({ estimator }) => String(estimator));
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}
