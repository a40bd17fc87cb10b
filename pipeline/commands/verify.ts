/**
 * `verify`: re-hashes what the store holds and runs stages again to compare their bytes, or those of an
 * archive that somebody published.
 *
 * @module
 */

import { join } from "node:path";
import { sha256 } from "../engine/canonical.ts";
import { LocalExecutor } from "../engine/executor_local.ts";
import { jobOf } from "../engine/job.ts";
import { limitsWith } from "../engine/limits.ts";
import { planDag } from "../engine/plan.ts";
import type { Outcome } from "../engine/resolve.ts";
import type { ActionRecord, Stage } from "../engine/stage.ts";
import type { Options } from "../options.ts";
import { Progress } from "../progress.ts";
import { openProject, type Project } from "../project.ts";
import { spread } from "../spread.ts";
import { counted } from "../wording.ts";
import type { Console } from "./console.ts";

/** Runs the command; the result is the exit code. */
export async function verify(options: Options, console: Console): Promise<number> {
  if (options.crate !== undefined) {
    const { verifyCrate } = await import("./verify_crate.ts");
    return await verifyCrate(options.crate, options, console);
  }
  const project = openProject(options, console.warn);
  const executor = new LocalExecutor(
    options.jobs,
    join(project.store.root, "tmp"),
    limitsWith(options),
  );
  try {
    // First of all: planning sets aside what it finds corrupt, and this is to tell.
    const blobs = project.store.blobs();
    const corrupt = blobs.filter((blob) => {
      const told = project.notes.length;
      // One that another run drops meanwhile is only gone.
      return !project.store.check(blob) && project.notes.length > told;
    });
    const outcomes = await planDag(project.dag, project.resolver);
    const known = project.dag.order.flatMap((stage) => {
      const outcome: Outcome = outcomes.get(stage.name)!;
      return outcome.status === "cached" && project.resolver.wants(stage)
        ? [{ stage, record: outcome.record }]
        : [];
    });
    // From the last to the first: a module that remembers what it ran before gives other bytes so.
    const sample = spread(known, options.sample ?? known.length).reverse();
    const different: string[] = [];
    const progress = new Progress(
      sample.map(({ stage }) => stage),
      options.jobs,
      console.progress,
      () => ({
        due: new Set(sample.map(({ stage }) => stage.name)),
        seconds: new Map(sample.map(({ stage, record }) => [stage.name, record.cost.seconds])),
        parents: new Map(),
      }),
    );
    let next = 0;
    await Promise.all(Array.from({ length: options.jobs }, async () => {
      while (next < sample.length) {
        const { stage, record } = sample[next++]!;
        progress.started(stage);
        const difference = await differenceOf(project, executor, stage, record);
        progress.settled(stage, { status: "ran", record });
        if (difference === undefined) continue;
        different.push(stage.name);
        progress.end();
        console.warn(`${stage.name} ${difference}`);
      }
    })).finally(() => progress.end());
    const ok = corrupt.length === 0 && different.length === 0;
    console.say(
      `${counted(blobs.length, "blob")} re-hashed, ${corrupt.length} corrupt; ` +
        `${sample.length} of ${
          counted(known.length, "stage")
        } run again, ${different.length} different.`,
    );
    console.json({
      command: "verify",
      profile: options.profile,
      ok,
      blobs: { checked: blobs.length, corrupt: corrupt.map(({ digest }) => digest) },
      stages: { rerun: sample.length, different: different.sort() },
    });
    return ok ? 0 : 1;
  } finally {
    await executor.close();
    await project.bundler.close();
  }
}

/** Runs a stage again; says how it differs from its record, if it does. */
async function differenceOf(
  { store, bundler }: Project,
  executor: LocalExecutor,
  stage: Stage,
  record: ActionRecord,
): Promise<string | undefined> {
  const job = jobOf(stage, record.components, store, bundler);
  if (job === undefined) {
    return "could not be run again: a blob it reads is no longer in the store.";
  }
  try {
    const { outputs } = await executor.run(job);
    const same = Object.entries(record.outputs).every(([name, { digest }]) =>
      outputs[name] !== undefined && sha256(outputs[name]) === digest
    );
    return same ? undefined : "gave other bytes than are stored.";
  } catch (error) {
    return `failed when it ran again: ${error instanceof Error ? error.message : error}`;
  }
}
