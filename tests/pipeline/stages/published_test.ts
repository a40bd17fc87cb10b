import { assert, assertEquals } from "@std/assert";
import { DuckDBInstance } from "@duckdb/node-api";
import { Stream } from "../../../numerics/random.ts";
import { holm, run } from "../../../pipeline/stages/published.ts";
import { ROOT } from "../../tools/project_files.ts";

/** Tables as the stage finds them, with numbers in floating point. */
async function parquet(scratch: string, tables: Readonly<Record<string, readonly object[]>>) {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const paths: Record<string, string[]> = {};
  for (const [role, rows] of Object.entries(tables)) {
    await Deno.writeTextFile(`${scratch}/${role}.json`, JSON.stringify(rows));
    paths[role] = [`${scratch}/${role}.parquet`];
    const plain = ["n", "replications"].filter((name) => name in rows[0])
      .map((name) => `${name}::DOUBLE AS ${name}`);
    await connection.run(
      `COPY (SELECT * REPLACE (${plain}) FROM '${scratch}/${role}.json') TO '${paths[role][0]}'`,
    );
  }
  connection.closeSync();
  instance.closeSync();
  return paths;
}

Deno.test("where the interval of p holds the level more tables are simulated, and nowhere else", async () => {
  const random = Stream.of(1008);
  const values = Array.from({ length: 300 }, () => random.normal());
  const middle = values.reduce((sum, x) => sum + x / values.length, 0);
  const at = { experiment: "x", n: 100, setting: "" };
  const cell = (table: string, away: number) => ({
    ...{ ...at, table, estimator: "", metric: "error_j", counted: true, honest: false },
    ...{ ours: middle, published: middle + away, published_error: null, distinct: true },
    ...{ rounding: 0.001, replications: 300 },
  });
  // A difference of two means of 300 has the standard error 0.082
  const cells = [cell("near", 0.185), cell("far", 0.5), cell("none", 0.001)];
  const errors = values.map((value, replication) => ({
    ...at,
    metric: "error_j",
    value,
    replication,
  }));
  const estimates = [{
    ...{ ...at, estimator: "e", coordinate: 0, replication: 0 },
    ...{ estimate: 1.5, truth: 1.25, standard_error: 0.5 },
  }];
  const scratch = await Deno.makeTempDir();
  try {
    const paths = await parquet(scratch, { cells, errors, estimates });
    const macros = [await Deno.readFile(`${ROOT}reports/sql/macros.sql`)];
    const of = { draws: 199, more: 3999, level: 0.05 };
    const { tests } = await run(of, { macros }, [1, "s"], { paths, scratch });
    const rows: { table: string; p: number; adjusted_low: number; adjusted_high: number }[] = JSON
      .parse(new TextDecoder().decode(tests));
    const simulated = rows.map(({ p }) =>
      Math.abs(p * 200 - Math.round(p * 200)) < 1e-9 ? 199 : 3999
    );
    assertEquals(rows.map(({ table }) => table), ["near", "far", "none"]);
    assertEquals(simulated, [3999, 199, 199]);
    assertEquals(rows[1].adjusted_low, 0);
    const [{ p, adjusted_low, adjusted_high }] = rows;
    assert(Math.abs(p * 4000 - Math.round(p * 4000)) < 1e-9);
    const half = 1.959963984540054 * Math.sqrt(p * (1 - p) / 3999);
    assert(Math.abs(adjusted_high - adjusted_low - 2 * 2 * half) < 1e-12);
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
});

Deno.test("Holm's factors: no adjusted p-value is below that of a smaller one, and NaN counts for none", () => {
  const p = [0.03, 0.01, NaN, 0.02];
  const factors = holm(p);
  assertEquals(p.map((one, i) => Math.round(1000 * one * factors[i])), [40, 30, NaN, 40]);
});
