import { assertEquals, assertMatch } from "@std/assert";
import { literal, withDuckDB } from "../../../pipeline/duckdb.ts";
import { OwnFiles } from "./support.ts";
import { readOf } from "./tables_support.ts";

Deno.test("Parquet: a value that is no number of ours is refused by column and row", async (t) => {
  await using files = await OwnFiles.make();
  const path = `${files.root}/t.parquet`;
  const write = async (query: string): Promise<string> => {
    await withDuckDB((connection) =>
      connection.run(`COPY (${query}) TO ${literal(path)} (FORMAT parquet)`)
    );
    return path;
  };
  const two = (type: string, a: string, b: string): string =>
    `SELECT 1 AS Y, CAST(v AS ${type}) AS X FROM (VALUES (${a}), (${b})) AS t(v)`;
  await t.step("numbers", async () => {
    for (const type of ["TINYINT", "UBIGINT", "FLOAT", "DOUBLE", "DECIMAL(30, 5)", "BIGINT"]) {
      assertEquals(await readOf(await write(two(type, "3", "5"))), { X: [3, 5], Y: [1, 1] });
    }
    assertEquals(await readOf(await write(two("BOOLEAN", "true", "false"))), {
      X: [1, 0],
      Y: [1, 1],
    });
    const large = two("BIGINT", "9007199254740991", "-9007199254740991");
    assertEquals(await readOf(await write(large)), {
      X: [9007199254740991, -9007199254740991],
      Y: [1, 1],
    });
  });
  const cases: [string, string, RegExp][] = [
    [
      "BIGINT",
      two("BIGINT", "1", "1234567890123456789"),
      /"X" .* is 1234567890123456789 in row 2.*2\^53/,
    ],
    ["UBIGINT", two("UBIGINT", "1", "18446744073709551615"), /is 18446744073709551615 in row 2/],
    [
      "DECIMAL",
      two("DECIMAL(38, 0)", "1", "12345678901234567890"),
      /12345678901234567890 in row 2/,
    ],
    ["2^53 + 1", two("BIGINT", "9007199254740993", "1"), /is 9007199254740993 in row 1/],
    ["null", two("INTEGER", "1", "NULL"), /"X" .* is empty \(null\) in row 2; remove such rows/],
    ["NaN", two("DOUBLE", "'1'", "'nan'"), /"X" .* is NaN in row 2/],
    ["infinity", two("DOUBLE", "'-inf'", "'1'"), /"X" .* is -Infinity in row 1/],
    ["text", two("VARCHAR", "'a'", "'b'"), /"X" .* holds text, such as "a"; give it numbers/],
    ["dates", two("DATE", "'2020-01-01'", "NULL"), /values of type DATE, such as "2020-01-01"/],
    ["times", two("TIMESTAMP", "'2020-01-01'", "NULL"), /values of type TIMESTAMP/],
    ["lists", "SELECT [1, 2] AS X, 1 AS Y", /values of type INTEGER\[\], such as "\[1, 2\]"/],
    ["structures", "SELECT {a: 1} AS X, 1 AS Y", /values of type STRUCT/],
    ["no rows", "SELECT 1 AS X, 1 AS Y LIMIT 0", /has no rows/],
    ["a missing column", 'SELECT 1 AS X, 2 AS "a b"', /no column "Y"; its columns are X, a b/],
    ["another case", "SELECT 1 AS x, 2 AS Y", /no column "X"; its columns are x, Y/],
  ];
  for (const [name, query, sentence] of cases) {
    await t.step(name, async () => {
      assertMatch(String(await readOf(await write(query))), sentence);
    });
  }
  await t.step("a name inside a nested column is another name", async () => {
    assertEquals(await readOf(await write("SELECT {X: 1, Y: [2]} AS s, 1 AS X, 2 AS Y")), {
      X: [1],
      Y: [2],
    });
  });
  await t.step("a name twice, or in other letters", async () => {
    // DuckDB would not write it
    for (const [name, sentence] of [["Ya", /2 columns "Ya" and "Ya"/], ["YA", /"Ya" and "YA"/]]) {
      const bytes = await Deno.readFile(await write("SELECT 1 AS Ya, 2 AS Yb, 3 AS X"));
      const latin = new TextDecoder("latin1").decode(bytes);
      for (const { index } of latin.matchAll(/Yb/g)) {
        bytes.set(new TextEncoder().encode(String(name)), index);
      }
      await Deno.writeFile(path, bytes);
      assertMatch(String(await readOf(path, ["X", "Ya"])), sentence as RegExp);
      assertEquals(await readOf(path, ["X"]), { X: [3] });
    }
  });
  await t.step("a file that is none", async () => {
    await Deno.writeTextFile(path, "X,Y\n1,2\n");
    assertMatch(String(await readOf(path)), /^"t" cannot be read: [^/]*$/);
  });
});
