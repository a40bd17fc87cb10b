import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { compareDatabases, requireResults } from "../../pipeline/against.ts";
import { withDuckDB } from "../../pipeline/duckdb.ts";
import { UsageError } from "../../pipeline/engine/stage.ts";
import { againstWords, renderAgainstPage } from "../../reports/page/against_page.ts";

const TABLES = `
CREATE TABLE claims (id VARCHAR, seed DOUBLE, purpose VARCHAR, statement VARCHAR, verdict VARCHAR, value DOUBLE);
INSERT INTO claims VALUES ('s.a', 1, 'study', 'A < b.', 'holds', 1), ('s.b', 1, 'study', 'B.', 'fails', 2);
CREATE TABLE summary (estimator VARCHAR, n INTEGER, level DOUBLE, value DOUBLE, mc_error DOUBLE);
INSERT INTO summary VALUES ('x', 1, 0.5, 1, 0.1), ('x', 2, 0.5, 1, 0.1), ('y', 1, NULL, 1, 0.1), ('z', 1, 0, 1, 0),
  ('twice', 1, 0, 1, 0.1), ('twice', 1, 0, 9, 0.1);
CREATE TABLE ratios (estimator VARCHAR, replications INTEGER, ratio DOUBLE, low DOUBLE, high DOUBLE);
INSERT INTO ratios VALUES ('x', 10, 1, 0.804, 1.196);
CREATE TABLE exact (problem VARCHAR, value DOUBLE);
INSERT INTO exact VALUES ('p', 1), ('q', 1);
CREATE TABLE stages (name VARCHAR, seconds DOUBLE);`;

async function compared(changes: string, before = "") {
  const folder = await Deno.makeTempDir();
  try {
    const [was, now] = [`${folder}/was`, `${folder}/now`];
    const make = (path: string, sql: string) =>
      withDuckDB(async (connection) => {
        await connection.run(sql);
      }, { path });
    await make(was, TABLES + before);
    await make(now, TABLES + changes);
    return await compareDatabases(was, now, "old.duckdb");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("equal results have no difference", async () => {
  const model = await compared("");
  assertEquals([model.verdicts, model.numbers, model.claims], [[], [], {
    both: 2,
    was: 2,
    now: 2,
  }]);
  // Rows that cannot be told apart are left out.
  assertEquals(model.compared, 7);
  assertStringIncludes(renderAgainstPage(model), "All that both have are the same.");
});

Deno.test("verdicts that changed, and numbers by more than two errors of the difference", async () => {
  const model = await compared(`
UPDATE claims SET verdict = 'inconclusive' WHERE id = 's.a';
INSERT INTO claims VALUES ('s.c', 1, 'study', 'C.', 'holds', 1);
UPDATE summary SET value = 1.28 WHERE estimator = 'x' AND n = 1;
UPDATE summary SET value = 1.29 WHERE estimator = 'x' AND n = 2;
UPDATE summary SET value = 1 - 1e-12 WHERE estimator = 'z';
UPDATE ratios SET ratio = 1.3, replications = 20;
UPDATE exact SET value = 1.000001 WHERE problem = 'q';`);
  assertEquals(model.verdicts.map(({ id, was, now }) => [id, was, now]), [[
    ...["s.a", "holds", "inconclusive"],
  ]]);
  assertEquals(model.numbers.map(({ table, row }) => [table, row]), [
    ["exact", "problem q"],
    ["ratios", "estimator x"],
    ["summary", "estimator x, n 2, level 0.5"],
  ]);
  assertEquals(
    againstWords(model),
    "Against old.duckdb: 1 of 2 verdicts changed (1 claim new), and 3 of 7 numbers by more than two Monte " +
      "Carlo errors.",
  );
  const page = renderAgainstPage(model);
  assertStringIncludes(page, "A &lt; b.");
  assertStringIncludes(page, "estimator x, n 2, level 0.5");
});

Deno.test("runs of other stages are said to be of another design", async () => {
  const stages = (...names: string[]) =>
    `INSERT INTO stages (name) VALUES ${names.map((name) => `('${name}')`).join(", ")};`;
  const [both, few, many] = ["s/claim/a", "s/e/n=20/block=0", "s/e/n=200/block=0"] as const;
  const other = await compared(stages(both, many, "s/x"), stages(both, few));
  assertStringIncludes(
    againstWords(other),
    "Monte Carlo errors. The two are not of one design (1 stage of the earlier one and 2 of this one are not " +
      "in the other): another profile, size, study or version may be all that changed.",
  );
  const same = await compared(stages(both, many), stages(both, many));
  assertEquals(same.alone, { was: 0, now: 0 });
});

Deno.test("a side without claims, as that of a figure, has its numbers compared", async () => {
  const none = "DROP TABLE claims; UPDATE exact SET value = 2 WHERE problem = 'q';";
  for (const [changes, before, claims] of [[none, "", [2, 0]], ["", none, [0, 2]]] as const) {
    const model = await compared(changes, before);
    assertEquals(model.claims, { both: 0, was: claims[0], now: claims[1] });
    assertEquals(model.numbers.map(({ row }) => row), ["problem q"]);
  }
  const path = await Deno.makeTempFile({ suffix: ".duckdb" });
  await Deno.remove(path);
  try {
    await withDuckDB(async (connection) => {
      await connection.run("CREATE TABLE stages (name VARCHAR)");
    }, { path });
    await requireResults(path, "figure.duckdb");
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("what is no database of results is refused by its name", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, "no database");
    await assertRejects(
      () => requireResults(path, "mine.txt"),
      UsageError,
      "--against mine.txt is no",
    );
  } finally {
    await Deno.remove(path);
  }
});
