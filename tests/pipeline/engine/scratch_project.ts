/**
 * A project in a temporary folder: small stages written as text, run by the real engine in real
 * sandboxed workers.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Bundler } from "../../../pipeline/engine/bundle.ts";
import type { CodeDigest } from "../../../pipeline/engine/key.ts";
import { buildDag } from "../../../pipeline/engine/dag.ts";
import { LocalExecutor } from "../../../pipeline/engine/executor_local.ts";
import { rememberKeys } from "../../../pipeline/engine/history.ts";
import type { Limits } from "../../../pipeline/engine/limits.ts";
import { Locks } from "../../../pipeline/engine/lock.ts";
import { planDag } from "../../../pipeline/engine/plan.ts";
import { type Outcome, Resolver } from "../../../pipeline/engine/resolve.ts";
import type { RunObserver } from "../../../pipeline/engine/run_options.ts";
import { runDag } from "../../../pipeline/engine/scheduler.ts";
import type { ActionRecord, CodeReference, Stage } from "../../../pipeline/engine/stage.ts";
import { Store } from "../../../pipeline/engine/store.ts";

const MAIN = fileURLToPath(new URL("../../../", import.meta.url));

/** A stage module: writes its label around the texts of its inputs, in the order of their roles. */
export const JOIN = `
export function run(parameters: { label?: string }, inputs: Record<string, Uint8Array[]>) {
  const texts = Object.keys(inputs).sort().map((role) =>
    role + "=" + inputs[role]!.map((bytes) => new TextDecoder().decode(bytes)).join("+")
  );
  const text = (parameters.label ?? "") + "(" + texts.join(",") + ")";
  return { out: new TextEncoder().encode(text) };
}
`;

/** A stage with one output, \`out\`, and nothing that a test does not mention. */
export function stage(name: string, entry: string, rest: Partial<Stage> = {}): Stage {
  return {
    name,
    kind: "test",
    code: { entry },
    parameters: {},
    inputs: {},
    outputs: ["out"],
    ...rest,
  };
}

/** A stage that waits: only one for native packages, if for none, has timers. */
export function waiting(name: string, entry: string, rest: Partial<Stage> = {}): Stage {
  return stage(name, entry, { code: { entry, native: [] }, ...rest });
}

/** The output \`out\` of a stage as an input. */
export function from(name: string, output = "out"): { stage: string; output: string } {
  return { stage: name, output };
}

/** How to run. */
export interface ScratchOptions {
  readonly slots?: number;
  readonly keepGoing?: boolean;
  readonly observer?: RunObserver;
  readonly signal?: AbortSignal;
  readonly limits?: Limits;
}

/** What came of a run. */
export interface Report {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Names by status, in topological order. */
  readonly ran: string[];
  readonly cached: string[];
  /** Messages of failures, and culprits of blocked stages, by name. */
  readonly failed: Record<string, string>;
  readonly blocked: Record<string, string>;
  /** What the store had to mend. */
  readonly warnings: string[];
}

/** The record of a stage that ran or was cached. */
export function recordOf(report: Pick<Report, "outcomes">, name: string): ActionRecord {
  const outcome = report.outcomes.get(name);
  if (outcome === undefined || !("record" in outcome)) {
    throw new Error(`"${name}" has no record: ${JSON.stringify(outcome)}`);
  }
  return outcome.record;
}

/** A project in a temporary folder, which goes when it is disposed of. */
export class ScratchProject {
  readonly root: string;
  /** Where the store is; may be changed between runs. */
  storeRoot: string;

