/**
 * One lock a key, so that two runs sharing a store compute each stage once.
 *
 * A lock is a small file that names its owner. It appears whole (written aside, then linked) and is
 * taken over when its owner is dead: on this host by process id and start time (a zombie is dead),
 * on another host when the owner's heartbeat stops, measured by the file system's clock alone.
 *
 * @module
 */

import { join } from "node:path";
import { hostname } from "node:os";
import { setAside } from "./claim.ts";
import { createWhole, isNoFile, removeIfThere } from "./files.ts";
import { unwritable } from "./store.ts";
import { systemFile } from "./system_files.ts";

/** How often an owner shows that it lives, and after what silence another host gives it up. */
const HEARTBEAT_MS = 5_000;
const SILENCE_MS = 60_000;

interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Start time of the process in clock ticks since boot, and the boot it belongs to. */
  readonly started: string;
  readonly run: string;
}

/** The locks of one run. */
export class Locks {
  readonly #folder: string;
  readonly #owner: Owner;
  readonly #text: string;
  readonly #heartbeat: string;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #held = new Set<string>();

  /** @throws If the store cannot be written. */
  constructor(readonly root: string) {
    this.#folder = join(root, "locks");
    Deno.mkdirSync(join(root, "runs"), { recursive: true });
    const run = crypto.randomUUID();
    this.#owner = { host: hostname(), pid: Deno.pid, started: startOf(Deno.pid) ?? "", run };
    this.#text = JSON.stringify(this.#owner);
    this.#heartbeat = join(root, "runs", run);
    try {
      this.#beat();
    } catch (error) {
      throw unwritable(root, error);
    }
    this.#timer = setInterval(() => {
      try {
        this.#beat();
      } catch {
        // A full disk: to miss a beat costs less than to lose the run.
      }
    }, HEARTBEAT_MS);
    Deno.unrefTimer(this.#timer as unknown as number);
  }

  /**
   * Takes the lock of a key; false if a living run holds it, be it this one.
   *
   * @throws If the store cannot be written.
   */
  acquire(key: string): boolean {
    const taken = !this.#held.has(key) && this.#take(key);
    if (taken) this.#held.add(key);
    return taken;
  }

  #take(key: string): boolean {
    const path = join(this.#folder, key);
    for (let attempt = 0; attempt < 3; attempt++) {
      if (this.#link(path)) return true;
      // Of no run: it would be waited for in vain.
      if (isNoFile(path)) setAside(this.root, path, key);
      const holder = readText(path);
      if (holder === undefined) continue;
      if (holder === this.#text) return true;
      if (this.#alive(holder)) return false;
      if (this.#takeOver(path, holder)) return true;
    }
    return false;
  }

  /** Gives the lock of a key back. */
  release(key: string): void {
    const path = join(this.#folder, key);
    this.#held.delete(key);
    if (readText(path) === this.#text) Deno.removeSync(path);
  }

  /** Gives all locks back and ends this run's heartbeat. */
  close(): void {
    for (const key of [...this.#held]) this.release(key);
    clearInterval(this.#timer);
    removeIfThere(this.#heartbeat);
  }

  #beat(): void {
    Deno.writeTextFileSync(this.#heartbeat, this.#text);
  }

  #link(path: string): boolean {
    try {
      return createWhole(path, this.#text);
    } catch (error) {
      throw unwritable(this.root, error);
    }
  }

  /** Replaces a dead owner's lock. A file lock, which the system drops with its holder, keeps two heirs apart. */
  #takeOver(path: string, dead: string): boolean {
    using guard = Deno.openSync(join(this.#folder, "takeover.guard"), {
      create: true,
      write: true,
    });
    guard.lockSync(true);
    if (readText(path) !== dead) return false;
    Deno.removeSync(path);
    return this.#link(path);
  }

  #alive(text: string): boolean {
    let owner: Owner | null;
    try {
      owner = JSON.parse(text) as Owner | null;
    } catch {
      return false;
    }
    if (typeof owner?.run !== "string") return false;
    // Where the system does not tell start times, the heartbeat has to do.
    if (owner.host === this.#owner.host && owner.started !== "") {
      return startOf(owner.pid) === owner.started;
    }
    try {
      this.#beat();
      const theirs = Deno.statSync(join(this.#folder, "..", "runs", owner.run)).mtime;
      const mine = Deno.statSync(this.#heartbeat).mtime;
      return theirs !== null && mine !== null && mine.getTime() - theirs.getTime() < SILENCE_MS;
    } catch {
      return false;
    }
  }
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
