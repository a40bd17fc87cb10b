/**
 * Asks the report's SQL, as a query stage would.
 *
 * @module
 */

import { run as judged } from "../../pipeline/stages/claim.ts";
import { run as query } from "../../pipeline/stages/query.ts";
import { claimParameters } from "../../pipeline/studies/claim.ts";
import { STUDIES } from "../../pipeline/studies/catalogue.ts";

/** Rows of a result. */
export type Rows = Record<string, number | string | null>[];

/** A text as the bytes of an artifact. */
export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Tables given as bytes. */
export type Tables = Readonly<Record<string, { format: string; bytes: Uint8Array<ArrayBuffer> }>>;

/** Runs a query stage on tables given as bytes, as a worker would. */
export async function ask(sql: string, tables: Tables): Promise<Rows> {
  const { rows } = await asked(sql, tables);
  return JSON.parse(new TextDecoder().decode(rows));
}

async function asked(sql: string, tables: Tables) {
  const formats = Object.fromEntries(
    Object.entries(tables).map(([role, { format }]) => [role, format]),
  );
  return await withFiles(tables, async (paths, scratch) => {
    const inputs = { sql: [bytesOf(sql)], macros: [await macros()] };
    return await query({ formats }, inputs, [], { paths, scratch });
  });
}

const macros = (): Promise<Uint8Array<ArrayBuffer>> =>
  Deno.readFile(new URL("../../reports/sql/macros.sql", import.meta.url));

async function withFiles<Result>(
  tables: Tables,
  use: (paths: Record<string, string[]>, scratch: string) => Promise<Result>,
): Promise<Result> {
  const scratch = await Deno.makeTempDir();
  try {
    const paths: Record<string, string[]> = {};
    for (const [role, { bytes }] of Object.entries(tables)) {
      paths[role] = [`${scratch}/${role}`];
      await Deno.writeFile(paths[role][0]!, bytes);
    }
    return await use(paths, scratch);
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

/** All claims of all studies, those of the paper profile too, with their study. */
export const CLAIMS = Object.values(STUDIES).flatMap((study) => {
  const { id, claims } = study({ profile: "paper" });
  return claims.map((claim) => ({ study: id, claim }));
});

const FIGURES = Object.values(STUDIES).flatMap((study) =>
  study({ profile: "paper" }).experiments.flatMap(({ figures }) => figures)
);

/** Draws on which found claims are judged as well. */
const DRAWS = { seed: 1, purpose: "confirmation", complete: true } as const;

/** Judges a claim by tables given as bytes, as its stage would. */
export async function askClaim(id: string, tables: Tables): Promise<Rows> {
  const { study, claim } = CLAIMS.find(({ claim }) => claim.id === id)!;
  const parquet = await Promise.all(
    Object.entries(tables).map(async ([role, table]) => {
      const { table: bytes } = await asked("FROM given", { given: table });
      return [role, { format: "parquet", bytes }] as const;
    }),
  );
  return await withFiles(Object.fromEntries(parquet), async (paths, scratch) => {
    const inputs = { macros: [await macros()] };
    const { rows } = await judged(claimParameters(study, claim, DRAWS), inputs, [], {
      paths,
      scratch,
    });
    return JSON.parse(new TextDecoder().decode(rows));
  });
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

/** The text of a file of the report's SQL, or of the query of a figure. */
export async function file(name: string): Promise<string> {
  const figure = name.startsWith("figures/") ? name.slice("figures/".length) : undefined;
  return FIGURES.find(({ id }) => id === figure)?.rows.sql ??
    await Deno.readTextFile(new URL(`../../reports/sql/${name}.sql`, import.meta.url));
}
