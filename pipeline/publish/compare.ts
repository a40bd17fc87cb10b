/**
 * By how much two files of results differ.
 *
 * @module
 */

import { identifier, literal, withDuckDB } from "../duckdb.ts";

/** How a file that was made again differs from the one that was published. */
export interface Difference {
  readonly file: string;
  /** The largest relative difference of two numbers, |a − b| / max(|a|, |b|), if numbers are all. */
  readonly largest: number | null;
  /** In words. */
  readonly says: string;
}

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Compares files that were made again with those published under their names.
 *
 * @param scratch A folder for what has to be a file to be read.
 */
export async function compareFiles(
  published: ReadonlyMap<string, Bytes>,
  again: ReadonlyMap<string, Bytes>,
  scratch: string,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const [file, bytes] of again) {
    const before = published.get(file);
    const difference = before === undefined
      ? { file, largest: null, says: "is not in the archive" }
      : await differenceBetween(file, before, bytes, scratch);
    if (difference !== undefined) differences.push(difference);
  }
  return differences;
}

/** Compares two files of one name; undefined if their bytes are equal. */
export async function differenceBetween(
  file: string,
  published: Bytes,
  again: Bytes,
  scratch: string,
): Promise<Difference | undefined> {
  if (sameBytes(published, again)) return undefined;
  return file.endsWith(".parquet")
    ? await differenceOfTables(file, published, again, scratch)
    : differenceOfTexts(file, published, again);
}

function sameBytes(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function differenceOfTexts(file: string, published: Bytes, again: Bytes): Difference {
  const texts = [published, again].map((bytes) => new TextDecoder().decode(bytes));
  const [words, otherWords] = texts.map((text) => text.replace(NUMBER, "0"));
  if (words !== otherWords) return { file, largest: null, says: "differs in more than numbers" };
  const [numbers, others] = texts.map((text) => (text.match(NUMBER) ?? []).map(Number));
  const differences = numbers!.map((number, i) => relative(number, others![i]!));
  const differing = differences.filter((difference) => difference > 0).length;
  const largest = differences.reduce((most, difference) => Math.max(most, difference), 0);
  return {
    file,
    largest,
    says: inNumbers(`${differing} of ${differences.length} numbers`, largest),
  };
}

function relative(a: number, b: number): number {
  return a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
}

const inNumbers = (what: string, largest: number): string =>
  `differs in ${what}, by at most ${largest.toPrecision(2)} of one`;

/** Rows are compared by their place. */
async function differenceOfTables(
  file: string,
  published: Bytes,
  again: Bytes,
  scratch: string,
): Promise<Difference> {
  const paths = [published, again].map((bytes) => {
    const path = `${scratch}/${crypto.randomUUID()}.parquet`;
    Deno.writeFileSync(path, bytes);
    return path;
  });
  try {
    return await withDuckDB(async (connection) => {
      const [one, other] = paths.map((path) => `read_parquet(${literal(path)})`);
      const ask = async (sql: string): Promise<Record<string, unknown>[]> =>
        (await connection.runAndReadAll(sql)).getRowObjectsJson();
      const [columns, others] = [
        await ask(`DESCRIBE FROM ${one}`),
        await ask(`DESCRIBE FROM ${other}`),
      ];
      if (JSON.stringify(columns) !== JSON.stringify(others)) {
        return { file, largest: null, says: "has other columns" };
      }
      const [counts] = await ask(
        `SELECT (SELECT count(*) FROM ${one})::DOUBLE AS a, (SELECT count(*) FROM ${other})::DOUBLE AS b`,
      );
      if (counts!.a !== counts!.b) {
        return { file, largest: null, says: `has ${counts!.b} rows instead of ${counts!.a}` };
      }
      const [found] = await ask(
        `SELECT ${differenceSql(columns)} FROM ${one} AS a POSITIONAL JOIN ${other} AS b`,
      );
      const rows = `${found!.rows} of ${counts!.a} rows`;
      if (found!.rows === 0) return { file, largest: 0, says: "has the same rows in other bytes" };
      if (found!.others !== 0) {
        return { file, largest: null, says: `differs in ${rows}, in more than numbers` };
      }
      const largest = Number(found!.largest);
      return { file, largest, says: inNumbers(rows, largest) };
    });
  } finally {
    for (const path of paths) Deno.removeSync(path);
  }
}

/** How many rows differ, in how many something that is no pair of finite numbers, and the largest difference. */
function differenceSql(columns: readonly Record<string, unknown>[]): string {
  const names = columns.map(({ column_name }) => identifier(String(column_name)));
  const differs = (name: string): string => `a.${name} IS DISTINCT FROM b.${name}`;
  const isNumber = ({ column_type }: Record<string, unknown>): boolean =>
    /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/.test(String(column_type));
  const pairs = names.map((name, i) => {
    if (!isNumber(columns[i]!)) return { other: differs(name), size: "NULL" };
    const [x, y] = [`a.${name}::DOUBLE`, `b.${name}::DOUBLE`];
    const finite = `coalesce(isfinite(${x}) AND isfinite(${y}), false)`;
    return {
      other: `(${differs(name)} AND NOT ${finite})`,
      size: `CASE WHEN ${differs(name)} AND ${finite} ` +
        `THEN abs(${x} - ${y}) / greatest(abs(${x}), abs(${y})) END`,
    };
  });
  return `count(*) FILTER (WHERE ${names.map(differs).join(" OR ")})::DOUBLE AS rows,
    count(*) FILTER (WHERE ${pairs.map(({ other }) => other).join(" OR ")})::DOUBLE AS others,
    max(greatest(NULL, ${pairs.map(({ size }) => size).join(", ")}))::DOUBLE AS largest`;
}
