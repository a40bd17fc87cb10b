/**
 * The folder of an estimate: rows and tables as Parquet, and a page.
 *
 * @module
 */

import type { DuckDBConnection } from "@duckdb/node-api";
import { ownFile } from "../../reports/page/own_figure.ts";
import { renderOwnPage } from "../../reports/page/own_page.ts";
import type { Cell } from "../../reports/charts/table_data.ts";
import { identifier, parquetBytes, withDuckDB } from "../duckdb.ts";
import { View } from "../view_folder.ts";
import { quoted } from "../wording.ts";
import type { OwnDescription } from "./computation.ts";
import type { OwnEstimate } from "./estimate.ts";
import { ownFigures, type Rows } from "./own_figures.ts";
import { reportText } from "./report.ts";
import type { OwnRequest } from "./settings.ts";
import type { ReadTable } from "./table.ts";

const PAGE = "index.html";
const ROWS = "rows.parquet";

/** Files of a folder by path. */
type Files = ReadonlyMap<string, Uint8Array | string>;

/**
 * The folder, in which nothing is replaced that an estimate did not make.
 *
 * @throws {UsageError} if it holds anything else.
 */
export function openOut(folder: string): View {
  const view = new View(folder, undefined, false);
  view.check([PAGE, ROWS]);
  return view;
}

/** Writes all files. */
export async function writeOut(
  view: View,
  found: OwnEstimate,
  problem: OwnDescription,
  request: OwnRequest,
  read: ReadTable["read"],
): Promise<void> {
  // the only place where the command may write
  const files = await view.withScratch((scratch) =>
    filesOf(found, problem, request, read, scratch)
  );
  view.replaceAll(files);
}

async function filesOf(
  found: OwnEstimate,
  problem: OwnDescription,
  request: OwnRequest,
  read: ReadTable["read"],
  scratch: string,
): Promise<Files> {
  const figures = ownFigures(found, problem, request);
  const page = await renderOwnPage({
    title: `The gradient of ${request.losses} on ${request.data}`,
    text: reportText(found, problem, request, read),
    warnings: found.warnings,
    command: commandOf(request),
    rows: ROWS,
    figures,
  });
  return await withDuckDB(async (connection) => {
    const files = new Map<string, Uint8Array | string>([[PAGE, page.html]]);
    for (const [path, content] of page.files) files.set(path, content);
    files.set(ROWS, await numbersAsParquet(connection, found.details!.rows, scratch));
    for (const { id, rows } of figures) {
      files.set(ownFile(id, "parquet"), await rowsAsParquet(connection, rows, scratch));
    }
    return files;
  });
}

const WHOLE = new Set(["row", "split", "fold"]);

async function numbersAsParquet(
  connection: DuckDBConnection,
  columns: ReadonlyMap<string, Float64Array>,
  scratch: string,
): Promise<Uint8Array> {
  const names = [...columns.keys()];
  const types = names.map((name) => WHOLE.has(name) ? "INTEGER" : "DOUBLE");
  const values = [...columns.values()];
  return await asParquet(connection, names, types, scratch, (append) => {
    for (let i = 0; i < values[0]!.length; i++) append(values.map((column) => column[i]!));
  });
}

async function rowsAsParquet(
  connection: DuckDBConnection,
  rows: Rows,
  scratch: string,
): Promise<Uint8Array> {
  const names = Object.keys(rows[0] ?? { nothing: 0 });
  const types = names.map((name) =>
    rows.some((row) => typeof row[name] === "string") ? "VARCHAR" : "DOUBLE"
  );
  return await asParquet(connection, names, types, scratch, (append) => {
    for (const row of rows) append(names.map((name) => row[name] ?? null));
  });
}

async function asParquet(
  connection: DuckDBConnection,
  names: readonly string[],
  types: readonly string[],
  scratch: string,
  fill: (append: (row: readonly Cell[]) => void) => void,
): Promise<Uint8Array> {
  const columns = names.map((name, k) => `${identifier(name)} ${types[k]}`).join(", ");
  await connection.run(`CREATE OR REPLACE TABLE written (${columns})`);
  const appender = await connection.createAppender("written");
  fill((row) => {
    row.forEach((value, k) => {
      if (value === null || Number.isNaN(value)) appender.appendNull();
      else if (types[k] === "VARCHAR") appender.appendVarchar(String(value));
      else if (types[k] === "INTEGER") appender.appendInteger(Number(value));
      else appender.appendDouble(Number(value));
    });
    appender.endRow();
  });
  appender.closeSync();
  return await parquetBytes(connection, "SELECT * FROM written", scratch);
}

/** The command that makes this, as far as it was said. */
function commandOf(request: OwnRequest): string {
  const { data, losses, covariates, points, grid, sampling, learners, levels } = request;
  const some = (name: string, values: readonly string[]) =>
    values.flatMap((value) => [`--${name}`, quoted(value)]);
  const given = (name: string, value: string | number | undefined) =>
    value === undefined ? [] : some(name, [String(value)]);
  return [
    "./bigrad estimate",
    ...some("data", [data]),
    ...some("losses", [losses]),
    ...given("covariates", covariates?.join(",")),
    ...(points ?? []).flatMap((point) => [`--at=${point.join(",")}`]),
    ...some(
      "grid",
      (grid ?? []).map(({ name, values }) =>
        `${name}=${values[0]}:${values.at(-1)}:${values.length}`
      ),
    ),
    ...some("cluster", sampling.cluster ?? []),
    ...given("weights", sampling.weights),
    ...given("folds-column", sampling.foldsColumn),
    ...(request.dropMissing ? ["--missing drop"] : []),
    ...given("learner", request.learner),
    ...given("learners", learners?.join(",")),
    ...(sampling.foldsColumn === undefined ? given("folds", request.folds) : []),
    ...given("repetitions", request.repetitions),
    ...some("level", levels.map(String)),
    ...(request.joint ? ["--joint"] : []),
    ...given("adjust", request.adjust),
    ...(request.root ? ["--root"] : []),
    ...given("seed", request.seed),
    ...given("out", request.out),
  ].join(" ");
}
