/**
 * Local workers: a sandboxed thread a core, which keeps the bundles it has loaded, and another for
 * stages with native packages.
 *
 * @module
 */

import type { Executor, Job, JobResult } from "./executor.ts";
import { LIMITS, type Limits } from "./limits.ts";
import { ScratchFolder } from "./scratch_folder.ts";
import { Thread } from "./thread.ts";

/** The threads of one slot: one for pure stages, one for those with native packages, once needed. */
interface Slot {
  pure?: Thread;
  native?: Thread;
  /** Of the native thread. */
  scratch?: ScratchFolder;
}

/** Runs stages in threads of this process: without permissions, or with what native packages need. */
export class LocalExecutor implements Executor {
  readonly #slots: readonly Slot[];
  readonly #idle: Slot[];
  readonly #scratch: string;

  /**
   * @param slots How many stages run at once.
   * @param scratch Folder for the scratch folders of native stages.
   * @param limits What each stage may take.
   */
  constructor(readonly slots: number, scratch: string, readonly limits: Limits = LIMITS) {
    this.#slots = Array.from({ length: slots }, () => ({}));
    this.#idle = [...this.#slots];
    this.#scratch = scratch;
    // Local time would make a result depend on the machine; workers take it from here.
    Deno.env.set("TZ", "UTC");
  }

  isWarm(code: string): boolean {
    return this.#idle.some((slot) => holds(slot, code));
  }

  async run(job: Job): Promise<JobResult> {
    // An idle slot, rather one that has the code loaded.
    const at = this.#idle.findIndex((slot) => holds(slot, job.code));
    const [slot] = this.#idle.splice(Math.max(at, 0), 1);
    if (slot === undefined) throw new Error("More jobs than slots were started at once.");
    try {
      return await this.#runIn(slot, job);
    } finally {
      this.#idle.push(slot);
    }
  }

  close(): void {
    for (const { pure, native, scratch } of this.#slots) {
      pure?.end();
      native?.end();
      scratch?.remove();
    }
  }

  async #runIn(slot: Slot, { code, bundle, native: paths, ...job }: Job): Promise<JobResult> {
    const { name, parameters, inputs, random } = job;
    const { pureSeconds, nativeSeconds, ...limits } = this.limits;
    const seconds = paths === undefined ? pureSeconds : nativeSeconds;
    const thread = paths === undefined ? this.#pure(slot) : this.#native(slot);
    try {
      const native = paths && { native: slot.scratch!.lend(paths) };
      const asked = { name, code, parameters, inputs, random, ...native };
      const { id: _, outputs, ...cost } = await thread.run(
        { ...asked, limits: { seconds, ...limits } },
        bundle,
      );
      return { outputs, cost };
    } finally {
      if (paths !== undefined) slot.scratch!.clear();
    }
  }

  #pure(slot: Slot): Thread {
    if (slot.pure?.spent) slot.pure.end();
    return slot.pure = slot.pure?.spent === false ? slot.pure : new Thread("none");
  }

  #native(slot: Slot): Thread {
    if (slot.native?.spent) {
      slot.native.end();
      slot.scratch!.remove();
    }
    if (slot.native?.spent !== false) {
      slot.scratch = new ScratchFolder(this.#scratch);
      slot.native = new Thread(nativePermissions(slot.scratch.path));
    }
    return slot.native;
  }
}

function holds({ pure, native }: Slot, code: string): boolean {
  return pure?.holds(code) === true || native?.holds(code) === true;
}

/** Where the loader of a package with native libraries looks which C library this system has. */
const C_LIBRARY = ["/proc/self/exe", "/usr/bin/ldd"];

/**
 * Native code needs to be loaded, and to write where it is told; it cannot be confined further.
 * What is not granted here is denied, but on a terminal Deno asks first unless it is run with
 * `--no-prompt`.
 */
function nativePermissions(scratch: string): Record<string, unknown> {
  return {
    ffi: true,
    read: [scratch, ...C_LIBRARY],
    write: [scratch],
    net: false,
    env: false,
    run: false,
    sys: false,
  };
}
