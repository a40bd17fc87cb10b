/**
 * `store push FOLDER` and `store pull FOLDER`: results that travel, so that a reader of a paper, or a
 * machine that has no store in common with another, need not compute them.
 *
 * @module
 */

import { join } from "node:path";
import { orIfGone } from "../engine/files.ts";
import { planDag } from "../engine/plan.ts";
import { type ActionRecord, UsageError } from "../engine/stage.ts";
import { Store } from "../engine/store.ts";
import { pull, push, type Transfer } from "../engine/transfer.ts";
import type { Options } from "../options.ts";
import { shownPath, userPath, whyUnwritable } from "../paths.ts";
import { openProject, type Project } from "../project.ts";
import { areApart } from "../view_folder.ts";
import { counted, megabytes } from "../wording.ts";
import type { Console } from "./console.ts";
import { namesOf, type Outcomes, wantedOf } from "./outcomes.ts";

/** So many refusals are told one by one: a folder that was cut off may have thousands. */
const TOLD_AT_MOST = 5;

/** Runs the command; the result is the exit code. */
export async function store(options: Options, console: Console): Promise<number> {
  const [way, folder, ...words] = options.words;
  if (way !== "push" && way !== "pull") {
    throw new UsageError(
      `"store" is told ${
        way === undefined ? "nothing" : `"${way}"`
      }; write "store push FOLDER" or ` +
        `"store pull FOLDER".`,
    );
  }
  if (folder === undefined || folder === "") {
    throw new UsageError(`"store ${way}" needs a folder; write "store ${way} FOLDER".`);
  }
  const path = userPath(folder);
  if (!areApart(path, options.store)) {
    throw new UsageError(
      `The folder "${folder}" is the store itself, or lies in it or around it; name another.`,
    );
  }
  if (way === "pull") requirePushed(path);
  const project = openProject({ ...options, words }, console.warn);
  const { dag, resolver } = project;
  try {
    const { done, outcomes, replaced } = way === "push"
      ? await pushTo(path, project)
      : { ...await pull(dag, resolver, path), replaced: 0 };
    return conclude(way, path, options, console, project, done, outcomes, replaced);
  } finally {
    await project.bundler.close();
  }
}

async function pushTo(
  path: string,
  { dag, resolver, store, bundler }: Project,
): Promise<{ done: Transfer; outcomes: Outcomes; replaced: number }> {
  let to: Store;
  // What is damaged there is set aside and, as far as this store has it, copied anew.
  let replaced = 0;
  try {
    to = new Store(path, () => replaced++);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // The folder has no option of its own.
    if (error instanceof UsageError) {
      throw new UsageError(error.message.replace("give --store", "name"));
    }
    throw new UsageError(
      `Nothing can be written to ${shownPath(path)} (${
        whyUnwritable(error, path)
      }); name another folder.`,
    );
  }
  const outcomes = await planDag(dag, resolver);
  const records: ActionRecord[] = [];
  for (const stage of dag.order) {
    const outcome = outcomes.get(stage.name)!;
    if (!resolver.wants(stage) || outcome.status !== "cached") continue;
    // No stage makes its own bundle: one that was lost or damaged is made again here.
    await bundler.text(stage.code);
    records.push(outcome.record);
  }
  return { done: await push(records, store, to), outcomes, replaced };
}

/** @throws {UsageError} If a folder does not look like one that was pushed. */
function requirePushed(path: string): void {
  const isFolder = (name: string): boolean =>
    orIfGone(() => Deno.statSync(join(path, name)).isDirectory, false);
  if (isFolder("actions") && isFolder("cas")) return;
  throw new UsageError(
    `${shownPath(path)} is nothing that was pushed: it has no folders "actions" and "cas"; name ` +
      `what "store push" has written.`,
  );
}

function conclude(
  way: "push" | "pull",
  path: string,
  { profile }: Options,
  console: Console,
  { dag, resolver }: Project,
  { records, blobs, bytes, refused }: Transfer,
  outcomes: Outcomes,
  replaced: number,
): number {
  const wanted = new Set(wantedOf({ dag, resolver }).map(({ name }) => name));
  const cached = namesOf(outcomes, "cached").filter((name) => wanted.has(name)).length;
  const shown = shownPath(path);
  const many = `${counted(records, "record")} and ${counted(blobs, "blob")}, ${megabytes(bytes)}`;
  const mended = replaced === 0 ? "" : `; ${replaced} of what was there was damaged and set aside`;
  console.say(`${way === "push" ? "Pushed into" : "Pulled from"} ${shown}: ${many}${mended}.`);
  for (const digest of refused.slice(0, TOLD_AT_MOST)) {
    console.warn(
      `${digest.slice(0, 12)} in ${
        way === "push" ? "the store" : shown
      } does not match its name; ` +
        `it was refused, and its stage runs again.`,
    );
  }
  const untold = refused.length - TOLD_AT_MOST;
  if (untold > 0) console.warn(`${untold} more were refused for the same reason.`);
  console.say(
    `${cached} of ${counted(wanted.size, "stage")} are up to date (profile ${profile})` +
      (way === "push" && cached < wanted.size ? "; the others are not in the folder." : "."),
  );
  const ok = refused.length === 0;
  console.json({
    command: `store ${way}`,
    profile,
    ok,
    records,
    blobs,
    bytes,
    refused,
    stages: { total: wanted.size, cached },
  });
  return ok ? 0 : 1;
}
