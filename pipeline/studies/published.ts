/**
 * The comparison of a study with published tables: its stages, and a claim of ours a table.
 *
 * @module
 */

import type { InputReference, Stage } from "../engine/stage.ts";
import type { PublishedParameters } from "../stages/published.ts";
import type { Claim } from "./claim.ts";
import type { PublishedEntry } from "./contract.ts";
import type { Place, TableOf } from "./experiment.ts";
import { queryStage } from "./query.ts";
import { RANGES } from "./ranges.ts";

/** What the comparison reads of a part. */
export interface Compared {
  /** Experiments, whose replications stand for those of other draws. */
  readonly experiments: readonly string[];
  /** Tables of what is exact, within the study. */
  readonly limits?: readonly string[];
}

/** Published numbers. */
export interface PrintedFiles {
  /** The cells as printed. */
  readonly published: InputReference;
  /** What their columns are. */
  readonly columns: InputReference;
  /** Tail indices, by which cells have no mean to compare. */
  readonly heavy_tails: InputReference;
}

/**
 * How many tables are simulated: enough for p-values of a thousandth, adjusted; and eight times as many where
 * the interval of a p-value holds the level.
 */
export const COMPARISON: PublishedParameters = { draws: 1999, more: 15_999, level: 0.05 };

/** What a study is called and drawn from, and where its tables are. */
type At = Place & { readonly table: TableOf };

/** The cells, and what is said of them. */
export function publishedStages(
  { study, seed, table }: At,
  printed: PrintedFiles,
  parts: readonly Compared[],
): Stage[] {
  const experiments = parts.flatMap((part) => part.experiments);
  const of = (output: string) => experiments.map((id) => table(`${id}/collect`, output));
  const limits = parts.flatMap(({ limits = [] }) => limits.map((name) => table(name)));
  const summary = [...experiments.map((id) => table(`${id}/summary`)), ...limits];
  const cells = queryStage(
    `${study}/published-cells`,
    "published",
    "reports/sql/published.sql",
    { summary, exact: table("exact"), ...printed },
  );
  return [cells, {
    name: `${study}/published`,
    kind: "published",
    code: { entry: "pipeline/stages/published.ts", native: ["@duckdb/node-api"] },
    files: true,
    parameters: COMPARISON,
    random: [seed, study],
    inputs: {
      macros: { file: "reports/sql/macros.sql" },
      cells: { stage: cells.name, output: "table" },
      estimates: of("estimates"),
      errors: of("errors"),
    },
    outputs: ["rows", "table", "tests", "statements"],
  }];
}

/** What p-values allow for. */
const ALLOWS_FOR = "the tables that were simulated to compute it; a p-value allows for other draws";

/** The claims of tables that are compared. */
export function publishedClaims(
  { table }: At,
  entries: readonly PublishedEntry[],
): Claim[] {
  return entries.flatMap(({ table: name, title, origin, compared }): Claim[] =>
    compared === undefined ? [] : [{
      id: name.replace(/^table/, "published"),
      paper: "ours",
      says: `No difference is found between the published table “${title}” (${origin}) and ours.`,
      measures:
        "p-value of one joint test of its distinct cells, but means over heavy tails, Holm-adjusted over the tables",
      accepts: RANGES.noDifference,
      value: {
        sql: `SELECT p_adjusted AS value, adjusted_low AS low, adjusted_high AS high,
  cells || ' cells, ' || components || ' components' || coalesce(
    '; nine of ten draws would show errors, lengths and quantiles that are all ' || printf('%.1f', 100 * found)
      || ' % larger', '') AS which
FROM tests WHERE "table" = '${name}' AND cells > 0`,
        tables: { tests: table("published", "statements") },
        allowsFor: ALLOWS_FOR,
      },
      shown: [name],
      ...compared,
    }]
  );
}
