/**
 * Local workers: one sandboxed thread a core, each keeping the bundles it has loaded.
 *
 * @module
 */

import { join } from "node:path";
import type { Executor, Job, JobResult } from "./executor.ts";
import type { SandboxReply, SandboxRequest } from "./sandbox.ts";

/**
 * Bundles kept loaded over all slots, and at least in each: starting one again costs some 20 ms and
 * its compiled code, keeping one some 15 MB.
 */
const KEPT = 48;
const KEPT_AT_LEAST = 8;

interface Sandbox {
  readonly worker: Worker;
  readonly code: string;
}

/** Runs stages in threads of this process, without permissions. */
export class LocalExecutor implements Executor {
  /** For each slot its sandboxes, least recently used first. */
  readonly #slots: Sandbox[][];
  readonly #idle: number[];
  readonly #scratch: string;

  /**
   * @param slots How many stages run at once.
   * @param scratch Folder for the scratch files of native stages.
   */
  constructor(readonly slots: number, scratch: string) {
    this.#slots = Array.from({ length: slots }, () => []);
    this.#idle = Array.from({ length: slots }, (_, i) => i);
    this.#scratch = scratch;
    // Local time would make a result depend on the machine; workers take it from here.
    Deno.env.set("TZ", "UTC");
  }

  isWarm(code: string): boolean {
    return this.#idle.some((slot) => this.#slots[slot]!.some((kept) => kept.code === code));
  }

  async run(job: Job): Promise<JobResult> {
    const slot = this.#claim(job.code);
    try {
      return await this.#runIn(slot, job);
    } finally {
      this.#idle.push(slot);
    }
  }

  close(): void {
    for (const slot of this.#slots) for (const { worker } of slot.splice(0)) worker.terminate();
  }

  /** An idle slot, rather one that has the code loaded. */
  #claim(code: string): number {
    const at = this.#idle.findIndex((slot) =>
      this.#slots[slot]!.some((kept) => kept.code === code)
    );
    const [slot] = this.#idle.splice(Math.max(at, 0), 1);
    if (slot === undefined) throw new Error("More jobs than slots were started at once.");
    return slot;
  }

  async #runIn(slot: number, job: Job): Promise<JobResult> {
    const scratch = job.native && Deno.makeTempDirSync({ dir: this.#scratch, prefix: "native-" });
    let sandbox: Sandbox | undefined;
    try {
      sandbox = await this.#sandbox(slot, job);
      const request: SandboxRequest = {
        parameters: job.parameters,
        inputs: job.inputs,
        random: job.random,
        ...(scratch === undefined ? {} : { native: { paths: job.native!, scratch } }),
      };
      const reply = await ask(sandbox.worker, request);
      if ("error" in reply) throw new Error(reply.error);
      if ("ready" in reply) throw new Error("The worker answered out of turn.");
      const { outputs, ...cost } = reply;
      return { outputs, cost };
    } catch (error) {
      // After a failure the worker's state is unknown: the next stage gets a new one.
      if (sandbox !== undefined) this.#drop(slot, sandbox);
      throw error;
    } finally {
      if (scratch !== undefined) Deno.removeSync(scratch, { recursive: true });
    }
  }

  async #sandbox(slot: number, job: Job): Promise<Sandbox> {
    const kept = this.#slots[slot]!;
    const at = kept.findIndex((sandbox) => sandbox.code === job.code);
    if (at >= 0) {
      const [sandbox] = kept.splice(at, 1);
      kept.push(sandbox!);
      return sandbox!;
    }
    if (kept.length >= Math.max(KEPT_AT_LEAST, Math.floor(KEPT / this.slots))) {
      kept.shift()!.worker.terminate();
    }
    const worker = new Worker(new URL("./sandbox_main.ts", import.meta.url), {
      type: "module",
      name: job.name,
      // Deno's own option: what the thread may touch.
      deno: { permissions: job.native ? nativePermissions(this.#scratch) : "none" },
    } as WorkerOptions);
    const sandbox = { worker, code: job.code };
    kept.push(sandbox);
    // It may also die between two stages, by what the first one left behind.
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#drop(slot, sandbox);
    });
    const reply = await ask(worker, { bundle: job.bundle(), native: job.native !== undefined });
    if ("error" in reply) {
      this.#drop(slot, sandbox);
      throw new Error(reply.error);
    }
    return sandbox;
  }

  #drop(slot: number, sandbox: Sandbox): void {
    sandbox.worker.terminate();
    const kept = this.#slots[slot]!;
    const at = kept.indexOf(sandbox);
    if (at >= 0) kept.splice(at, 1);
  }
}

/** Where the loader of a package with native libraries looks which C library this system has. */
const C_LIBRARY = ["/proc/self/exe", "/usr/bin/ldd"];

/**
 * Native code needs to be loaded, and to write where it is told; it cannot be confined further.
 * What is not granted here is denied, but on a terminal Deno asks first unless it is run with
 * `--no-prompt`.
 */
function nativePermissions(scratch: string): Record<string, unknown> {
  const folder = join(Deno.cwd(), scratch);
  const where = scratch.startsWith("/") ? scratch : folder;
  return {
    ffi: true,
    read: [where, ...C_LIBRARY],
    write: [where],
    net: false,
    env: false,
    run: false,
    sys: false,
  };
}

function ask(worker: Worker, message: unknown): Promise<SandboxReply> {
  return new Promise((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<SandboxReply>) => resolve(event.data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message || "The worker stopped without a word."));
    };
    worker.postMessage(message);
  });
}
