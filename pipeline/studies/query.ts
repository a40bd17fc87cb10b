/**
 * Stages that run a query.
 *
 * @module
 */

import type { Stage } from "../engine/stage.ts";
import type { Value } from "./claim.ts";

/** A stage that runs one SQL file. */
export function queryStage(
  name: string,
  kind: string,
  sql: string,
  tables: Stage["inputs"],
  formats: Readonly<Record<string, string>> = {},
): Stage {
  return {
    name,
    kind,
    code: { entry: "pipeline/stages/query.ts", native: ["@duckdb/node-api"] },
    parameters: { formats: { ...formatsOf(tables), ...formats } },
    inputs: { sql: { file: sql }, macros: { file: "reports/sql/macros.sql" }, ...tables },
    outputs: ["rows", "table"],
  };
}

/** A stage that runs a query of a study's own over tables by name. */
export function textStage(name: string, { sql, tables }: Value): Stage {
  return {
    name,
    kind: "query",
    code: { entry: "pipeline/stages/query.ts", native: ["@duckdb/node-api"] },
    parameters: { sql, formats: formatsOf(tables) },
    inputs: { macros: { file: "reports/sql/macros.sql" }, ...tables },
    outputs: ["rows", "table"],
  };
}

/** Files of the project say their format; artifacts are Parquet. */
function formatsOf(tables: Stage["inputs"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tables).flatMap(([role, of]) =>
      "file" in of ? [[role, of.file.replace(/^.*\./, "")]] : []
    ),
  );
}
