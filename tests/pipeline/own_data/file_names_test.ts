import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { OwnFiles } from "./support.ts";
import { readOf } from "./tables_support.ts";

Deno.test("a file's name is a name, not a pattern", async (t) => {
  await using files = await OwnFiles.make();
  const names = [
    "data[1]",
    "a*b",
    "x?",
    "it's",
    "a b",
    "~",
    "~root",
    "é ü 数",
    "-x",
    "--y",
    "%20",
    "[!a]",
    "**",
  ];
  const decoys = ["data1", "ab", "aab", "xy", "a", "d"];
  const right = await files.write("right.csv", "X,Y\n1,2\n");
  const wrong = await files.write("wrong.csv", "X,Y\n7,8\n");
  const parquet = [
    await files.parquet("right.parquet", right),
    await files.parquet("wrong.parquet", wrong),
  ];
  for (const folder of ["", "s3://b/", "[ab]/", "year=3/"]) {
    await Deno.mkdir(`${files.root}/${folder}`, { recursive: true });
    for (const [k, list] of [names, decoys].entries()) {
      for (const name of list) {
        await Deno.copyFile([right, wrong][k]!, `${files.root}/${folder}${name}.csv`);
        await Deno.copyFile(parquet[k]!, `${files.root}/${folder}${name}.parquet`);
      }
    }
    for (const name of names) {
      for (const ending of [".csv", ".parquet"]) {
        await t.step(`${folder}${name}${ending}`, async () => {
          assertEquals(await readOf(`${files.root}/${folder}${name}${ending}`), { X: [1], Y: [2] });
        });
      }
    }
  }
  await t.step("a folder in a path names no column", async () => {
    assertMatch(
      String(await readOf(`${files.root}/year=3/~.parquet`, ["X", "year"])),
      /no column "year"/,
    );
  });
  await t.step("a link is what it leads to", async () => {
    await Deno.symlink("right.csv", `${files.root}/link.csv`);
    await Deno.symlink("nowhere.csv", `${files.root}/lost.csv`);
    assertEquals(await readOf(`${files.root}/link.csv`), { X: [1], Y: [2] });
    assertMatch(String(await readOf(`${files.root}/lost.csv`)), /^There is no file "t"/);
  });
  await t.step("a folder and a pipe are refused without waiting", async () => {
    await Deno.mkdir(`${files.root}/f.csv`);
    await new Deno.Command("mkfifo", { args: [`${files.root}/p.csv`, `${files.root}/p.parquet`] })
      .output();
    assertMatch(String(await readOf(`${files.root}/f.csv`)), /^"t" is a folder; give a .parquet/);
    assertMatch(String(await readOf(`${files.root}/p.csv`)), /^"t" is a pipe; give a .parquet/);
    assertMatch(String(await readOf(`${files.root}/p.parquet`)), /^"t" is a pipe/);
  });
  await t.step("a pattern that would match is no file", async () => {
    assertMatch(String(await readOf(`${files.root}/right*.parquet`)), /^There is no file "t"/);
    await assertRejects(() => Deno.stat(`${files.root}/right*.parquet`), Deno.errors.NotFound);
  });
});
