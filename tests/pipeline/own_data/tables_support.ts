import { assertEquals, assertMatch } from "@std/assert";
import { UsageError } from "../../../pipeline/engine/stage.ts";
import { readTable } from "../../../pipeline/own_data/read_table.ts";

const WANTED = ["X", "Y"];

/** What is read of a file: rows by column, or the sentence of the refusal. */
export async function readOf(
  path: string,
  wanted: readonly string[] = WANTED,
): Promise<Record<string, number[]> | string> {
  try {
    const { n, columns, read } = await readTable(path, "t", wanted);
    assertEquals([read.rows, ...[...columns.values()].map(({ length }) => length)], [
      n,
      ...wanted.map(() => n),
    ]);
    return Object.fromEntries([...columns].map(([name, values]) => [name, [...values]]));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    assertMatch(error.message, /^[^\n]+\.$/);
    return error.message;
  }
}
