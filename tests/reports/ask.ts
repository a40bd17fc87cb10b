/**
 * Asks the report's SQL, as a query stage would.
 *
 * @module
 */

import { run as query } from "../../pipeline/stages/query.ts";

/** Rows of a result. */
export type Rows = Record<string, number | string | null>[];

/** A text as the bytes of an artifact. */
export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Runs a query stage on tables given as bytes, as a worker would. */
export async function ask(
  sql: string,
  tables: Record<string, { format: string; bytes: Uint8Array<ArrayBuffer> }>,
): Promise<Rows> {
  const scratch = await Deno.makeTempDir();
  try {
    const paths: Record<string, string[]> = {};
    for (const [role, { bytes }] of Object.entries(tables)) {
      paths[role] = [`${scratch}/${role}`];
      await Deno.writeFile(paths[role][0]!, bytes);
    }
    const macros = await Deno.readFile(new URL("../../reports/sql/macros.sql", import.meta.url));
    const formats = Object.fromEntries(
      Object.entries(tables).map(([role, { format }]) => [role, format]),
    );
    const inputs = { sql: [bytesOf(sql)], macros: [macros] };
    const { rows } = await query({ formats }, inputs, [], { paths, scratch });
    return JSON.parse(new TextDecoder().decode(rows));
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

/**
 * The same with whole numbers of more than 32 bits as numbers: DuckDB reads all whole numbers of JSON as such, and
 * gives them as texts.
 */
export async function askNumbers(...given: Parameters<typeof ask>): Promise<Rows> {
  const plain = (value: number | string | null): number | string | null =>
    typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  return (await ask(...given)).map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]))
  );
}

/** The text of a file of the report's SQL. */
export const file = (name: string): Promise<string> =>
  Deno.readTextFile(new URL(`../../reports/sql/${name}.sql`, import.meta.url));
