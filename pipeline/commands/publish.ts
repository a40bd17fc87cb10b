/**
 * `publish`: brings results up to date and packs them, with all that they stand on, into one archive
 * that describes itself.
 *
 * @module
 */

import { join } from "node:path";
import { COMMIT_DIGITS } from "../../reports/page/site.ts";
import { buildDag, type Dag } from "../engine/dag.ts";
import { LocalExecutor } from "../engine/executor_local.ts";
import { rememberKeys } from "../engine/history.ts";
import { limitsWith } from "../engine/limits.ts";
import { Locks } from "../engine/lock.ts";
import { Resolver } from "../engine/resolve.ts";
import { runDag } from "../engine/scheduler.ts";
import type { Options } from "../options.ts";
import { requireWritable, shownPath } from "../paths.ts";
import { openProject, type Project } from "../project.ts";
import { zipFiles } from "../publish/archive.ts";
import { type CrateContent, crateFiles, reachedFiles } from "../publish/crate.ts";
import { commitName, type Origin, originOf } from "../publish/origin.ts";
import { closedStages, type PublishedStage, publishedStages } from "../publish/records.ts";
import { resultFiles, resultPlan } from "../publish/results.ts";
import { machineFacts } from "../run_story.ts";
import { DATABASE_CODE } from "../view.ts";
import { requireApart, unfinishedName, View } from "../view_folder.ts";
import { VERSION } from "../version.ts";
import { counted, megabytes, someOf } from "../wording.ts";
import type { Console } from "./console.ts";
import { failuresOf, namesOf, type Outcomes, wantedOf } from "./outcomes.ts";
import { progressOf } from "./progress_of.ts";
import { INTERRUPTED, whenAskedToEnd } from "./signals.ts";

/** Runs the command; the result is the exit code. */
export async function publish(options: Options, console: Console): Promise<number> {
  const started = new Date();
  const project = openProject(options, console.warn, requireApart);
  requireWritable("out", project.out, unfinishedName());
  const view = new View(project.out);
  const executor = new LocalExecutor(
    options.jobs,
    join(project.store.root, "tmp"),
    limitsWith(options),
  );
  const locks = new Locks(project.store.root);
  const interrupt = new AbortController();
  const endListening = whenAskedToEnd(() => interrupt.abort());
  try {
    const path = `${archiveName(options)}.zip`;
    view.check([path]);
    // Before anything is computed, since without a date nothing can be published.
    await originOf(project.root, []);
    const { dag, resolver } = asked(project);
    const progress = progressOf({ ...project, dag, resolver }, options.jobs, console);
    const outcomes = await runDag(dag, {
      resolver,
      executor,
      locks,
      keepGoing: false,
      observer: progress,
      signal: interrupt.signal,
    }).finally(() => progress.end());
    await rememberKeys(project.store, outcomes);
    if (interrupt.signal.aborted) {
      console.warn(INTERRUPTED);
      return conclude(console, { ok: false, profile: options.profile, failed: [] }, 130);
    }
    const failed = failuresOf(outcomes);
    if (failed.length > 0) {
      console.warn(`Nothing is published, since ${failed[0]!.name} failed: ${failed[0]!.message}`);
      return conclude(console, { ok: false, profile: options.profile, failed }, 1);
    }
    const content = await contentOf({ ...project, dag }, options, outcomes, executor, started);
    warnOfChanges(content.origin, console);
    const files = crateFiles(content);
    const archive = zipFiles(files);
    view.replace(path, archive);
    const shown = shownPath(join(project.out, path));
    const stages = {
      total: content.stages.length,
      ran: namesOf(outcomes, "ran").length,
      cached: namesOf(outcomes, "cached").length,
    };
    console.say(
      `${shown}: ${counted(stages.total, "stage")}, ${counted(files.size, "file")}, ` +
        `${megabytes(archive.byteLength)}.`,
    );
    return conclude(console, {
      ok: true,
      profile: options.profile,
      archive: shown,
      files: files.size,
      bytes: archive.byteLength,
      stages,
      failed: [],
    }, 0);
  } finally {
    endListening();
    await executor.close();
    locks.close();
    await project.bundler.close();
  }
}

