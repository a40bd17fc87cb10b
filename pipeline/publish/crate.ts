/**
 * A crate: everything that a run gave and stands on, in one archive that describes itself. All of its
 * files but one have the same bytes whenever the results do; that one, `results.duckdb`, tells of the run.
 *
 * @module
 */

import { join } from "node:path";
import { RUN_PAGE } from "../view.ts";
import { sha256 } from "../engine/canonical.ts";
import { type CodeReference, referencesOf, type Stage, UsageError } from "../engine/stage.ts";
import type { Project } from "../project.ts";
import type { Files } from "./archive.ts";
import {
  type Codemeta,
  type CrateFile,
  crateMetadata,
  METADATA,
  RUN_FILE,
  SOURCE,
} from "./metadata.ts";
import { COMMIT_FILE, commitName, commitText, type Origin } from "./origin.ts";
import { type PublishedStage, recordsText } from "./records.ts";
import type { ResultFiles, ResultPlan } from "./results.ts";

/** The records of all stages. */
export const RECORDS = "records.jsonl";
/** What each file of the results is made from. */
export const PLAN = "results.json";
/** The digests of all files but itself and the one that tells of the run, as `sha256sum` writes them. */
export const SUMS = "SHA256SUMS";
/** The folder of bundles. */
export const BUNDLES = "bundles/";

/** What stands at the top of a crate as it does at the top of the sources. */
const TOP = ["deno.json", "deno.lock", "LICENSE", "CITATION.cff", "codemeta.json"];

/** What a crate is made of. */
export interface CrateContent {
  readonly root: string;
  readonly origin: Origin;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly stages: readonly PublishedStage[];
  /** Texts of bundles by digest. */
  readonly bundles: ReadonlyMap<string, string>;
  readonly plan: ResultPlan;
  readonly results: ResultFiles;
}

/**
 * The files of the project that stages stand on: what their bundles are made of, and their inputs. What
 * is of a package is told by the lock file, and is no source.
 */
export async function reachedFiles(
  { bundler }: Pick<Project, "bundler">,
  stages: readonly Stage[],
): Promise<Set<string>> {
  const files = new Set<string>();
  const codes = new Map<string, CodeReference>();
  for (const stage of stages) {
    codes.set(JSON.stringify(stage.code), stage.code);
    for (const role of Object.keys(stage.inputs)) {
      for (const reference of referencesOf(stage, role)) {
        if ("file" in reference) files.add(reference.file);
      }
    }
  }
  for (const code of codes.values()) {
    const { digest } = await bundler.digest(code);
    for (const file of bundler.filesOf(digest).keys()) files.add(file);
  }
  return new Set([...files].filter((file) => !isOfPackage(file)));
}

/** True of a file that a package brings, for which the lock file has a digest. */
export function isOfPackage(file: string): boolean {
  return file.startsWith("node_modules/");
}

/**
 * The files of a crate.
 *
 * @throws {UsageError} If a file that every crate has is missing from the project.
 */
export function crateFiles(content: CrateContent): Files {
  const { root, origin, options, stages, bundles, plan, results } = content;
  const files = new Map<string, Uint8Array<ArrayBuffer>>(results.files);
  const write = (path: string, text: string): unknown =>
    files.set(path, new TextEncoder().encode(text));
  for (const path of origin.files) files.set(SOURCE + path, Deno.readFileSync(join(root, path)));
  const commit = commitText(origin);
  if (commit !== undefined) write(SOURCE + COMMIT_FILE, commit);
  for (const name of TOP) {
    const bytes = files.get(SOURCE + name);
    if (bytes === undefined) {
      throw new UsageError(
        `The project has no ${name}, which every archive of it needs; restore it.`,
      );
    }
    files.set(name, bytes);
  }
  for (const [digest, text] of bundles) write(`${BUNDLES}${digest}.js`, text);
  write(RECORDS, recordsText(stages));
  write(PLAN, JSON.stringify({ options, ...plan }, null, 1) + "\n");
  write(RUN_PAGE, runPage());
  const codemeta = JSON.parse(
    new TextDecoder().decode(files.get("codemeta.json")),
  ) as Codemeta;
  write("README.md", readme(codemeta, options, origin));
  const outputs = outputsShown(plan, stages);
  const described: CrateFile[] = [
    ...[...files].map(([path, bytes]) => ({
      path,
      digest: sha256(bytes),
      bytes: bytes.byteLength,
      ...(outputs.has(path) ? { output: outputs.get(path)! } : {}),
    })),
    { path: RUN_FILE },
    { path: SUMS },
  ].sort((a, b) => a.path < b.path ? -1 : 1);
  const name = commitName(origin);
  write(
    METADATA,
    crateMetadata({
      codemeta,
      options,
      seconds: origin.seconds,
      ...(name === undefined ? {} : { commit: name }),
      files: described,
      stages,
    }),
  );
  write(SUMS, sumsText(files));
  return files.set(RUN_FILE, results.database);
}

/** Of each file that shows an output of a stage, the digest of that. */
function outputsShown(
  { view }: ResultPlan,
  stages: readonly PublishedStage[],
): Map<string, string> {
  const byName = new Map(stages.map(({ name, outputs }) => [name, outputs]));
  return new Map(view.map(({ path, stage, output }) => [path, byName.get(stage)![output]!.digest]));
}

/** The digests of files, as `sha256sum --check` reads them. */
export function sumsText(files: Files): string {
  return [...files.keys()].sort().map((path) => `${sha256(files.get(path)!)}  ${path}\n`).join("");
}

/** Stands for the page that tells the story of a run, to which the report leads. */
function runPage(): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>The run</title>
<h1>The run</h1>
<p>How long stages took, when and on which machine, is in <code>${RUN_FILE}</code>, tables
<code>runs</code>, <code>records</code> and <code>stages</code>: the one file of this archive that may differ between runs
with equal results.</p>
<p><a href="index.html">The report</a></p>
</html>
`;
}

function readme(
  { name, version }: Codemeta,
  options: CrateContent["options"],
  origin: Origin,
): string {
  const commit = commitName(origin);
  const asked = Object.entries(options).map(([option, value]) => `${option} ${value}`).join(", ");
  return `# ${name} ${version}: ${asked}

- \`report/index.html\`: what was found, with every figure, its data and its SQL
- \`claims.json\`, \`tables/\`: every claim; every table as Parquet and as CSV
- \`${RUN_FILE}\`: all tables, to be opened with DuckDB; alone of all files it tells of the run, and may
  differ between runs with equal results
- \`${SOURCE}\`: the sources${
    commit === undefined ? "" : ` of commit ${commit}`
  }; \`${BUNDLES}\`: the code of each stage as it ran
- \`${RECORDS}\`: of each stage, its code, parameters, random stream, inputs and outputs, by digest
- \`${PLAN}\`: which output each file of the results is
- \`${METADATA}\`: all of this for programs, after RO-Crate 1.1 and Provenance Run Crate 0.5
- \`${SUMS}\`: \`sha256sum --check ${SUMS}\` looks whether anything is damaged

To run it again, on this machine or another, and hear which bytes are equal: in a checkout of the same
version, or in \`${SOURCE}\`, \`./bigrad verify --crate FILE\`.
`;
}
