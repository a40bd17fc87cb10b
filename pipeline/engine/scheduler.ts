/**
 * Runs a graph: each stage once its inputs are there, unless the store already knows its result.
 *
 * @module
 */

import { attempt } from "./attempt.ts";
import { type Contended, ContendedStages, MANY } from "./contended.ts";
import type { Dag } from "./dag.ts";
import { recordKeys } from "./layout.ts";
import { ReadyStages } from "./ready.ts";
import type { Outcome, Resolved } from "./resolve.ts";
import type { RunOptions } from "./run_options.ts";
import { type ActionRecord, type Stage, UsageError } from "./stage.ts";

/** How often to list all records where many stages wait for others: 257 operations each time. */
const LIST_MS = 15_000;

/** How many results may be on their way to disk before more are computed: they are held in memory. */
const SAVING_LIMIT = 64;

/**
 * Runs the graph and returns what came of each stage, in topological order. Without `keepGoing`
 * stages that were not reached after a failure are missing from the result.
 */
export async function runDag(dag: Dag, options: RunOptions): Promise<Map<string, Outcome>> {
  const { resolver, executor, observer } = options;
  await resolver.prepare(dag.order, () => {
    executor.expect?.();
    observer?.bundling?.();
  });
  const outcomes = await new Run(dag, options).finish();
  return new Map(
    dag.order.flatMap(({ name }) => outcomes.has(name) ? [[name, outcomes.get(name)!]] : []),
  );
}

/** How often a stage may find its inputs lost. */
const MOST_LOSSES = 5;

class Run {
  readonly #outcomes = new Map<string, Outcome>();
  readonly #waiting = new Map<string, number>();
  readonly #ready: ReadyStages;
  readonly #contended = new ContendedStages();
  #listed = 0;
  /** How often the inputs of a stage were lost, by its name. */
  readonly #losses = new Map<string, number>();
  /** Stages that are run again because their blobs were lost, with those that wait for them. */
  readonly #remaking = new Map<string, Stage[]>();
  /** Results on their way to disk. */
  readonly #saving = new Set<Promise<unknown>>();
  #running = 0;
  #begun = false;
  #failed = false;
  #wake: () => void = () => {};
  #crash: unknown;

  constructor(readonly dag: Dag, readonly options: RunOptions) {
    this.#ready = new ReadyStages(dag);
    for (const stage of dag.order) {
      const parents = dag.parents.get(stage.name)!.length;
      this.#waiting.set(stage.name, parents);
      if (parents === 0) this.#ready.push(stage);
    }
  }

