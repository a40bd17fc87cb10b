/**
 * `verify --crate FILE`: runs again what somebody published, and says which bytes are equal, which
 * differ, and by how much.
 *
 * @module
 */

import { join } from "node:path";
import { LocalExecutor } from "../engine/executor_local.ts";
import { orIfGone } from "../engine/files.ts";
import { limitsWith } from "../engine/limits.ts";
import { UsageError } from "../engine/stage.ts";
import type { Options } from "../options.ts";
import { userPath } from "../paths.ts";
import { Progress } from "../progress.ts";
import { openProject } from "../project.ts";
import {
  bundlePath,
  checkCode,
  type CodeCheck,
  type Crate,
  damagedFiles,
  openCrate,
  unexplainedFiles,
} from "../publish/open_crate.ts";
import { type CrateGraph, crateGraph, type Rerun, rerun } from "../publish/rerun.ts";
import { VERSION } from "../version.ts";
import { counted, someOf } from "../wording.ts";
import type { Console } from "./console.ts";
import { whenAskedToEnd } from "./signals.ts";

/** Runs the command; the result is the exit code. */
export async function verifyCrate(
  file: string,
  options: Options,
  console: Console,
): Promise<number> {
  if (options.words.length > 0) {
    throw new UsageError(
      `"verify --crate" runs the whole archive or a sample, and takes no targets; leave out ` +
        `"${options.words[0]}", or give --sample.`,
    );
  }
  const crate = openCrate(read(file), file);
  const damaged = damagedFiles(crate);
  if (damaged.length > 0) {
    console.warn(damageSentence(file, damaged, crate));
    conclude(console, file, crate, { damaged });
    return 1;
  }
  const unexplained = unexplainedFiles(crate);
  if (unexplained.length > 0) {
    console.warn(
      `"${file}" does not say what makes ${someOf(unexplained)}, or says so of what it does not ` +
        "have; nothing was run.",
    );
    conclude(console, file, crate, { damaged: unexplained });
    return 1;
  }
  const graph = crateGraph(crate, options.sample);
  const project = openProject(options, console.warn);
  const interrupt = new AbortController();
  const endListening = whenAskedToEnd(() => interrupt.abort());
  const scratch = Deno.makeTempDirSync({ dir: join(project.store.root, "tmp"), prefix: "native-" });
  const executor = new LocalExecutor(options.jobs, join(scratch, "tmp"), limitsWith(options));
  try {
    Deno.mkdirSync(join(scratch, "tmp"));
    const code = await checkCode(crate, project.bundler);
    sayVersion(crate, console);
    sayCode(code, crate, console);
    const progress = observing(graph, options, scratch, console);
    const found = await rerun(crate, graph, {
      scratch,
      project,
      trusted: code.same,
      executor,
      observer: progress,
      signal: interrupt.signal,
      warn: console.warn,
    }).finally(() => progress.end());
    if (found === undefined) {
      console.warn("Interrupted.");
      conclude(console, file, crate, { code });
      return 130;
    }
    say(found, crate, console);
    return conclude(console, file, crate, { code, found }) ? 0 : 1;
  } finally {
    endListening();
    await executor.close();
    await project.bundler.close();
    orIfGone(() => Deno.removeSync(scratch, { recursive: true }), undefined);
  }
}

function read(file: string): Uint8Array<ArrayBuffer> {
  try {
    return Deno.readFileSync(userPath(file));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(`There is no file "${file}"; give --crate an archive.`);
    }
    const message = error instanceof Error ? error.message : String(error);
    const why = /is a directory/i.test(message) ? "it is a folder" : message.split(" (os error")[0];
    throw new UsageError(`--crate is "${file}", which cannot be read (${why}); give an archive.`);
  }
}

/** Shows progress, and that the scratch folder is in use. */
function observing(
  { dag, wanted }: CrateGraph,
  { jobs }: Options,
  scratch: string,
  console: Console,
): Progress {
  const followed = dag.order.filter(({ name }) => wanted.has(name));
  const progress = new Progress(followed, jobs, console.progress, () => ({
    due: wanted,
    seconds: new Map(),
    parents: dag.parents,
  }));
  const settled = progress.settled.bind(progress);
  progress.settled = (stage, outcome) => {
    const now = new Date();
    orIfGone(() => Deno.utimeSync(scratch, now, now), undefined);
    settled(stage, outcome);
  };
  return progress;
}

