/**
 * Local workers: a sandboxed process a core, which keeps the bundles it has loaded, and another for
 * stages with native packages.
 *
 * @module
 */

import { dirname, resolve } from "node:path";
import type { Executor, Job, JobResult, Warmth } from "./executor.ts";
import { orIfGone } from "./files.ts";
import { heldBy, LIMITS, type Limits, mostOfMemory, tooLarge } from "./limits.ts";
import { ScratchFolder } from "./scratch_folder.ts";
import { Turns } from "./turns.ts";
import { OutOfMemory, Stray, type WorkerKind, WorkerProcess } from "./worker_process.ts";

/** The workers of one slot: one for pure stages, one for those with native packages, once needed. */
interface Slot {
  readonly workers: { [kind in WorkerKind]?: WorkerProcess };
  /** Of the native worker. */
  scratch?: ScratchFolder;
}

/** How often to look what the workers hold in memory. */
const WATCH_MS = 50;

/** Runs stages in processes: without permissions, or with what native packages need. */
export class LocalExecutor implements Executor {
  readonly #slots: readonly Slot[];
  readonly #idle: Slot[];
  readonly #turns = new Turns();
  readonly #memoryBytes: number;
  readonly #scratch: string;
  /** True if the scratch files are in a folder of their own, which goes with the executor. */
  readonly #apart: boolean;
  /** Where workers stand: what they are told of paths is told from there. */
  readonly #folder: string;
  #watch: ReturnType<typeof setInterval> | undefined;

  /**
   * @param slots How many stages run at once.
   * @param scratch Folder for the scratch folders of native stages.
   * @param limits What stages may take.
   */
  constructor(
    readonly slots: number,
    scratch: string,
    readonly limits: Limits = LIMITS,
  ) {
    this.#slots = Array.from({ length: slots }, () => ({ workers: {} }));
    this.#idle = [...this.#slots];
    this.#folder = dirname(resolve(scratch));
    // DuckDB takes a question mark for the end of the path of a database, wherever it is told from.
    this.#apart = this.#folder.includes("?");
    this.#scratch = this.#apart ? Deno.makeTempDirSync({ prefix: "bigrad-" }) : resolve(scratch);
    this.#memoryBytes = limits.memoryBytes ?? mostOfMemory();
  }

  expect(): void {
    const slot = this.#slots.find(({ workers }) => workers.pure === undefined);
    try {
      if (slot !== undefined) this.#start(slot, "pure");
    } catch {
      // The first job will say why.
    }
  }

  warmth(code: string): Warmth {
    if (this.#idle.some((slot) => holds(slot, code))) return 2;
    return this.#slots.some((slot) => holds(slot, code)) ? 0 : 1;
  }

  async run(job: Job): Promise<JobResult> {
    // An idle slot, rather one that has the code loaded.
    const at = this.#idle.findIndex((slot) => holds(slot, job.code));
    const [slot] = this.#idle.splice(Math.max(at, 0), 1);
    if (slot === undefined) throw new Error("More jobs than slots were started at once.");
    this.#watch ??= setInterval(() => this.#look(), WATCH_MS);
    try {
      return await this.#turns.withOthers(() => this.#runIn(slot, job));
    } catch (error) {
      const own = { ...job, loadable: () => job.loadable(true) };
      if (error instanceof Stray) {
        return await this.#turns.withOthers(() => this.#runIn(slot, own));
      }
      if (!(error instanceof OutOfMemory)) throw error;
      // What was running beside it may have been what took the memory.
      return await this.#turns.alone(() => this.#runIn(slot, own));
    } finally {
      this.#idle.push(slot);
      if (this.#idle.length === this.slots) {
        clearInterval(this.#watch);
        this.#watch = undefined;
      }
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#watch);
    await Promise.all(this.#workers().map((worker) => worker.close()));
    for (const { scratch } of this.#slots) scratch?.remove();
    if (this.#apart) orIfGone(() => Deno.removeSync(this.#scratch, { recursive: true }), undefined);
  }

  #workers(): WorkerProcess[] {
    return this.#slots.flatMap(({ workers }) => Object.values(workers));
  }

  /** Ends workers if all together hold too much: those that are idle, then the largest. */
  #look(): void {
    const held = this.#workers().filter(({ spent }) => !spent)
      .map((worker) => ({ worker, bytes: heldBy(worker.pid) }));
    if (held.reduce((sum, { bytes }) => sum + bytes, 0) <= this.#memoryBytes) return;
    const idle = held.filter(({ worker }) => !worker.busy);
    if (idle.length > 0) return idle.forEach(({ worker }) => worker.end());
    const [largest] = held.sort((a, b) => b.bytes - a.bytes);
    const message = tooLarge(this.#memoryBytes);
    largest?.worker.end(held.length === 1 ? new Error(message) : new OutOfMemory(message));
  }

  async #runIn(slot: Slot, { code, loadable, native: paths, ...job }: Job): Promise<JobResult> {
    const { name, parameters, inputs, random } = job;
    const { pureSeconds, nativeSeconds, outputBytes, consoleCharacters } = this.limits;
    const seconds = paths === undefined ? pureSeconds : nativeSeconds;
    const worker = await this.#workerOf(slot, paths === undefined ? "pure" : "native");
    try {
      const native = paths && { native: slot.scratch!.lend(paths) };
      const limits = { seconds, outputBytes, consoleCharacters };
      const asked = { name, code, parameters, inputs, random, ...native, limits };
      const { outputs, ...cost } = await worker.run(asked, loadable);
      return { outputs, cost };
    } finally {
      if (paths !== undefined) slot.scratch!.clear();
    }
  }

  /** The worker of a kind; another one if it is spent. */
  async #workerOf(slot: Slot, kind: WorkerKind): Promise<WorkerProcess> {
    const worker = slot.workers[kind];
    if (worker?.spent === false) return worker;
    await worker?.close();
    if (kind === "native") {
      slot.scratch?.remove();
      slot.scratch = new ScratchFolder(this.#scratch, this.#folder);
    }
    return this.#start(slot, kind);
  }

  #start(slot: Slot, kind: WorkerKind): WorkerProcess {
    return slot.workers[kind] = new WorkerProcess(kind, this.#folder, slot.scratch?.told);
  }
}

function holds({ workers }: Slot, code: string): boolean {
  return Object.values(workers).some((worker) => worker.holds(code));
}
