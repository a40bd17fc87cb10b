/**
 * Stages that run a query.
 *
 * @module
 */

import type { InputReference, Stage } from "../engine/stage.ts";
import type { Value } from "./claim.ts";
import type { Tables } from "./contract.ts";
import type { TableOf } from "./experiment.ts";

/** A query: its file, and the tables that it reads. */
export interface Query {
  /** Name of `reports/sql/<sql>.sql`. */
  readonly sql: string;
  readonly tables: Tables;
  /** The kind of the stage; "summary" unless said. */
  readonly kind?: string;
  /** The table of the database that it fills, if any. */
  readonly into?: string;
}

/** Queries by the names of their tables within the study. */
export type Queries = Readonly<Record<string, Query>>;

/** The stages of a study's queries. */
export function queryStages(study: string, queries: Queries): Stage[] {
  return Object.entries(queries).map(([name, { sql, tables, kind = "summary" }]) =>
    queryStage(`${study}/${name}`, kind, `reports/sql/${sql}.sql`, tables)
  );
}

/** Points of tables, the slopes through them, and where both are. */
export function slopesThrough(
  { table }: { readonly table: TableOf },
  id: string,
  sql: string,
  tables: Tables,
  through: "slopes" | "mean_slopes" = "mean_slopes",
): { readonly queries: Queries; readonly points: InputReference; readonly slopes: InputReference } {
  const points = table(`${id}/points`);
  return {
    points,
    slopes: table(`${id}/slopes`),
    queries: {
      [`${id}/points`]: { sql, tables },
      [`${id}/slopes`]: { sql: through, tables: { points }, into: "slopes" },
    },
  };
}

/** A stage that runs one SQL file. */
export function queryStage(name: string, kind: string, sql: string, tables: Tables): Stage {
  return {
    name,
    kind,
    code: { entry: "pipeline/stages/query.ts", native: ["@duckdb/node-api"] },
    files: true,
    parameters: { formats: formatsOf(tables) },
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
    files: true,
    parameters: { sql, formats: formatsOf(tables) },
    inputs: { macros: { file: "reports/sql/macros.sql" }, ...tables },
    outputs: ["rows", "table"],
  };
}

/** Files of the project say their format, rows are JSON; all other artifacts are Parquet. */
function formatsOf(tables: Tables): Record<string, string> {
  const formatOf = (of: InputReference): string | undefined =>
    "file" in of
      ? of.file.replace(/^.*\./, "")
      : "stage" in of && of.output === "rows"
      ? "json"
      : undefined;
  return Object.fromEntries(
    Object.entries(tables).flatMap(([role, of]) => {
      const format = formatOf([of].flat()[0]);
      return format === undefined ? [] : [[role, format]];
    }),
  );
}
