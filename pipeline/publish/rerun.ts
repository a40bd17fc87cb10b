/**
 * Running a crate again: its stages from its own bundles, in a store of their own, and its results made
 * anew from what they give.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { buildDag, type Dag, withAncestors } from "../engine/dag.ts";
import type { Executor } from "../engine/executor.ts";
import { readOrUndefined } from "../engine/files.ts";
import { Locks } from "../engine/lock.ts";
import { type Outcome, Resolver } from "../engine/resolve.ts";
import type { RunObserver } from "../engine/run_options.ts";
import { runDag } from "../engine/scheduler.ts";
import { Store } from "../engine/store.ts";
import type { Project } from "../project.ts";
import { spread } from "../spread.ts";
import { isSafePath } from "./archive.ts";
import { compareFiles, type Difference } from "./compare.ts";
import { isOfPackage } from "./crate.ts";
import { SOURCE } from "./metadata.ts";
import { type Crate, CrateBundler } from "./open_crate.ts";
import { closedStages, stageOf } from "./records.ts";
import { CLAIMS, resultFiles, type ResultPlan, resultPlan } from "./results.ts";

/** The stages of a crate as a graph, and those of it that are to be run. */
export interface CrateGraph {
  readonly dag: Dag;
  /** Their names; what stands for stages that the crate does not have is never among them. */
  readonly wanted: ReadonlySet<string>;
}

/**
 * The graph of a crate.
 *
 * @param sample How many stages to run, with all that they need; those that need more than half of the
 *   crate are left out. All of them unless given.
 * @throws {UsageError} If it is no graph.
 */
export function crateGraph({ stages }: Crate, sample?: number): CrateGraph {
  const dag = buildDag(closedStages(stages.map(stageOf)));
  const names = stages.map(({ name }) => name);
  const there = new Set(names);
  const among = (names: Iterable<string>): Set<string> =>
    new Set([...withAncestors(dag, names)].filter((name) => there.has(name)));
  if (sample === undefined) return { dag, wanted: there };
  const small = names.filter((name) => among([name]).size <= names.length / 2);
  return { dag, wanted: among(spread(small, sample)) };
}

/** What came of the stages that were run again. */
export interface StageComparison {
  readonly equal: readonly string[];
  /** Stages that gave other bytes though all that they were handed was as published. */
  readonly different: readonly string[];
  /** Stages that gave other bytes after such ones. */
  readonly after: readonly string[];
  readonly failed: readonly { readonly name: string; readonly message: string }[];
  /** Stages that were not run, since one that they need failed. */
  readonly blocked: readonly string[];
}

/** Compares outcomes with what was published. */
export function compareStages(
  { stages }: Crate,
  { dag, wanted }: CrateGraph,
  outcomes: ReadonlyMap<string, Outcome>,
): StageComparison {
  const found = { equal: [], different: [], after: [], failed: [], blocked: [] } as {
    equal: string[];
    different: string[];
    after: string[];
    failed: { name: string; message: string }[];
    blocked: string[];
  };
  const differs = new Set<string>();
  for (const { name, outputs } of stages) {
    const outcome = outcomes.get(name);
    if (!wanted.has(name) || outcome === undefined) continue;
    if (outcome.status === "failed") found.failed.push({ name, message: outcome.message });
    if (outcome.status === "blocked") found.blocked.push(name);
    if (!("record" in outcome)) continue;
    const { outputs: again } = outcome.record;
    if (Object.entries(outputs).every(([role, { digest }]) => again[role]?.digest === digest)) {
      found.equal.push(name);
      continue;
    }
    const follows = dag.parents.get(name)!.some((parent) => differs.has(parent));
    found[follows ? "after" : "different"].push(name);
    differs.add(name);
  }
  return found;
}

/** What a run of a crate is made with. */
export interface RerunOptions {
  /** A folder for all that is made. */
  readonly scratch: string;
  /** This checkout: it makes the tables, and has the packages. */
  readonly project: Pick<Project, "root" | "bundler">;
  /** The digests of code that may load native packages. */
  readonly trusted: ReadonlySet<string>;
  readonly executor: Executor;
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
}

/** What came of it. */
export interface Rerun {
  readonly stages: StageComparison;
  /** Files of results that could be made again. */
  readonly files: readonly string[];
  readonly differences: readonly Difference[];
}

/** Runs a crate's stages and makes its results; undefined if it was interrupted. */
export async function rerun(
  crate: Crate,
  graph: CrateGraph,
  options: RerunOptions,
): Promise<Rerun | undefined> {
  const { scratch, executor, observer, signal } = options;
  const root = join(scratch, "sources");
  unpackSources(crate, root, options.project.root);
  const store = new Store(join(scratch, "store"), options.warn);
  const bundler = new CrateBundler(root, store, crate, options.trusted);
  const locks = new Locks(store.root);
  try {
    const outcomes = await runDag(graph.dag, {
      resolver: new Resolver(root, store, bundler, graph.wanted),
      executor,
      locks,
      keepGoing: true,
      observer,
      signal,
    });
    if (signal.aborted) return undefined;
    const plan = whole(crate.plan, outcomes);
    const { bundler: own } = options.project;
    const project = { store, bundler: own, dag: graph.dag };
    const { files } = await resultFiles(plan, project, outcomes, executor);
    if (plan.claims.length < crate.plan.claims.length) files.delete(CLAIMS);
    return {
      stages: compareStages(crate, graph, outcomes),
      files: [...files.keys()],
      differences: await compareFiles(crate.files, files, scratch),
    };
  } finally {
    locks.close();
    await bundler.close();
  }
}

/** Of a plan what can be made whole: a table that lacks a part would differ for that reason alone. */
function whole(plan: ResultPlan, outcomes: ReadonlyMap<string, Outcome>): ResultPlan {
  const { view, tables, claims } = resultPlan({ view: plan.view, database: plan.tables }, outcomes);
  const all = Object.entries(tables).filter(([table, parts]) =>
    parts.length === plan.tables[table]!.length
  );
  const { commit } = plan;
  return {
    ...{ view, tables: Object.fromEntries(all), claims },
    ...(commit === undefined ? {} : { commit }),
  };
}

/** Unpacks the files that stages may be handed; those of packages are this checkout's. */
function unpackSources({ files, stages }: Crate, folder: string, own: string): void {
  const write = (path: string, bytes: Uint8Array): void => {
    const target = join(folder, path);
    Deno.mkdirSync(dirname(target), { recursive: true });
    Deno.writeFileSync(target, bytes);
  };
  for (const [path, bytes] of files) {
    if (path.startsWith(SOURCE)) write(path.slice(SOURCE.length), bytes);
  }
  const inputs = stages.flatMap(({ inputs }) => Object.values(inputs).flat());
  for (const file of new Set(inputs.flatMap((input) => "file" in input ? [input.file] : []))) {
    if (!isOfPackage(file) || !isSafePath(file)) continue;
    const bytes = readOrUndefined(join(own, file));
    if (bytes !== undefined) write(file, bytes);
  }
}
