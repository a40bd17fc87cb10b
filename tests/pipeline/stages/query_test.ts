import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { literal, withDuckDB } from "../../../pipeline/duckdb.ts";
import { run } from "../../../pipeline/stages/query.ts";

/** A folder with the table `t`, the numbers below 100 as x, and what a query over it gives. */
class Table {
  readonly folder = Deno.makeTempDirSync({ prefix: "bigrad-query-" });
  readonly scratch = join(this.folder, "scratch");
  readonly path = join(this.scratch, "t.parquet");

  static async of(): Promise<Table> {
    const table = new Table();
    Deno.mkdirSync(table.scratch);
    await withDuckDB((connection) =>
      connection.run(
        `COPY (FROM range(100) numbers(x)) TO ${literal(table.path)} (FORMAT parquet)`,
      )
    );
    return table;
  }

  async rows(sql: string, macros: string[] = [], timeUp?: AbortSignal): Promise<unknown> {
    const { path, scratch } = this;
    const native = { paths: { t: [path] }, scratch, ...(timeUp && { timeUp }) };
    const inputs = { macros: macros.map((text) => new TextEncoder().encode(text)) };
    const { rows } = await run({ sql, formats: {} }, inputs, [], native);
    return JSON.parse(new TextDecoder().decode(rows));
  }

  async refusal(sql: string, macros: string[] = []): Promise<string> {
    return (await assertRejects(() => this.rows(sql, macros), Error)).message;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

Deno.test("a query has its tables and macros, in UTC, and says what it may not use", async () => {
  using table = await Table.of();
  assertEquals(
    await table.rows("SELECT count(*)::INTEGER AS n, twice(3) AS six FROM t", [
      "CREATE MACRO twice(x) AS 2 * x;",
    ]),
    [{ n: 100, six: 6 }],
  );
  assertEquals(
    await table.rows("SELECT '2020-07-01 12:00:00+00'::TIMESTAMPTZ::VARCHAR AS noon"),
    [{ noon: "2020-07-01 12:00:00+00" }],
  );
  assertStringIncludes(await table.refusal("SELECT now() AS x"), "may not use now");
  assertStringIncludes(
    await table.refusal("SELECT a() AS x", ["CREATE MACRO a() AS random();"]),
    "may not use random",
  );
});

Deno.test("the last statement is the query, on whatever line it is", async () => {
  using table = await Table.of();
  for (
    const sql of [
      "SELECT 1 AS x; SELECT 2 AS x",
      "CREATE TABLE a AS SELECT 2 AS x; FROM a;",
      "SELECT 1;\nSELECT length(';\n')::INTEGER AS x -- ; SELECT 3",
    ]
  ) assertEquals(await table.rows(sql), [{ x: 2 }], sql);
});

Deno.test("a last statement without rows is refused", async () => {
  using table = await Table.of();
  for (
    const sql of [
      "CREATE TABLE a AS SELECT 1 AS x",
      "CREATE TABLE a(x INT);\n INSERT INTO a VALUES (1)",
    ]
  ) {
    const last = sql.split(";").at(-1)!.trim();
    assertEquals(
      await table.refusal(sql),
      `The last statement has to give the rows of the result, and this one does not: ${last}; ` +
        "end with a SELECT.",
    );
  }
  assertStringIncludes(await table.refusal(""), "holds no statement");
});

Deno.test("a query reads no file that is not its table, and writes none", async () => {
  using table = await Table.of();
  const secret = join(table.folder, "undeclared.csv");
  const parquet = join(table.folder, "undeclared.parquet");
  Deno.writeTextFileSync(secret, "a\n1\n");
  Deno.copyFileSync(table.path, parquet);
  for (
    const sql of [
      `FROM read_csv(${literal(secret)})`,
      `FROM read_text(${literal(secret)})`,
      `FROM read_parquet(${literal(parquet)})`,
      `FROM read_parquet(${literal(join(table.folder, "*.parquet"))})`,
      `CREATE TABLE a AS FROM read_blob(${literal(secret)});\nFROM a`,
    ]
  ) assertStringIncludes(await table.refusal(sql), "A query may reach nothing but its tables");
  const before = Deno.readFileSync(table.path);
  for (const path of [join(table.folder, "new.csv"), table.path]) {
    assertStringIncludes(
      await table.refusal(`COPY (SELECT 1) TO ${literal(path)};\nFROM t`),
      "may not use copy",
    );
  }
  for (
    const sql of [
      "ATTACH 'x.duckdb'",
      "INSTALL httpfs",
      "LOAD httpfs",
      "SET threads = 2",
      "RESET threads",
    ]
  ) await table.refusal(`${sql};\nFROM t`);
  const left = [...Deno.readDirSync(table.folder)].map(({ name }) => name).sort();
  assertEquals(left, ["scratch", "undeclared.csv", "undeclared.parquet"]);
  assertEquals([...Deno.readDirSync(table.scratch)].map(({ name }) => name), ["t.parquet"]);
  assertEquals(Deno.readFileSync(table.path), before);
});

Deno.test("a query leaves nothing to the next one, which finds the database as it was", async () => {
  using table = await Table.of();
  const macros = ["CREATE MACRO twice(x) AS 2 * x;"];
  for (
    const sql of [
      "CREATE TABLE main.left_behind AS SELECT 1",
      "CREATE TABLE system.main.left_behind AS SELECT 1",
      "CREATE SCHEMA left_behind",
      "CREATE OR REPLACE MACRO twice(x) AS 3 * x",
      "DROP MACRO twice",
      "DROP VIEW t",
      "CREATE OR REPLACE TEMP VIEW t AS SELECT 7 AS x",
      "CREATE SEQUENCE left_behind; CREATE TYPE left_behind AS ENUM ('a')",
    ]
  ) {
    await table.rows(`${sql};\nSELECT 1 AS x`, macros).catch(() => {});
    assertEquals(await table.rows("SELECT twice(max(x))::INTEGER AS x FROM t", macros), [{
      x: 198,
    }]);
    await table.refusal("FROM left_behind");
    await table.rows(
      "CREATE SCHEMA left_behind; CREATE TABLE main.left_behind(x INT);\nFROM t",
      macros,
    );
  }
  for (const sql of ["COMMIT", "BEGIN", "ROLLBACK", "USE main", "SET VARIABLE a = 1"]) {
    assertStringIncludes(await table.refusal(`${sql};\nFROM t`), "may not use");
  }
  // Other macros, another database.
  assertEquals(await table.rows("SELECT twice(1) AS x", ["CREATE MACRO twice(x) AS 5 * x;"]), [
    { x: 5 },
  ]);
  // What lies where another file lay is read anew.
  await withDuckDB((connection) =>
    connection.run(`COPY (SELECT 41 AS x) TO ${literal(table.path)} (FORMAT parquet)`)
  );
  assertEquals(await table.rows("SELECT x FROM t"), [{ x: 41 }]);
});

Deno.test("a query that never ends is interrupted when its time is up", async () => {
  using table = await Table.of();
  const endless = "WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT a % 3 + 1 FROM r) FROM r";
  // Also where it is up before the query begins.
  for (const timeUp of [AbortSignal.timeout(200), AbortSignal.timeout(1), AbortSignal.abort()]) {
    const error = await assertRejects(() => table.rows(endless, [], timeUp), Error);
    assert(/interrupt/i.test(error.message), error.message);
  }
});
