/**
 * Stages that gather tables.
 *
 * @module
 */

import type { InputReference, Stage } from "../engine/stage.ts";
import type { ColumnType, Types } from "../table.ts";

/** How tables are gathered. */
export interface Gathering {
  /** Columns of texts that all rows get, before the others. */
  readonly labels?: { readonly study?: string; readonly experiment?: string };
  /** The columns of roles that may have no table. */
  readonly types?: Readonly<Record<string, Types>> | undefined;
  /** What the stage does; "collect" unless said. */
  readonly kind?: string;
}

/** The stage of that name that gathers each role's tables in an output of the role's name. */
export function collectStage(
  name: string,
  tables: Readonly<Record<string, readonly InputReference[]>>,
  { labels = {}, types, kind = "collect" }: Gathering = {},
): Stage {
  return {
    name,
    kind,
    code: { entry: "pipeline/stages/collect.ts", native: ["@duckdb/node-api"] },
    parameters: { labels: { ...labels }, ...(types === undefined ? {} : { types: listed(types) }) },
    inputs: tables,
    outputs: Object.keys(tables),
  };
}

/** Types as lists, for the order of columns matters, and that of members is nothing that a key tells. */
function listed(types: Readonly<Record<string, Types>>): Record<string, [string, ColumnType][]> {
  return Object.fromEntries(
    Object.entries(types).map(([role, columns]) => [role, Object.entries(columns)]),
  );
}

/** An output of all stages that have it. */
export function outputsOf(
  stages: readonly Pick<Stage, "name" | "outputs">[],
  output: string,
): InputReference[] {
  return stages.filter(({ outputs }) => outputs.includes(output))
    .map(({ name }) => ({ stage: name, output }));
}
