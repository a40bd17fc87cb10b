/**
 * `gc`: drops what no study of any profile reaches, on the seeds of studies and of their confirmation.
 *
 * @module
 */

import { orIfGone } from "../engine/files.ts";
import { collectGarbage, type Garbage, recordsNamed } from "../engine/gc.ts";
import { planDag } from "../engine/plan.ts";
import { UsageError } from "../engine/stage.ts";
import { type Options, PROFILES, USUAL_STORE } from "../options.ts";
import { requireReachable, shownPath } from "../paths.ts";
import { openProject } from "../project.ts";
import { DATABASE_CODE } from "../view.ts";
import { counted, megabytes } from "../wording.ts";
import type { Console } from "./console.ts";

/** Stages of `compare`, which no study has. */
const OWN_STAGES = "own/";

/** Runs the command; the result is the exit code. */
export async function gc(options: Options, console: Console): Promise<number> {
  requireThere(options.store);
  const outcomes = [];
  // The bundles of stages that have not run yet are kept, too: planning has just made them
  const code = new Set<string>();
  // What is asked for is kept besides the usual, and not instead
  const { replications, ...rest } = { ...options, seeds: [] };
  const asked = replications !== undefined || options.seeds.length > 0;
  // The report is another one where claims are confirmed
  const kept = (asked ? [rest, options] : [rest]).flatMap((each) =>
    PROFILES.flatMap((profile) =>
      [false, true].map((confirm): Options => ({ ...each, profile, confirm }))
    )
  );
  for (const each of kept) {
    const project = openProject(each, console.warn);
    try {
      outcomes.push(...(await planDag(project.dag, project.resolver)).values());
      for (const stage of project.dag.order) {
        const digest = project.resolver.codeOf(stage);
        if (digest !== undefined) code.add(digest);
      }
    } finally {
      await project.bundler.close();
    }
  }
  const { store, bundler } = openProject(options, console.warn);
  code.add((await bundler.digest(DATABASE_CODE)).digest);
  await bundler.close();
  const compared = recordsNamed(store, OWN_STAGES);
  const garbage = collectGarbage(store, outcomes, options.dryRun, code);
  console.say(sentence(garbage, options.dryRun));
  if (compared > 0) {
    console.say(
      `Of these, ${counted(compared, "record")} of compare, which computes what it needs anew.`,
    );
  }
  if (garbage.strangers > 0) {
    const strangers = counted(garbage.strangers, "file or folder", "files or folders");
    console.say(`Not the store's own, and kept: ${strangers}.`);
  }
  console.json({ command: "gc", dryRun: options.dryRun, ok: true, ...garbage });
  return 0;
}

/**
 * A store that is not there would be made, and filled with bundles to be dropped.
 *
 * @throws {UsageError} If there is none where the user says.
 */
function requireThere(store: string): void {
  requireReachable("store", store);
  if (store === USUAL_STORE || orIfGone(() => Deno.lstatSync(store), undefined)) return;
  throw new UsageError(
    `--store is "${shownPath(store)}", where there is no store; name the folder of one.`,
  );
}

/** What was dropped, by kind; records and blobs are always named. */
function sentence(garbage: Garbage, dryRun: boolean): string {
  const besides = [
    counted(garbage.damagedRecords, "damaged record"),
    counted(garbage.quarantinedBlobs, "quarantined blob"),
    counted(garbage.bundleMemos, "bundle memo"),
    counted(garbage.temporaryFiles, "temporary file"),
    counted(garbage.heartbeats, "heartbeat of an ended run", "heartbeats of ended runs"),
  ].filter((part) => !part.startsWith("0 "));
  return `${counted(garbage.records, "record")} and ${counted(garbage.blobs, "blob")} ` +
    `${dryRun ? "would be dropped" : "dropped"}, ` +
    (besides.length === 0 ? "" : `besides ${new Intl.ListFormat("en-GB").format(besides)}, `) +
    `${megabytes(garbage.bytes)}.`;
}
