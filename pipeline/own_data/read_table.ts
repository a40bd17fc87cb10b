/**
 * Columns of numbers from a Parquet or CSV file.
 *
 * @module
 */

import { UsageError } from "../engine/stage.ts";
import { requireFile } from "./files.ts";
import { readCsv } from "./read_csv.ts";
import type { ReadProgress, ReadTable, Taking } from "./table.ts";

type Reader = (
  path: string,
  shown: string,
  wanted: readonly string[],
  progress: ReadProgress,
  taking: Taking,
) => Promise<ReadTable>;

/** How a file is read, by the end of its name. */
const READERS: readonly (readonly [RegExp, () => Reader | Promise<Reader>])[] = [
  // a database is loaded by whoever needs one
  [/\.(parquet|pq)$/i, async () => (await import("./read_parquet.ts")).readParquet],
  [/\.(csv|tsv|txt)(\.gz)?$/i, () => readCsv],
];

/**
 * Reads columns in the order of the file's rows; false is 0 and true is 1, categories are numbered.
 *
 * @param path Where the file is.
 * @param shown How messages call it.
 * @param taking Which columns are labels, and what becomes of rows with missing values.
 * @throws {UsageError} that names the file, the column and the row that is no finite number.
 */
export async function readTable(
  path: string,
  shown: string,
  wanted: readonly string[],
  progress: ReadProgress = () => {},
  taking: Taking = {},
): Promise<ReadTable> {
  const reader = READERS.find(([ending]) => ending.test(path))?.[1];
  if (reader === undefined) {
    throw new UsageError(`"${shown}" is not named like data; give a .parquet or .csv file.`);
  }
  const { size } = await requireFile(path, shown, "a .parquet or .csv file");
  if (size === 0) throw new UsageError(`"${shown}" is empty; give a file with a row of names.`);
  return await (await reader())(path, shown, wanted, progress, taking);
}