function conclude(
  console: Console,
  value: Parameters<Console["json"]>[0],
  code: number,
): number {
  console.json({ command: "publish", ...value });
  return code;
}

/**
 * What is to be published: all of the graph, or of targets what they need and the report of that alone,
 * whatever else the store holds.
 */
function asked({ dag, root, store, bundler, resolver }: Project): { dag: Dag; resolver: Resolver } {
  const { wanted } = resolver;
  if (wanted === undefined) return { dag, resolver };
  return {
    dag: buildDag(closedStages(wantedOf({ dag, resolver }))),
    resolver: new Resolver(root, store, bundler, wanted),
  };
}

async function contentOf(
  project: Project,
  options: Options,
  outcomes: Outcomes,
  executor: LocalExecutor,
  started: Date,
): Promise<CrateContent> {
  const { dag, bundler, root, assembly } = project;
  const stages = publishedStages(dag, outcomes);
  const named = new Set(stages.map(({ name }) => name));
  const reached = await reachedFiles(project, dag.order.filter(({ name }) => named.has(name)));
  const origin = await originOf(root, reached);
  const commit = commitName(origin, COMMIT_DIGITS);
  const plan = {
    ...resultPlan(assembly, outcomes),
    ...(commit === undefined ? {} : { commit }),
  };
  return {
    root,
    origin,
    options: optionsOf(options),
    stages,
    bundles: await bundlesOf(project, stages),
    plan,
    results: await resultFiles(plan, { ...project, bundler }, outcomes, executor, {
      runs: [...machineFacts(), { name: "Started", value: started.toISOString() }, {
        name: "Workers",
        value: String(options.jobs),
      }],
      records: costsOf(outcomes),
    }),
  };
}

/** The bundles of stages, and of what makes the database. */
async function bundlesOf(
  { bundler }: Project,
  stages: readonly PublishedStage[],
): Promise<Map<string, string>> {
  const bundles = new Map<string, string>();
  for (const code of [...stages.map(({ code }) => code), DATABASE_CODE]) {
    const { digest } = await bundler.digest(code);
    if (!bundles.has(digest)) bundles.set(digest, await bundler.text(code));
  }
  return bundles;
}

/** When, where and at what cost each stage ran. */
function costsOf(outcomes: Outcomes): Record<string, string | number>[] {
  return [...outcomes].flatMap(([name, outcome]) => {
    if (!("record" in outcome)) return [];
    const { key, host, finished, cost } = outcome.record;
    return [{
      name,
      key,
      host,
      finished,
      seconds: cost.seconds,
      gc_seconds: cost.gcSeconds ?? 0,
      load_seconds: cost.loadSeconds ?? 0,
      wait_seconds: cost.waitSeconds ?? 0,
      cpu_seconds: cost.cpuSeconds,
      peak_bytes: cost.peakBytes,
    }];
  });
}

/** What decides which results there are, by option. */
function optionsOf(
  { profile, studies, words, replications, seeds, confirm }: Options,
): CrateContent["options"] {
  return {
    profile,
    ...(studies.length > 0 ? { study: studies.join(" ") } : {}),
    ...(words.length > 0 ? { target: words.join(" ") } : {}),
    ...(replications === undefined ? {} : { replications }),
    ...(seeds.length > 0 ? { seeds: seeds.join(",") } : {}),
    ...(confirm ? { confirm } : {}),
  };
}

/** The name of the archive, without its ending. */
function archiveName(options: Options): string {
  const { profile, ...rest } = optionsOf(options);
  const parts = Object.entries(rest).map(([name, value]) =>
    name === "target" || name === "study" ? String(value) : `${name}=${value}`
  );
  return ["bigrad", VERSION, String(profile), ...parts].join("-")
    .replace(/[^\w.,=-]+/g, "_").slice(0, 120);
}

function warnOfChanges({ changed, commit }: Origin, console: Console): void {
  if (changed.length === 0) return;
  console.warn(
    `${counted(changed.length, "file")} of the sources (${someOf(changed)}) ` +
      `${changed.length === 1 ? "is" : "are"} not as in commit ${
        commit?.slice(0, 12)
      }; the archive ` +
      "has them as they are.",
  );
}
