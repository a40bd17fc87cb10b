/**
 * The words of the engine: what a stage is, what it is handed, and what is remembered of it.
 *
 * @module
 */

import type { JsonObject } from "./canonical.ts";

/**
 * The name of a stage's random stream. A stage derives every random number from it and nothing
 * else; the labels name what is random (study, problem, size), never who asks (estimator).
 */
export type StreamName = readonly (string | number)[];

/**
 * What a stage is handed: for each role its artifacts in declared order. They are private copies,
 * and good until the stage returns.
 */
export type StageInputs = Readonly<Record<string, readonly Uint8Array<ArrayBuffer>[]>>;

/** What a stage returns: its declared outputs as bytes. */
export type StageOutputs = Record<string, Uint8Array<ArrayBuffer>>;

/** The pure function a stage module exports as `run`: same arguments, same bytes. */
export type StageRun<Parameters extends JsonObject = JsonObject> = (
  parameters: Parameters,
  inputs: StageInputs,
  random: StreamName,
) => StageOutputs | Promise<StageOutputs>;

/** What a stage with native packages (DuckDB) is handed besides. */
export interface NativeContext {
  /** Its inputs as files below the scratch folder, if it wants them: native code may read no buffers. */
  readonly paths: Readonly<Record<string, readonly string[]>>;
  /** A folder with nothing else in it, which is emptied afterwards; the worker's next stage has the same. */
  readonly scratch: string;
  /** Is aborted when the stage's time is up: native code has to be stopped by whoever called it. */
  readonly timeUp?: AbortSignal;
}

/** The `run` of a stage with native packages. */
export type NativeRun<Parameters extends JsonObject = JsonObject> = (
  parameters: Parameters,
  inputs: StageInputs,
  random: StreamName,
  native: NativeContext,
) => Promise<StageOutputs>;

/** Where a stage's code is. */
export interface CodeReference {
  /** The stage module, relative to the project's root. */
  readonly entry: string;
  /**
   * What the module is completed with: each slot names an export, as "path/to/file.ts#name".
   * With slots the module exports `stage(slots)`, which returns the `run`; without, `run` itself.
   */
  readonly slots?: Readonly<Record<string, string>>;
  /** Packages that cannot be bundled; they enter the key by name, version and integrity. */
  readonly native?: readonly string[];
}

/** One artifact a stage needs: an output of another stage, a file of the project, or one that is given. */
export type InputReference =
  | {
    readonly stage: string;
    readonly output: string;
    /** Take a record of the failure instead, when that stage failed or was blocked. */
    readonly orFailure?: boolean;
  }
  | { readonly file: string }
  /** What whoever runs the graph has put into the store. */
  | { readonly artifact: Artifact };

/** One node of the DAG. */
export interface Stage {
  /** Reads like a path; unique; never part of the key. */
  readonly name: string;
  /** What it does (simulate, estimate ...): for counts and pictures, not part of the key. */
  readonly kind: string;
  readonly code: CodeReference;
  readonly parameters: JsonObject;
  readonly inputs: Readonly<Record<string, InputReference | readonly InputReference[]>>;
  readonly outputs: readonly string[];
  readonly random?: StreamName;
  /** True if it has native packages that read its inputs as files. */
  readonly files?: boolean;
}

/** One artifact by content. */
export interface Artifact {
  readonly digest: string;
  readonly bytes: number;
}

/** The named components of a key. */
export interface KeyComponents {
  readonly schema: number;
  readonly code: string;
  readonly parameters: JsonObject;
  readonly random: StreamName;
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly runtime: Readonly<Record<string, string>>;
}

/** What one run of a stage cost. Never hashed. A part that is missing was not measured. */
export interface StageCost {
  /** Wall time in which it was computing. */
  readonly seconds: number;
  /** The part of it in which its worker stood still and collected garbage. */
  readonly gcSeconds?: number;
  /** Wall time before that: its worker took the inputs, and the bundle unless it had it. */
  readonly loadSeconds?: number;
  /** Wall time in which it held a slot besides: inputs were read and checked, messages under way. */
  readonly waitSeconds?: number;
  readonly cpuSeconds: number;
  /** Heap and buffers of the worker when the stage ended, in bytes. */
  readonly peakBytes: number;
}

/** What is known about one run of a stage. */
export interface ActionRecord {
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly components: KeyComponents;
  readonly outputs: Readonly<Record<string, Artifact>>;
  readonly cost: StageCost;
  readonly host: string;
  readonly finished: string;
}

/** The references of one role as a list. */
export function referencesOf(stage: Stage, role: string): readonly InputReference[] {
  const references = stage.inputs[role] ?? [];
  return Array.isArray(references) ? references : [references as InputReference];
}

/** A mistake of the user's or of a study's, said in one sentence: exit code 2, no stack. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
