/**
 * `work`: claims and computes stages of a store that others work on, too, until nothing is left. It
 * makes no view.
 *
 * @module
 */

import { join } from "node:path";
import { LocalExecutor } from "../engine/executor_local.ts";
import { limitsWith } from "../engine/limits.ts";
import { Locks } from "../engine/lock.ts";
import { runDag } from "../engine/scheduler.ts";
import { UsageError } from "../engine/stage.ts";
import type { Options } from "../options.ts";
import { clock } from "../progress.ts";
import { openProject, type Project } from "../project.ts";
import type { Console } from "./console.ts";
import { checkStore } from "./check_store.ts";
import { countsOf, failuresOf, namesOf, type Outcomes, unreached } from "./outcomes.ts";
import { progressOf } from "./progress_of.ts";
import { whenAskedToEnd } from "./signals.ts";

/** How long stages at work may take to come to their end once the worker is to end, in seconds. */
const GRACE_SECONDS = 20;

/** Why a worker ended. */
type End = "nothing left" | "failure" | "minutes" | "signal";

/** Runs the command; the result is the exit code. */
export async function work(options: Options, console: Console): Promise<number> {
  if (options.check !== undefined) {
    if (options.words.length > 0) {
      throw new UsageError(
        `"work --check" looks at a folder alone; leave out "${options.words[0]}".`,
      );
    }
    return await checkStore(options.check, console);
  }
  const start = performance.now();
  const project = openProject(options, console.warn);
  const { dag, resolver, store } = project;
  const locks = new Locks(store.root, options);
  const executor = new LocalExecutor(options.jobs, join(store.root, "tmp"), limitsWith(options));
  const progress = progressOf(project, options.jobs, console);
  const [drain, abort] = [new AbortController(), new AbortController()];
  let asked: End | undefined;
  let grace: ReturnType<typeof setTimeout> | undefined;
  const end = (why: End): void => {
    // Asked again, it does not wait.
    if (asked === "signal" && why === "signal") return abort.abort();
    asked = why;
    drain.abort();
    grace ??= setTimeout(() => abort.abort(), 1000 * GRACE_SECONDS);
  };
  const endListening = whenAskedToEnd(() => end("signal"));
  const { minutes } = options;
  const timer = minutes === undefined
    ? undefined
    : setTimeout(() => end("minutes"), Math.min(60_000 * minutes, 2 ** 31 - 1));
  try {
    const outcomes = await runDag(dag, {
      resolver,
      executor,
      locks,
      keepGoing: options.keepGoing,
      observer: progress,
      drain: drain.signal,
      signal: abort.signal,
    }).finally(() => progress.end());
    const left = unreached(project, outcomes);
    const why = left === 0 ? "nothing left" : asked ?? "failure";
    const seconds = (performance.now() - start) / 1000;
    return conclude(options, console, project, outcomes, left, why, seconds);
  } finally {
    clearTimeout(timer);
    clearTimeout(grace);
    endListening();
    await executor.close();
    locks.close();
    await project.bundler.close();
  }
}

const ENDS: Readonly<Record<End, string>> = {
  "nothing left": "nothing is left",
  failure: "stopped at a failure; --keep-going runs what does not depend on it",
  minutes: "its minutes are over",
  signal: "it was told to end",
};

function conclude(
  { profile }: Options,
  console: Console,
  project: Project,
  outcomes: Outcomes,
  left: number,
  end: End,
  seconds: number,
): number {
  const ran = namesOf(outcomes, "ran");
  const failed = failuresOf(outcomes);
  const stages = countsOf(project, outcomes);
  console.say(
    `${
      stages.total - stages.skipped
    } stages: ${stages.ran} ran here, ${stages.cached} were there or made by others` +
      (stages.failed > 0 ? `, ${stages.failed} failed` : "") +
      (left > 0 ? `, ${left} left` : "") + `; ${ENDS[end]}; ${clock(seconds)}.`,
  );
  const ok = failed.length === 0 && end !== "signal";
  console.json({
    command: "work",
    profile,
    ok,
    end,
    stages,
    ran,
    failed,
    seconds: Math.round(seconds * 1000) / 1000,
  });
  return end === "signal" ? 130 : ok ? 0 : 1;
}
