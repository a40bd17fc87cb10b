/**
 * `reproduce`: brings every result up to date and shows them in `out/`.
 *
 * @module
 */

import { join } from "node:path";
import type { Executor } from "../engine/executor.ts";
import { LocalExecutor } from "../engine/executor_local.ts";
import { orIfGone, removeIfThere } from "../engine/files.ts";
import { rememberKeys } from "../engine/history.ts";
import { limitsWith } from "../engine/limits.ts";
import { Locks } from "../engine/lock.ts";
import { planDag } from "../engine/plan.ts";
import { isDone } from "../engine/resolve.ts";
import type { RunObserver } from "../engine/run_options.ts";
import { runDag } from "../engine/scheduler.ts";
import type { Options } from "../options.ts";
import { requireWritable, shownPath } from "../paths.ts";
import { clock } from "../progress.ts";
import { openProject, type Project } from "../project.ts";
import { runModel, timeSpent } from "../run_story.ts";
import {
  AGAINST_PAGE,
  copyResults,
  LostBlob,
  makeDatabase,
  openView,
  RUN_PAGE,
  showSingleFile,
  SINGLE_FILE,
} from "../view.ts";
import { requireApart, unfinishedName, type View } from "../view_folder.ts";
import { type Against, earlierResults, showAgainst } from "./against.ts";
import type { Console } from "./console.ts";
import { countsOf, failuresOf, namesOf, type Outcomes, wantedOf } from "./outcomes.ts";
import { progressOf } from "./progress_of.ts";
import { INTERRUPTED, whenAskedToEnd } from "./signals.ts";
import { runOnSlurm } from "./slurm_run.ts";

/** How often results are shown whose blobs are damaged in the meantime, time and again. */
const SHOWN_AT_MOST = 3;

/** Of how many figures that were asked for the files are said. */
const FIGURES_SAID = 4;

/** Runs the command; the result is the exit code. */
export async function reproduce(options: Options, console: Console): Promise<number> {
  if (options.dryRun) return await dryRun(options, console);
  const started = new Date();
  const start = performance.now();
  const project = openProject(options, console.warn, requireApart);
  requireWritable("out", project.out, unfinishedName());
  const view = openView(project, options);
  const earlier = await earlierResults(options);
  const session = options.session ?? (options.slurm && crypto.randomUUID());
  const locks = new Locks(project.store.root, {
    ...options,
    ...(session === undefined ? {} : { session }),
  });
  const executor = new LocalExecutor(
    options.jobs,
    join(project.store.root, "tmp"),
    limitsWith(options),
  );
  const progress = progressOf(project, options.slurm?.workers ?? options.jobs, console);
  const saving = new Map<string, number>();
  const observer: RunObserver = {
    bundling: () => progress.bundling(),
    started: (stage) => progress.started(stage),
    waiting: () => progress.waiting(),
    settled: (stage, outcome) => progress.settled(stage, outcome),
    saved: ({ name }, seconds) => saving.set(name, seconds),
  };
  const interrupt = new AbortController();
  const endListening = whenAskedToEnd(() => interrupt.abort());
  const run = async (): Promise<Outcomes> => {
    const { signal } = interrupt;
    const computed = options.slurm !== undefined
      ? runOnSlurm({
        ...{ project, options, locks, session: session!, observer, signal },
        say: (line) => progress.say(line),
      })
      : runDag(project.dag, {
        resolver: project.resolver,
        executor,
        locks,
        keepGoing: options.keepGoing,
        observer,
        signal,
      });
    const outcomes = await computed.finally(() => progress.end());
    await rememberKeys(project.store, outcomes);
    return outcomes;
  };
  try {
    let outcomes = await run();
    let lost: LostBlob | undefined;
    for (let times = 0; times < SHOWN_AT_MOST && !interrupt.signal.aborted; times++) {
      lost = await show(project, view, outcomes, executor);
      if (lost === undefined) break;
      outcomes = afterMending(outcomes, await run());
    }
    if (interrupt.signal.aborted) {
      console.warn(INTERRUPTED);
      conclude(options, console, project, outcomes, saving, (performance.now() - start) / 1000);
      return 130;
    }
    if (lost !== undefined) throw lost;
    const ran = namesOf(outcomes, "ran").length;
    const seconds = (performance.now() - start) / 1000;
    if (ran > 0 || ![...outcomes.values()].every(isDone) || !isWhole(join(view.root, RUN_PAGE))) {
      const { renderRunPage } = await import("../../reports/page/run_page.ts");
      view.replace(
        RUN_PAGE,
        renderRunPage(runModel(project, options, outcomes, saving, started, seconds)),
      );
    }
    await showSingleFile(project, view, options.singleFile);
    if (ran > 0 && earlier === undefined) view.remove(AGAINST_PAGE);
    const against = await showAgainst(options, view, earlier);
    return conclude(options, console, project, outcomes, saving, seconds, against);
  } finally {
    if (earlier !== undefined) removeIfThere(earlier);
    endListening();
    await executor.close();
    if (options.slurm !== undefined) locks.forgetFailures();
    locks.close();
    await project.bundler.close();
  }
}

