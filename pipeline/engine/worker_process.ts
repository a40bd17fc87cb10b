/**
 * One worker process, as seen from outside: it is asked to run stages, one after another.
 *
 * A process and not a thread, since a thread that is busy cannot be ended, and one that runs out of
 * memory takes all others with it. It costs no more to start.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import type { Job } from "./executor.ts";
import { after, heapExhausted, tooSlow } from "./limits.ts";
import { headBytes, joined, messagesFrom } from "./messages.ts";
import type { SandboxReply, SandboxRequest } from "./sandbox.ts";
import { type StageOutputs, UsageError } from "./stage.ts";
import { WorkerCodes } from "./worker_codes.ts";

/** How long a native stage has to stop by itself once its time is up: it may have to tidy up. */
const GRACE_SECONDS = 2;

/**
 * How long a worker may take to start, beyond what its first stage may take: the stage is not to blame
 * for a busy machine.
 */
const STARTING_SECONDS = 60;

/** Messages up to this size are written at once. */
const SMALL = 65_536;

/** How much of a worker's last words is kept. */
const LAST_WORDS = 4000;

/** What a stage is run with. */
export interface Asked extends Omit<SandboxRequest, "id" | "loadable" | "inputs"> {
  readonly inputs: Readonly<Record<string, readonly Uint8Array<ArrayBuffer>[]>>;
}

type Done = Extract<SandboxReply, { outputs: unknown }>;

/** The outputs of a stage and what the worker measured. */
export type Came = Omit<Done, "id" | "outputs"> & { readonly outputs: StageOutputs };

/** The system ended a worker, or the engine did for want of memory: its stage may do better alone. */
export class OutOfMemory extends Error {}

/**
 * A worker ended by what the stage before may have left behind, or another code of a joint text: its stage
 * may do better in another one, from its own bundle.
 */
export class Stray extends Error {}

/** Which permissions a worker has: none, or those that native packages need. */
export type WorkerKind = "pure" | "native";

/** A process that may touch what stages of its kind need. */
export class WorkerProcess {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #codes = new WorkerCodes();
  readonly #gone: Promise<void>;
  /** It has started, and takes requests. */
  readonly #ready = Promise.withResolvers<void>();
  #asked = 0;
  #dead = false;
  #waiting: { resolve: (came: Came) => void; reject: (error: Error) => void } | undefined;

  /**
   * @param folder Where it stands.
   * @param scratch The folder in which native stages may write, as seen from there.
   */
  constructor(kind: WorkerKind, folder: string, scratch = "") {
    this.#child = start(kind, folder, scratch);
    this.#writer = this.#child.stdin.getWriter();
    this.#gone = this.#listen();
  }

  /** Its process id. */
  get pid(): number {
    return this.#child.pid;
  }

  /** True if it has to be replaced. */
  get spent(): boolean {
    return this.#dead || this.#codes.areMany;
  }

  /** True if it is running a stage. */
  get busy(): boolean {
    return this.#waiting !== undefined;
  }

  /** True if it has loaded a bundle. */
  holds(code: string): boolean {
    return this.#codes.holds(code);
  }

