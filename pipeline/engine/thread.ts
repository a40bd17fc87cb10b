/**
 * One worker thread, as seen from outside: it is asked to run stages, one after another.
 *
 * @module
 */

import { after, tooSlow } from "./limits.ts";
import type { SandboxReply, SandboxRequest } from "./sandbox.ts";

/** How many bundles a thread loads before it is ended: they cannot be unloaded one by one. */
const LOADED_AT_MOST = 600;

/** How long a native stage has to stop by itself once its time is up: what it called goes on without it. */
const GRACE_SECONDS = 2;

type Asked = Omit<SandboxRequest, "id" | "bundle">;
type Done = Exclude<SandboxReply, { error: string }>;

/** A thread that may touch what `permissions` say. */
export class Thread {
  readonly #worker: Worker;
  readonly #loaded = new Set<string>();
  #asked = 0;
  #dead = false;
  #waiting: { resolve: (reply: SandboxReply) => void; reject: (error: Error) => void } | undefined;

  constructor(permissions: unknown) {
    this.#worker = new Worker(new URL("./sandbox_main.ts", import.meta.url), {
      type: "module",
      // Deno's own option: what the thread may touch.
      deno: { permissions },
    } as WorkerOptions);
    this.#worker.onmessage = ({ data }: MessageEvent<SandboxReply>) => {
      // A stage may have sent something by itself: only the answer that is waited for counts.
      if (data?.id === this.#asked) this.#waiting?.resolve(data);
    };
    // It may also die between two stages, by what the first one left behind.
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.end(new Error(event.message || "The worker stopped without a word."));
    };
  }

  /** True if it has to be replaced. */
  get spent(): boolean {
    return this.#dead || this.#loaded.size >= LOADED_AT_MOST;
  }

  /** True if it has loaded a bundle. */
  holds(code: string): boolean {
    return this.#loaded.has(code);
  }

  /**
   * Runs a stage. After a failure the thread's state is unknown, and it is ended.
   *
   * @throws {Error} What the stage is refused with, in one sentence.
   */
  async run(asked: Asked, bundle: () => Promise<string>): Promise<Done> {
    const request: SandboxRequest = {
      ...asked,
      id: ++this.#asked,
      ...(this.#loaded.has(asked.code) ? {} : { bundle: await bundle() }),
    };
    this.#loaded.add(asked.code);
    const { seconds } = asked.limits;
    const end = after(
      seconds + (asked.native === undefined ? 0 : GRACE_SECONDS),
      () => this.end(new Error(tooSlow(seconds))),
    );
    try {
      const reply = await new Promise<SandboxReply>((resolve, reject) => {
        this.#waiting = { resolve, reject };
        if (this.#dead) reject(new Error("The worker stopped without a word."));
        else this.#worker.postMessage(request);
      });
      if ("error" in reply) throw new Error(reply.error);
      return reply;
    } catch (error) {
      this.end(error as Error);
      throw error;
    } finally {
      clearTimeout(end);
      this.#waiting = undefined;
    }
  }

  /** Ends it. Who waits for an answer is told why, if there is a reason, and else waits in vain. */
  end(reason?: Error): void {
    this.#dead = true;
    this.#worker.terminate();
    if (reason !== undefined) this.#waiting?.reject(reason);
  }
}