/** Shows results in the view; tells of a blob that was damaged since its stage ended. */
async function show(
  project: Project,
  view: View,
  outcomes: Outcomes,
  executor: Executor,
): Promise<LostBlob | undefined> {
  try {
    copyResults(project, view, outcomes);
    await makeDatabase(project, view, outcomes, executor, namesOf(outcomes, "ran").length > 0);
    return undefined;
  } catch (error) {
    if (error instanceof LostBlob) return error;
    throw error;
  }
}

/** What came of a run, once another has made again what was lost. */
function afterMending(before: Outcomes, mended: Outcomes): Outcomes {
  return new Map([...mended].map(([name, outcome]) => [
    name,
    outcome.status === "cached" ? before.get(name) ?? outcome : outcome,
  ]));
}

function conclude(
  options: Options,
  console: Console,
  project: Project,
  outcomes: Outcomes,
  saving: ReadonlyMap<string, number>,
  seconds: number,
  against?: Against,
): number {
  const ran = namesOf(outcomes, "ran");
  const failed = failuresOf(outcomes);
  const stages = countsOf(project, outcomes);
  const { total } = stages;
  const ok = stages.ran + stages.cached + stages.skipped === total;
  const parts = [`${stages.ran} ran`, `${stages.cached} up to date`];
  if (stages.failed > 0) parts.push(`${stages.failed} failed`);
  if (stages.blocked > 0) parts.push(`${stages.blocked} blocked by failures`);
  if (stages.skipped > 0) parts.push(`${stages.skipped} not asked for`);
  if (stages.pending > 0) parts.push(`${stages.pending} not reached`);
  console.say(`${total} stages: ${parts.join(", ")}; ${clock(seconds)}.`);
  if (ok) {
    const shown = (...parts: string[]): string => shownPath(join(project.out, ...parts));
    console.say(`Report: ${shown("report", "index.html")}  Data: ${shown("results.duckdb")}`);
    const drawn = project.targets.length === 0
      ? []
      : wantedOf(project).flatMap(({ name }) =>
        /\/figure\/([^/]+)\/drawing$/.exec(name)?.slice(1) ?? []
      );
    // where few are asked for, somebody wants to see just these
    if (drawn.length > 0 && drawn.length <= FIGURES_SAID) {
      const files = drawn.sort().map((id) => shown("report", "figures", `${id}.svg`));
      console.say(`Figure${files.length === 1 ? "" : "s"}: ${files.join("  ")}`);
    }
    if (options.singleFile) console.say(`As one file: ${shown(SINGLE_FILE)}`);
  } else if (failed.length > 0 && !options.keepGoing) {
    console.say("Stopped at the first failure; --keep-going runs what does not depend on it.");
  }
  if (against !== undefined) {
    console.say(`${against.words} See ${shownPath(join(project.out, AGAINST_PAGE))}.`);
  }
  console.json({
    command: "reproduce",
    profile: options.profile,
    ok,
    stages,
    ran,
    failed,
    seconds: milliseconds(seconds),
    spent: Object.fromEntries(
      Object.entries(timeSpent(outcomes, saving)).map(([part, time]) => [part, milliseconds(time)]),
    ),
    ...(against === undefined ? {} : { against: against.counts }),
  });
  return ok ? 0 : 1;
}

async function dryRun(options: Options, console: Console): Promise<number> {
  const start = performance.now();
  const project = openProject(options, console.warn, requireApart);
  openView(project, options);
  try {
    const outcomes = await planDag(project.dag, project.resolver);
    const due = namesOf(outcomes, "due");
    const failed = failuresOf(outcomes);
    for (const name of due) console.say(name);
    for (const { name, message } of failed) console.say(`${name} cannot run: ${message}`);
    console.say(`${due.length} of ${outcomes.size} stages would run, at most.`);
    console.json({
      command: "reproduce",
      dryRun: true,
      profile: options.profile,
      ok: failed.length === 0,
      stages: {
        total: outcomes.size,
        due: due.length,
        cached: namesOf(outcomes, "cached").length,
        failed: failed.length,
        blocked: namesOf(outcomes, "blocked").length,
        skipped: namesOf(outcomes, "skipped").length,
      },
      due,
      failed,
      seconds: milliseconds((performance.now() - start) / 1000),
    });
    return failed.length === 0 ? 0 : 1;
  } finally {
    await project.bundler.close();
  }
}

/** Seconds to the millisecond. */
function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

/** True of a page that is there to its end; a failure of the power may have cut it. */
function isWhole(page: string): boolean {
  return orIfGone(() => Deno.readTextFileSync(page).trimEnd().endsWith("</html>"), false);
}
