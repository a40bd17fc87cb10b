/**
 * A few stages of the engine, run for a command that needs what they give.
 *
 * @module
 */

import { join } from "node:path";
import { Bundler } from "../engine/bundle.ts";
import { buildDag } from "../engine/dag.ts";
import { LocalExecutor } from "../engine/executor_local.ts";
import { limitsWith } from "../engine/limits.ts";
import { Locks } from "../engine/lock.ts";
import { Resolver } from "../engine/resolve.ts";
import { runDag } from "../engine/scheduler.ts";
import type { ActionRecord, Stage } from "../engine/stage.ts";
import { Store } from "../engine/store.ts";
import { decodeJson } from "../json.ts";
import type { Options } from "../options.ts";
import {
  PROJECT_FOLDER,
  refusing,
  requireFolder,
  requireReachable,
  requireWritable,
} from "../paths.ts";

/** A stage that failed, in its own words. */
export class FailedStage extends Error {
  constructor(readonly stage: string, readonly why: string) {
    super(`${stage}: ${why}`);
  }
}

/** An output that somebody took away, or damaged, since its stage ended; its stage makes it again. */
export class LostOutput extends Error {
  constructor(stage: string, output: string) {
    super(`The output "${output}" of ${stage} was lost since it ended; run the command again.`);
  }
}

/** Is told how many stages are done, of how many, and the name of one. */
export type RunProgress = (done: number, total: number, name: string) => void;

/** Longer than a file takes to load, or any objective that can be worked with to be called once. */
const SOON_SECONDS = 60;

/** An engine that is open. */
export class EngineRun {
  readonly store: Store;
  readonly #bundler: Bundler;
  readonly #locks: Locks;
  readonly #executor: LocalExecutor;
  /** For what must end soon. */
  readonly #soon: LocalExecutor;
  /** How long that may take. */
  readonly soonSeconds: number;
  readonly #interrupt = new AbortController();
  /** What came of each stage, by its name. */
  readonly #outcomes = new Map<string, "ran" | "cached">();

  /**
   * Opens the store that the options name.
   *
   * @throws {UsageError} If it cannot be one.
   */
  constructor(options: Options, warn: (message: string) => void, readonly progress: RunProgress) {
    requireReachable("store", options.store);
    requireFolder("store", options.store);
    this.store = refusing("store", options.store, () => new Store(options.store, warn));
    requireWritable("store", options.store, `tmp/${Deno.pid}-${crypto.randomUUID()}`);
    this.#bundler = new Bundler(PROJECT_FOLDER, this.store);
    this.#locks = new Locks(this.store.root);
    const limits = limitsWith(options);
    const scratch = join(this.store.root, "tmp");
    this.soonSeconds = Math.min(options.timeLimit ?? SOON_SECONDS, limits.pureSeconds);
    this.#executor = new LocalExecutor(options.jobs, scratch, limits);
    this.#soon = new LocalExecutor(1, scratch, { ...limits, pureSeconds: this.soonSeconds });
  }

  /**
   * Brings stages up to date.
   *
   * @param soon Whether they must end within `soonSeconds`.
   * @throws {FailedStage} if one of them fails.
   */
  async run(stages: readonly Stage[], soon = false): Promise<ReadonlyMap<string, ActionRecord>> {
    const dag = buildDag(stages);
    let done = 0;
    const outcomes = await runDag(dag, {
      resolver: new Resolver(PROJECT_FOLDER, this.store, this.#bundler),
      executor: soon ? this.#soon : this.#executor,
      locks: this.#locks,
      keepGoing: false,
      signal: this.#interrupt.signal,
      observer: {
        bundling: () => this.progress(0, stages.length, "bundling"),
        started: ({ name }) => this.progress(done, stages.length, name),
        settled: ({ name }) => this.progress(++done, stages.length, name),
      },
    });
    const records = new Map<string, ActionRecord>();
    for (const [name, outcome] of outcomes) {
      if (outcome.status === "failed") throw new FailedStage(name, outcome.message);
      if (!("record" in outcome)) continue;
      records.set(name, outcome.record);
      if (this.#outcomes.get(name) !== "ran") this.#outcomes.set(name, outcome.status);
    }
    return records;
  }

  /** How many stages have run, and how many were up to date. */
  get counts(): { readonly ran: number; readonly cached: number } {
    const all = [...this.#outcomes.values()];
    const ran = all.filter((status) => status === "ran").length;
    return { ran, cached: all.length - ran };
  }

  /**
   * An output as bytes.
   *
   * @throws {LostOutput} If it is no longer there.
   */
  bytes(record: ActionRecord, output: string): Uint8Array<ArrayBuffer> {
    const bytes = this.store.get(record.outputs[output]!.digest);
    if (bytes === undefined) throw new LostOutput(record.name, output);
    return bytes.slice();
  }

  /**
   * An output that is JSON.
   *
   * @throws {LostOutput} If it is no longer there.
   */
  json<Value>(record: ActionRecord, output: string): Value {
    return decodeJson<Value>(this.bytes(record, output));
  }

  /** Starts no stage any more, and ends those at work. */
  interrupt(): void {
    this.#interrupt.abort();
  }

  async close(): Promise<void> {
    await this.#soon.close();
    await this.#executor.close();
    this.#locks.close();
    await this.#bundler.close();
  }
}
