/**
 * The view: `out/` shows the results, as copies of blobs; the database and the run's page are made
 * for it and never hashed.
 *
 * @module
 */

import { join } from "node:path";
import { COMMIT_DIGITS, shownAt } from "../reports/page/site.ts";
import { commitOf } from "./commit.ts";
import { isAsMade, putStamp } from "./database_stamp.ts";
import { type JsonObject, sha256 } from "./engine/canonical.ts";
import type { Dag } from "./engine/dag.ts";
import type { Executor, Job } from "./engine/executor.ts";
import { orIfGone } from "./engine/files.ts";
import type { Outcome } from "./engine/resolve.ts";
import type { Artifact, InputReference } from "./engine/stage.ts";
import type { Options } from "./options.ts";
import type { Project } from "./project.ts";
import type { Assembly } from "./studies/assemble.ts";
import { View } from "./view_folder.ts";

/** The database of the results. */
export const DATABASE = "results.duckdb";
const PAGE = "report/index.html";
/** The page that tells the story of the run. */
export const RUN_PAGE = "report/run.html";
/** The page of what changed since an earlier database. */
export const AGAINST_PAGE = "report/against.html";
/** The report as one file. */
export const SINGLE_FILE = "report.html";
/** The code that makes the database; no stage reaches it. */
export const DATABASE_CODE = { entry: "pipeline/stages/database.ts", native: ["@duckdb/node-api"] };

/** The blob behind a file of the view was damaged since its stage ended; its stage makes it again. */
export class LostBlob extends Error {
  constructor(path: string) {
    super(`What ${path} is made from was lost since its stage ended; run the command again.`);
  }
}

/**
 * The view of a project, which can be shown where it is to be.
 *
 * @throws {UsageError} If its folder holds what the view did not make and would have to replace.
 */
export function openView(project: Project, { singleFile, against }: Options): View {
  const view = new View(project.out, () => madeBeforeManifest(project));
  view.check([
    ...pathsOf(project),
    ...(singleFile ? [SINGLE_FILE] : []),
    ...(against === undefined ? [] : [AGAINST_PAGE]),
  ]);
  return view;
}

function pathsOf({ assembly }: Project): string[] {
  return [...assembly.view.map(({ path }) => path), DATABASE, RUN_PAGE];
}

/**
 * What a version that left no manifest made in the folder of the view. A view is known by its page
 * being a blob of the store; of its files those are taken that are blobs, too, and the two that are
 * made for the view.
 */
function madeBeforeManifest(project: Project): string[] {
  const isOurs = (path: string): boolean => {
    const file = join(project.out, path);
    const info = orIfGone(() => Deno.lstatSync(file), undefined);
    return info?.isFile === true && (path === DATABASE || path === RUN_PAGE ||
      project.store.check({ digest: digestOf(file)!, bytes: info.size }));
  };
  return isOurs(PAGE) ? pathsOf(project).filter(isOurs) : [];
}

/** Copies into the view what differs from it. A file whose stage failed is removed: it would be stale. */
export function copyResults(
  project: Project,
  view: View,
  outcomes: ReadonlyMap<string, Outcome>,
): void {
  view.begin();
  const { assembly } = project;
  const commit = commitOf(project.root);
  const bytesOf = ({ digest }: Artifact, path: string): Uint8Array => {
    const bytes = project.store.get(digest);
    if (bytes === undefined) throw new LostBlob(path);
    return bytes;
  };
  const changed = new Map<string, Uint8Array | string>();
  for (const { path, stage, output } of assembly.view) {
    const artifact = artifactOf(outcomes, stage, output);
    if (artifact === undefined) {
      if (outcomes.has(stage)) view.remove(path);
    } else if (commit !== undefined && isPage(path)) {
      // No result depends on the commit that is checked out: it goes to what is shown, and is not hashed.
      const page = new TextDecoder().decode(bytesOf(artifact, path));
      const text = shownAt(page, commit.slice(0, COMMIT_DIGITS));
      if (digestOf(join(view.root, path)) !== sha256(text)) changed.set(path, text);
    } else if (digestOf(join(view.root, path)) !== artifact.digest) {
      changed.set(path, bytesOf(artifact, path));
    }
  }
  if (changed.size > 0) view.replaceAll(changed);
  const made: readonly string[] = [RUN_PAGE, AGAINST_PAGE];
  view.removeOthers(
    (path) => path.startsWith("report/") && !made.includes(path),
    assembly.view.map(({ path }) => path),
  );
}

/** True of a page of the report. */
export const isPage = (path: string): boolean =>
  path.startsWith("report/") && path.endsWith(".html");

