/**
 * What code a worker process has, as the engine keeps account of it: what it has to be sent to run a
 * code, and when it has loaded so much that another process takes its place.
 *
 * @module
 */

import type { Loadable } from "./bundle.ts";
import type { Job } from "./executor.ts";

/** How many bundles a worker loads before it is ended: they cannot be unloaded one by one. */
const LOADED_AT_MOST = 600;

/** How many characters it opens: of a joint text all for each code, and a function takes two bytes each. */
const OPENED_AT_MOST = 250e6;

/**
 * How long a code runs from a joint text before its own bundle is loaded: that one runs faster, since its
 * modules are there once and the machine code can count on them, and needs machine code of its own.
 */
const JOINT_SECONDS = 0.3;

/** A code of which a worker has a text. */
interface Code {
  /** Of the text: a joint one is opened anew for each of its codes. */
  readonly length: number;
  /** How long it has run from a joint text: less than ever from its own. */
  jointSeconds: number;
  isLoaded: boolean;
}

/** The codes of one worker, by digest. */
export class WorkerCodes {
  readonly #codes = new Map<string, Code>();
  #loaded = 0;
  #opened = 0;

  /** True if no more is to be loaded. */
  get areMany(): boolean {
    return this.#loaded >= LOADED_AT_MOST || this.#opened >= OPENED_AT_MOST;
  }

  /** True if a code is loaded. */
  holds(code: string): boolean {
    return this.#codes.get(code)?.isLoaded === true;
  }

  /** What the worker has to be sent to run a code, if anything. */
  async toLoad(code: string, loadable: Job["loadable"]): Promise<Loadable | undefined> {
    const known = this.#codes.get(code);
    if (known !== undefined && known.jointSeconds < JOINT_SECONDS) return undefined;
    const toLoad = await loadable(known !== undefined);
    const { codes, text: { length } } = toLoad;
    for (const one of codes) {
      if (one !== code && this.#codes.has(one)) continue;
      const jointSeconds = codes.length === 1 ? -Infinity : 0;
      this.#codes.set(one, { length, jointSeconds, isLoaded: false });
    }
    return toLoad;
  }

  /** The worker runs a code that it was sent, and loads it if it has not. */
  runs(code: string): void {
    const known = this.#codes.get(code)!;
    if (known.isLoaded) return;
    known.isLoaded = true;
    this.#loaded++;
    this.#opened += known.length;
  }

  /** The worker has run a code. */
  ran(code: string, seconds: number): void {
    this.#codes.get(code)!.jointSeconds += seconds;
  }
}
