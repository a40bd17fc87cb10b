/**
 * The results as files: report, tables, claims, each told by what makes it, so that whoever runs the
 * stages again can make the files again.
 *
 * @module
 */

import type { Json, JsonObject } from "../engine/canonical.ts";
import type { Dag } from "../engine/dag.ts";
import type { Executor } from "../engine/executor.ts";
import type { Outcome } from "../engine/resolve.ts";
import { type Artifact, type InputReference, UsageError } from "../engine/stage.ts";
import { decodeJson } from "../json.ts";
import type { Project } from "../project.ts";
import type { Assembly, ViewFile } from "../studies/assemble.ts";
import { shownAt } from "../../reports/page/site.ts";
import { artifactOf, databaseJob, isPage, stageRows, tablesOf } from "../view.ts";

/** The outcomes of a run by stage. */
type Outcomes = ReadonlyMap<string, Outcome>;

/** The rows of all claims. */
export const CLAIMS = "claims.json";

/** What each file of the results is made from. */
export interface ResultPlan {
  /** Files that are an artifact as it is. */
  readonly view: readonly ViewFile[];
  /** The artifacts of each table, one below the other. */
  readonly tables: Readonly<Record<string, readonly InputReference[]>>;
  /** The rows of the claims. */
  readonly claims: readonly { readonly stage: string; readonly output: string }[];
  /** The commit that pages say they are shown at, if it is known. */
  readonly commit?: string;
}

/** The plan of what is there. */
export function resultPlan(
  { view, database }: Pick<Assembly, "view" | "database">,
  outcomes: Outcomes,
): ResultPlan {
  const isThere = ({ stage, output }: { stage: string; output: string }): boolean =>
    artifactOf(outcomes, stage, output) !== undefined;
  const made = (references: readonly InputReference[]): InputReference[] =>
    references.filter((reference) => "stage" in reference && isThere(reference));
  return {
    view: view.filter(isThere),
    tables: Object.fromEntries(
      Object.entries(database).map(([table, references]) => [table, made(references)] as const)
        .filter(([, references]) => references.length > 0),
    ),
    claims: (database.claims ?? []).flatMap((reference) =>
      "stage" in reference ? [{ stage: reference.stage, output: "rows" }] : []
    ).filter(isThere),
  };
}

/** The files of results, and the database, which tells of the run besides. */
export interface ResultFiles {
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
  readonly database: Uint8Array<ArrayBuffer>;
}

/**
 * Makes the files.
 *
 * @param told Tables that tell of the run, for the database alone.
 * @throws {UsageError} If an artifact was lost since its stage ended.
 */
export async function resultFiles(
  plan: ResultPlan,
  project: Pick<Project, "store" | "bundler"> & { readonly dag: Dag },
  outcomes: Outcomes,
  executor: Executor,
  told: Readonly<Record<string, readonly JsonObject[]>> = {},
): Promise<ResultFiles> {
  const bytesOf = (stage: string, output: string): Uint8Array<ArrayBuffer> => {
    const artifact: Artifact | undefined = artifactOf(outcomes, stage, output);
    const bytes = artifact && project.store.get(artifact.digest);
    if (bytes === undefined) throw lost(stage);
    return bytes;
  };
  const job = await databaseJob(project, tablesOf(plan.tables, outcomes), {
    stages: stageRows(project.dag, outcomes),
    files: true,
    told,
  });
  if (job === undefined) throw lost("a table");
  const { database, ...tables } = (await executor.run(job)).outputs;
  const claims = plan.claims.flatMap(({ stage, output }) =>
    decodeJson<Json[]>(bytesOf(stage, output))
  );
  return {
    files: new Map([
      ...plan.view.map(({ path, stage, output }) =>
        [path, shown(path, bytesOf(stage, output), plan)] as const
      ),
      ...Object.entries(tables).map(([name, bytes]) => [`tables/${name}`, bytes] as const),
      [CLAIMS, new TextEncoder().encode(JSON.stringify(claims, null, 1) + "\n")],
    ]),
    database: database!,
  };
}

/** A page with the commit in its place; all else as it is. */
function shown(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  { commit }: ResultPlan,
): Uint8Array<ArrayBuffer> {
  if (commit === undefined || !isPage(path)) return bytes;
  return new TextEncoder().encode(shownAt(new TextDecoder().decode(bytes), commit));
}

function lost(what: string): UsageError {
  return new UsageError(`What ${what} gave was lost since it ended; run the command again.`);
}
