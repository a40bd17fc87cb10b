/**
 * What the story of a run is made from, in plain JSON as `model.ts`.
 *
 * @module
 */

/** What happened to a stage in a run. */
export type StageStatus = "ran" | "cached" | "failed" | "blocked";

/** Where the wall time of a stage went besides computing, in seconds. */
export interface StageParts {
  /** It held a slot, and its worker waited. */
  readonly waiting: number;
  /** Its worker took bundle and inputs. */
  readonly loading: number;
  /** Its worker collected garbage, while it was computing. */
  readonly collecting: number;
  /** Its result was on the way to disk, while others had the slot. */
  readonly saving: number;
}

/** One stage of a run. */
export interface RunStage {
  /** Stage name. */
  readonly name: string;
  /** Kind, for instance `estimate`. */
  readonly kind: string;
  /** What it belongs to in the picture, for instance `semiparametric/iv-1`. */
  readonly group: string;
  /** What happened. */
  readonly status: StageStatus;
  /** Its key, 64 hexadecimal digits; `null` where it could not be formed. */
  readonly key: string | null;
  /** Wall time in seconds; of the run that made it where it is cached; `null` where unknown. */
  readonly seconds: number | null;
  /** Parts of the wall time of one that ran; `null` where it did not, or they were not measured. */
  readonly parts: StageParts | null;
  /** Processor time in seconds. */
  readonly cpuSeconds: number | null;
  /** Largest memory in bytes. */
  readonly peakBytes: number | null;
  /** Names of the stages it takes its inputs from. */
  readonly inputs: readonly string[];
  /** Message, where it failed or is blocked. */
  readonly message?: string;
}

/** `run.html`: the story of one run. */
export interface RunModel {
  /** Title. */
  readonly title: string;
  /** Whether everything is up to date at its end. */
  readonly ok: boolean;
  /** Facts, for instance profile, command, start, wall time, jobs. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** The machine: processor, memory, system, versions. */
  readonly machine: readonly { readonly name: string; readonly value: string }[];
  /** Wall time of the run in seconds. */
  readonly seconds: number;
  /** The stages in order. */
  readonly stages: readonly RunStage[];
  /** Things the run noticed, for instance quarantined blobs. */
  readonly notes: readonly string[];
  /** Relative link to `index.html`. */
  readonly reportPage?: string;
}
