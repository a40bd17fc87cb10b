/**
 * What an executor is: something that runs one stage's bundle on given inputs.
 *
 * @module
 */

import type { Loadable } from "./bundle.ts";
import type { JsonObject } from "./canonical.ts";
import type { Stage, StageCost, StageOutputs, StreamName } from "./stage.ts";

/** One stage to run: bytes only, so that it can run anywhere. */
export interface Job {
  /** For messages. */
  readonly name: string;
  /** The digest of the bundle; workers keep what they have loaded. */
  readonly code: string;
  /** What to load to run it, asked for where it is not loaded yet: its own bundle, or one text for many. */
  readonly loadable: (own: boolean) => Promise<Loadable>;
  readonly parameters: JsonObject;
  readonly random: StreamName;
  /** Verified bytes by role. */
  readonly inputs: Readonly<Record<string, readonly Uint8Array<ArrayBuffer>[]>>;
  /** Of a stage with native packages: verified blobs' paths by role, if it reads files. */
  readonly native?: Readonly<Record<string, readonly string[]>>;
}

/** What came of it. */
export interface JobResult {
  readonly outputs: StageOutputs;
  readonly cost: StageCost;
}

/** Where a bundle is loaded: 2 where a job could start now, 0 only where another one runs, 1 nowhere. */
export type Warmth = 0 | 1 | 2;

/** Runs jobs. */
export interface Executor {
  /** How many jobs it can run at once. */
  readonly slots: number;
  /** Told that a job will come, so that what runs it may start meanwhile. */
  expect?(): void;
  /** Where a bundle is loaded. */
  warmth(code: string): Warmth;
  /** Runs a job; rejects with one sentence if the stage failed. */
  run(job: Job): Promise<JobResult>;
  /** Ends all workers at once, running or not, and waits until they are gone. */
  close(): Promise<void>;
}

/** How many outputs that were not declared are told by name. */
const NAMED_AT_MOST = 10;

/**
 * Checks what came of a stage.
 *
 * @throws {Error} If its outputs are not those that it declares.
 */
export function requireDeclared(stage: Stage, { outputs }: JobResult): void {
  const made = Object.keys(outputs).sort();
  const declared = [...stage.outputs].sort();
  if (JSON.stringify(made) === JSON.stringify(declared)) return;
  const named = made.slice(0, NAMED_AT_MOST).join(", ") || "(none)";
  const more = made.length > NAMED_AT_MOST ? ` and ${made.length - NAMED_AT_MOST} more` : "";
  throw new Error(`It returned the outputs ${named}${more} but declares ${declared.join(", ")}.`);
}