/** Shows the report as one file if that is asked for, or was before. */
export async function showSingleFile(
  project: Project,
  view: View,
  isAsked: boolean,
): Promise<void> {
  if (!isAsked && !view.has(SINGLE_FILE)) return;
  const textOf = (path: string): string | undefined =>
    orIfGone(() => Deno.readTextFileSync(join(view.root, "report", path)), undefined);
  const paths = project.assembly.view.map(({ path }) => path)
    .filter((path) => isPage(path) && path.split("/").length === 2)
    .map((path) => path.slice("report/".length));
  const pages = paths.map((path) => ({ path, html: textOf(path) }));
  if (pages.some(({ html }) => html === undefined)) return view.remove(SINGLE_FILE);
  const { joinPages } = await import("../reports/page/single.ts");
  view.replace(
    SINGLE_FILE,
    joinPages(pages.map(({ path, html }) => ({ path, html: html! })), textOf),
  );
}

/** Makes `results.duckdb` anew if its code, any of its tables or the story of the stages changed. */
export async function makeDatabase(
  project: Project,
  view: View,
  outcomes: ReadonlyMap<string, Outcome>,
  executor: Executor,
  anythingRan: boolean,
): Promise<void> {
  const tables = tablesOf(project.assembly.database, outcomes);
  const stages = stageRows(project.dag, outcomes);
  const code = await project.bundler.digest(DATABASE_CODE);
  // Which of those that are up to date ran last, and how long, is not of the results.
  const settled = stages.map(({ name, kind, key, status }) => [name, kind, key ?? status]);
  const content = sha256(JSON.stringify([code, tables, settled]));
  const target = join(view.root, DATABASE);
  if (!anythingRan && await isAsMade(project.store, content, target)) return;
  const job = await databaseJob(project, tables, { stages });
  if (job === undefined) throw new LostBlob(DATABASE);
  const { outputs } = await executor.run(job);
  view.replace(DATABASE, outputs.database!);
  await putStamp(project.store, { content, digest: sha256(outputs.database!) });
}

/** The artifacts of each table that has some, in the order of its references. */
export function tablesOf(
  database: Assembly["database"],
  outcomes: ReadonlyMap<string, Outcome>,
): [table: string, artifacts: Artifact[]][] {
  return Object.entries(database)
    .map(([table, references]): [string, Artifact[]] => [table, artifactsOf(outcomes, references)])
    .filter(([, artifacts]) => artifacts.length > 0);
}

/** What became of each stage, for the table `stages`. */
export function stageRows({ order }: Dag, outcomes: ReadonlyMap<string, Outcome>): JsonObject[] {
  return order.map(({ name, kind }) => {
    const outcome = outcomes.get(name);
    const record = outcome !== undefined && "record" in outcome ? outcome.record : undefined;
    return {
      name,
      kind,
      key: record?.key ?? null,
      status: outcome?.status ?? "pending",
      seconds: record?.cost.seconds ?? null,
      cpuSeconds: record?.cost.cpuSeconds ?? null,
      peakBytes: record?.cost.peakBytes ?? null,
    };
  });
}

/** What makes the database of tables; undefined if one of them is no longer sound. */
export async function databaseJob(
  { store, bundler }: Pick<Project, "store" | "bundler">,
  tables: readonly (readonly [string, readonly Artifact[]])[],
  parameters: JsonObject,
): Promise<Job | undefined> {
  const { digest: code } = await bundler.digest(DATABASE_CODE);
  if (tables.some(([, artifacts]) => !artifacts.every((one) => store.check(one)))) return undefined;
  return {
    name: "view/database",
    code,
    loadable: (own) => bundler.loadable(DATABASE_CODE, own),
    parameters,
    random: [],
    inputs: {},
    native: Object.fromEntries(
      tables.map(([table, artifacts]) => [
        table,
        artifacts.map(({ digest }) => store.blobPath(digest)),
      ]),
    ),
  };
}

function artifactsOf(
  outcomes: ReadonlyMap<string, Outcome>,
  references: readonly InputReference[],
): Artifact[] {
  return references.flatMap((reference) => {
    if (!("stage" in reference)) return [];
    const artifact = artifactOf(outcomes, reference.stage, reference.output);
    return artifact === undefined ? [] : [artifact];
  });
}

/** The output of a stage, if it has one. */
export function artifactOf(
  outcomes: ReadonlyMap<string, Outcome>,
  stage: string,
  output: string,
): Artifact | undefined {
  const outcome = outcomes.get(stage);
  return outcome !== undefined && "record" in outcome ? outcome.record.outputs[output] : undefined;
}

function digestOf(path: string): string | undefined {
  return orIfGone(() => sha256(Deno.readFileSync(path)), undefined);
}