function damageSentence(file: string, damaged: readonly string[], crate: Crate): string {
  const what = damaged.map((path) => {
    const users = stagesOf(crate, path);
    return users.length === 0 ? path : `${path}, the code of ${someOf(users)}`;
  });
  return `"${file}" was changed after it was made: ${someOf(what)} ` +
    `${damaged.length === 1 ? "is" : "are"} not as it says; nothing was run.`;
}

/** The stages whose code a bundle is. */
function stagesOf({ stages }: Crate, path: string): string[] {
  return stages.filter(({ components }) => bundlePath(components.code) === path)
    .map(({ name }) => name);
}

/** Says so if the archive is of another version than this checkout. */
function sayVersion({ files }: Crate, console: Console): void {
  let theirs: unknown;
  try {
    theirs = JSON.parse(new TextDecoder().decode(files.get("deno.json"))).version;
  } catch {
    // It has none that can be read.
  }
  if (theirs !== VERSION) {
    console.warn(`The archive is of bigrad ${theirs ?? "(no version)"}, and this is ${VERSION}.`);
  }
}

function sayCode({ changed, otherSources }: CodeCheck, crate: Crate, console: Console): void {
  for (const digest of changed) {
    console.warn(
      `${bundlePath(digest)}, the code of ${someOf(stagesOf(crate, bundlePath(digest)))}, is not ` +
        "what the sources in the archive give.",
    );
  }
  if (otherSources.length > 0) {
    console.warn(
      `The sources of this checkout are others (${
        someOf(otherSources)
      }): code of the archive that ` +
        "stands on them could not be compared with its sources.",
    );
  }
  const other = crate.stages.find(({ components }) =>
    components.runtime.deno !== Deno.version.deno
  );
  if (other !== undefined) {
    console.warn(
      `The archive was made by Deno ${other.components.runtime.deno} and this is ` +
        `${Deno.version.deno}, which may compute other bits.`,
    );
  }
}

function say({ stages, files, differences }: Rerun, crate: Crate, console: Console): void {
  const { equal, different, after, failed, blocked } = stages;
  for (const { name, message } of failed) console.warn(`${name} failed: ${message}`);
  for (const name of different) {
    console.warn(`${name} gave other bytes than are published, from the same inputs.`);
  }
  for (const { file, says } of differences) console.warn(`${file} ${says}.`);
  const run = equal.length + different.length + after.length;
  const parts = [`${equal.length} gave equal bytes`];
  if (different.length > 0) parts.push(`${different.length} other ones`);
  if (after.length > 0) parts.push(`${after.length} other ones after those`);
  if (failed.length > 0) parts.push(`${failed.length} failed`);
  if (blocked.length > 0) parts.push(`${blocked.length} could not be run after failures`);
  console.say(
    `${run + failed.length + blocked.length} of ${counted(crate.stages.length, "stage")} run ` +
      `again: ${parts.join(", ")}.`,
  );
  console.say(
    `${counted(files.length, "file")} of results made again: ` +
      `${files.length - differences.length} equal, ${differences.length} different.`,
  );
}

/** What tools are told; true if all is as published. */
function conclude(
  console: Console,
  file: string,
  { stages, plan, files }: Crate,
  { damaged = [], code, found }: {
    damaged?: readonly string[];
    code?: CodeCheck;
    found?: Rerun;
  },
): boolean {
  const { equal = [], different = [], after = [], failed = [], blocked = [] } = found?.stages ?? {};
  const differences = found?.differences ?? [];
  const changed = code?.changed.map(bundlePath) ?? [];
  const wrong = [damaged, changed, different, after, failed, blocked, differences];
  const ok = found !== undefined && wrong.every(({ length }) => length === 0);
  console.json({
    command: "verify",
    crate: file,
    profile: plan.options.profile ?? null,
    ok,
    files: { checked: files.size, damaged },
    code: { changed, otherSources: code?.otherSources ?? [] },
    stages: { total: stages.length, equal: equal.length, different, after, failed, blocked },
    results: {
      equal: (found?.files.length ?? 0) - differences.length,
      different: differences.map(({ file, largest, says }) => ({ file, largest, says })),
    },
  });
  return ok;
}
