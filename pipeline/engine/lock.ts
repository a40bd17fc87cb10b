/**
 * One lock a key, so that of all runs that share a store one computes each stage.
 *
 * A lock is a small file that names its owner. It appears whole (written aside, then linked) and is
 * taken over when its owner is dead: on the same machine by process id and start time (a zombie is
 * dead), on another when its heart has stood still for long (`heart.ts`). Where a stage failed, its
 * lock stays and says so while its run lives, so that no other run tries the same in vain.
 *
 * @module
 */

import { hostname } from "node:os";
import { join } from "node:path";
import { setAside } from "./claim.ts";
import { createWhole, isNoFile, orIfGone, replaceWhole } from "./files.ts";
import { Heart, Hearts } from "./heart.ts";
import { GUARD } from "./layout.ts";
import { unwritable } from "./store.ts";
import { systemFile, systemLink } from "./system_files.ts";

/** What a lock says. */
export interface Owner {
  /** Where process ids mean something: the machine and, in a container, the container. */
  readonly place: string;
  readonly pid: number;
  /** Start time of the process in clock ticks since boot, and the boot it belongs to. */
  readonly started: string;
  readonly run: string;
  readonly beatMs: number;
  /** Runs of one session take each other's failures for their own. */
  readonly session: string;
  /** Why the stage failed. */
  readonly failed?: string;
}

/** How runs deal with each other. */
export interface LockOptions {
  /** What several runs may have in common; each has its own unless given. */
  readonly session?: string;
  /** After how long a silence a run on another machine is given up. */
  readonly silenceSeconds?: number;
}

/** What a look at a lock tells. */
export type LockState = "free" | "held" | { readonly failed: string };

/** The locks of one run. */
export class Locks {
  readonly #folder: string;
  readonly #owner: Owner;
  readonly #text: string;
  readonly #shared: boolean;
  readonly #heart: Heart;
  readonly #hearts: Hearts;
  readonly #held = new Set<string>();
  readonly #failed = new Set<string>();
  /** What locks said when they were last read: as long as a file is the same it says the same. */
  readonly #seen = new Map<string, { readonly stamp: string; readonly text: string }>();