  /**
   * Runs a stage. After a failure the worker's state is unknown, and it is ended.
   *
   * @throws {Error} What the stage is refused with, in one sentence.
   */
  async run({ inputs, ...asked }: Asked, loadable: Job["loadable"]): Promise<Came> {
    const toLoad = await this.#codes.toLoad(asked.code, loadable);
    const request: SandboxRequest = {
      ...asked,
      id: ++this.#asked,
      inputs: Object.fromEntries(Object.entries(inputs).map(([role, list]) => [role, list.length])),
      ...(toLoad && { loadable: toLoad }),
    };
    this.#codes.runs(asked.code);
    const { seconds } = asked.limits;
    const most = seconds + (asked.native === undefined ? 0 : GRACE_SECONDS);
    const endLate = () => this.end(new Error(tooSlow(seconds)));
    let timer = after(most + STARTING_SECONDS, endLate);
    let over = false;
    this.#ready.promise.then(() => {
      if (over) return;
      clearTimeout(timer);
      timer = after(most, endLate);
    });
    try {
      const came = await new Promise<Came>((resolve, reject) => {
        this.#waiting = { resolve, reject };
        if (this.#dead) reject(new Stray("The worker stopped without a word."));
        else this.#write(request, Object.values(inputs).flat());
      });
      this.#codes.ran(asked.code, came.seconds);
      return came;
    } catch (error) {
      this.end();
      throw error;
    } finally {
      over = true;
      clearTimeout(timer);
      this.#waiting = undefined;
    }
  }

  /** Ends it at once. Who waits for an answer is told why, if there is a reason, and else waits in vain. */
  end(reason?: Error): void {
    if (!this.#dead) {
      this.#dead = true;
      // It may just have ended by itself.
      ignoring(() => this.#child.kill("SIGKILL"));
    }
    if (reason !== undefined) this.#waiting?.reject(reason);
  }

  /** Ends it, and waits until it is gone. */
  async close(): Promise<void> {
    this.end();
    await this.#gone;
  }

  #write(request: SandboxRequest, parts: readonly Uint8Array<ArrayBuffer>[]): void {
    // What the worker does not take, because it is dead, is told by its end.
    const send = (bytes: Uint8Array): void => void this.#writer.write(bytes).catch(() => {});
    let head = headBytes(request, parts);
    for (const part of parts) {
      if (head.length + part.length <= SMALL) head = joined(head, part);
      else {
        send(head);
        head = part;
      }
    }
    send(head);
  }

  async #listen(): Promise<void> {
    const words = lastWords(this.#child.stderr);
    try {
      for await (
        const { head, parts } of messagesFrom<SandboxReply>({ readable: this.#child.stdout })
      ) {
        if ("ready" in head) this.#ready.resolve();
        else if ("said" in head) say(head.said);
        // A stage may have sent something by itself: only the answer that is waited for counts.
        else if (head.id !== this.#asked) continue;
        else if ("error" in head) {
          const { error, fault } = head;
          if (fault === "stray") this.#waiting?.reject(this.#strayed(error));
          else this.#waiting?.reject(fault === "stage" ? new Error(error) : new Stray(error));
        } else {
          const { id: _, outputs, ...cost } = head;
          this.#waiting?.resolve({
            ...cost,
            outputs: Object.fromEntries(outputs.map((name, i) => [name, parts[i]!])),
          });
        }
      }
    } catch {
      // What stands in the pipe is none of ours.
      this.end(this.#strayed("Its worker answered what cannot be read."));
    }
    const { signal } = await this.#child.status;
    await this.#writer.close().catch(() => {});
    const last = await words;
    if (this.#dead) return;
    this.#dead = true;
    const message = wordsOf(signal, last);
    // Asked to end by a terminal or a scheduler, before it could refuse to listen.
    const asked = signal === "SIGTERM" || signal === "SIGINT";
    this.#waiting?.reject(
      asked ? new Stray(message) : deathOf(signal, last) ?? this.#strayed(message),
    );
  }

  #strayed(message: string): Error {
    return this.#asked > 1 ? new Stray(message) : new Error(message);
  }
}

/** Why a worker ended by itself, if its stage is to blame or there was no memory. */
function deathOf(signal: Deno.Signal | null, words: string): Error | undefined {
  if (/out of memory/i.test(words)) return new Error(heapExhausted);
  return signal !== "SIGKILL" ? undefined : new OutOfMemory(
    "The system ended its worker, as it does when memory runs out; make it smaller, split it, or " +
      "run fewer stages at once with --jobs.",
  );
}

/** What a worker said when it ended. */
function wordsOf(signal: Deno.Signal | null, words: string): string {
  return /^error: (?:Uncaught )?(?:\(in promise\) )?(.*)$/m.exec(words)?.[1] ??
    `The worker stopped without a word${signal ? ` (${signal})` : ""}.`;
}

/** The end of what a process says. */
async function lastWords(pipe: ReadableStream<Uint8Array>): Promise<string> {
  let words = "";
  for await (const text of pipe.pipeThrough(new TextDecoderStream())) {
    words = (words + text).slice(-LAST_WORDS);
  }
  return words;
}

/** Shows what a stage says: on standard error, for standard output belongs to the command. */
function say(text: string): void {
  // Nobody may be there to read it.
  ignoring(() => Deno.stderr.writeSync(new TextEncoder().encode(text)));
}

function ignoring(act: () => void): void {
  try {
    act();
  } catch {
    // It is as if it had been done.
  }
}

const MAIN = fileURLToPath(new URL("./sandbox_main.ts", import.meta.url));

function start(kind: WorkerKind, folder: string, scratch: string): Deno.ChildProcess {
  const options = kind === "pure" ? PURE : nativeOptions(scratch);
  try {
    return new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", "--allow-ffi", ...options, MAIN, kind],
      cwd: folder,
      // The time zone and the language of the machine would show, in dates written as texts.
      env: { TZ: "UTC", LC_ALL: "en_US.UTF-8", NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    const why = (error as Error).message.replace(/, run again with.*/, "");
    throw new UsageError(`Workers cannot be started (${why}); use ./bigrad or a task of Deno.`);
  }
}

/** No permission (the one to load native code is given back first), and no code made of text. */
const PURE = [
  ...["--no-config", "--no-lock", "--no-remote", "--no-npm"],
  "--v8-flags=--disallow-code-generation-from-strings",
];

/** Where the loader of a package with native libraries looks which C library this system has. */
const C_LIBRARY = ["/proc/self/exe", "/usr/bin/ldd"];

/** Native code needs to be loaded, and to write where it is told; it cannot be confined further. */
function nativeOptions(scratch: string): string[] {
  return [`--allow-read=${[scratch, ...C_LIBRARY].join(",")}`, `--allow-write=${scratch}`];
}
