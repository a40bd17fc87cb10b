import { assertEquals, assertRejects } from "@std/assert";
import { encodeTable, numbers, texts } from "../../../pipeline/table.ts";
import { ask, type Rows } from "../../reports/ask.ts";
import { readImports } from "../../tools/import_graph.ts";
import { ROOT } from "../../tools/project_files.ts";
import { gathered, parquetOf } from "../tables.ts";

const table = (label: string, values: readonly number[]) =>
  encodeTable(values.length, { label: texts([label]), value: numbers("double", values) });
const parquet = (bytes: Uint8Array<ArrayBuffer>) => ({ t: { format: "parquet", bytes } });
const ofRole = (tables: Record<string, Uint8Array<ArrayBuffer>>, role: string): Promise<Rows> =>
  ask("FROM t", parquet(tables[role]!));

Deno.test("tables are gathered in order, whatever theirs was, with labels before", async () => {
  const rows = await gathered(table("b", [2, 1]), table("ä", [0]), table("a'\"", [3, Infinity]));
  assertEquals(
    rows.map((row) => Object.values(row).join(" ")),
    ["a'\" 3", "a'\" Infinity", "b 1", "b 2", "ä 0"].map((row) => `study experiment ${row}`),
  );
});

Deno.test("cells have the types of their columns, and what is unknown is NULL", async () => {
  const { t } = await parquetOf({
    t: [encodeTable(2, {
      text: texts(["x"]),
      whole: numbers("integer", [-1, 2 ** 31 - 1]),
      calls: numbers("count", [NaN, 2 ** 53]),
      number: numbers("double", [-0.5, NaN]),
      known: numbers("boolean", [1, NaN]),
    })],
  }, { labels: {} });
  const types = await ask("SELECT column_name, column_type FROM (DESCRIBE FROM t)", parquet(t!));
  assertEquals(
    types.map((row) => row.column_type),
    ["VARCHAR", "INTEGER", "BIGINT", "DOUBLE", "BOOLEAN"],
  );
  assertEquals((await ask("FROM t", parquet(t!))).map((row) => Object.values(row) as unknown[]), [
    ["x", -1, null, -0.5, true],
    ["x", 2147483647, "9007199254740992", null, null],
  ]);
});

Deno.test("rows beyond a chunk are all there, once, over any number of tables", async () => {
  const parts = Array.from(
    { length: 7 },
    (_, part) => table("x", Array.from({ length: 999 }, (_, i) => 999 * part + i)),
  );
  const rows = await gathered(...parts.reverse());
  assertEquals(rows.map(({ value }) => value), Array.from({ length: 6993 }, (_, i) => i));
});

Deno.test("a role without a table has the columns that are given; others have to agree", async () => {
  const types = { none: [["value", "double"], ["label", "text"]] } as const;
  const tables = await parquetOf({ some: [table("a", [1])], none: [] }, { labels: {}, types });
  assertEquals(await ofRole(tables, "none"), []);
  const names = await ask("SELECT column_name FROM (DESCRIBE FROM t)", parquet(tables.none!));
  assertEquals(names.map((row) => row.column_name), ["value", "label"]);
  assertEquals(await ofRole(tables, "some"), [{ label: "a", value: 1 }]);
  const other = encodeTable(1, { label: texts(["a"]), value: numbers("count", [1]) });
  await assertRejects(() => gathered(table("a", [1]), other), TypeError, "different columns");
});

Deno.test("what gathers tables visits no code that computes them", async () => {
  const visited = new Set(["pipeline/stages/collect.ts"]);
  for (const file of visited) {
    for (const { to, typeOnly } of await readImports(ROOT, [file])) if (!typeOnly) visited.add(to);
  }
  assertEquals([...visited].sort(), [
    "pipeline/blocks/block.ts",
    "pipeline/duckdb.ts",
    "pipeline/stages/collect.ts",
    "pipeline/table.ts",
  ]);
});
