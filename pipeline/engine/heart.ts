/**
 * Signs of life between runs that share a store, on whatever machines: each beats by writing a counter
 * into a file of its own, and judges another by reading its counter twice.
 *
 * No clock but the reader's own is asked, and no file's time: those of a network file system are
 * remembered for a minute and more. A file that is opened and read is as it was last closed.
 *
 * @module
 */

import { join } from "node:path";
import { removeIfThere } from "./files.ts";

/** How long a run on another machine must be silent until it is given up, in seconds. */
export const SILENCE_SECONDS = 300;

/** Beats, and looks at another's heart, in this time. */
const BEATS = 30;
const LOOKS = 10;

/** A silence of fewer beats than this is none. */
const MISSED = 3;

/** Where the counter of a run is. */
export function heartOf(root: string, run: string): string {
  return join(root, "runs", run);
}

/** The heart of one run. It beats until it is stopped. */
export class Heart {
  /** Milliseconds between two beats. */
  readonly beatMs: number;
  readonly #path: string;
  readonly #timer: ReturnType<typeof setInterval>;
  #count = 0;

  /**
   * @param run What it is named by.
   * @throws If the first beat cannot be written.
   */
  constructor(root: string, run: string, silenceSeconds: number = SILENCE_SECONDS) {
    this.beatMs = 1000 * silenceSeconds / BEATS;
    this.#path = heartOf(root, run);
    Deno.mkdirSync(join(root, "runs"), { recursive: true });
    this.#beat();
    this.#timer = setInterval(() => {
      try {
        this.#beat();
      } catch {
        // A full disk, a server that restarts: to miss a beat costs less than to lose the run.
      }
    }, this.beatMs);
    Deno.unrefTimer(this.#timer as unknown as number);
  }

  stop(): void {
    clearInterval(this.#timer);
    try {
      removeIfThere(this.#path);
    } catch {
      // Where nothing can be written any more: it does not beat, and that is what others look at.
    }
  }

  #beat(): void {
    Deno.writeTextFileSync(this.#path, `${this.#count++}\n`);
  }
}

/** What one run has heard of the hearts of others. */
export class Hearts {
  readonly #heard = new Map<string, { count: string | undefined; since: number; looked: number }>();

  /** @param now Milliseconds from any start. */
  constructor(
    readonly root: string,
    readonly silenceSeconds: number = SILENCE_SECONDS,
    readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * False if the counter of a run stood still for too long; so does one that is not there. Reads it
   * now and then only, however often it is asked.
   *
   * @param beatMs How often that run says that it beats.
   */
  beats(run: string, beatMs: number): boolean {
    const now = this.now();
    const before = this.#heard.get(run);
    const isFresh = before !== undefined &&
      now - before.looked < 1000 * this.silenceSeconds / LOOKS;
    if (!isFresh) {
      const count = this.#read(run);
      const since = before?.count === count ? before?.since ?? now : now;
      this.#heard.set(run, { count, since, looked: now });
    }
    const { since, looked } = this.#heard.get(run)!;
    return looked - since < Math.max(1000 * this.silenceSeconds, MISSED * beatMs);
  }

  /** True if a run has left no counter: it came to its end. */
  hasEnded(run: string): boolean {
    return this.#read(run) === undefined;
  }

  #read(run: string): string | undefined {
    try {
      return Deno.readTextFileSync(heartOf(this.root, run));
    } catch {
      return undefined;
    }
  }
}
