/**
 * `reproduce`: brings every result up to date and shows them in `out/`.
 *
 * @module
 */

import { join } from "node:path";
import { LocalExecutor } from "../engine/executor_local.ts";
import { rememberKeys } from "../engine/history.ts";
import { Locks } from "../engine/lock.ts";
import { planDag } from "../engine/plan.ts";
import type { Outcome } from "../engine/resolve.ts";
import { runDag } from "../engine/scheduler.ts";
import type { Options } from "../options.ts";
import { clock, Progress } from "../progress.ts";
import { openProject, type Project } from "../project.ts";
import { runModel } from "../run_story.ts";
import { copyResults, makeDatabase, replaceFile } from "../view.ts";
import type { Console } from "./console.ts";

/** Runs the command; the result is the exit code. */
export async function reproduce(options: Options, console: Console): Promise<number> {
  if (options.dryRun) return await dryRun(options, console);
  const started = new Date();
  const start = performance.now();
  const project = openProject(options, console.warn);
  const locks = new Locks(project.store.root);
  const executor = new LocalExecutor(options.jobs, join(project.store.root, "tmp"));
  const progress = new Progress(project.dag.order, options.jobs, console.progress);
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, onSignal);
  try {
    const outcomes = await runDag(project.dag, {
      resolver: project.resolver,
      executor,
      locks,
      keepGoing: options.keepGoing,
      observer: progress,
      signal: interrupt.signal,
    });
    progress.end();
    await rememberKeys(project.store, outcomes);
    if (interrupt.signal.aborted) {
      console.warn("Interrupted. What was finished is kept; the same command goes on from there.");
      return 130;
    }
    const ran = [...outcomes.values()].filter(({ status }) => status === "ran").length;
    copyResults(project, outcomes);
    await makeDatabase(project, outcomes, executor, ran > 0);
    const seconds = (performance.now() - start) / 1000;
    const runPage = join(project.out, "report", "run.html");
    if (ran > 0 || !outcomesAllGood(outcomes) || !exists(runPage)) {
      const { renderRunPage } = await import("../../reports/run_page.ts");
      replaceFile(runPage, renderRunPage(runModel(project, options, outcomes, started, seconds)));
    }
    return conclude(options, console, project, outcomes, seconds);
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      Deno.removeSignalListener(signal, onSignal);
    }
    executor.close();
    locks.close();
    await project.bundler.close();
  }
}

function conclude(
  options: Options,
  console: Console,
  project: Project,
  outcomes: ReadonlyMap<string, Outcome>,
  seconds: number,
): number {
  const names = (status: Outcome["status"]): string[] =>
    [...outcomes].filter(([, outcome]) => outcome.status === status).map(([name]) => name);
  const total = project.dag.order.length;
  const [ran, cached, failed, blocked] = (["ran", "cached", "failed", "blocked"] as const).map(
    names,
  );
  const pending = total - outcomes.size;
  const ok = failed!.length === 0 && blocked!.length === 0 && pending === 0;
  const parts = [`${ran!.length} ran`, `${cached!.length} up to date`];
  if (failed!.length > 0) parts.push(`${failed!.length} failed`);
  if (blocked!.length > 0) parts.push(`${blocked!.length} blocked by failures`);
  if (pending > 0) parts.push(`${pending} not reached`);
  console.say(`${total} stages: ${parts.join(", ")}; ${clock(seconds)}.`);
  if (ok) {
    console.say(
      `Report: ${join(options.out, "report", "index.html")}  Data: ${
        join(options.out, "results.duckdb")
      }`,
    );
  } else if (!options.keepGoing) {
    console.say("Stopped at the first failure; --keep-going runs what does not depend on it.");
  }
  console.json({
    command: "reproduce",
    profile: options.profile,
    ok,
    stages: {
      total,
      ran: ran!.length,
      cached: cached!.length,
      failed: failed!.length,
      blocked: blocked!.length,
      pending,
    },
    ran: ran!,
    failed: failed!.map((name) => ({
      name,
      message: (outcomes.get(name) as { message: string }).message,
    })),
    seconds: Math.round(seconds * 1000) / 1000,
  });
  return ok ? 0 : 1;
}

async function dryRun(options: Options, console: Console): Promise<number> {
  const start = performance.now();
  const project = openProject(options, console.warn);
  try {
    const outcomes = await planDag(project.dag, project.resolver);
    const due = [...outcomes].filter(([, { status }]) => status === "due").map(([name]) => name);
    for (const name of due) console.say(name);
    console.say(`${due.length} of ${outcomes.size} stages would run, at most.`);
    console.json({
      command: "reproduce",
      dryRun: true,
      profile: options.profile,
      ok: true,
      stages: { total: outcomes.size, due: due.length, cached: outcomes.size - due.length },
      due,
      seconds: Math.round(performance.now() - start) / 1000,
    });
    return 0;
  } finally {
    await project.bundler.close();
  }
}

function outcomesAllGood(outcomes: ReadonlyMap<string, Outcome>): boolean {
  return [...outcomes.values()].every(({ status }) => status === "ran" || status === "cached");
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