  /** @throws If the store cannot be written. */
  constructor(readonly root: string, { session, silenceSeconds }: LockOptions = {}) {
    this.#folder = join(root, "locks");
    const run = crypto.randomUUID();
    try {
      this.#heart = new Heart(root, run, silenceSeconds);
    } catch (error) {
      throw unwritable(root, error);
    }
    this.#hearts = new Hearts(root, silenceSeconds);
    this.#shared = session !== undefined;
    this.#owner = {
      place: place(),
      pid: Deno.pid,
      started: startOf(Deno.pid) ?? "",
      run,
      beatMs: this.#heart.beatMs,
      session: session ?? run,
    };
    this.#text = JSON.stringify(this.#owner);
  }

  /** Who has a key, at the cost of one look at the disk while that does not change. */
  look(key: string): LockState {
    const path = join(this.#folder, key);
    const info = orIfGone(() => Deno.statSync(path), undefined);
    if (info === undefined) {
      this.#seen.delete(key);
      return "free";
    }
    const stamp = [info.ino, info.size, info.mtime?.getTime(), info.ctime?.getTime()].join();
    let text = this.#seen.get(key)?.text;
    if (this.#seen.get(key)?.stamp !== stamp) {
      text = readText(path);
      if (text !== undefined) this.#seen.set(key, { stamp, text });
    }
    return text === undefined ? "free" : this.#judge(text);
  }

  /**
   * Takes the lock of a key; false if a living run holds it, be it this one.
   *
   * @throws If the store cannot be written.
   */
  acquire(key: string): boolean {
    if (this.#held.has(key)) return false;
    try {
      if (!this.#take(key)) return false;
    } catch (error) {
      throw unwritable(this.root, error);
    }
    this.#held.add(key);
    return true;
  }

  #take(key: string): boolean {
    const path = join(this.#folder, key);
    for (let attempt = 0; attempt < 3; attempt++) {
      if (createWhole(path, this.#text)) return true;
      // Of no run: it would be waited for in vain.
      if (isNoFile(path)) setAside(this.root, path, key);
      const holder = readText(path);
      if (holder === undefined) continue;
      if (holder === this.#text) return true;
      if (this.#judge(holder) !== "free") return false;
      if (this.#takeOver(path, holder)) return true;
    }
    return false;
  }

  /** Gives the lock of a key back. */
  release(key: string): void {
    const path = join(this.#folder, key);
    this.#held.delete(key);
    try {
      if (readText(path) === this.#text) Deno.removeSync(path);
    } catch {
      // Where nothing can be written any more the lock is nobody's once this run has ended.
    }
  }

  /** Gives the lock of a key back and says why its stage failed. */
  fail(key: string, message: string): void {
    const path = join(this.#folder, key);
    try {
      if (this.#held.has(key) && readText(path) === this.#text) {
        replaceWhole(path, JSON.stringify({ ...this.#owner, failed: message }));
        this.#failed.add(key);
        this.#held.delete(key);
        return;
      }
    } catch {
      // A full disk: another run will find out itself.
    }
    this.release(key);
  }

  /** Forgets all failures of this run's session. */
  forgetFailures(): void {
    for (const { name } of orIfGone(() => [...Deno.readDirSync(this.#folder)], [])) {
      const owner = ownerOf(readText(join(this.#folder, name)) ?? "");
      if (owner?.failed !== undefined && owner.session === this.#owner.session) {
        orIfGone(() => Deno.removeSync(join(this.#folder, name)), undefined);
      }
    }
  }

  /**
   * Gives all locks back and ends this run's heart. Failures are forgotten, unless others of the
   * session may ask for them.
   */
  close(): void {
    for (const key of [...this.#held]) this.release(key);
    if (!this.#shared && this.#failed.size > 0) this.forgetFailures();
    this.#failed.clear();
    this.#heart.stop();
  }

  /**
   * Replaces a dead owner's lock. A file lock, which the system drops with its holder, keeps two
   * heirs apart; where there are none, both may compute the stage, with the same bytes.
   */
  #takeOver(path: string, dead: string): boolean {
    const file = join(this.root, GUARD);
    if (isNoFile(file)) setAside(this.root, file);
    using guard = Deno.openSync(file, { create: true, write: true });
    try {
      guard.lockSync(true);
    } catch {
      // A file system without them.
    }
    if (readText(path) !== dead) return false;
    orIfGone(() => Deno.removeSync(path), undefined);
    return createWhole(path, this.#text);
  }

  #judge(text: string): LockState {
    const owner = ownerOf(text);
    if (owner === undefined) return "free";
    if (owner.failed !== undefined) {
      const counts = owner.session === this.#owner.session ||
        (!this.#hearts.hasEnded(owner.run) && this.#alive(owner));
      return counts ? { failed: owner.failed } : "free";
    }
    return this.#alive(owner) ? "held" : "free";
  }

  #alive({ place, pid, started, run, beatMs }: Owner): boolean {
    // Where the system does not tell start times, the heart has to do.
    return place === this.#owner.place && started !== ""
      ? startOf(pid) === started
      : this.#hearts.beats(run, beatMs);
  }
}

/** The owner that a lock names; undefined if it names none. */
export function ownerOf(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Partial<Owner> | null;
    const whole = typeof owner?.run === "string" && typeof owner.place === "string";
    return whole ? owner as Owner : undefined;
  } catch {
    return undefined;
  }
}

/** The machine, and within it whose numbers processes have. */
function place(): string {
  return `${hostname()} ${systemLink("/proc/self/ns/pid") ?? ""}`;
}

/** Boot id and start time of a living process; undefined if it is gone or a zombie. */
function startOf(pid: number): string | undefined {
  const stat = systemFile(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The command name, in parentheses, may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return undefined;
  return `${systemFile("/proc/sys/kernel/random/boot_id")?.trim()}/${fields[19]}`;
}

function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}
