/**
 * Columns of numbers from a Parquet file, by DuckDB.
 *
 * @module
 */

import type { DuckDBConnection } from "@duckdb/node-api";
import { UsageError } from "../engine/stage.ts";
import { identifier, literal, withDuckDB } from "../duckdb.ts";
import { isMissing } from "./cell_column.ts";
import { Levels, mayBeCategory, requireFewLevels } from "./levels.ts";
import { unusedColumns } from "./unused_parquet.ts";
import {
  beyondDoubles,
  GrowingNumbers,
  names,
  type ReadProgress,
  type ReadTable,
  type Taking,
  valueOf,
  withoutMissing,
} from "./table.ts";

const INTEGER = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/;
const NUMBER = /^(FLOAT|DOUBLE|DECIMAL.*)$/;
const TEXT = /^(VARCHAR|ENUM.*|UUID)$/;

/**
 * Reads columns in the order of the file's rows; false is 0 and true is 1, categories are numbered.
 *
 * @param path Where the file is.
 * @param shown How messages call it.
 * @throws {UsageError} that names the file, the column and the row that is no finite number.
 */
export async function readParquet(
  path: string,
  shown: string,
  wanted: readonly string[],
  progress: ReadProgress,
  { labels = [], dropMissing = false }: Taking = {},
): Promise<ReadTable> {
  // a bracket, a star or a question mark in a name is no pattern
  const pattern = path.replaceAll(/[[*?]/g, "[$&]");
  const file = literal(pattern);
  return await withDuckDB(async (connection) => {
    try {
      const source = `read_parquet(${file}, hive_partitioning = false)`;
      const all = [...new Set([...wanted, ...labels])];
      await requireOneEach(connection, file, shown, all);
      const types = await typesOf(connection, source);
      await requireKinds(connection, source, shown, wanted, all, types);
      const columns = await readColumns(
        connection,
        source,
        shown,
        [
          ...wanted.map((name) => columnOf(name, types.get(name)!, false)),
          ...labels.map((name) => columnOf(name, types.get(name)!, true)),
        ],
        dropMissing,
        progress,
      );
      const { length } = columns[0]!.numbers;
      if (length === 0) throw new UsageError(`"${shown}" has no rows; give it some.`);
      const used = columns.slice(0, wanted.length);
      for (const { name, text, label, numbers, levels, first } of used) {
        if (text && !label) requireFewLevels(levels.size, numbers.length, name, shown, first ?? "");
      }
      const valuesOf = ({ numbers, levels, text }: OpenColumn) =>
        text ? levels.sorted(numbers.all()).codes : numbers.all();
      const { table, notes } = withoutMissing(
        {
          n: length,
          columns: new Map(used.map((column) => [column.name, valuesOf(column)])),
          categories: new Map(
            used.flatMap(({ name, text, levels }) =>
              text ? [[name, levels.sorted(new Float64Array(0)).names]] : []
            ),
          ),
          labels: new Map(
            columns.slice(wanted.length).map((column) => [column.name, valuesOf(column)]),
          ),
          unused: await unusedColumns(
            connection,
            source,
            [...types].filter(([name, type]) =>
              !all.includes(name) && (INTEGER.test(type) || TEXT.test(type))
            ).map(([name]) => name),
          ),
        },
        new Map(columns.map(({ name, missing }) => [name, missing])),
        shown,
      );
      return {
        ...table,
        read: {
          rows: length,
          columns: [...types].map(([name, type]) => ({
            name,
            type: typeNamed(type),
            used: all.includes(name),
          })),
        },
        notes,
      };
    } catch (error) {
      if (error instanceof UsageError) throw error;
      const message = (error instanceof Error ? error.message : String(error))
        .replaceAll(pattern, shown).trim().split("\n")[0]!.replace(/\.$/, "");
      throw new UsageError(`"${shown}" cannot be read: ${message}.`);
    }
  });
}

function typeNamed(type: string): string {
  if (INTEGER.test(type)) return "integer";
  if (NUMBER.test(type)) return "number";
  return TEXT.test(type) ? "text" : type.toLowerCase();
}

async function typesOf(
  connection: DuckDBConnection,
  source: string,
): Promise<ReadonlyMap<string, string>> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
  return new Map(
    described.getRowObjects().map((row) => [String(row.column_name), String(row.column_type)]),
  );
}

/** DuckDB numbers names that are there twice, and takes "x" and "X" for one. */
async function requireOneEach(
  connection: DuckDBConnection,
  file: string,
  shown: string,
  wanted: readonly string[],
): Promise<void> {
  const schema = await connection.runAndReadAll(
    `SELECT name, num_children FROM parquet_schema(${file})`,
  );
  const [, ...nodes] = schema.getRowObjects();
  const top: string[] = [];
  // the schema lists a node before its children: those of nested columns are no columns
  let nested = 0;
  for (const { name, num_children } of nodes) {
    if (nested === 0) top.push(String(name));
    else nested--;
    nested += Number(num_children ?? 0);
  }
  for (const name of wanted) {
    const alike = top.filter((other) => other.toLowerCase() === name.toLowerCase());
    if (alike.length > 1 && alike.includes(name)) {
      throw new UsageError(
        `"${shown}" has ${alike.length} columns "${
          alike.join('" and "')
        }"; give each a name of its ` +
          `own, in other letters.`,
      );
    }
  }
}

