import { assert, assertEquals } from "@std/assert";
import { withDuckDB } from "../../pipeline/duckdb.ts";
import { ProjectCopy } from "./project_copy.ts";

Deno.test("the view follows what no stage says: the database's code, the studies, how bundles are made", async (t) => {
  await using copy = await ProjectCopy.of();
  const both = ["meta_passes", "bellman_1_rmse"];
  const files = async (folder: string): Promise<string[]> =>
    (await Array.fromAsync(Deno.readDir(`${copy.root}/out/report/${folder}`)))
      .map(({ name }) => name).filter((name) => name.startsWith("bellman")).sort();
  const columns = async (): Promise<unknown[]> =>
    await withDuckDB(
      async (connection) =>
        (await connection.runAndReadAll("DESCRIBE stages")).getRows().map(([name]) => name),
      { path: `${copy.root}/out/results.duckdb` },
    );

  await t.step("the code of the database is edited", async () => {
    await copy.reproduce(...both);
    assertEquals((await columns()).at(-1), "peak_bytes");
    await copy.edit("pipeline/stages/database.ts", "peak_bytes DOUBLE", "most_bytes DOUBLE");
    assertEquals((await copy.reproduce(...both)).ran, []);
    assertEquals((await columns()).at(-1), "most_bytes");
    const { mtime } = await Deno.stat(`${copy.root}/out/results.duckdb`);
    assertEquals((await copy.reproduce(...both)).ran, []);
    assertEquals((await Deno.stat(`${copy.root}/out/results.duckdb`)).mtime, mtime, "made once");
  });
  await t.step("the figures of a study that is no longer shown go with their data", async () => {
    assertEquals((await files("figures")).length, 4);
    assert((await files("data")).length > 0);
    await copy.reproduce("meta_passes", "--study", "unbiased-first-order");
    assertEquals([await files("figures"), await files("data")], [[], []]);
  });
  await t.step("bundles are made otherwise", async () => {
    await copy.edit("pipeline/engine/build.ts", "minifySyntax: true", "minifySyntax: false");
    const { value } = await copy.json<{ due: string[] }>("reproduce", "meta_passes", "--dry-run");
    assert(value.due.includes("unbiased-first-order/figure/meta_passes/drawing"));
  });
});
