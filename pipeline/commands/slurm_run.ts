/**
 * A run whose stages are computed by workers that Slurm starts: they share the store, and this process
 * follows what they do. Workers that time out or are lost leave what is not done to the others, and
 * when none are left, others are asked for.
 *
 * @module
 */

import { join } from "node:path";
import type { Executor } from "../engine/executor.ts";
import { recordKeys } from "../engine/layout.ts";
import type { Locks } from "../engine/lock.ts";
import type { Outcome } from "../engine/resolve.ts";
import type { RunObserver } from "../engine/run_options.ts";
import { runDag } from "../engine/scheduler.ts";
import { asPattern, memoryForStages, shell, SlurmArray, type Tasks } from "../engine/slurm.ts";
import type { Options } from "../options.ts";
import { PROJECT_FOLDER } from "../paths.ts";
import type { Project } from "../project.ts";
import { quoted } from "../wording.ts";
import { type Outcomes, unreached } from "./outcomes.ts";

/** How often the queue is looked at. */
const QUEUE_MS = 5_000;

/** How much of a worker's last words is shown where nothing was done. */
const LAST_WORDS = 400;

/** Runs nothing: stages are computed elsewhere. */
const ELSEWHERE: Executor = {
  slots: Infinity,
  warmth: () => 1,
  run: () => Promise.reject(new Error("A stage was to be run by a process that only follows.")),
  close: () => Promise.resolve(),
};

/** How the run is made. */
export interface SlurmRun {
  readonly project: Project;
  readonly options: Options;
  readonly locks: Locks;
  readonly session: string;
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
  /** Says what becomes of the workers. */
  readonly say: (line: string) => void;
}

/**
 * Has all stages computed that are not up to date. Asks Slurm for nothing if there are none.
 *
 * @throws {UsageError} If Slurm refuses the workers.
 * @throws {Error} If workers ended without having done anything.
 */
export async function runOnSlurm(run: SlurmRun): Promise<Outcomes> {
  const { project: { dag, resolver, store }, options, locks, signal } = run;
  const before = recordKeys(store.root);
  /** What is there now and was not when this run began was made for it. */
  const told = (outcome: Outcome): Outcome =>
    outcome.status === "cached" && !before.has(outcome.record.key)
      ? { status: "ran", record: outcome.record }
      : outcome;
  let records = before.size;
  let settled = new Set<string>();
  while (true) {
    const workers = new Workers(run);
    let outcomes: Outcomes;
    try {
      outcomes = await runDag(dag, {
        resolver,
        executor: ELSEWHERE,
        locks,
        keepGoing: options.keepGoing,
        follow: true,
        observer: {
          ...run.observer,
          settled: (stage, outcome) => {
            if (!settled.has(stage.name)) run.observer.settled?.(stage, told(outcome));
          },
          waiting: (stage) => {
            run.observer.waiting?.(stage);
            workers.start();
          },
        },
        signal,
        drain: workers.ended,
      });
    } catch (error) {
      await workers.cancel();
      throw error;
    }
    const failed = [...outcomes.values()].some(({ status }) => status === "failed");
    const left = unreached(run.project, outcomes);
    // Where nothing is left to do, those at work see it, too.
    await (left === 0 && !failed ? workers.cancelPending() : workers.cancel());
    if (left === 0 || signal.aborted || (failed && !options.keepGoing)) {
      return new Map([...outcomes].map(([name, outcome]) => [name, told(outcome)]));
    }
    const made = recordKeys(store.root).size - records;
    if (made === 0) throw new Error(workers.lament(left));
    records += made;
    settled = new Set(outcomes.keys());
    run.say(`${workers.name} ended with ${left} stages left; others are asked for.`);
  }
}

/** One array of workers. */
class Workers {
  readonly #ended = new AbortController();
  #array: SlurmArray | undefined;
  #started: Promise<void> | undefined;
  #error: unknown;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #told = "";

  constructor(readonly run: SlurmRun) {}

  /** Is aborted once none of them is in the queue any more. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  get name(): string {
    return `Slurm job ${this.#array?.id ?? "?"}`;
  }

  /** Submits them, unless that was done. */
  start(): void {
    this.#started ??= this.#submit().catch((error) => {
      this.#error = error;
      this.#ended.abort();
    });
  }

  /**
   * Takes them out of the queue, wherever they are.
   *
   * @throws What submitting them came to.
   */
  async cancel(): Promise<void> {
    await this.#stop();
    if (!this.ended.aborted) await this.#array?.cancel();
  }

  /**
   * Takes those out of the queue that have not begun.
   *
   * @throws What submitting them came to.
   */
  async cancelPending(): Promise<void> {
    await this.#stop();
    if (!this.ended.aborted) await this.#array?.cancelPending();
  }

  async #stop(): Promise<void> {
    await this.#started;
    clearTimeout(this.#timer);
    if (this.#error !== undefined) throw this.#error;
  }

  /** What is said where they did nothing. */
  lament(left: number): string {
    const words = this.#lastWords();
    return `${this.name} ended without having done any of ${left} stages` +
      (words === ""
        ? `; it left no log: see "scontrol show job ${
          this.#array?.id ?? ""
        }", and that all nodes ` +
          `can write ${this.run.project.store.root}.`
        : `; its log ends: ${words}`);
  }

  async #submit(): Promise<void> {
    const { options, project: { store }, say } = this.run;
    const log = join(asPattern(store.root), "runs", "slurm-%A_%a.log");
    this.#array = await SlurmArray.submit(options.slurm!, command(this.run), log, shell);
    say(`${this.name}: ${options.slurm!.workers} workers submitted.`);
    this.#timer = setTimeout(() => this.#look(), QUEUE_MS);
  }

  async #look(): Promise<void> {
    const tasks = await this.#array!.tasks().catch(() => undefined);
    this.#tell(tasks);
    if (tasks?.size === 0) this.#ended.abort();
    else this.#timer = setTimeout(() => this.#look(), QUEUE_MS);
  }

  #tell(tasks: Tasks | undefined): void {
    const said = tasks === undefined
      ? "squeue does not answer and is asked again; what workers finish is seen without it"
      : [...tasks].map(([state, count]) => `${count} ${state}`).join(", ");
    if (said === this.#told) return;
    this.#told = said;
    if (said !== "") this.run.say(`${this.name}: ${said}.`);
  }

  #lastWords(): string {
    const { store } = this.run.project;
    for (let task = 1; task <= this.run.options.slurm!.workers; task++) {
      const text = store.file(join("runs", `slurm-${this.#array?.id}_${task}.log`))?.trim();
      if (text) return text.slice(-LAST_WORDS).replace(/\s*\n\s*/g, "; ");
    }
    return "";
  }
}

/** What a worker runs. */
function command({ options, project, session }: SlurmRun): string {
  const { slurm, timeLimit, memoryLimit, silenceSeconds } = options;
  const memory = memoryLimit ??
    (slurm!.memory === undefined ? undefined : memoryForStages(slurm!.memory));
  const set = (name: string, value: number | undefined): string[] =>
    value === undefined ? [] : [`--${name}=${value}`];
  const words = [
    join(PROJECT_FOLDER, "bigrad"),
    "work",
    ...options.selection,
    `--store=${project.store.root}`,
    `--session=${session}`,
    ...(options.keepGoing ? ["--keep-going"] : []),
    ...set("time-limit", timeLimit),
    ...set("memory-limit", memory),
    ...set("silence", silenceSeconds),
  ];
  return `${words.map(quoted).join(" ")} --jobs="\${SLURM_CPUS_PER_TASK:-1}"`;
}
