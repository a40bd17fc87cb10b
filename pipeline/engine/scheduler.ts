/**
 * Runs a graph: each stage once its inputs are there, unless the store already knows its result.
 *
 * @module
 */

import { hostname } from "node:os";
import type { Dag } from "./dag.ts";
import { type Executor, type JobResult, requireDeclared } from "./executor.ts";
import { jobOf } from "./job.ts";
import type { Locks } from "./lock.ts";
import { ReadyStages } from "./ready.ts";
import type { Outcome, Resolved, Resolver } from "./resolve.ts";
import { type ActionRecord, type Stage, type StageCost, UsageError } from "./stage.ts";

/** How long to wait before looking again at a stage that another run is computing. */
const POLL_MS = 50;

/** How many results may be on their way to disk before more are computed: they are held in memory. */
const SAVING_LIMIT = 64;

/** What a run tells while it goes on. */
export interface RunObserver {
  /** Code has to be bundled before anything is started. */
  bundling?(): void;
  started?(stage: Stage): void;
  settled?(stage: Stage, outcome: Outcome): void;
  /** The result of a stage that ran is on disk, after so many seconds. */
  saved?(stage: Stage, seconds: number): void;
}

/** What a run is made with. */
export interface RunOptions {
  readonly resolver: Resolver;
  readonly executor: Executor;
  readonly locks: Locks;
  readonly keepGoing: boolean;
  readonly observer?: RunObserver;
  /** Stops the run: no stage is started any more, those at work are ended. */
  readonly signal?: AbortSignal;
}

/**
 * Runs the graph and returns what came of each stage, in topological order. Without `keepGoing`
 * stages that were not reached after a failure are missing from the result.
 */
export async function runDag(dag: Dag, options: RunOptions): Promise<Map<string, Outcome>> {
  await options.resolver.prepare(dag.order, () => options.observer?.bundling?.());
  const outcomes = await new Run(dag, options).finish();
  return new Map(
    dag.order.flatMap(({ name }) => outcomes.has(name) ? [[name, outcomes.get(name)!]] : []),
  );
}

class Run {
  readonly #outcomes = new Map<string, Outcome>();
  readonly #waiting = new Map<string, number>();
  readonly #ready: ReadyStages;
  /** Stages that need computing but whose lock another run holds. */
  #contended: Stage[] = [];
  /** Stages that are run again because their blobs were lost, with those that wait for them. */
  readonly #remaking = new Map<string, Stage[]>();
  /** Results on their way to disk. */
  readonly #saving = new Set<Promise<unknown>>();
  #running = 0;
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
    const { signal, executor } = this.options;
    const abort = () => {
      void executor.close();
      this.#wake();
    };
    signal?.addEventListener("abort", abort);
    try {
      while (true) {
        if (signal?.aborted) break;
        if (this.#crash !== undefined) throw this.#crash;
        const stage = this.#next();
        if (stage !== undefined) {
          this.#advance(stage);
        } else if (this.#running === 0 && (this.#contended.length === 0 || this.#stopped())) {
          if (this.#saving.size === 0) break;
          await Promise.all(this.#saving);
        } else {
          await this.#sleep();
          for (const again of this.#contended.splice(0)) this.#ready.push(again);
        }
      }
    } finally {
      signal?.removeEventListener("abort", abort);
      // What was finished is kept, however the run ends.
      await Promise.allSettled(this.#saving);
      await this.options.resolver.store.flush();
    }
    return this.#outcomes;
  }

  #stopped(): boolean {
    return this.#failed && !this.options.keepGoing;
  }

  /** The next stage to look at, or undefined if there is none or no room to run one. */
  #next(): Stage | undefined {
    if (
      this.#stopped() || this.#running >= this.options.executor.slots ||
      this.#saving.size >= SAVING_LIMIT
    ) return undefined;
    return this.#ready.take((stage) => {
      const code = this.options.resolver.codeOf(stage);
      return code !== undefined && this.options.executor.isWarm(code);
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
    if (!locks.acquire(resolved.key)) {
      this.#contended.push(stage);
      return;
    }
    // Another run may have finished it between the look and the lock.
    const record = resolver.valid(stage, resolved.key);
    if (record !== undefined) {
      locks.release(resolved.key);
      return this.#settle(stage, { status: "cached", record });
    }
    this.#running++;
    this.options.observer?.started?.(stage);
    this.#attempt(stage, resolved).then(
      (came) => {
        if ("lost" in came) {
          locks.release(resolved.key);
          this.#remake(stage, came.lost);
        } else {
          if (came.status === "ran") this.#save(stage, came.record);
          else locks.release(resolved.key);
          this.#settle(stage, came);
        }
      },
    ).catch((error) => this.#crash = error).finally(() => {
      this.#running--;
      this.#wake();
    });
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

  /**
   * Undefined if the blobs of all inputs are sound; else the parents that made the others (none, if
   * what was lost is a file of the project). Verifies the blobs on the way.
   */
  #lostInputs(stage: Stage, { inputs }: Resolved): string[] | undefined {
    const { store } = this.options.resolver;
    const bad = new Set(
      Object.values(inputs).flat()
        .filter((artifact) =>
          (stage.files && !store.check(artifact)) || store.get(artifact.digest) === undefined
        )
        .map(({ digest }) => digest),
    );
    if (bad.size === 0) return undefined;
    return this.dag.parents.get(stage.name)!.filter((parent) => {
      const outcome = this.#outcomes.get(parent);
      return outcome !== undefined && "record" in outcome &&
        Object.values(outcome.record.outputs).some(({ digest }) => bad.has(digest));
    });
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

  /** Runs a stage; or names parents to run again first, if their blobs are lost. */
  async #attempt(stage: Stage, resolved: Resolved): Promise<Outcome | { lost: string[] }> {
    const { resolver, executor } = this.options;
    const { store } = resolver;
    const start = performance.now();
    if (stage.files) {
      for (const { digest } of Object.values(resolved.inputs).flat()) await store.written(digest);
    }
    const lost = this.#lostInputs(stage, resolved);
    if (lost !== undefined) return { lost };
    const job = jobOf(stage, resolved.components, store, resolver.bundler);
    // Lost just now: it is looked at again.
    if (job === undefined) return { lost: [] };
    let result: JobResult;
    try {
      result = await executor.run(job);
      requireDeclared(stage, result);
    } catch (error) {
      // No stage is to blame for what would happen to all of them.
      if (error instanceof UsageError) throw error;
      return { status: "failed", message: error instanceof Error ? error.message : String(error) };
    }
    const heldSeconds = (performance.now() - start) / 1000;
    const record: ActionRecord = {
      key: resolved.key,
      name: stage.name,
      kind: stage.kind,
      components: resolved.components,
      outputs: Object.fromEntries(
        stage.outputs.map((output) => [output, store.put(result.outputs[output]!)]),
      ),
      cost: withWait(result.cost, heldSeconds),
      host: hostname(),
      finished: new Date().toISOString(),
    };
    return { status: "ran", record };
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
      const timer = this.#contended.length > 0
        ? setTimeout(() => this.#wake(), POLL_MS)
        : undefined;
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = () => {};
        resolve();
      };
    });
  }
}

/** What a stage cost that held a slot for so long. */
function withWait(cost: StageCost, heldSeconds: number): StageCost {
  const { seconds, loadSeconds = 0 } = cost;
  return { ...cost, waitSeconds: Math.max(0, heldSeconds - seconds - loadSeconds) };
}
