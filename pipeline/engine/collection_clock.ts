/**
 * How long a worker's thread collected garbage, as V8 tells it.
 *
 * @module
 */

import { GCProfiler } from "node:v8";

/** Deno gives each collection's length in nanoseconds. */
const NANOSECONDS = 1e-9;

/** Measures from one look to the next. */
export class CollectionClock {
  #profiler: InstanceType<typeof GCProfiler> | undefined;

  /** Seconds since the last look in which the thread stood still; 0 at the first. */
  lap(): number {
    const found = this.#profiler?.stop()?.statistics ?? [];
    this.#profiler = new GCProfiler();
    this.#profiler.start();
    return NANOSECONDS * found.reduce((sum, { cost }) => sum + cost, 0);
  }
}