  /** @param files Texts by path. */
  constructor(files: Readonly<Record<string, string>> = {}, root?: string) {
    this.root = root ?? Deno.makeTempDirSync({ prefix: "bigrad-engine-" });
    this.storeRoot = join(this.root, ".bigrad");
    if (root !== undefined) return;
    for (const file of ["deno.json", "deno.lock"]) {
      Deno.copyFileSync(join(MAIN, file), join(this.root, file));
    }
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  /** Writes a file of the project. */
  write(path: string, text: string): void {
    const target = join(this.root, path);
    Deno.mkdirSync(dirname(target), { recursive: true });
    Deno.writeTextFileSync(target, text);
  }

  /** Edits a file of the project. */
  edit(path: string, before: string, after: string): void {
    const text = Deno.readTextFileSync(join(this.root, path));
    if (!text.includes(before)) throw new Error(`${path} does not hold "${before}".`);
    this.write(path, text.replace(before, after));
  }

  /** The store as a new process would open it: nothing in memory. */
  store(warnings: string[] = []): Store {
    return new Store(this.storeRoot, (message) => warnings.push(message));
  }

  /** Runs stages as a new process would. */
  async run(stages: readonly Stage[], options: ScratchOptions = {}): Promise<Report> {
    const warnings: string[] = [];
    const store = this.store(warnings);
    const bundler = new Bundler(this.root, store);
    const locks = new Locks(store.root);
    const executor = new LocalExecutor(
      options.slots ?? 2,
      join(store.root, "tmp"),
      options.limits,
    );
    try {
      const outcomes = await runDag(buildDag(stages), {
        resolver: new Resolver(this.root, store, bundler),
        executor,
        locks,
        keepGoing: options.keepGoing ?? false,
        ...(options.observer === undefined ? {} : { observer: options.observer }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
      await rememberKeys(store, outcomes);
      return { outcomes, warnings, ...byStatus(outcomes) };
    } finally {
      await executor.close();
      locks.close();
      await bundler.close();
    }
  }

  /** Plans stages as a new process would. */
  async plan(stages: readonly Stage[]): Promise<Map<string, Outcome>> {
    const store = this.store();
    const bundler = new Bundler(this.root, store);
    try {
      return await planDag(buildDag(stages), new Resolver(this.root, store, bundler));
    } finally {
      await store.flush();
      await bundler.close();
    }
  }

  /** The digest of a stage's code as a new process would find it, and the bundle's text. */
  async bundle(code: CodeReference): Promise<CodeDigest & { text: string }> {
    const store = this.store();
    const bundler = new Bundler(this.root, store);
    try {
      const found = await bundler.digest(code);
      return { ...found, text: await bundler.text(code) };
    } finally {
      await store.flush();
      await bundler.close();
    }
  }

  /** The text of an output, read from disk. */
  text(report: Pick<Report, "outcomes">, name: string, output = "out"): string {
    return this.store().text(recordOf(report, name).outputs[output]!.digest);
  }

  /** Where the blob of an output is. */
  blob(report: Pick<Report, "outcomes">, name: string, output = "out"): string {
    return this.store().blobPath(recordOf(report, name).outputs[output]!.digest);
  }

  /** Makes the records as old as if they had been written yesterday. */
  age(): void {
    const yesterday = new Date(Date.now() - 86_400_000);
    for (const path of filesBelow(join(this.storeRoot, "actions"))) {
      Deno.utimeSync(path, yesterday, yesterday);
    }
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.root, { recursive: true });
  }
}

/** All files below a folder, sorted. */
export function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesBelow(join(folder, name)) : [join(folder, name)]
  ).sort();
}

/** Overwrites a file in place, whatever its mode. */
export function overwrite(path: string, bytes: Uint8Array): void {
  Deno.chmodSync(path, 0o644);
  Deno.writeFileSync(path, bytes);
}

function byStatus(
  outcomes: ReadonlyMap<string, Outcome>,
): Pick<Report, "ran" | "cached" | "failed" | "blocked"> {
  const found = {
    ran: [] as string[],
    cached: [] as string[],
    failed: {} as Record<string, string>,
    blocked: {} as Record<string, string>,
  };
  for (const [name, outcome] of outcomes) {
    if (outcome.status === "failed") found.failed[name] = outcome.message;
    else if (outcome.status === "blocked") found.blocked[name] = outcome.by;
    else if (outcome.status === "ran" || outcome.status === "cached") {
      found[outcome.status].push(name);
    }
  }
  return found;
}
