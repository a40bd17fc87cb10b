import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { literal, withDuckDB } from "../../../pipeline/duckdb.ts";
import { cleaningColumns, cleaningLosses } from "./cleaning.ts";
import { ask, OwnFiles, refusal, run } from "./support.ts";

type Rows = readonly Record<string, number | string | bigint>[];

async function rowsOf(path: string): Promise<Rows> {
  return await withDuckDB(async (connection) =>
    (await connection.runAndReadAll(`SELECT * FROM read_parquet(${literal(path)})`))
      .getRowObjects() as Rows
  );
}

Deno.test("a folder with predictions by row and a page", async (t) => {
  await using files = await OwnFiles.make();
  const n = 80;
  const columns = {
    ...cleaningColumns(n, "out"),
    "firm's": new Float64Array(n).map((_, i) => i % 40),
  };
  const data = await files.csv("a.csv", columns);
  const losses = await files.write("cleaning.ts", await cleaningLosses());
  const out = `${files.root}/out`;
  const asked = ["--data", data, "--losses", losses, "--learner", "linear", "--repetitions", "2"];
  const more = ["--cluster", "firm's", "--folds", "3"];
  const { answer, text } = await ask(...asked, ...more, "--out", out);

  await t.step("the answer is as without it", async () => {
    const { out: named, ...rest } = answer as typeof answer & { out: string };
    assertEquals(named, out);
    assertEquals(rest as typeof answer, (await ask(...asked, ...more)).answer);
  });

  await t.step("rows: each once a split, the mean of whose scores is its gradient", async () => {
    const rows = await rowsOf(`${out}/rows.parquet`);
    assertEquals(rows.length, 2 * n);
    assertEquals(Object.keys(rows[0]!), [
      ...["row", "split", "fold", "weight", "h", "a", "b source 1", "b source 2"],
      ...["c source 1", "c source 2", "score source 1", "score source 2"],
    ]);
    const means = [1, 2].map((split) => {
      const own = rows.filter((row) => row.split === split);
      assertEquals(own.map(({ row }) => row), Array.from({ length: n }, (_, i) => i + 1));
      // no fold splits a firm
      assertEquals(
        new Set(own.map(({ row, fold }) => `${(Number(row) - 1) % 40} ${fold}`)).size,
        40,
      );
      return own.reduce((sum, row) => sum + Number(row["score source 1"]) / n, 0);
    });
    assertAlmostEquals((means[0]! + means[1]!) / 2, answer.gradient[0]!.estimate, 1e-12);
  });

  await t.step("the page: what was printed, and figures whose rows lie beside it", async () => {
    const page = await Deno.readTextFile(`${out}/index.html`);
    for (const line of text.split("\n").filter((line) => /coef|source 1/.test(line)).slice(0, 2)) {
      assert(page.includes(line.replaceAll(">", "&gt;")), line);
    }
    assertEquals([...page.matchAll(/<svg /g)].length, 4);
    assert(!/src="http|href="http|<link /.test(page));
    for (const name of ["intervals", "calibration", "influence", "stability"]) {
      assert(page.includes(`${name}.parquet`) && page.includes(`${name}.vl.json`));
      assert((await rowsOf(`${out}/${name}.parquet`)).length > 0);
    }
    const stability = await rowsOf(`${out}/stability.parquet`);
    const names = new Set(stability.map(({ name }) => String(name)));
    for (const name of ["the estimate", "split 2 alone", "learner series", "10 folds", "seed 2"]) {
      assert(names.has(name), name);
    }
  });

  await t.step("its command is what was asked, as a shell reads it", async () => {
    const page = await Deno.readTextFile(`${out}/index.html`);
    const command = /<code[^>]*>(\.\/bigrad estimate .*?)<\/code>/s.exec(page)![1]!
      .replaceAll("&#39;", "'");
    const { stdout } = await new Deno.Command("sh", {
      args: ["-c", command.replace("./bigrad", "printf '%s\\n'")],
    }).output();
    const words = new TextDecoder().decode(stdout).trimEnd().split("\n");
    const given = ["--learner", "linear", "--cluster", "firm's", "--folds", "3"];
    assertEquals(given.filter((word) => !words.includes(word)), []);
  });

  await t.step("again the same bytes; a folder of others is left alone", async () => {
    const before = await Deno.readFile(`${out}/index.html`);
    const parquet = await Deno.readFile(`${out}/rows.parquet`);
    // the command itself, which may write nowhere else
    const { code } = await run(files.root, [...asked, ...more, "--out", out]);
    assertEquals(code, 0);
    assertEquals(await Deno.readFile(`${out}/index.html`), before);
    assertEquals(await Deno.readFile(`${out}/rows.parquet`), parquet);
    assertEquals([...Deno.readDirSync(out)].filter(({ name }) => name.startsWith(".")), []);
    assertMatch(
      await refusal(...asked, "--out", files.root),
      /is not empty and not a view .*; give --out a new or an empty folder/,
    );
  });
});

Deno.test("weights and rows that are left out keep their places", async () => {
  await using files = await OwnFiles.make();
  const n = 60;
  const weight = new Float64Array(n).map((_, i) => i % 4);
  const data = await files.csv("a.csv", { ...cleaningColumns(n, "out"), weight });
  const losses = await files.write("cleaning.ts", await cleaningLosses());
  const out = `${files.root}/out`;
  const { answer } = await ask(
    ...["--data", data, "--losses", losses, "--learner", "linear", "--repetitions", "1"],
    ...["--weights", "weight", "--folds", "3", "--out", out],
  );
  const rows = await rowsOf(`${out}/rows.parquet`);
  assertEquals(
    rows.map(({ row }) => row),
    [...weight.keys()].filter((i) => i % 4).map((i) => i + 1),
  );
  assertEquals(rows.map((row) => Math.round(2e9 * Number(row.weight)) / 1e9).slice(0, 3), [
    1,
    2,
    3,
  ]);
  const mean = rows.reduce((sum, row) => sum + Number(row["score source 2"]) / rows.length, 0);
  assertAlmostEquals(mean, answer.gradient[1]!.estimate, 1e-12);
});
