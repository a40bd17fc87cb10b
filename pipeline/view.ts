/**
 * The view: `out/` shows the results, as copies of blobs; the database and the run's page are made
 * for it and never hashed.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { sha256 } from "./engine/canonical.ts";
import type { Executor } from "./engine/executor.ts";
import type { Outcome } from "./engine/resolve.ts";
import type { Artifact, InputReference } from "./engine/stage.ts";
import type { Project } from "./project.ts";

const DATABASE = "results.duckdb";
/** The code that makes the database; no stage reaches it. */
export const DATABASE_CODE = { entry: "pipeline/stages/database.ts", native: ["@duckdb/node-api"] };
/** What the database was made from when it was last made. */
const STAMP = "database.json";

/** Copies into the view what differs from it. A file whose stage failed is removed: it would be stale. */
export function copyResults(project: Project, outcomes: ReadonlyMap<string, Outcome>): void {
  for (const { path, stage, output } of project.assembly.view) {
    const target = join(project.out, path);
    const artifact = artifactOf(outcomes, stage, output);
    if (artifact === undefined) {
      if (outcomes.has(stage)) removeIfThere(target);
    } else if (digestOf(target) !== artifact.digest) {
      const bytes = project.store.get(artifact.digest);
      if (bytes === undefined) {
        throw new Error(
          `The blob of ${path} was lost since its stage ended; run the command again.`,
        );
      }
      replaceFile(target, bytes.slice());
    }
  }
}

/** Makes `results.duckdb` anew if any of its tables, or the story of the stages, changed. */
export async function makeDatabase(
  project: Project,
  outcomes: ReadonlyMap<string, Outcome>,
  executor: Executor,
  anythingRan: boolean,
): Promise<void> {
  const tables = Object.entries(project.assembly.database)
    .map(([table, references]) => [table, artifactsOf(outcomes, references)] as const)
    .filter(([, artifacts]) => artifacts.length > 0);
  const content = sha256(JSON.stringify(tables));
  const target = join(project.out, DATABASE);
  const stamp = project.store.file(STAMP);
  if (!anythingRan && stamp === JSON.stringify({ content, digest: digestOf(target) })) return;
  const code = await project.bundler.digest(DATABASE_CODE);
  const stages = project.dag.order.map(({ name, kind }) => {
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
  for (const artifact of tables.flatMap(([, artifacts]) => artifacts)) {
    if (!project.store.check(artifact)) {
      throw new Error(
        `Blob ${
          artifact.digest.slice(0, 12)
        } was lost since its stage ended; run the command again.`,
      );
    }
  }
  const { outputs } = await executor.run({
    name: "view/database",
    code: code.digest,
    bundle: () => project.store.text(code.digest),
    parameters: { stages },
    random: [],
    inputs: {},
    native: Object.fromEntries(
      tables.map((
        [table, artifacts],
      ) => [table, artifacts.map(({ digest }) => project.store.blobPath(digest))]),
    ),
  });
  replaceFile(target, outputs.database!);
  await project.store.putFile(STAMP, JSON.stringify({ content, digest: digestOf(target) }));
}

function artifactsOf(
  outcomes: ReadonlyMap<string, Outcome>,
  references: readonly InputReference[],
): Artifact[] {
  return references.flatMap((reference) => {
    if ("file" in reference) return [];
    const artifact = artifactOf(outcomes, reference.stage, reference.output);
    return artifact === undefined ? [] : [artifact];
  });
}

function artifactOf(
  outcomes: ReadonlyMap<string, Outcome>,
  stage: string,
  output: string,
): Artifact | undefined {
  const outcome = outcomes.get(stage);
  return outcome !== undefined && "record" in outcome ? outcome.record.outputs[output] : undefined;
}

/** Writes a file of the view whole or not at all. */
export function replaceFile(path: string, content: Uint8Array | string): void {
  Deno.mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${Deno.pid}.part`;
  if (typeof content === "string") Deno.writeTextFileSync(temporary, content);
  else Deno.writeFileSync(temporary, content);
  Deno.renameSync(temporary, path);
}

function digestOf(path: string): string | undefined {
  try {
    return sha256(Deno.readFileSync(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
