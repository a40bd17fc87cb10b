import { assertAlmostEquals, assertEquals } from "@std/assert";
import { withDuckDB } from "../../../pipeline/duckdb.ts";
import { compareFiles } from "../../../pipeline/publish/compare.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** How two contents of a file differ. */
async function difference(
  file: string,
  one: Bytes | string,
  other: Bytes | string,
): Promise<{ largest: number | null; says: string } | undefined> {
  const scratch = await Deno.makeTempDir();
  const files = (content: Bytes | string): Map<string, Bytes> =>
    new Map([[file, typeof content === "string" ? new TextEncoder().encode(content) : content]]);
  try {
    const [found] = await compareFiles(files(one), files(other), scratch);
    assertEquals([...Deno.readDirSync(scratch)], []);
    return found;
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

/** The rows of a query as a Parquet file. */
async function table(sql: string): Promise<Bytes> {
  const path = await Deno.makeTempFile();
  try {
    await withDuckDB((connection) => connection.run(`COPY (${sql}) TO '${path}' (FORMAT parquet)`));
    return await Deno.readFile(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("texts that differ in numbers differ by the largest relative difference", async () => {
  assertEquals(await difference("a.json", "[1, 2]", "[1, 2]"), undefined);
  const found = await difference("a.json", '{"x": [1, -2e3, 0]}', '{"x": [1, -2.002e3, 0]}');
  assertAlmostEquals(found!.largest!, 1 / 1001);
  assertEquals(found!.says, "differs in 1 of 3 numbers, by at most 0.0010 of one");
  assertEquals((await difference("a.svg", "x1", "y1"))!.largest, null);
  assertEquals((await difference("a.svg", "1 2", "1"))!.says, "differs in more than numbers");
});

Deno.test("tables differ by rows, and by how much", async () => {
  const rows = (x: string, more = "true"): string =>
    `SELECT * FROM (VALUES ('a', 1, 0.5::DOUBLE), ('b', 2, ${x})) AS t(name, n, x) WHERE ${more}`;
  const one = await table(rows("3::DOUBLE"));
  const cases: [string, string, number | null][] = [
    [rows("3.3::DOUBLE"), "differs in 1 of 2 rows, by at most 0.091 of one", 0.3 / 3.3],
    [rows("'nan'::DOUBLE"), "differs in 1 of 2 rows, in more than numbers", null],
    [rows("NULL::DOUBLE"), "differs in 1 of 2 rows, in more than numbers", null],
    [rows("3::DOUBLE", "n = 1"), "has 1 rows instead of 2", null],
    [`SELECT name, n FROM (${rows("3::DOUBLE")})`, "has other columns", null],
    [
      `SELECT * REPLACE ('c' AS name) FROM (${rows("3::DOUBLE")})`,
      "differs in 2 of 2 rows, in more than numbers",
      null,
    ],
  ];
  for (const [sql, says, largest] of cases) {
    const found = await difference("t.parquet", one, await table(sql));
    assertEquals(found!.says, says);
    if (largest === null) assertEquals(found!.largest, null);
    else assertAlmostEquals(found!.largest!, largest);
  }
  assertEquals(await difference("t.parquet", one, await table(rows("3::DOUBLE"))), undefined);
});