async function requireKinds(
  connection: DuckDBConnection,
  source: string,
  shown: string,
  wanted: readonly string[],
  all: readonly string[],
  types: ReadonlyMap<string, string>,
): Promise<void> {
  for (const name of all) {
    const type = types.get(name);
    if (type === undefined) {
      throw new UsageError(
        `"${shown}" has no column "${name}"; its columns are ${names([...types.keys()])}.`,
      );
    }
    if (INTEGER.test(type) || NUMBER.test(type) || type === "BOOLEAN" || TEXT.test(type)) continue;
    if (!wanted.includes(name)) continue;
    const column = identifier(name);
    const some = await connection.runAndReadAll(
      `SELECT CAST(${column} AS VARCHAR) AS value FROM ${source} WHERE ${column} IS NOT NULL LIMIT 1`,
    );
    const value = some.getRowObjects()[0]?.value;
    throw new UsageError(
      `Column "${name}" of "${shown}" holds values of type ${type}` +
        `${value === undefined ? "" : `, such as ${valueOf(String(value))}`}; give it numbers.`,
    );
  }
}

/** A column while it is read. */
interface OpenColumn {
  readonly name: string;
  /** Whether it is read as text: a category or a label. */
  readonly text: boolean;
  readonly label: boolean;
  /** Whether it is of a type whose numbers a double may not hold. */
  readonly exact: boolean;
  readonly numbers: GrowingNumbers;
  readonly levels: Levels;
  first: string | undefined;
  missing: number;
}

function columnOf(name: string, type: string, label: boolean): OpenColumn {
  return {
    name,
    text: label || TEXT.test(type),
    label,
    exact: /INT|DECIMAL/.test(type),
    numbers: new GrowingNumbers(),
    levels: new Levels(),
    first: undefined,
    missing: 0,
  };
}

async function readColumns(
  connection: DuckDBConnection,
  source: string,
  shown: string,
  columns: readonly OpenColumn[],
  dropMissing: boolean,
  progress: ReadProgress,
): Promise<readonly OpenColumn[]> {
  const counted = await connection.runAndReadAll(`SELECT count(*) AS n FROM ${source}`);
  const total = Number(counted.getRowObjects()[0]!.n);
  const casts = columns.map(({ name, text }) =>
    `CAST(${identifier(name)} AS ${text ? "VARCHAR" : "DOUBLE"})`
  ).join(", ");
  const result = await connection.stream(`SELECT ${casts} FROM ${source}`);
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0;) {
    for (const [k, column] of columns.entries()) {
      const { name, numbers, exact } = column;
      const vector = chunk.getColumnVector(k);
      for (let at = 0; at < chunk.rowCount; at++) {
        const value = vector.getItem(at);
        const where = () => `in row ${numbers.length + 1}`;
        if (value === null || Number.isNaN(value) || (column.text && isBlank(value))) {
          if (!dropMissing) {
            throw new UsageError(
              `Column "${name}" of "${shown}" is ${
                value === null || value === "" ? "empty (null)" : value
              } ${where()}; remove such ` +
                `rows or give them a number, or leave them out with --missing drop.`,
            );
          }
          column.missing++;
          numbers.push(NaN);
          continue;
        }
        if (column.text) {
          const text = String(value);
          if (!column.label && !mayBeCategory(text)) {
            throw new UsageError(
              `Column "${name}" of "${shown}" holds text: it is ${
                valueOf(text)
              } ${where()}; give it ` +
                `numbers.`,
            );
          }
          column.first ??= text;
          numbers.push(column.levels.code(text));
          continue;
        }
        if (typeof value !== "number" || !Number.isFinite(value)) {
          throw new UsageError(
            `Column "${name}" of "${shown}" is ${value} ${where()}; remove such rows or give them a ` +
              `number.`,
          );
        }
        if (exact && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
          const whole = await connection.runAndReadAll(
            `SELECT CAST(${identifier(name)} AS VARCHAR) AS value FROM ${source} ` +
              `LIMIT 1 OFFSET ${numbers.length}`,
          );
          const written = String(whole.getRowObjects()[0]!.value);
          throw beyondDoubles(value, written, name, shown, where());
        }
        numbers.push(value);
      }
    }
    progress(columns[0]!.numbers.length, total);
    chunk = await result.fetchChunk();
  }
  if (columns[0]!.numbers.length !== total) {
    throw new Error(`${columns[0]!.numbers.length} of ${total} rows came back`);
  }
  return columns;
}

/** What tables write where there is nothing. */
function isBlank(value: unknown): boolean {
  return typeof value === "string" && isMissing(value);
}
