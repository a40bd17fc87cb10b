/**
 * DuckDB as stages use it: in memory and on one thread, since sums in another order differ.
 *
 * @module
 */

import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** How a database is opened. */
export interface DatabaseOptions {
  /** In memory unless given. */
  readonly path?: string;
  /** Settings besides the number of threads. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Interrupts the statement that is at work. */
  readonly timeUp?: AbortSignal | undefined;
}

/** Opens a database, hands over a connection, closes both. */
export async function withDuckDB<Result>(
  use: (connection: DuckDBConnection) => Promise<Result>,
  { path = ":memory:", settings = {}, timeUp }: DatabaseOptions = {},
): Promise<Result> {
  const instance = await DuckDBInstance.create(path, { threads: "1", ...settings });
  try {
    return await connected(instance, timeUp, use);
  } finally {
    instance.closeSync();
  }
}

/** A database that is open, and what it was prepared for. */
interface Kept {
  readonly purpose: string;
  readonly instance: DuckDBInstance;
}

/** The one that nobody uses at the moment. */
let kept: Kept | undefined;

/**
 * Hands over a connection to a database in memory that the next caller with the same purpose gets, too:
 * to open and prepare one costs more than most queries. Whatever is made in it is rolled back.
 *
 * @param purpose Names all that the preparation depends on.
 */
export async function withKeptDuckDB<Result>(
  purpose: string,
  prepare: (connection: DuckDBConnection) => Promise<void>,
  use: (connection: DuckDBConnection) => Promise<Result>,
  { settings = {}, timeUp }: DatabaseOptions = {},
): Promise<Result> {
  const found = take(purpose);
  const instance = found ??
    await DuckDBInstance.create(":memory:", { threads: "1", ...settings });
  try {
    if (found === undefined) await connected(instance, timeUp, prepare);
    const result = await connected(instance, timeUp, async (connection) => {
      await connection.run("BEGIN");
      return await use(connection);
    });
    take();
    kept = { purpose, instance };
    return result;
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

/** Takes the database that is kept, if it is for this purpose; one for another is closed. */
function take(purpose?: string): DuckDBInstance | undefined {
  const taken = kept;
  kept = undefined;
  if (taken?.purpose === purpose) return taken?.instance;
  taken?.instance.closeSync();
  return undefined;
}

/** How often a statement is interrupted once its time is up. */
const INTERRUPT_MS = 100;

/** Hands over a connection, and closes it: what it has begun is rolled back. */
async function connected<Result>(
  instance: DuckDBInstance,
  timeUp: AbortSignal | undefined,
  use: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await instance.connect();
  let again: ReturnType<typeof setInterval> | undefined;
  // One that comes just before a statement begins is lost.
  const interrupt = (): void => {
    connection.interrupt();
    again ??= setInterval(() => connection.interrupt(), INTERRUPT_MS);
  };
  if (timeUp?.aborted) interrupt();
  timeUp?.addEventListener("abort", interrupt);
  try {
    return await use(connection);
  } finally {
    timeUp?.removeEventListener("abort", interrupt);
    clearInterval(again);
    connection.closeSync();
  }
}

/** What a query may hold in memory, whatever the machine has. */
const MEMORY_LIMIT = "4GB";

/** Settings of a database in which somebody's SQL runs. */
export const FOR_QUERIES: Readonly<Record<string, string>> = {
  memory_limit: MEMORY_LIMIT,
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
};

/**
 * Closes a database in: from now on SQL reaches no file but what is below a folder (its tables,
 * results, and what does not fit into memory), no other database and no extension, and it changes no
 * setting. Of files it remembers nothing: others may come to lie in the place of those that it read.
 */
export async function lockDatabase(connection: DuckDBConnection, folder: string): Promise<void> {
  await connection.run(
    `SET TimeZone = 'UTC'; SET temp_directory = ${literal(`${folder}/spill`)};
    SET enable_external_file_cache = false; SET allowed_directories = ${literals([folder])};
    SET enable_external_access = false; SET lock_configuration = true`,
  );
}

/** A text as an SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Texts as an SQL list. */
export function literals(texts: readonly string[]): string {
  return `[${texts.map(literal).join(", ")}]`;
}

/** A name as an SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Writes a table or query, which must be ordered, as Parquet into the scratch folder; returns its bytes. */
export async function parquetBytes(
  connection: DuckDBConnection,
  query: string,
  scratch: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const path = `${scratch}/${crypto.randomUUID()}.parquet`;
  await connection.run(`COPY (${query}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`);
  return await Deno.readFile(path);
}
