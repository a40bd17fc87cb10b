/**
 * What a run of a graph is made with, and what it tells.
 *
 * @module
 */

import type { Executor } from "./executor.ts";
import type { Locks } from "./lock.ts";
import type { Outcome, Resolver } from "./resolve.ts";
import type { Stage } from "./stage.ts";

/** What a run tells while it goes on. */
export interface RunObserver {
  /** Code has to be bundled before anything is started. */
  bundling?(): void;
  started?(stage: Stage): void;
  /** Another run has to compute a stage first. */
  waiting?(stage: Stage): void;
  settled?(stage: Stage, outcome: Outcome): void;
  /** The result of a stage that ran is on disk, after so many seconds. */
  saved?(stage: Stage, seconds: number): void;
}

/** What a run is made with. */
export interface RunOptions {
  readonly resolver: Resolver;
  readonly executor: Executor;
  readonly locks: Locks;
  readonly keepGoing: boolean;
  readonly observer?: RunObserver;
  /** Stops the run: no stage is started any more, those at work are ended. */
  readonly signal?: AbortSignal;
  /** No stage is started any more, those at work come to their end. */
  readonly drain?: AbortSignal;
  /** Computes nothing: waits for what other runs compute, until it is drained. */
  readonly follow?: boolean;
}