  async finish(): Promise<ReadonlyMap<string, Outcome>> {
    const { signal, drain, executor } = this.options;
    const abort = () => {
      void executor.close();
      this.#wake();
    };
    const drained = () => this.#wake();
    signal?.addEventListener("abort", abort);
    drain?.addEventListener("abort", drained);
    try {
      while (true) {
        if (signal?.aborted) break;
        if (this.#crash !== undefined) throw this.#crash;
        const stage = this.#next();
        if (stage !== undefined) {
          this.#advance(stage);
          continue;
        }
        if (this.#lookAtContended()) continue;
        const waits = this.#contended.size > 0 && !this.#stopped() && drain?.aborted !== true;
        if (this.#running === 0 && !waits) {
          if (this.#saving.size === 0) break;
          await Promise.all(this.#saving);
        } else {
          await this.#sleep();
        }
      }
    } finally {
      signal?.removeEventListener("abort", abort);
      drain?.removeEventListener("abort", drained);
      // What was finished is kept, however the run ends.
      await Promise.allSettled(this.#saving);
      await this.options.resolver.store.flush();
    }
    return this.#outcomes;
  }

  /** True if nothing more is to be started, or to be waited for. */
  #stopped(): boolean {
    const { keepGoing, drain, follow } = this.options;
    return (this.#failed && !keepGoing) || (drain?.aborted === true && !follow);
  }

  #hasRoom(): boolean {
    return !this.#stopped() && this.#running < this.options.executor.slots &&
      this.#saving.size < SAVING_LIMIT;
  }

  /** The next stage to look at, or undefined if there is none or no room to run one. */
  #next(): Stage | undefined {
    if (!this.#hasRoom()) return undefined;
    // Nothing is loaded before the first stage runs.
    if (!this.#begun) return this.#ready.take(() => 2);
    return this.#ready.take((stage) => {
      const code = this.options.resolver.codeOf(stage);
      return code === undefined ? 1 : this.options.executor.warmth(code);
    });
  }

  /** Settles a stage from the store, or starts it. */
  #advance(stage: Stage): void {
    const { resolver, locks } = this.options;
    const remaking = this.dag.parents.get(stage.name)!.filter((name) => !this.#outcomes.has(name));
    if (remaking.length > 0) return this.#waitFor(stage, remaking);
    if (resolver.skips(stage, this.#outcomes)) return this.#settle(stage, { status: "skipped" });
    const by = resolver.blockedBy(stage, this.#outcomes);
    if (by !== undefined) return this.#settle(stage, { status: "blocked", by });
    let resolved: Resolved;
    try {
      resolved = resolver.resolve(stage, this.#outcomes);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return this.#settle(stage, { status: "failed", message: error.message });
    }
    if (resolved.record !== undefined) {
      return this.#settle(stage, { status: "cached", record: resolved.record });
    }
    if (!resolver.wants(stage)) return this.#settle(stage, { status: "skipped" });
    const held = locks.look(resolved.key);
    if (typeof held === "object") {
      return this.#settle(stage, { status: "failed", message: held.failed });
    }
    if (this.options.follow || held === "held" || !locks.acquire(resolved.key)) {
      this.#contended.add(stage, resolved.key);
      this.options.observer?.waiting?.(stage);
      return;
    }
    // Another run may have finished it between the look and the lock.
    const record = resolver.valid(stage, resolved.key);
    if (record !== undefined) {
      locks.release(resolved.key);
      return this.#settle(stage, { status: "cached", record });
    }
    this.#running++;
    this.#begun = true;
    this.options.observer?.started?.(stage);
    attempt(stage, resolved, this.options).then(
      (came) => {
        if ("lost" in came) {
          locks.release(resolved.key);
          this.#lose(stage, came.lost);
        } else {
          if (came.status === "ran") this.#save(stage, came.record);
          else if (came.status === "failed") locks.fail(resolved.key, came.message);
          else locks.release(resolved.key);
          this.#settle(stage, came);
        }
      },
    ).catch((error) => this.#crash = error).finally(() => {
      this.#running--;
      this.#wake();
    });
  }

  /** Looks at stages that other runs compute, if it is time to and there is room; true if any was. */
  #lookAtContended(): boolean {
    const { follow, resolver, drain } = this.options;
    if (!this.#hasRoom()) return false;
    // What others did until now counts, though nothing more is waited for.
    const last = follow === true && drain?.aborted === true;
    if (last || (this.#contended.size > MANY && this.#listIsDue())) {
      const settled = this.#outcomes.size;
      const keys = last ? undefined : recordKeys(resolver.store.root);
      for (const one of this.#contended.takeAll(keys)) this.#lookAgain(one);
      return this.#outcomes.size > settled;
    }
    const one = this.#contended.size > MANY ? undefined : this.#contended.take();
    if (one === undefined) return false;
    this.#lookAgain(one);
    return true;
  }

  #listIsDue(): boolean {
    const now = performance.now();
    const due = now - this.#listed >= LIST_MS;
    if (due) this.#listed = now;
    return due;
  }

  /** Looks whether another run has finished a stage, or failed, or given it up. */
  #lookAgain(contended: Contended): void {
    const { resolver, locks, follow } = this.options;
    const { stage, key } = contended;
    const record = resolver.valid(stage, key);
    if (record !== undefined) return this.#settle(stage, { status: "cached", record });
    const held = locks.look(key);
    if (typeof held === "object") {
      return this.#settle(stage, { status: "failed", message: held.failed });
    }
    if (follow || held === "held") this.#contended.add(stage, key, contended);
    else this.#advance(stage);
  }

  /** Records a result while the run goes on. */
  #save(stage: Stage, record: ActionRecord): void {
    const { resolver: { store }, locks, observer } = this.options;
    const start = performance.now();
    const saved = store.putRecord(record)
      .then(() => observer?.saved?.(stage, (performance.now() - start) / 1000))
      .catch((error) => this.#crash = error)
      .finally(() => {
        locks.release(record.key);
        this.#saving.delete(saved);
        this.#wake();
      });
    this.#saving.add(saved);
  }

  /** Has inputs made again that were lost, but not for ever: the stage itself may be what damages them. */
  #lose(stage: Stage, lost: ReadonlySet<string>): void {
    const times = 1 + (this.#losses.get(stage.name) ?? 0);
    this.#losses.set(stage.name, times);
    if (times <= MOST_LOSSES) return this.#remake(stage, this.#makersOf(stage, lost));
    const digests = [...lost].map((digest) => digest.slice(0, 12)).join(", ");
    const message = `What it reads (${digests}) was damaged ${times} times before it ended; ` +
      "something else writes to the store, or the stage itself does.";
    this.#settle(stage, { status: "failed", message });
  }

  /** Puts a stage back behind parents that have to be run again; a lost file is just read again. */
  #remake(stage: Stage, parents: string[]): void {
    if (parents.length === 0) return this.#ready.push(stage);
    for (const parent of parents) {
      // Another child may have found the loss first.
      if (this.#remaking.has(parent)) continue;
      this.#outcomes.delete(parent);
      this.#remaking.set(parent, []);
      this.#ready.push(this.dag.byName.get(parent)!);
    }
    this.#waitFor(stage, parents);
  }

  #waitFor(stage: Stage, parents: string[]): void {
    this.#waiting.set(stage.name, parents.length);
    for (const parent of parents) this.#remaking.get(parent)!.push(stage);
  }

  /** Of these outputs those parents of a stage that made them (none, if they are files of the project). */
  #makersOf(stage: Stage, digests: ReadonlySet<string>): string[] {
    return this.dag.parents.get(stage.name)!.filter((parent) => {
      const outcome = this.#outcomes.get(parent);
      return outcome !== undefined && "record" in outcome &&
        Object.values(outcome.record.outputs).some(({ digest }) => digests.has(digest));
    });
  }

  #settle(stage: Stage, outcome: Outcome): void {
    this.#outcomes.set(stage.name, outcome);
    if (outcome.status === "failed") this.#failed = true;
    this.options.observer?.settled?.(stage, outcome);
    const waiters = this.#remaking.get(stage.name) ??
      this.dag.children.get(stage.name)!.map((child) => this.dag.byName.get(child)!);
    this.#remaking.delete(stage.name);
    for (const child of waiters) {
      const left = this.#waiting.get(child.name)! - 1;
      this.#waiting.set(child.name, left);
      if (left === 0) this.#ready.push(child);
    }
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#contended.size > 0 && this.#hasRoom()
        ? setTimeout(
          () => this.#wake(),
          this.#contended.size > MANY ? 1000 : this.#contended.rest(),
        )
        : undefined;
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = () => {};
        resolve();
      };
    });
  }
}
